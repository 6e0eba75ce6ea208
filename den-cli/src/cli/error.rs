//! Why a command ends without having done what it was asked: a kind, which gives the exit code, a message, hints.

use den::diagnostic::Diagnostic;
use den::document::read::ReadError;
use den::plan::directory::FileError;

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Diagnostics were found.
    Found,
    /// The command line asks for what cannot be.
    Usage,
    /// The input cannot be read.
    Input,
    /// The plan is stale.
    Stale,
    /// Nix failed.
    Nix,
}

impl Kind {
    /// The exit code, as documented in the help.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Found => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Stale => 4,
            Self::Nix => 5,
        }
    }
}

/// A failure of a command.
#[derive(Debug)]
pub struct CommandError {
    /// Its kind.
    pub kind: Kind,
    /// A lower-case fragment; empty where everything was said already.
    pub message: String,
    /// What to do.
    pub hints: Vec<String>,
}

impl CommandError {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// Diagnostics were found, and have been printed.
    pub fn found() -> Self {
        Self::new(Kind::Found, "")
    }

    /// The plan was written where flakes do not see it.
    pub fn untracked(message: impl Into<String>) -> Self {
        Self::new(Kind::Found, message)
    }

    /// The command line asks for what cannot be.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// The input cannot be read.
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

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Prints the failure to stderr.
    pub fn print(&self) {
        if self.message.is_empty() {
            return;
        }
        let (error, hint, reset) = ("\u{1b}[1;31m", "\u{1b}[1;36m", "\u{1b}[0m");
        anstream::eprintln!("{error}error{reset}: {}", self.message);
        for line in &self.hints {
            anstream::eprintln!("{hint}help{reset}: {line}");
        }
    }
}

/// A question that has no answer, such as a host that does not exist.
impl From<Diagnostic> for CommandError {
    fn from(diagnostic: Diagnostic) -> Self {
        let mut error = Self::usage(format!("{} [{}]", diagnostic.message, diagnostic.code));
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
        Self::input(error.to_string())
    }
}

impl From<ReadError> for CommandError {
    fn from(error: ReadError) -> Self {
        let help = error.help();
        Self::input(error.to_string()).hint(help)
    }
}
