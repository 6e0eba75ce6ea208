//! `den completions`: completions for a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::error::CommandError;
use crate::cli::terminal::{Text, print};
use crate::cli::{Cli, Global};

/// Print completions for a shell
///
/// For instance `den completions fish > ~/.config/fish/completions/den.fish`.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

impl CompletionsArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        if global.json {
            let message = "completions are a script for a shell, which is no JSON";
            return Err(CommandError::usage(message).hint("leave `--json` out"));
        }
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "den", &mut script);
        print(&Text::trusted(String::from_utf8_lossy(&script)))
    }
}
