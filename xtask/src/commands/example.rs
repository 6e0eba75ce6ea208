//! `cargo xtask example`: the exported document and the committed plan of `examples/fleet`.
//!
//! Its flake is evaluated as in the end-to-end lane, with stand-ins for its inputs; two cases of that lane hold that
//! what is committed is current.

use std::process::ExitCode;

use crate::e2e::scratch;
use crate::error::Result;
use crate::files;
use crate::nix::{self, Lane};
use crate::workspace::Workspace;

/// Renew the exported document and the plan of examples/fleet
#[derive(Debug, clap::Args)]
pub struct Args {}

const EXAMPLE: &str = "examples/fleet";

/// Runs the command.
pub fn run(workspace: &Workspace, _: &Args) -> Result<ExitCode> {
    let nix = nix::provide(workspace, Lane::Trixie)?;
    let env = scratch(workspace, &nix, "example")?;
    let flake = env.copy(EXAMPLE)?;
    flake
        .den(["export", "--output", "fleet.json"])?
        .succeeds()?;
    flake.den(["plan", "--out", "plan"])?.succeeds()?;
    let example = workspace.path(EXAMPLE);
    files::copy(
        &flake.root().join("fleet.json"),
        &example.join("fleet.json"),
    )?;
    files::remove_dir(&example.join("den/plan"))?;
    files::copy_dir(&flake.root().join("plan"), &example.join("den/plan"))?;
    nix.release();
    eprintln!("renewed {EXAMPLE}/fleet.json and {EXAMPLE}/den/plan");
    Ok(ExitCode::SUCCESS)
}
