//! The launcher of a lane: a shell script that starts its Nix with a store, a configuration and caches of
//! its own, so that neither the machine's Nix nor the user's settings can change what a test sees.

use std::fs;
use std::path::{Path, PathBuf};

use super::Lane;
use crate::error::Result;
use crate::files;

/// How the Nix program itself is started.
#[derive(Debug)]
pub(super) enum Program {
    /// An ordinary program.
    Plain(PathBuf),
    /// A program that runs on libraries from beside it, through their own loader.
    Bundled {
        /// The dynamic loader.
        loader: PathBuf,
        /// Where the libraries are.
        libraries: Vec<PathBuf>,
        /// The program.
        program: PathBuf,
    },
}

/// Nothing is fetched, nothing is sandboxed, nobody else builds.
const CONFIG: &str = "experimental-features = nix-command flakes
sandbox = false
build-users-group =
substituters =
flake-registry =
warn-dirty = false";

/// A build hook that leaves every build to this machine. Nix 2.8 cannot do without one: it starts the empty
/// name, too. The hook answers only when it was asked, or Nix would write to a closed pipe.
const HOOK: &str = "#!/bin/sh
head -c 1 > /dev/null
echo '# decline-permanently' >&2
";

/// Writes `<home>/bin/nix`, and the same at `<home>/nix`, and creates the folders that they name.
pub(super) fn write(home: &Path, lane: Lane, program: &Program) -> Result<()> {
    let script = script(home, lane, program);
    for folder in ["home", "store", "var/nix", "var/log/nix", "etc"] {
        files::create_dir(&home.join(folder))?;
    }
    for (below, script) in [("bin/nix", &*script), ("nix", &*script), ("etc/hook", HOOK)] {
        let path = home.join(below);
        if !fs::read_to_string(&path).is_ok_and(|found| found == script) {
            files::write_executable(&path, script)?;
        }
    }
    Ok(())
}

fn script(home: &Path, lane: Lane, program: &Program) -> String {
    let mut lines = vec![
        "#!/bin/sh".to_owned(),
        format!("# {lane} with a store of its own, written by `cargo xtask nix`."),
        "unset NIX_PATH NIX_REMOTE NIX_USER_CONF_FILES NIX_PROFILES IN_NIX_SHELL".to_owned(),
    ];
    for (name, folder) in [
        ("HOME", "home"),
        ("XDG_CACHE_HOME", "home/.cache"),
        ("XDG_CONFIG_HOME", "home/.config"),
        ("XDG_CONFIG_DIRS", "etc"),
        ("XDG_DATA_HOME", "home/.local/share"),
        ("XDG_STATE_HOME", "home/.local/state"),
        ("NIX_STORE_DIR", "store"),
        ("NIX_LOCALSTATE_DIR", "var"),
        ("NIX_STATE_DIR", "var/nix"),
        ("NIX_LOG_DIR", "var/log/nix"),
        ("NIX_CONF_DIR", "etc"),
    ] {
        lines.push(format!("export {name}={}", quoted(&home.join(folder))));
    }
    let hook = match lane {
        Lane::Bookworm => quoted(&home.join("etc/hook")),
        Lane::Trixie => String::new(),
    };
    lines.push(format!("export NIX_CONFIG='{CONFIG}\nbuild-hook = '{hook}"));
    lines.push(match program {
        Program::Plain(program) => format!("exec {} \"$@\"", quoted(program)),
        Program::Bundled {
            loader,
            libraries,
            program,
        } => {
            let libraries: Vec<_> = libraries
                .iter()
                .map(|path| path.to_string_lossy())
                .collect();
            format!(
                "exec {} --argv0 nix --library-path {} {} \"$@\"",
                quoted(loader),
                quoted(Path::new(&libraries.join(":"))),
                quoted(program)
            )
        }
    });
    lines.push(String::new());
    lines.join("\n")
}

/// The path as one word of a shell script.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.to_string_lossy().replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted() {
        assert_eq!(quoted(Path::new("/a b/it's")), r"'/a b/it'\''s'");
    }

    #[test]
    fn a_bundled_program_goes_through_its_loader() {
        let script = script(
            Path::new("/t"),
            Lane::Bookworm,
            &Program::Bundled {
                loader: "/t/ld.so".into(),
                libraries: vec!["/t/a".into(), "/t/b".into()],
                program: "/t/nix".into(),
            },
        );
        assert!(script.contains("export NIX_STORE_DIR='/t/store'\n"));
        assert!(
            script.ends_with(
                "exec '/t/ld.so' --argv0 nix --library-path '/t/a:/t/b' '/t/nix' \"$@\"\n"
            )
        );
    }
}
