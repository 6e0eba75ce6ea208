//! `cargo xtask`: what contributors run. One file per command under `commands/`.

mod commands;
mod error;
mod files;
mod nix;
mod nixlib;
mod process;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    commands::run(commands::Cli::parse())
}
