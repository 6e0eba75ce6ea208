//! `cargo xtask schema`: the JSON Schemas of everything that den reads and writes, in `schemas/`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use den::catalog::Catalog;
use den::catalog::schema::Schema as AspectSchema;
use den::diagnostic::Diagnostic;
use den::document::Document;
use den::explain::Explanation;
use den::explain::reasons::Reasons;
use den::fleet::trace::PlanTrace;
use den::output::{Failure, Output, SelectedScope, ShownFleet, ShownSettings};
use den::plan::directory::{self, ChangeKind};
use den::plan::index::Index;
use den::plan::shard::{HomeShard, PlannedUser, Shard};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::error::Result;
use crate::generator::{Generator, Mode, Rendered};
use crate::workspace::Workspace;

/// Write the JSON Schemas of the fleet document, of plans and of the command line's JSON
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing, and fail when a schema in `schemas/` is not current
    #[arg(long)]
    check: bool,
}

/// The schemas, from the types.
pub const GENERATOR: Generator = Generator {
    command: "schema",
    render,
};

/// Runs the command.
pub fn run(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    let mode = if args.check { Mode::Check } else { Mode::Write };
    GENERATOR.run(workspace, mode)?;
    Ok(ExitCode::SUCCESS)
}

fn render(_: &Workspace) -> Result<Rendered> {
    let schemas = [
        ("fleet-document", schema::<Document>()),
        ("plan-home", schema::<HomeShard>()),
        ("plan-host", schema::<Shard>()),
        ("plan-index", schema::<Index>()),
        (
            "cli/catalog",
            output::<Catalog>("What `den catalog --json` prints"),
        ),
        (
            "cli/check",
            output::<Vec<Diagnostic>>("What `den check --json` prints"),
        ),
        (
            "cli/error",
            titled::<Failure>("What a command prints with `--json` that has no answer"),
        ),
        (
            "cli/explain",
            output::<Vec<Explanation>>("What `den explain --json` prints"),
        ),
        (
            "cli/settings",
            output::<ShownSettings>("What `den settings --json` prints"),
        ),
        (
            "cli/explain-scope",
            output::<Reasons>("What `den explain SCOPE --json` prints"),
        ),
        (
            "cli/plan",
            output::<BTreeMap<String, ChangeKind>>("What `den plan --json` prints"),
        ),
        (
            "cli/plan-trace",
            output::<PlanTrace>("What `den plan --host --trace --json` prints"),
        ),
        (
            "cli/schema",
            output::<AspectSchema>("What `den schema --json` prints"),
        ),
        (
            "cli/select",
            output::<Vec<SelectedScope>>("What `den select --json` prints"),
        ),
        (
            "cli/show-fleet",
            output::<ShownFleet<'_>>(
                "What `den show --json` prints of the fleet or an environment",
            ),
        ),
        (
            "cli/show-home",
            output::<HomeShard>("What `den show --json` prints of a home"),
        ),
        (
            "cli/show-host",
            output::<Shard>("What `den show --json` and `den plan --host` print of a host"),
        ),
        (
            "cli/show-user",
            output::<PlannedUser>("What `den show --json` prints of a user"),
        ),
    ];
    let files = schemas.map(|(name, schema)| {
        let path = Path::new("schemas").join(format!("{name}.schema.json"));
        (path, directory::text(&schema))
    });
    Ok(files.into())
}

fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
}

fn output<T: JsonSchema>(title: &str) -> Schema {
    titled::<Output<T>>(title)
}

fn titled<T: JsonSchema>(title: &str) -> Schema {
    let mut schema = schema::<T>();
    schema.insert("title".to_owned(), title.into());
    schema
}
