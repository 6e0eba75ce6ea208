//! The Nix on `PATH`, for machines without Debian's packages.

use std::env;
use std::path::{Path, PathBuf};

use super::{Lane, reported_version};

/// The `nix` on `PATH`, when its version fits `lane`.
pub(super) fn find(lane: Lane) -> Option<PathBuf> {
    let nix = on_path("nix")?;
    let version = reported_version(&nix).ok()?;
    (lane_of(&version)? == lane).then_some(nix)
}

/// The first executable of that name on `PATH`.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|program| is_executable(program))
}

fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// The lane that a Nix version can stand in for: one older than 2.26 for the floor, a newer one for the
/// other; none below the floor.
fn lane_of(version: &str) -> Option<Lane> {
    let mut numbers = version.split('.').map(|part| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok()
    });
    let (major, minor) = (numbers.next()??, numbers.next()??);
    match (major, minor) {
        (2, ..8) | (..2, _) => None,
        (2, 8..26) => Some(Lane::Bookworm),
        _ => Some(Lane::Trixie),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_fall_into_lanes() {
        for (version, lane) in [
            ("2.3.16", None),
            ("2.8.0", Some(Lane::Bookworm)),
            ("2.18.1", Some(Lane::Bookworm)),
            ("2.26.3+1", Some(Lane::Trixie)),
            ("2.31pre20250101_abc", Some(Lane::Trixie)),
            ("3.0", Some(Lane::Trixie)),
            ("nonsense", None),
        ] {
            assert_eq!(lane_of(version), lane, "{version}");
        }
    }
}
