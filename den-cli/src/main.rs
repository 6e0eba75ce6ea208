//! The command line of den.

mod cli;
mod commands;

fn main() -> std::process::ExitCode {
    cli::main()
}
