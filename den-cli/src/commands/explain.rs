//! `den explain`: the chain of layers behind a setting.

use std::fmt::Write;

use den::explain::{Explanation, explain};
use den::scope::Scope;

use crate::cli::error::CommandError;
use crate::cli::{Global, print, print_json};

/// Explain where the value of a setting comes from
///
/// Prints every layer that says something about it, the least authoritative first, with file and line, and marks the
/// one that wins.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A host (`web1`) or a user (`alice@web1`)
    scope: String,
    /// The setting: an aspect, or an option of it (`nginx`, `nginx.port`)
    #[arg(value_name = "ASPECT.PATH")]
    option: String,
}

impl ExplainArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let fleet = global.load()?;
        let explanations = explain(&fleet.document, &Scope::parse(&self.scope), &self.option)?;
        if global.json {
            return print_json(&explanations);
        }
        let texts: Vec<_> = explanations.iter().map(human).collect();
        print(&texts.join("\n"))
    }
}

fn human(explanation: &Explanation) -> String {
    let (bold, dim, reset) = ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m");
    let mut text = format!(
        "{bold}{}{reset} at {}",
        explanation.option(),
        explanation.scope
    );
    let _ = match (&explanation.value, explanation.computed) {
        (_, true) => writeln!(text, ": worked out by Nix from"),
        (Some(value), false) => writeln!(text, " = {bold}{value}{reset}"),
        (None, false) => writeln!(
            text,
            " has no value: no layer gives one, and the interface has no default"
        ),
    };
    let rows: Vec<_> = explanation
        .chain
        .iter()
        .map(|layer| {
            let policies: Vec<_> = layer.policies.iter().map(ToString::to_string).collect();
            let at: Vec<_> = layer.at.iter().map(ToString::to_string).collect();
            let name = [layer.layer.name(), &policies.join(", ")]
                .join(" ")
                .trim_end()
                .to_owned();
            (layer.value.to_string(), name, at.join(", "), layer.wins)
        })
        .collect();
    let width = |column: fn(&(String, String, String, bool)) -> &String| {
        rows.iter()
            .map(|row| column(row).chars().count())
            .max()
            .unwrap_or(0)
    };
    let (values, names) = (width(|row| &row.0), width(|row| &row.1));
    for (value, name, at, wins) in &rows {
        let at = if at.is_empty() {
            String::new()
        } else {
            format!("({at})")
        };
        let (mark, style) = if *wins { ("→", bold) } else { (" ", dim) };
        let line = format!("{value:<values$}  {name:<names$}  {at}");
        let _ = writeln!(text, "{style}{mark} {}{reset}", line.trim_end());
    }
    text
}
