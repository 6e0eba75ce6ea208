//! The Nix that the tests run on.
//!
//! There are two *lanes*, the oldest Nix that den supports and a recent one, so that what differs between
//! them shows. Each lane has a store, state and configuration of its own below `target/nix/<lane>/`, needs
//! no root, and is started through a launcher that has all of this baked in: `target/nix/<lane>/bin/nix`
//! behaves like an ordinary `nix`.

mod debian;
mod launcher;
mod mirrors;
mod path;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;

use crate::error::{Error, Result};
use crate::workspace::Workspace;
use crate::{files, process};

/// A version of Nix that the tests run on, named after the Debian release that ships it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Lane {
    /// Nix 2.8, the floor: what Debian 12 ships
    #[value(name = "2.8", alias = "bookworm")]
    Bookworm,
    /// Nix 2.26: what Debian 13 ships
    #[value(name = "2.26", alias = "trixie")]
    Trixie,
}

impl Lane {
    /// All lanes, oldest Nix first.
    pub const ALL: [Self; 2] = [Self::Bookworm, Self::Trixie];

    /// The Debian suite that ships this Nix, also the name of the lane's folder.
    pub const fn suite(self) -> &'static str {
        match self {
            Self::Bookworm => "bookworm",
            Self::Trixie => "trixie",
        }
    }

    /// The Nix version in short.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Bookworm => "2.8",
            Self::Trixie => "2.26",
        }
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nix {}", self.version())
    }
}

/// A Nix that is ready to be started.
#[derive(Debug, Clone)]
pub struct Nix {
    lane: Lane,
    version: String,
    home: PathBuf,
}

impl Nix {
    /// The lane that this Nix serves.
    pub const fn lane(&self) -> Lane {
        self.lane
    }

    /// The version that Nix itself reports, such as `2.26.3`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The launcher, usable as a plain `nix`.
    pub fn launcher(&self) -> PathBuf {
        self.bin().join("nix")
    }

    /// The folder to put on `PATH` so that `nix` is this one.
    pub fn bin(&self) -> PathBuf {
        self.home.join("bin")
    }

    /// A command that starts this Nix.
    pub fn command(&self) -> Command {
        Command::new(self.launcher())
    }

    /// Makes the store deletable again (see [`files::make_writable`]).
    pub fn release(&self) {
        files::make_writable(&self.home.join("store"));
    }
}

/// Finds or unpacks the Nix of `lane`.
///
/// Debian's packages come first, so that every machine that can have them tests the same Nix; a `nix` on
/// `PATH` serves the lane that its version fits where they cannot be had.
///
/// # Errors
///
/// When there is neither.
pub fn provide(workspace: &Workspace, lane: Lane) -> Result<Nix> {
    let _lock = workspace.lock(&format!("nix/{}", lane.suite()))?;
    let home = workspace.target("nix").join(lane.suite());
    let program = match debian::provide(&home, lane) {
        Ok(program) => program,
        Err(error) => match path::find(lane) {
            Some(found) => {
                eprintln!(
                    "nix: {}; using {} for {lane}",
                    error.line(),
                    found.display()
                );
                launcher::Program::Plain(found)
            }
            None => return Err(error),
        },
    };
    launcher::write(&home, lane, &program)?;
    let version = reported_version(&home.join("bin/nix"))?;
    Ok(Nix {
        lane,
        version,
        home,
    })
}

/// What `nix --version` says, without the words around it.
fn reported_version(nix: &Path) -> Result<String> {
    let text = process::output(Command::new(nix).arg("--version"))?;
    text.split_whitespace()
        .last()
        .map(str::to_owned)
        .ok_or_else(|| Error::new(format!("{} reports no version", nix.display())))
}
