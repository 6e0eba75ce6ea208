//! `den check`: every diagnostic of the fleet.

use den::diagnostic::{Diagnostic, Severity};
use den::output::Output;
use den::plan::plan;

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::render;
use crate::cli::terminal::{Text, plural, print, print_json};

/// Report everything that is wrong or noteworthy in the fleet
///
/// Each finding has a stable code, the place where it was written, and what to do about it. Ends with 1 when there are
/// errors.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Treat warnings as errors
    #[arg(long, value_name = "SEVERITY", value_parser = ["warnings"])]
    deny: Option<String>,
}

impl CheckArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let fleet = global.load()?;
        let plan = plan(&fleet.document);
        let found = &plan.diagnostics;
        if global.json {
            print_json(&Output::new(found.iter().collect::<Vec<&Diagnostic>>()))?;
        } else {
            render::diagnostics(found, fleet.root.as_deref(), true, global.quiet);
            if found.iter().len() == 0 && !global.quiet {
                let hosts = plural(fleet.document.hosts.len(), "host");
                let mut text = Text::default();
                print(
                    text.plain(format_args!("nothing to report on {hosts}"))
                        .end(),
                )?;
            }
        }
        let denied = self.deny.is_some() && found.count(Severity::Warning) > 0;
        if found.has_errors() || denied {
            Err(CommandError::found())
        } else {
            Ok(())
        }
    }
}
