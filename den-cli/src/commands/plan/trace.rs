//! `den plan --host --trace`: what the plan of one host is computed from, on stdout.

use den::document::value::attribute_path;
use den::fleet::trace::PlanTrace;
use den::output::Output;
use den::plan::Planner;
use smol_str::SmolStr;

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::source::LoadedFleet;
use crate::cli::terminal::{Text, plural, print, print_json};

/// Lists the attributes that one host's plan needs, and the slices that they read.
pub fn run(fleet: &LoadedFleet, name: &str, global: &Global) -> Result<(), CommandError> {
    let trace = Planner::new(&fleet.document).trace_host(name)?;
    if global.json {
        print_json(&Output::new(&trace))
    } else {
        print(&shown(&trace))
    }
}

fn shown(trace: &PlanTrace) -> Text {
    let mut text = Text::default();
    let attributes = plural(trace.computed(), "attribute");
    let slices = plural(trace.slices.len(), "slice");
    text.bold(&trace.scope)
        .plain(format_args!(": {attributes} computed, {slices} read"))
        .end();
    let width = trace.attributes.keys().map(|scope| scope.to_string().len());
    let width = width.max().unwrap_or_default();
    for (scope, attributes) in &trace.attributes {
        let attributes: Vec<_> = attributes.iter().map(SmolStr::as_str).collect();
        text.plain(format_args!("  {:<width$}  ", scope.to_string()))
            .plain(attributes.join(" "))
            .end();
    }
    for slice in &trace.slices {
        text.plain("  ");
        match &slice.path[..] {
            [collection @ .., star] if star == "*" => {
                text.plain(attribute_path(collection)).dim("  names");
            }
            path => {
                text.plain(attribute_path(path));
            }
        }
        if slice.digest.is_none() {
            text.dim("  absent");
        }
        text.end();
    }
    text
}
