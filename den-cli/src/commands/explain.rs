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
/// Of a setting, prints every layer that says something about it, the least authoritative first, with file and line: those
/// that are hidden too. What is wrong with the settings is reported besides, and ends the command with 1.
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
                human(&mut text, explanation, answer.diagnostics.has_errors());
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

/// `troubled`: whether something is wrong with the settings of the aspect there.
fn human(text: &mut Text, explanation: &Explanation, troubled: bool) {
    text.bold(explanation.option());
    text.plain(format_args!(" at {}", explanation.scope));
    match (&explanation.value, explanation.computed) {
        (_, true) if explanation.chain.is_empty() => {
            text.plain(": worked out by Nix from its own default")
        }
        (_, true) => text.plain(": worked out by Nix from"),
        (Some(value), false) => text.plain(" = ").bold(value),
        (None, false) if !explanation.chain.is_empty() => {
            text.plain(" has no value, for what it refers to has none")
        }
        (None, false) if troubled => text.plain(" has no value"),
        (None, false) => {
            text.plain(" has no value: no layer gives one, and the interface has no default")
        }
    };
    text.end();
    let said: Vec<_> = explanation.chain.iter().map(Said::new).collect();
    let length: usize = said
        .iter()
        .map(|said| said.text.chars().count() + ARROW.len())
        .sum();
    for (index, Said { text: line, wins }) in said.iter().enumerate() {
        match (index, length > LONGEST) {
            (0, _) => text.plain("  "),
            (_, true) => text.end().plain("→ "),
            (_, false) => text.plain(ARROW),
        };
        match *wins {
            true => text.bold(line),
            false => text.dim(line),
        };
    }
    if !said.is_empty() {
        text.end();
    }
}

/// Between layers: each hides or extends what is left of it.
const ARROW: &str = " → ";

/// Chains that are longer than this have a line for each layer.
const LONGEST: usize = 160;

/// A layer as it is shown: `8443 host (hosts.nix:12)`.
struct Said {
    text: String,
    wins: bool,
}

impl Said {
    fn new(of: &ExplainedLayer) -> Self {
        let policies: Vec<_> = of.policies.iter().map(ToString::to_string).collect();
        let at: Vec<_> = of.at.iter().map(ToString::to_string).collect();
        let mut text = format!("{} {}", of.value, of.layer.name());
        if !policies.is_empty() {
            text.push_str(&format!(" {}", policies.join(", ")));
        }
        if !at.is_empty() {
            text.push_str(&format!(" ({})", at.join(", ")));
        }
        Self {
            text,
            wins: of.wins,
        }
    }
}
