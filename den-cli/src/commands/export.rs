//! `den export`: the fleet document of a flake.

use std::path::PathBuf;

use den::document::Document;
use den::plan::directory;

use crate::cli::error::CommandError;
use crate::cli::{Global, print};

/// Print the fleet document: what the flake declares, as data
///
/// Other commands read it with `--fleet FILE`, on machines that have no Nix.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// Write to a file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl ExportArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        // Read first, so that nothing is exported that no command could read.
        let document = Document::read(&global.export()?)?;
        let text = directory::text(&document);
        match &self.output {
            Some(path) => Ok(directory::write(path, &text)?),
            None => print(&text),
        }
    }
}
