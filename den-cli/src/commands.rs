//! The commands, one file each. An argument struct's comment is its help.

mod catalog;
mod check;
mod completions;
mod explain;
mod export;
mod plan;
mod schema;
mod select;
mod settings;
pub(crate) mod show;

use clap::Subcommand;

use crate::cli::Global;
use crate::cli::error::CommandError;

#[derive(Debug, Subcommand)]
pub enum Command {
    Catalog(catalog::CatalogArgs),
    Check(check::CheckArgs),
    Completions(completions::CompletionsArgs),
    Explain(explain::ExplainArgs),
    Export(export::ExportArgs),
    Plan(plan::PlanArgs),
    Schema(schema::SchemaArgs),
    Select(select::SelectArgs),
    Settings(settings::SettingsArgs),
    Show(show::ShowArgs),
}

impl Command {
    /// Runs the command.
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        match self {
            Self::Catalog(args) => args.run(global),
            Self::Check(args) => args.run(global),
            Self::Completions(args) => args.run(global),
            Self::Explain(args) => args.run(global),
            Self::Export(args) => args.run(global),
            Self::Plan(args) => args.run(global),
            Self::Schema(args) => args.run(global),
            Self::Select(args) => args.run(global),
            Self::Settings(args) => args.run(global),
            Self::Show(args) => args.run(global),
        }
    }
}
