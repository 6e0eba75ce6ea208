//! What can be wrong with a JSON form.

use std::fmt;

use smol_str::SmolStr;

use crate::atom::AliasError;

/// A JSON value is no selector.
///
/// It is displayed with its place and, where there is one, a remedy: ``a selector has no key `tga` (at /and/0); did
/// you mean `tag`?``
#[derive(Debug)]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// Where, as a JSON Pointer (RFC 6901); empty for the whole.
    pub path: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if !self.path.is_empty() {
            write!(f, " (at {})", self.path)?;
        }
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for JsonError {}

/// What is wrong with a JSON form.
#[derive(Debug, thiserror::Error)]
pub enum JsonErrorKind {
    /// Something stands where something else should.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What should stand there.
        expected: &'static str,
        /// What does.
        found: String,
    },
    /// A selector with a key that there is not.
    #[error("a selector has no key `{key}`")]
    UnknownKey {
        /// The key.
        key: SmolStr,
    },
    /// A selector with two keys.
    #[error("a selector has one key, and this one has `{first}` and `{second}`")]
    SeveralKeys {
        /// One of them.
        first: SmolStr,
        /// Another.
        second: SmolStr,
    },
    /// A selector without a key.
    #[error("a selector has one key, and this one has none")]
    NoKey,
    /// An attribute that stands for a dimension is compared with something that is no text.
    #[error(transparent)]
    Alias(AliasError),
    /// This is no JSON, or the format that it was read from refused it.
    #[error("{0}")]
    Syntax(String),
}
