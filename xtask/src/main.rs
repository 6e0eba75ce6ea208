//! `cargo xtask`: what contributors run. One file per command under `commands/`.

mod cases;
mod commands;
mod e2e;
mod error;
mod files;
mod generator;
mod nix;
mod nixlib;
mod parallel;
mod process;
mod suite;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    commands::run(commands::Cli::parse())
}
