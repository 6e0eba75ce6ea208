//! `den export`: the fleet document of a flake.

use std::fs;
use std::path::{Path, PathBuf};

use den::document::Document;
use den::plan::directory::{self, FileError};

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::terminal::print_json;

/// Print the fleet document: what the flake declares, as data
///
/// Other commands read it with `--fleet FILE`, on machines that have no Nix. The document is JSON with a version of its
/// own, and is printed as it is with `--json` too.
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
        match &self.output {
            Some(path) => Ok(write(path, &directory::text(&document))?),
            None => print_json(&document),
        }
    }
}

/// Writes a file as a whole; what is no plain file, such as `/dev/stdout`, is written to and not replaced.
fn write(path: &Path, text: &str) -> Result<(), FileError> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&path) {
        Ok(metadata) if !metadata.is_file() => {
            fs::write(&path, text).map_err(|error| FileError::Refused {
                verb: "write",
                path,
                error,
            })
        }
        _ => directory::write(&path, text),
    }
}
