//! Why a command ends without having done what it was asked: a kind, which gives the exit code, a message, hints.

use std::borrow::Cow;

use den::diagnostic::{Diagnostic, Diagnostics};
use den::document::read::ReadError;
pub use den::output::Kind;
use den::output::{Error, Failure, VERSION};
use den::plan::directory::FileError;

use super::terminal::{Text, print_json, say};

/// A failure of a command.
#[derive(Debug)]
pub struct CommandError {
    /// Its kind.
    pub kind: Kind,
    code: Option<Cow<'static, str>>,
    /// A lower-case fragment; empty where everything was said already.
    pub message: String,
    hints: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    /// The command has given its answer on stdout already.
    answered: bool,
}

impl CommandError {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: None,
            message: message.into(),
            hints: Vec::new(),
            diagnostics: Vec::new(),
            answered: false,
        }
    }

    /// Diagnostics were found, and have been printed with the answer.
    pub fn found() -> Self {
        Self::new(Kind::Diagnostics, "").answered()
    }

    /// Diagnostics were found, and keep the command from doing anything.
    pub fn errors(found: &Diagnostics, message: impl Into<String>) -> Self {
        Self {
            diagnostics: found.iter().cloned().collect(),
            ..Self::new(Kind::Diagnostics, message)
        }
    }

    /// The command line asks for what cannot be.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// The input cannot be read, or the output not written.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// The plan is stale.
    pub fn stale(message: impl Into<String>) -> Self {
        Self::new(Kind::Stale, message)
    }

    /// Nix failed.
    pub fn nix(message: impl Into<String>) -> Self {
        Self::new(Kind::Nix, message)
    }

    /// Gives it a stable code.
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The command has printed its answer all the same.
    #[must_use]
    pub fn answered(mut self) -> Self {
        self.answered = true;
        self
    }

    /// Prints the failure: to stderr for people, and to stdout for programs that wait for JSON.
    pub fn print(self, json: bool) {
        if !self.message.is_empty() {
            let mut text = Text::default();
            text.error("error");
            if let Some(code) = &self.code {
                text.error(format_args!("[{code}]"));
            }
            text.plain(": ").join(&Text::lines(&self.message)).end();
            for line in &self.hints {
                text.help("help").plain(": ").join(&Text::lines(line)).end();
            }
            say(&text);
        }
        if json && !self.answered {
            self.print_json();
        }
    }

    /// Prints the failure to stdout, for programs. Where that cannot be done, the exit code is all that is left.
    pub fn print_json(self) {
        let _ = print_json(&Failure {
            version: VERSION,
            error: Error {
                kind: self.kind,
                code: self.code,
                message: self.message,
                help: self.hints,
            },
            diagnostics: self.diagnostics,
        });
    }
}

/// A question that has no answer, such as a host that does not exist.
impl From<Diagnostic> for CommandError {
    fn from(diagnostic: Diagnostic) -> Self {
        let mut error = Self::usage(diagnostic.message);
        error.code = Some(diagnostic.code);
        error.hints.extend(diagnostic.help);
        error
    }
}

impl From<Box<Diagnostic>> for CommandError {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        (*diagnostic).into()
    }
}

impl From<FileError> for CommandError {
    fn from(error: FileError) -> Self {
        let help = error.help().map(Into::into);
        Self {
            code: help.as_ref().map(|_: &String| "den::plan::foreign".into()),
            hints: help.into_iter().collect(),
            ..Self::input(error.to_string())
        }
    }
}

impl From<ReadError> for CommandError {
    fn from(error: ReadError) -> Self {
        let help = error.help();
        Self::input(error.to_string()).hint(help)
    }
}
