//! The commands of `cargo xtask`, one file each.

mod bench;
mod ci;
mod example;
mod fleet;
pub(crate) mod format;
mod laws;
mod nix;
mod nixlib;
pub(crate) mod schema;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Result;
use crate::workspace::Workspace;

/// Contributor commands of den
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Bench(bench::Args),
    Ci(ci::Args),
    Example(example::Args),
    Fleet(fleet::Args),
    Format(format::Args),
    Laws(laws::Args),
    Nix(nix::Args),
    Nixlib(nixlib::Args),
    Schema(schema::Args),
    Test(test::Args),
}

/// Runs the chosen command and reports its error.
pub fn run(cli: Cli) -> ExitCode {
    match dispatch(cli.command) {
        Ok(code) => code,
        Err(error) => {
            error.report();
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match command {
        Command::Bench(args) => bench::run(&workspace, &args),
        Command::Ci(args) => ci::run(&workspace, &args),
        Command::Example(args) => example::run(&workspace, &args),
        Command::Fleet(args) => fleet::run(&workspace, &args),
        Command::Format(args) => format::run(&workspace, &args),
        Command::Laws(args) => laws::run(&workspace, &args),
        Command::Nix(args) => nix::run(&workspace, &args),
        Command::Nixlib(args) => nixlib::run(&workspace, &args),
        Command::Schema(args) => schema::run(&workspace, &args),
        Command::Test(args) => test::run(&workspace, &args),
    }
}
