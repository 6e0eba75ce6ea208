//! The one error type of xtask: what went wrong, why, and what to do about it.

use std::fmt::Display;

/// A failed step, printed as `error: WHAT: WHY` and, where there is one, `hint: REMEDY`.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{what}")]
pub struct Error {
    what: String,
    remedy: Option<String>,
}

/// The result of everything in xtask that can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error that says `what` went wrong, in a lower-case fragment.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            remedy: None,
        }
    }

    /// Adds what the reader can do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Prints the error for people.
    pub fn report(&self) {
        eprintln!("error: {}", self.what);
        if let Some(remedy) = &self.remedy {
            eprintln!("hint: {remedy}");
        }
    }

    /// The first line of the error and its remedy, for lists of failures.
    pub fn line(&self) -> String {
        let what = self.what.lines().next().unwrap_or_default();
        match &self.remedy {
            Some(remedy) => format!("{what} ({remedy})"),
            None => what.to_owned(),
        }
    }
}

/// Says what was being done when something failed.
pub trait Context<T> {
    /// Puts `doing` before the cause.
    fn context(self, doing: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: Display> Context<T> for std::result::Result<T, E> {
    fn context(self, doing: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|cause| Error::new(format!("{}: {cause}", doing())))
    }
}
