//! `den select`: the scopes that a selector picks.

use std::collections::BTreeSet;

use den::document::Document;
use den::document::print::Visible;
use den::output::{Output, SelectedScope};
use den::plan::Planner;
use den::scope::Scope;
use den::survey::rules::Mentionable;
use gen_select::{Explanation, ParseError, Parsed, Selector};
use unicode_width::UnicodeWidthStr;

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::terminal::{Text, print, print_json, say};

/// List the scopes that a selector picks
///
/// A selector looks at the fleet, its environments, hosts, users and homes:
/// `tag:web`, `name:web*`, `is:web1`, `kind:host`, `class:nixos`, `env:prod`, `system:x86_64-linux`, `aspect:nginx`,
/// `region=eu` (an attribute of your own), `*`; joined by `&`, `|`, `!` and parentheses; and at what is around and
/// within: `parent(…)`, `within(…)`, `has(…)`, `has-within(…)`.
#[derive(Debug, clap::Args)]
pub struct SelectArgs {
    /// The selector, such as `tag:web & !env:prod`
    selector: String,
    /// Say why each scope is picked
    #[arg(long)]
    explain: bool,
    /// Say why this scope is picked, or is not
    #[arg(long, value_name = "SCOPE")]
    at: Option<Scope>,
}

impl SelectArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let parsed = Selector::parse(&self.selector).map_err(|error| self.refused(&error))?;
        let fleet = global.load()?;
        known(&parsed, &fleet.document, global)?;
        let planner = Planner::new(&fleet.document);
        let selector = parsed.selector();
        if let Some(scope) = &self.at {
            let explanation = planner.select_at(selector, scope)?;
            let Some(explanation) = explanation else {
                let error = CommandError::usage(format!("there is no scope `{scope}`"));
                return Err(error.hint("`den select '*'` lists all"));
            };
            return answer(vec![(scope.clone(), Some(explanation))], global);
        }
        let picked = planner.select(selector, self.explain)?;
        let none = picked.is_empty();
        let picked = picked.into_iter();
        answer(
            picked
                .map(|picked| (picked.scope, picked.because))
                .collect(),
            global,
        )?;
        if none && !global.quiet && !global.json {
            say(Text::default().plain("no scope is picked").end());
        }
        Ok(())
    }

    /// A selector that cannot be read, with its place marked.
    fn refused(&self, error: &ParseError) -> CommandError {
        // As it is shown: on one line, where wide letters take the place of two.
        let shown = Visible(&self.selector).to_string();
        let before: String = shown.chars().take(error.column.saturating_sub(1)).collect();
        let refused = CommandError::usage(format!(
            "{} (column {})\n  {shown}\n  {:width$}^",
            error.kind,
            error.column,
            "",
            width = before.width(),
        ));
        match &error.help {
            Some(help) => refused.hint(help.clone()),
            None => refused,
        }
    }
}

/// Names that nothing has are more often slips than questions.
fn known(parsed: &Parsed, document: &Document, global: &Global) -> Result<(), CommandError> {
    let mentionable = Mentionable::new(document);
    let mut told = BTreeSet::new();
    for mention in parsed.mentions() {
        let Some(unknown) = mentionable.unknown(&mention) else {
            continue;
        };
        let message = format!("there is no {} `{}`", unknown.kind, unknown.word);
        if !told.insert(message.clone()) {
            continue;
        }
        if unknown.kind != "tag" {
            let error = CommandError::usage(message);
            return Err(match unknown.help {
                Some(help) => error.hint(help),
                None => error,
            });
        }
        // What is not to have a tag may well be without it.
        if global.quiet || unknown.negated && !global.verbose {
            continue;
        }
        let mut text = Text::default();
        text.help(if unknown.negated { "note" } else { "warning" });
        text.plain(format_args!(": {message}")).end();
        if let Some(help) = &unknown.help {
            text.help("help").plain(format_args!(": {help}")).end();
        }
        say(&text);
    }
    Ok(())
}

fn answer(picked: Vec<(Scope, Option<Explanation>)>, global: &Global) -> Result<(), CommandError> {
    if global.json {
        let picked: Vec<_> = picked
            .into_iter()
            .map(|(scope, because)| SelectedScope::new(scope, because))
            .collect();
        return print_json(&Output::new(picked));
    }
    let mut text = Text::default();
    for (scope, because) in picked {
        text.plain(&scope).end();
        for line in because.iter().flat_map(|because| {
            because
                .to_string()
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        }) {
            text.dim(format_args!("  {line}")).end();
        }
    }
    print(&text)
}
