//! `cargo xtask nix`: the Nix that the tests run on, for use by hand.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::error::{Context, Result};
use crate::nix::{self, Lane};
use crate::process;
use crate::workspace::Workspace;

/// Run the Nix that the tests use, fetched on first use
///
/// Without arguments for Nix: fetch what is missing and print, for each lane, its version and its launcher.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which Nix
    #[arg(long, visible_alias = "lane", value_name = "VERSION", value_enum)]
    version_lane: Option<Lane>,

    /// Arguments for Nix, after `--`
    #[arg(last = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

/// Runs the command.
pub fn run(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    if args.arguments.is_empty() {
        let lanes = args
            .version_lane
            .map_or(Lane::ALL.to_vec(), |lane| vec![lane]);
        for lane in lanes {
            let nix = nix::provide(workspace, lane)?;
            println!("{}\t{}", nix.version(), nix.launcher().display());
        }
        return Ok(ExitCode::SUCCESS);
    }
    let nix = nix::provide(workspace, args.version_lane.unwrap_or(Lane::Bookworm))?;
    let mut command = nix.command();
    command.args(&args.arguments);
    let status = command
        .status()
        .context(|| format!("starting `{}`", process::shown(&command)))?;
    nix.release();
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}
