//! What the cases run on: a Nix, a nixpkgs lib, and flake-parts or its stand-in.
//!
//! Always: each Nix with the lib that xtask lays out and the stand-in. With `DEN_TEST_NIXPKGS_LIB` naming a
//! checkout of nixpkgs or nixpkgs.lib, the recent Nix with that lib too. With `DEN_TEST_FLAKE_PARTS` naming a
//! checkout of flake-parts, each Nix with that, on the newest lib that the Nix has here.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};
use crate::nix::{Lane, Nix};
use crate::nixlib;
use crate::workspace::Workspace;

const NIXPKGS_LIB: &str = "DEN_TEST_NIXPKGS_LIB";
const FLAKE_PARTS: &str = "DEN_TEST_FLAKE_PARTS";

/// One combination that all cases run on.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    /// The Nix.
    pub(super) nix: Nix,
    /// The `lib` folder.
    pub(super) lib: PathBuf,
    lib_name: &'static str,
    /// A checkout of flake-parts, or none for the stand-in.
    pub(super) flake_parts: Option<PathBuf>,
}

impl Subject {
    /// The lane that counts this subject's cases.
    pub(super) const fn lane(&self) -> Lane {
        self.nix.lane()
    }
}

impl PartialEq for Subject {
    fn eq(&self, other: &Self) -> bool {
        self.lane() == other.lane()
            && self.lib == other.lib
            && self.flake_parts == other.flake_parts
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = if self.flake_parts.is_some() {
            "flake-parts"
        } else {
            "stand-in"
        };
        write!(
            f,
            "Nix {}, lib {}, {parts}",
            self.nix.version(),
            self.lib_name
        )
    }
}

/// A combination that cannot be tested here.
#[derive(Debug)]
pub(super) struct Missing {
    pub(super) lane: Lane,
    pub(super) reason: String,
    /// It differs from others in flake-parts alone.
    pub(super) flake_parts: bool,
}

/// All subjects, and what is missing.
pub(super) fn all(
    workspace: &Workspace,
    lanes: &[(Lane, Result<Nix>)],
) -> Result<(Vec<Subject>, Vec<Missing>)> {
    let bundled = nixlib::provide(workspace)?;
    let given = checkout(NIXPKGS_LIB, "lib/modules.nix")?.map(|root| root.join("lib"));
    let flake_parts = checkout(FLAKE_PARTS, "lib.nix")?;

    let (mut subjects, mut missing) = (Vec::new(), Vec::new());
    for (lane, nix) in lanes {
        let nix = match nix {
            Ok(nix) => nix,
            Err(error) => {
                missing.push(Missing {
                    lane: *lane,
                    reason: error.line(),
                    flake_parts: false,
                });
                continue;
            }
        };
        let subject = |lib: &Path, lib_name, flake_parts: Option<&PathBuf>| Subject {
            nix: nix.clone(),
            lib: lib.to_path_buf(),
            lib_name,
            flake_parts: flake_parts.cloned(),
        };
        let mut newest = (bundled.as_path(), nixlib::RELEASE);
        subjects.push(subject(newest.0, newest.1, None));
        if *lane == Lane::Trixie {
            if let Some(lib) = &given {
                newest = (lib, "given");
                subjects.push(subject(newest.0, newest.1, None));
            } else {
                missing.push(not_set(*lane, NIXPKGS_LIB));
            }
        }
        if flake_parts.is_some() {
            subjects.push(subject(newest.0, newest.1, flake_parts.as_ref()));
        } else {
            missing.push(not_set(*lane, FLAKE_PARTS));
        }
    }
    Ok((subjects, missing))
}

fn not_set(lane: Lane, variable: &str) -> Missing {
    Missing {
        lane,
        reason: format!("{variable} not set"),
        flake_parts: variable == FLAKE_PARTS,
    }
}

/// The checkout that an environment variable names, in which `file` must exist.
fn checkout(variable: &str, file: &str) -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let path = PathBuf::from(path);
    let path = path
        .canonicalize()
        .context(|| format!("looking up {variable}={}", path.display()))?;
    if path.join(file).is_file() {
        return Ok(Some(path));
    }
    Err(Error::new(format!(
        "{variable}={} holds no {file}",
        path.display()
    )))
}
