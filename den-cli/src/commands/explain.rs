//! `den explain`: the chain of layers behind a setting, or why an entity is what it is.

mod reasons;

use den::explain::{ExplainedLayer, Explanation, explain};
use den::output::Output;
use den::scope::Scope;

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::render;
use crate::cli::terminal::{Text, print, print_json};

/// Explain where the value of a setting comes from, or why a host is what it is
///
/// Of a setting, prints every layer that says something about it, the least authoritative first, with file and line, and
/// marks those that the value comes from. What is wrong with the settings is reported besides, and ends the command with 1.
///
/// Without a setting, prints who gave the host its environment and tags, who included its aspects, and which rules fire
/// there, with the proof of each. What is wrong there is reported besides, and ends the command with 1 as well.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A host (`web1`), a user (`alice@web1`) or a home (`home:alice`)
    scope: Scope,
    /// The setting: an aspect, or an option of it (`nginx`, `nginx.port`)
    #[arg(value_name = "ASPECT.PATH")]
    option: Option<String>,
}

impl ExplainArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let fleet = global.load()?;
        let Some(option) = &self.option else {
            return reasons::run(&fleet, &self.scope, global);
        };
        let answer = explain(&fleet.document, &self.scope, option)?;
        if global.json {
            print_json(&Output::new(&answer.explanations).with(answer.diagnostics.iter()))?;
        } else {
            let mut text = Text::default();
            for (index, explanation) in answer.explanations.iter().enumerate() {
                if index > 0 {
                    text.end();
                }
                human(&mut text, explanation);
            }
            print(&text)?;
            let root = fleet.root.as_deref();
            render::diagnostics(&answer.diagnostics, root, global.verbose, global.quiet);
        }
        if answer.diagnostics.has_errors() {
            Err(CommandError::found())
        } else {
            Ok(())
        }
    }
}

fn human(text: &mut Text, explanation: &Explanation) {
    text.bold(explanation.option());
    text.plain(format_args!(" at {}", explanation.scope));
    match (&explanation.value, explanation.computed) {
        (_, true) => text.plain(": worked out by Nix from"),
        (Some(value), false) => text.plain(" = ").bold(value),
        (None, false) => {
            text.plain(" has no value: no layer gives one, and the interface has no default")
        }
    };
    text.end();
    let rows: Vec<_> = explanation.chain.iter().map(Row::new).collect();
    let width = |column: fn(&Row) -> &String| {
        let widths = rows.iter().map(|row| column(row).chars().count());
        widths.max().unwrap_or(0)
    };
    let (values, names) = (width(|row| &row.value), width(|row| &row.layer));
    for Row {
        value,
        layer,
        at,
        wins,
    } in &rows
    {
        let line = format!("{value:<values$}  {layer:<names$}  {at}");
        match *wins {
            true => text.bold(format_args!("→ {}", line.trim_end())),
            false => text.dim(format_args!("  {}", line.trim_end())),
        };
        text.end();
    }
}

/// A layer as its line shows it.
struct Row {
    value: String,
    layer: String,
    at: String,
    wins: bool,
}

impl Row {
    fn new(of: &ExplainedLayer) -> Self {
        let policies: Vec<_> = of.policies.iter().map(ToString::to_string).collect();
        let at: Vec<_> = of.at.iter().map(ToString::to_string).collect();
        Self {
            value: of.value.to_string(),
            layer: match &policies[..] {
                [] => of.layer.name().to_owned(),
                names => format!("{} {}", of.layer.name(), names.join(", ")),
            },
            at: match &at[..] {
                [] => String::new(),
                at => format!("({})", at.join(", ")),
            },
            wins: of.wins,
        }
    }
}
