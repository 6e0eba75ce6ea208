//! What all commands share: options, where the fleet comes from, how errors and findings are shown.
//!
//! stdout is data, stderr is for people.

pub mod error;
pub mod nix;
pub mod progress;
pub mod render;
pub mod source;

use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::commands::Command;
use error::CommandError;
use source::SourceArgs;

/// Plans fleets of Nix machines
///
/// den reads what a flake declares under `den.*` and works out what goes where: tags, aspects, settings, outputs. Nix
/// then evaluates the modules that the plan names, and nothing else.
///
/// Exit codes: 0 done, 1 diagnostics found, 2 usage, 3 invalid input, 4 plan stale, 5 Nix failed, 101 bug in den.
#[derive(Debug, Parser)]
#[command(name = "den", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

/// Options of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    #[command(flatten)]
    pub source: SourceArgs,
    /// Print data as JSON: `{"version": 1, "data": …}`
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Print errors only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say more: notes, and the Nix commands that are run
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// How many threads plan; the result is the same for any number
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.global.color {
        // `anstream` looks at the terminal, NO_COLOR and CLICOLOR_FORCE by itself.
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let outcome = start_threads(cli.global.threads).and_then(|()| cli.command.run(&cli.global));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error.print();
            ExitCode::from(error.kind.exit_code())
        }
    }
}

fn start_threads(threads: Option<usize>) -> Result<(), CommandError> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    builder
        .build_global()
        .map_err(|error| CommandError::usage(format!("cannot start the threads: {error}")))
}

/// Prints to stdout; a closed pipe ends the output and is no error.
pub fn print(text: &str) -> Result<(), CommandError> {
    use std::io::Write;
    let mut stdout = anstream::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(CommandError::input(format!(
            "cannot write to stdout: {error}"
        ))),
        Ok(()) => Ok(()),
    }
}

/// Prints data in den's JSON envelope.
pub fn print_json(data: &impl serde::Serialize) -> Result<(), CommandError> {
    print(&den::plan::directory::text(&den::output::Output::new(data)))
}
