//! A program that has run, and what a case may claim about it. A claim that does not hold is an error that
//! shows the command and all that it wrote.

use std::process::Command;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::error::{Context, Error, Result};
use crate::process;

/// A program's exit code and output.
#[derive(Debug)]
pub struct Ran {
    command: String,
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ran {
    pub(super) fn new(command: &mut Command) -> Result<Self> {
        let output = process::capture(command)?;
        Ok(Self {
            command: process::shown(command),
            code: output.status.code(),
            stdout: plain(&output.stdout),
            stderr: plain(&output.stderr),
        })
    }

    /// It ended with exit code 0.
    pub fn succeeds(&self) -> Result<&Self> {
        self.exits(0)
    }

    /// It ended with this exit code.
    pub fn exits(&self, code: i32) -> Result<&Self> {
        self.claim(self.code == Some(code), || format!("exit code {code}"))
    }

    /// It ended with another exit code than 0.
    pub fn fails(&self) -> Result<&Self> {
        self.claim(self.code.is_some_and(|code| code != 0), || {
            "a failure".to_owned()
        })
    }

    /// Its standard output, less the space around it, is this.
    pub fn prints(&self, text: &str) -> Result<&Self> {
        self.claim(self.stdout.trim() == text, || {
            format!("standard output `{text}`")
        })
    }

    /// Its standard output contains this, line breaks counting as spaces.
    pub fn stdout_has(&self, text: &str) -> Result<&Self> {
        self.claim(has(&self.stdout, text), || {
            format!("standard output with `{text}`")
        })
    }

    /// Its standard error contains this, line breaks counting as spaces.
    pub fn stderr_has(&self, text: &str) -> Result<&Self> {
        self.claim(has(&self.stderr, text), || {
            format!("standard error with `{text}`")
        })
    }

    /// Its standard output.
    pub fn stdout(&self) -> &str {
        &self.stdout
    }

    /// Its standard error contains this once, line breaks counting as spaces.
    pub fn stderr_has_once(&self, text: &str) -> Result<&Self> {
        self.claim(one_line(&self.stderr).matches(text).count() == 1, || {
            format!("standard error with `{text}` once")
        })
    }

    /// Its standard output as JSON.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.stdout)
            .context(|| format!("reading the JSON of\n{}", self.transcript()))
    }

    fn claim(&self, holds: bool, expected: impl FnOnce() -> String) -> Result<&Self> {
        if holds {
            Ok(self)
        } else {
            Err(Error::new(format!(
                "expected {} of\n{}",
                expected(),
                self.transcript()
            )))
        }
    }

    fn transcript(&self) -> String {
        let code = self
            .code
            .map_or_else(|| "a signal".to_owned(), |code| format!("exit code {code}"));
        format!("$ {}\n{}{}[{code}]", self.command, self.stdout, self.stderr)
    }
}

static COLOUR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("\x1b\\[[0-9;]*m").ok());

/// The text without colours, which Nix 2.8 prints to files too.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    match COLOUR.as_ref() {
        Some(colour) => colour.replace_all(&text, "").into_owned(),
        None => text.into_owned(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has(text: &str, part: &str) -> bool {
    one_line(text).contains(&one_line(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_line_breaks_do_not_count() {
        let text = plain(b"\x1b[31;1merror:\x1b[0m the plan\n       is stale");
        assert!(has(&text, "error: the plan is stale"));
        assert!(!has(&text, "stale plan"));
    }
}
