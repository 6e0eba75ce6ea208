//! `den plan --host`: the plan of one host, on stdout.

use std::collections::BTreeMap;

use den::diagnostic::Diagnostics;
use den::output::Output;
use den::plan::index::Index;
use den::plan::{Planner, directory};
use den::survey::focus::concern;

use crate::cli::error::CommandError;
use crate::cli::source::LoadedFleet;
use crate::cli::terminal::{Text, plural, print, print_json, say};
use crate::cli::{Global, render};

/// Plans one host, and reports what concerns it. Errors of others are counted.
pub fn run(
    fleet: &LoadedFleet,
    name: &str,
    provenance: bool,
    global: &Global,
) -> Result<(), CommandError> {
    let document = &fleet.document;
    let planner = Planner::new(document);
    let planned = planner.plan_host(name)?;
    let concern = concern(document, &planned, None);
    let planned = match provenance {
        true => planned.with_provenance(),
        false => planned,
    };
    let mut found: Diagnostics = concern.found;
    found.append(planned.diagnostics);
    // Outputs of one host can be in each other's way, or in den's.
    let alone = BTreeMap::from([(planned.shard.host.clone(), planned.shard)]);
    Index::new(&alone, &BTreeMap::new(), document, &mut found);
    let Some(shard) = alone.values().next() else {
        return Ok(());
    };
    if global.json {
        print_json(&Output::new(shard).with(found.iter()))?;
    } else {
        print(&Text::lines(&directory::text(shard)))?;
        let root = fleet.root.as_deref();
        render::diagnostics(&found, root, global.verbose, global.quiet);
    }
    if concern.elsewhere > 0 && !global.quiet {
        let errors = plural(concern.elsewhere, "error");
        let line = format_args!("{errors} in what does not concern `{name}`: run `den check`");
        say(Text::default().plain(line).end());
    }
    if found.has_errors() {
        Err(CommandError::found())
    } else {
        Ok(())
    }
}
