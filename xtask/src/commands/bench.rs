//! `cargo xtask bench`: measurements, as tables in Markdown.

mod cost;
mod derive;
mod graph;
mod nix;
mod plan;
mod select;
mod settings;

use std::process::ExitCode;

use crate::error::Result;
use crate::process;
use crate::suite::rust::cargo;
use crate::workspace::Workspace;

/// Measure den
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Debug, clap::Subcommand)]
enum Subject {
    Derive(derive::Args),
    Graph(graph::Args),
    Nix(nix::Args),
    Plan(plan::Args),
    Select(select::Args),
    Settings(settings::Args),
}

/// Runs the command.
pub fn run(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    if cfg!(debug_assertions) {
        return in_release(workspace);
    }
    match &args.subject {
        Subject::Derive(args) => derive::run(args),
        Subject::Graph(args) => graph::run(args),
        Subject::Nix(args) => nix::run(workspace, args),
        Subject::Plan(args) => plan::run(args),
        Subject::Select(args) => select::run(args),
        Subject::Settings(args) => settings::run(args),
    }
}

/// Runs the same command once more, built as users have it.
fn in_release(workspace: &Workspace) -> Result<ExitCode> {
    let mut command = cargo(workspace);
    command.args(["run", "--quiet", "--release", "--package", "xtask", "--"]);
    command.args(std::env::args_os().skip(1));
    eprintln!(
        "this build is not optimised: $ {}",
        process::shown(&command)
    );
    Ok(if process::attached(&mut command)? {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
