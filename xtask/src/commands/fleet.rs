//! `cargo xtask fleet`: synthetic fleets, for tests and measurements.

use std::path::PathBuf;
use std::process::ExitCode;

use den::synthetic::{self, Shape};

use crate::error::{Error, Result};
use crate::files;
use crate::workspace::Workspace;

/// Write a synthetic fleet: its document, the flake that declares it, or both
///
/// The same options give the same fleet on every machine, and a fleet of eleven hosts begins with the ten of a fleet of
/// ten. Without `-o` and `--flake`, the document goes to standard output.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many hosts
    #[arg(long, value_name = "N", default_value_t = Shape::default().hosts)]
    hosts: usize,

    /// What everything that is not given here is drawn from
    #[arg(long, value_name = "S", default_value_t = Shape::default().seed)]
    seed: u64,

    /// How many aspects every host has, chained by their includes
    #[arg(long, value_name = "M", default_value_t = Shape::default().aspects)]
    aspects: usize,

    /// How many users each host has
    #[arg(long, value_name = "U", default_value_t = Shape::default().users)]
    users: usize,

    /// Write the flake into this folder, which must be empty or new
    #[arg(long, value_name = "DIR")]
    flake: Option<PathBuf>,

    /// Write the document to this file
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(_: &Workspace, args: &Args) -> Result<ExitCode> {
    let shape = Shape {
        hosts: args.hosts,
        aspects: args.aspects,
        users: args.users,
        seed: args.seed,
    };
    if let Some(folder) = &args.flake {
        let taken = folder
            .read_dir()
            .is_ok_and(|mut entries| entries.next().is_some());
        if taken {
            return Err(Error::new(format!("{} is not empty", folder.display()))
                .remedy("name a new folder"));
        }
        for (file, text) in synthetic::flake(&shape) {
            files::write(&folder.join(file), text)?;
        }
    }
    match (&args.out, &args.flake) {
        (Some(file), _) => files::write(file, document(&shape))?,
        (None, None) => print!("{}", document(&shape)),
        (None, Some(_)) => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// The text of a fleet's document.
fn document(shape: &Shape) -> String {
    den::plan::directory::text(&synthetic::document(shape))
}
