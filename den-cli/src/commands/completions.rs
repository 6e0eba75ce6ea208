//! `den completions`: completions for a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::error::CommandError;
use crate::cli::{Cli, print};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

impl CompletionsArgs {
    pub fn run(&self) -> Result<(), CommandError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "den", &mut script);
        print(&String::from_utf8_lossy(&script))
    }
}
