//! Why a host, a user or a home is what it is, for people and for programs.

use den::document::positions::Position;
use den::explain::reasons::{ProofLine, Reasons, Said, reasons};
use den::output::Output;
use den::plan::Planner;
use den::scope::Scope;

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::render;
use crate::cli::source::LoadedFleet;
use crate::cli::terminal::{Text, print, print_json};
use crate::commands::show::concerning;
use crate::commands::show::entity::reason;

/// Prints what gave an entity its environment, tags and aspects.
pub fn run(fleet: &LoadedFleet, scope: &Scope, global: &Global) -> Result<(), CommandError> {
    let planner = Planner::new(&fleet.document);
    let reasons = reasons(&planner, scope)?;
    let found = concerning(scope, &planner, &fleet.document).unwrap_or_default();
    if global.json {
        print_json(&Output::new(&reasons).with(found.iter()))?;
    } else {
        print(&shown(&reasons))?;
        let root = fleet.root.as_deref();
        render::diagnostics(&found, root, global.verbose, global.quiet);
    }
    if found.has_errors() {
        Err(CommandError::found())
    } else {
        Ok(())
    }
}

fn shown(reasons: &Reasons) -> Text {
    let mut text = Text::default();
    text.bold(&reasons.scope).end();
    if let Some(found) = &reasons.environment {
        text.bold("environment").end();
        said(&mut text, found.environment.as_str(), &found.because);
    }
    if !reasons.tags.is_empty() {
        text.bold("tags").end();
    }
    for found in &reasons.tags {
        said(&mut text, found.tag.as_str(), &found.because);
    }
    if !reasons.aspects.is_empty() {
        text.bold("aspects").end();
    }
    for found in &reasons.aspects {
        let because: Vec<_> = found.because.iter().map(reason).collect();
        text.plain(format_args!("  {}  ", found.aspect))
            .dim(format_args!(
                "{}{}",
                because.join(", "),
                at(found.at.as_ref())
            ))
            .end();
        for needed in &found.requires {
            let met: Vec<_> = needed.met_by.iter().map(ToString::to_string).collect();
            let by = match &met[..] {
                [] => "nothing there is or provides it".to_owned(),
                [own] if *own == needed.requires => "which is there".to_owned(),
                by => format!("met by {}", by.join(", ")),
            };
            text.plain(format_args!("    requires {}  ", needed.requires))
                .dim(by)
                .end();
        }
    }
    if !reasons.rules.is_empty() {
        text.bold("rules").end();
    }
    for found in &reasons.rules {
        text.plain(format_args!("  {}", found.rule))
            .dim(at(found.at.as_ref()))
            .end();
        // The first line is that the rule fires.
        proof(&mut text, found.proof.get(1..).unwrap_or_default());
    }
    text
}

fn said(text: &mut Text, what: &str, because: &[Said]) {
    let all = because
        .iter()
        .map(|said| format!("{}{}", said.who, at(said.at.as_ref())));
    let all: Vec<_> = all.collect();
    text.plain(format_args!("  {what}  "))
        .dim(all.join(", "))
        .end();
    for said in because {
        proof(text, said.proof.get(1..).unwrap_or_default());
    }
}

fn proof(text: &mut Text, lines: &[ProofLine]) {
    for line in lines {
        let indent = 2 * line.depth.min(20) + 2;
        text.plain(format_args!("{:indent$}{}  ", "", line.says))
            .dim(&line.because)
            .end();
    }
}

fn at(position: Option<&Position>) -> String {
    position.map_or_else(String::new, |at| format!("  ({at})"))
}
