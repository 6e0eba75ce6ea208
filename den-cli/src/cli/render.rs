//! Diagnostics for people: the code, what is wrong, the user's own lines, what to do.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use den::diagnostic::{Diagnostic, Diagnostics, Severity};
use den::document::positions::Position;

use super::lines::Files;
use super::terminal::{Text, plural, say};

/// How many scopes a diagnostic names before it counts the rest.
const SCOPES: usize = 5;

/// Prints diagnostics to stderr, and how many there are; notes only when `verbose`. `root` is the flake's folder, where
/// its files can be read.
pub fn diagnostics(all: &Diagnostics, root: Option<&Path>, verbose: bool, quiet: bool) {
    let mut files = Files::new(root);
    let shown = all.iter().filter(|diagnostic| match diagnostic.severity {
        Severity::Error => true,
        Severity::Warning => !quiet,
        Severity::Note => verbose && !quiet,
    });
    for diagnostic in shown {
        say(render(diagnostic, &mut files).end().end());
    }
    let summary = summary(all, verbose);
    // Notes alone are nothing that one must be told of each time.
    let grave = all.iter().any(|found| found.severity != Severity::Note);
    if !summary.is_empty() && (grave || verbose) && (!quiet || all.has_errors()) {
        say(Text::default().plain(summary).end());
    }
}

/// `2 errors, 1 warning, 3 notes (shown with --verbose)`; empty where nothing was found.
fn summary(all: &Diagnostics, verbose: bool) -> String {
    let mut parts = Vec::new();
    for (severity, name) in [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Note, "note"),
    ] {
        let count = all.count(severity);
        if count > 0 {
            let hidden = if severity == Severity::Note && !verbose {
                " (shown with --verbose)"
            } else {
                ""
            };
            parts.push(format!("{}{hidden}", plural(count, name)));
        }
    }
    parts.join(", ")
}

/// A diagnostic as text.
fn render(diagnostic: &Diagnostic, files: &mut Files) -> Text {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let code = escaped(&diagnostic.code);
    let title = level.primary_title(escaped(&diagnostic.message)).id(code);
    let mut group = Group::with_title(title);
    let mut places: BTreeMap<&str, Vec<&Position>> = BTreeMap::new();
    for position in &diagnostic.at {
        places.entry(&position.file).or_default().push(position);
    }
    for (file, positions) in places {
        let path = escaped(file);
        let window = files.lines(file).and_then(|lines| lines.window(&positions));
        if let Some(window) = window {
            let marks = window.words.into_iter();
            let marks = marks.map(|word| AnnotationKind::Primary.span(word));
            let source = Snippet::source(window.text.to_owned());
            let source = source.line_start(window.first).path(path);
            group = group.element(source.annotations(marks));
            continue;
        }
        for position in positions {
            let origin = Origin::path(path.clone())
                .line(position.line as usize)
                .char_column(position.column as usize);
            group = group.element(origin);
        }
    }
    for line in &diagnostic.related {
        group = group.element(Level::NOTE.message(escaped(line)));
    }
    if let Some(scopes) = scopes(diagnostic) {
        group = group.element(Level::NOTE.message(escaped(&scopes)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(escaped(help)));
    }
    // The styles in it are the renderer's: it takes control characters out of sources, and all else is escaped here.
    Text::trusted(Renderer::styled().render(&[group]))
}

fn escaped(text: &str) -> String {
    Text::lines(text).into()
}

fn scopes(diagnostic: &Diagnostic) -> Option<String> {
    let (first, rest) = diagnostic
        .scopes
        .split_at(diagnostic.scopes.len().min(SCOPES));
    if first.is_empty() {
        return None;
    }
    let names: Vec<_> = first.iter().map(ToString::to_string).collect();
    let mut text = format!("at {}", names.join(", "));
    if !rest.is_empty() {
        let _ = write!(text, " and {} more", rest.len());
    }
    Some(text)
}
