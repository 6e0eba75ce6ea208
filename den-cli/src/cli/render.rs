//! Diagnostics for people: the code, what is wrong, the user's own lines, what to do.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::{Component, Path};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use den::diagnostic::{Diagnostic, Diagnostics, Severity};
use den::document::positions::Position;

/// How many scopes a diagnostic names before it counts the rest.
const SCOPES: usize = 5;

/// Prints diagnostics to stderr, and how many there are. Notes only when `verbose`.
pub fn diagnostics(all: &Diagnostics, root: Option<&Path>, verbose: bool, quiet: bool) {
    let shown = all.iter().filter(|diagnostic| match diagnostic.severity {
        Severity::Error => true,
        Severity::Warning => !quiet,
        Severity::Note => verbose && !quiet,
    });
    for diagnostic in shown {
        anstream::eprintln!("{}\n", render(diagnostic, root));
    }
    let summary = summary(all, verbose);
    if !summary.is_empty() && (!quiet || all.has_errors()) {
        anstream::eprintln!("{summary}");
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
            let plural = if count == 1 { "" } else { "s" };
            let hidden = if severity == Severity::Note && !verbose {
                " (shown with --verbose)"
            } else {
                ""
            };
            parts.push(format!("{count} {name}{plural}{hidden}"));
        }
    }
    parts.join(", ")
}

/// A diagnostic as text. `root` is the flake, where its files can be read.
pub fn render(diagnostic: &Diagnostic, root: Option<&Path>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(
        level
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code.as_ref()),
    );
    let mut files: BTreeMap<&str, Vec<&Position>> = BTreeMap::new();
    for position in &diagnostic.at {
        files.entry(&position.file).or_default().push(position);
    }
    for (file, positions) in files {
        let source = root.and_then(|root| read_inside(root, file));
        let spans: Option<Vec<_>> = source
            .as_ref()
            .and_then(|source| positions.iter().map(|at| span(source, at)).collect());
        match (source, spans) {
            (Some(source), Some(spans)) => {
                let marks = spans
                    .into_iter()
                    .map(|span| AnnotationKind::Primary.span(span));
                group = group.element(
                    Snippet::source(source)
                        .path(file.to_owned())
                        .annotations(marks),
                );
            }
            _ => {
                for position in positions {
                    let origin = Origin::path(file.to_owned())
                        .line(position.line as usize)
                        .char_column(position.column as usize);
                    group = group.element(origin);
                }
            }
        }
    }
    for line in &diagnostic.related {
        group = group.element(Level::NOTE.message(line.clone()));
    }
    if let Some(scopes) = scopes(diagnostic) {
        group = group.element(Level::NOTE.message(scopes));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.clone()));
    }
    Renderer::styled().render(&[group])
}

fn scopes(diagnostic: &Diagnostic) -> Option<String> {
    let (first, rest) = diagnostic
        .scopes
        .split_at(diagnostic.scopes.len().min(SCOPES));
    if first.is_empty() {
        return None;
    }
    let mut text = format!(
        "at {}",
        first
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    );
    if !rest.is_empty() {
        let _ = write!(text, " and {} more", rest.len());
    }
    Some(text)
}

/// The text of a file of the flake; positions come from the document, and are not trusted to stay inside.
fn read_inside(root: &Path, file: &str) -> Option<String> {
    let file = Path::new(file);
    let inside = file
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    inside
        .then(|| fs::read_to_string(root.join(file)).ok())
        .flatten()
}

/// The bytes of the word at a position: an attribute path, or one character.
fn span(source: &str, position: &Position) -> Option<Range<usize>> {
    let line = usize::try_from(position.line).ok()?.checked_sub(1)?;
    let begin = source
        .split_inclusive('\n')
        .take(line)
        .map(str::len)
        .sum::<usize>();
    let text = source[begin..].lines().next()?;
    // Nix counts columns in bytes.
    let from = usize::try_from(position.column).ok()?.checked_sub(1)?;
    let word = text.get(from..)?;
    let length = word
        .find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | ';'))
        .unwrap_or(word.len());
    let first = word.chars().next().map_or(0, char::len_utf8);
    Some(begin + from..begin + from + length.max(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_marks_the_word_that_begins_there() {
        let source = "{\n  settings.port = 1;\n}\n";
        let at = |line, column| Position {
            file: String::new(),
            line,
            column,
        };
        assert_eq!(
            span(source, &at(2, 3)).map(|span| &source[span]),
            Some("settings.port")
        );
        assert_eq!(span(source, &at(9, 1)), None);
        assert_eq!(span(source, &at(2, 99)), None);
    }

    #[test]
    fn a_file_outside_the_flake_is_not_read() {
        assert_eq!(read_inside(Path::new("/"), "../etc/hostname"), None);
        assert_eq!(read_inside(Path::new("/"), "/etc/hostname"), None);
    }
}
