//! What all commands share: options, where the fleet comes from, how errors and findings are shown.
//!
//! stdout is data, stderr is for people.

pub mod error;
pub mod git;
pub mod lines;
pub mod nix;
pub mod progress;
pub mod render;
pub mod source;
pub mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::commands::Command;
use error::{CommandError, Kind};
use source::SourceArgs;
use terminal::Text;

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
    /// Print JSON: `{"version": 1, "data": …}`, or `{"version": 1, "error": …}` where there is none
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
    /// How many threads plan, 0 for one a processor; the result is the same for any number
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=1024))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misuse(error),
    };
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
            let code = error.kind.exit_code();
            error.print(cli.global.json);
            ExitCode::from(code)
        }
    }
}

/// A command line that cannot be read; or one that asks for help, which is none of it.
fn misuse(error: clap::Error) -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let obeyed = |argument: &OsString| argument.to_string_lossy().chars().any(char::is_control);
    if arguments.iter().any(obeyed) {
        terminal::say(&Text::lines(&error.render().to_string()));
    } else {
        let _ = error.print();
    }
    if error.use_stderr() && arguments.iter().any(|argument| argument == "--json") {
        let text = error.render().to_string();
        let mut paragraphs = text.split("\n\n").map(str::trim);
        let message = paragraphs.next().unwrap_or_default();
        let failure = CommandError::usage(message.trim_start_matches("error: "));
        let hints = paragraphs.filter(|hint| !hint.starts_with("For more information"));
        hints.fold(failure, CommandError::hint).print_json();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Kind::Usage.exit_code()))
}

fn start_threads(threads: Option<u16>) -> Result<(), CommandError> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0).into());
    builder
        .build_global()
        .map_err(|error| CommandError::usage(format!("cannot start the threads: {error}")))
}
