//! `cargo xtask nixlib`: the nixpkgs `lib` that the tests evaluate.

use std::process::ExitCode;

use crate::error::Result;
use crate::nixlib;
use crate::workspace::Workspace;

/// Lay out the nixpkgs lib that the tests use, and print where it is
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(workspace: &Workspace, _: &Args) -> Result<ExitCode> {
    println!("{}", nixlib::provide(workspace)?.display());
    Ok(ExitCode::SUCCESS)
}
