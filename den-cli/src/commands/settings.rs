//! `den settings`: the settings of a host, a user or a home.

use den::explain::{Explained, Explanation, settings_at};
use den::output::{Output, ShownSettings};
use den::scope::Scope;
use den::settings::layer::Layer;
use unicode_width::UnicodeWidthStr;

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::render;
use crate::cli::terminal::{Text, print, print_json};

/// Show the settings of a host, a user or a home
///
/// Of every aspect that is there and offers settings, or of one, prints each option with its value and the layers that it
/// comes from. What only Nix can work out is marked so. What is wrong with the settings is reported besides, and ends the
/// command with 1.
///
/// `den explain SCOPE ASPECT.PATH` tells of one option what every layer says, with file and line.
#[derive(Debug, clap::Args)]
pub struct SettingsArgs {
    /// A host (`web1`), a user (`alice@web1`) or a home (`home:alice`)
    scope: Scope,
    /// The aspect, such as `nginx`; all that offer settings where it is left out
    aspect: Option<String>,
}

impl SettingsArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let fleet = global.load()?;
        let answer = settings_at(&fleet.document, &self.scope, self.aspect.as_deref())?;
        let of_aspects = answer.settings.into_iter();
        let of_aspects = of_aspects.map(|(id, Explained { explanations, .. })| (id, explanations));
        let of_aspects: std::collections::BTreeMap<_, _> = of_aspects.collect();
        if global.json {
            let data = ShownSettings::new(self.scope.clone(), of_aspects);
            print_json(&Output::new(data).with(answer.diagnostics.iter()))?;
        } else {
            let mut text = Text::default();
            if of_aspects.is_empty() {
                let line = format!("no aspect of `{}` offers settings", self.scope);
                text.dim(line).end();
            }
            for (aspect, options) in &of_aspects {
                text.bold(aspect).end();
                listed(&mut text, options);
            }
            print(&text)?;
            let root = fleet.root.as_deref();
            render::diagnostics(&answer.diagnostics, root, global.verbose, global.quiet);
        }
        match answer.diagnostics.has_errors() {
            true => Err(CommandError::found()),
            false => Ok(()),
        }
    }
}

/// The options of an aspect, one a line.
fn listed(text: &mut Text, options: &[Explanation]) {
    if options.is_empty() {
        text.plain("  ").dim("offers no option").end();
    }
    let width = options.iter().map(|option| name(option).width());
    let width = width.max().unwrap_or(0);
    for option in options {
        let name = name(option);
        let gap = " ".repeat(width.saturating_sub(name.width()));
        text.plain(format_args!("  {name}{gap} "));
        match (&option.value, option.computed) {
            (_, true) => text.plain(": ").dim("worked out by Nix"),
            (Some(value), false) => text.plain("= ").plain(value),
            (None, false) => text.plain(": ").dim("has no value"),
        };
        let layers: Vec<_> = option
            .chain
            .iter()
            .filter(|said| said.wins && (said.layer != Layer::Default || !option.computed))
            .map(|said| said.layer.name())
            .collect();
        if !layers.is_empty() {
            text.dim(format_args!("  ({})", layers.join(", ")));
        }
        text.end();
    }
}

fn name(option: &Explanation) -> String {
    den::document::value::attribute_path(&option.path)
}
