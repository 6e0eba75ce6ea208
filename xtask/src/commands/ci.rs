//! `cargo xtask ci`: what `.ci/run` stands for.

use std::process::ExitCode;

use super::test;
use crate::error::Result;
use crate::workspace::Workspace;

/// Run what continuous integration runs: all of `cargo xtask test`
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(workspace: &Workspace, _: &Args) -> Result<ExitCode> {
    test::run(workspace, &test::Args::default())
}
