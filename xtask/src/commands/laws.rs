//! `cargo xtask laws`: the tables of laws in the READMEs of the gen crates, from the properties that test them.

use std::fs;
use std::process::{Command, ExitCode};

use crate::error::{Context, Error, Result};
use crate::process;
use crate::workspace::Workspace;

/// Write the tables of laws in the READMEs
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing, and fail when a table is not current
    #[arg(long)]
    check: bool,
}

/// Runs the command.
///
/// The tables are checked, and written, by a test of each crate: only there are its laws known.
pub fn run(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    let crates = crates(workspace)?;
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(workspace.root())
        .args(["test", "--quiet"]);
    cargo.args(crates.iter().flat_map(|name| ["--package", name.as_str()]));
    cargo.args(["--test", "laws", "law_table"]);
    if !args.check {
        cargo.env("LAWS", "overwrite");
    }
    if process::attached(&mut cargo)? {
        return Ok(ExitCode::SUCCESS);
    }
    let error = Error::new("a table of laws is not current, or could not be made");
    Err(if args.check {
        error.remedy("run `cargo xtask laws`")
    } else {
        error
    })
}

/// The crates that have a table of laws.
fn crates(workspace: &Workspace) -> Result<Vec<String>> {
    let root = workspace.root();
    let entries = fs::read_dir(root).context(|| format!("reading {}", root.display()))?;
    let mut crates = Vec::new();
    for entry in entries {
        let entry = entry.context(|| format!("reading {}", root.display()))?;
        let readme = fs::read_to_string(entry.path().join("README.md")).unwrap_or_default();
        if readme.contains("<!-- laws:") {
            crates.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    crates.sort();
    Ok(crates)
}
