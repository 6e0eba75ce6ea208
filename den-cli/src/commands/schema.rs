//! `den schema`: the JSON Schema of an aspect's settings.

use den::catalog::schema_of;
use den::output::Output;

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::terminal::print_json;

/// Print the JSON Schema of the settings that an aspect offers
///
/// The schema is of the dialect 2020-12, with titles, descriptions and defaults, for editors, forms and validators.
/// `x-den-merge` says how the layers of an option combine, `x-den-computed` that only Nix can work its default out, and
/// `x-den-default` what a default is that JSON cannot hold. With `--json` it stands in the envelope of all commands.
#[derive(Debug, clap::Args)]
pub struct SchemaArgs {
    /// The aspect, such as `nginx` or `gaming/emulation`
    aspect: String,
}

impl SchemaArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let fleet = global.load()?;
        let schema = schema_of(&fleet.document, &self.aspect)?;
        if global.json {
            print_json(&Output::new(schema))
        } else {
            print_json(&schema)
        }
    }
}
