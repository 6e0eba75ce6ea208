//! `cargo xtask format`: every Nix file as RFC 166 has it, by the library of nixfmt-rs.

use std::process::{Command, ExitCode};

use crate::error::{Error, Result};
use crate::generator::{Generator, Mode, Rendered};
use crate::workspace::Workspace;
use crate::{files, process};

/// Format every Nix file (RFC 166)
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing, and fail when a file is not formatted
    #[arg(long)]
    check: bool,
}

/// Files as they are, formatted. A formatted file is generated from itself.
pub const GENERATOR: Generator = Generator {
    command: "format",
    render,
};

/// Files whose layout means something: tests of positions, and the vision's snippets as it writes them.
const AS_WRITTEN: [&str; 3] = [
    "den-cli/tests/cmd/",
    "flake-module/tests/fixtures/positions.nix",
    "flake-module/tests/vision-declarations.nix",
];

/// Runs the command.
pub fn run(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    let mode = if args.check { Mode::Check } else { Mode::Write };
    GENERATOR.run(workspace, mode)?;
    Ok(ExitCode::SUCCESS)
}

fn render(workspace: &Workspace) -> Result<Rendered> {
    let mut git = Command::new("git");
    git.current_dir(workspace.root())
        .args(["ls-files", "-z", "--", "*.nix"]);
    let listed = process::output(&mut git)?;
    let tracked = listed.split('\0').filter(|file| !file.is_empty());
    let ours = tracked
        .filter(|file| !AS_WRITTEN.iter().any(|prefix| file.starts_with(prefix)))
        .filter(|file| workspace.path(file).is_file());
    ours.map(|file| Ok((file.into(), formatted(workspace, file)?)))
        .collect()
}

fn formatted(workspace: &Workspace, file: &str) -> Result<String> {
    let text = files::read(&workspace.path(file))?;
    nixfmt_rs::format(&text).map_err(|error| {
        let error = nixfmt_rs::format_error(&text, Some(file), &error);
        Error::new(format!("cannot format {file}:\n{error}"))
    })
}
