//! Starts Nix for a test file or one of its cases (see `xtask/nix/run.nix`) and reads what it says.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::subject::Subject;
use crate::process;
use crate::workspace::Workspace;

/// What is known about a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Verdict {
    /// It evaluates to what it should.
    Passed,
    /// It does not.
    Failed {
        /// What it should be.
        expected: String,
        /// What it is, or the error.
        got: String,
    },
    /// It is not to be run here.
    Skipped {
        /// Why.
        reason: String,
    },
    /// It is no case.
    Malformed {
        /// Why.
        reason: String,
    },
    /// Its value is still to be judged, alone.
    Value,
    /// It must fail with a message that matches.
    Error {
        /// The text of the message or a part of it, or a regular expression; empty for any error.
        message: String,
    },
}

/// What Nix is asked to do with a file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mode {
    /// Tell its cases apart.
    List,
    /// The same, and judge all `expected` cases.
    Batch,
    /// Judge one `expected` case.
    Judge,
    /// Evaluate one `expectedError` case.
    Force,
}

impl Mode {
    const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Batch => "batch",
            Self::Judge => "judge",
            Self::Force => "force",
        }
    }
}

/// What all evaluations of one run have in common.
pub(super) struct Evaluation<'a> {
    runner: PathBuf,
    harness: PathBuf,
    filter: &'a str,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(workspace: &Workspace, filter: &'a str) -> Self {
        Self {
            runner: workspace.path("xtask/nix/run.nix"),
            harness: workspace.path("flake-module/tests/harness.nix"),
            filter,
        }
    }

    /// The cases of a file, judged as far as one evaluation can. The error is what Nix wrote.
    pub(super) fn batch(
        &self,
        subject: &Subject,
        file: &Path,
    ) -> Result<BTreeMap<String, Verdict>, String> {
        self.nix(subject, file, Mode::Batch, "")
            .or_else(|_| self.nix(subject, file, Mode::List, ""))
    }

    /// The verdict on one case. The error is what Nix wrote.
    pub(super) fn alone(
        &self,
        subject: &Subject,
        file: &Path,
        mode: Mode,
        name: &str,
    ) -> Result<Verdict, String> {
        self.nix(subject, file, mode, name)
    }

    fn nix<T: DeserializeOwned>(
        &self,
        subject: &Subject,
        file: &Path,
        mode: Mode,
        name: &str,
    ) -> Result<T, String> {
        let flake_parts = subject.flake_parts.as_deref().unwrap_or(Path::new(""));
        let mut expression = format!("import {} {{", path_literal(&self.runner));
        for (attribute, value) in [
            ("file", path_literal(file)),
            ("filter", string_literal(self.filter)),
            ("flakeParts", string_literal(&flake_parts.to_string_lossy())),
            ("harness", path_literal(&self.harness)),
            ("lib", path_literal(&subject.lib)),
            ("mode", string_literal(mode.name())),
            ("name", string_literal(name)),
        ] {
            // Writing to a string cannot fail.
            let _ = write!(expression, " {attribute} = {value};");
        }
        expression.push_str(" }");
        let output = process::capture(subject.nix.command().args([
            "eval",
            "--impure",
            "--json",
            "--expr",
            &expression,
        ]))
        .map_err(|error| error.line())?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(if stderr.trim().is_empty() {
                format!("Nix ended with {} and said nothing", output.status)
            } else {
                stderr
            });
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("reading Nix's answer: {error}"))
    }
}

/// The verdict on an `expectedError` case that failed with `stderr`.
pub(super) fn error_verdict(pattern: &str, stderr: &str) -> Verdict {
    let message = without_source_lines(stderr);
    // Nix breaks and indents a message in its own way: it may also match as one line.
    let one_line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    // Most patterns are just the text of a message, with its brackets and dots.
    if message.contains(pattern) || one_line.contains(pattern) {
        return Verdict::Passed;
    }
    match Regex::new(pattern) {
        Ok(regex) if regex.is_match(&message) || regex.is_match(&one_line) => Verdict::Passed,
        Ok(_) => Verdict::Failed {
            expected: format!("an error that contains or matches: {pattern}"),
            got: without_runner(stderr),
        },
        Err(error) => Verdict::Failed {
            expected: format!(
                "an error that contains (it is no regular expression: {}): {pattern}",
                error.to_string().lines().last().unwrap_or_default()
            ),
            got: without_runner(stderr),
        },
    }
}

/// Drops the parts of a trace that lie in the runner itself, the same for every case.
pub(super) fn without_runner(stderr: &str) -> String {
    stderr
        .split("\n\n")
        .filter(|paragraph| !paragraph.contains("/xtask/nix/run.nix:"))
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// Drops the source lines that Nix prints with an error: the very words of a message usually stand there,
/// whether or not they were thrown.
fn without_source_lines(stderr: &str) -> String {
    stderr
        .lines()
        .filter(|line| {
            let line = line.trim_start();
            let unnumbered = line.trim_start_matches(|character: char| character.is_ascii_digit());
            !unnumbered.starts_with('|')
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A Nix expression for an absolute path; a path literal cannot hold every character.
pub(super) fn path_literal(path: &Path) -> String {
    format!("(/. + {})", string_literal(&path.to_string_lossy()))
}

pub(super) fn string_literal(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace("${", "\\${");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_for_nix() {
        assert_eq!(string_literal(r#"a"${b}\"#), r#""a\"\${b}\\""#);
    }

    #[test]
    fn a_message_matches_across_line_breaks() {
        let stderr = "error: plan of db1\n       is stale\n";
        assert_eq!(
            error_verdict("plan of db1 is stale", stderr),
            Verdict::Passed
        );
        assert!(matches!(
            error_verdict("web1", stderr),
            Verdict::Failed { .. }
        ));
    }

    #[test]
    fn source_lines_do_not_match() {
        let stderr = "error: other\n\n       at x.nix:1:1:\n            1| throw \"stale\"\n             | ^\n";
        assert!(matches!(
            error_verdict("stale", stderr),
            Verdict::Failed { .. }
        ));
    }

    #[test]
    fn a_message_may_stand_as_it_is() {
        let stderr = "error: `a` has none (it has: { settings, ... })\n";
        assert_eq!(
            error_verdict("has none (it has: { settings, ... })", stderr),
            Verdict::Passed
        );
        let Verdict::Failed { expected, .. } = error_verdict("another (", stderr) else {
            panic!("it passed");
        };
        assert!(expected.contains("no regular expression"), "{expected}");
    }

    #[test]
    fn an_empty_pattern_takes_any_error() {
        assert_eq!(error_verdict("", "error: x"), Verdict::Passed);
    }

    #[test]
    fn the_runner_is_no_part_of_a_trace() {
        let stderr = "error:\n … while evaluating\n at /x/xtask/nix/run.nix:1:1:\n\n … in a test\n\n error: x\n";
        assert_eq!(without_runner(stderr), " … in a test\n\n error: x\n");
    }
}
