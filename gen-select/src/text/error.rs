//! What can be wrong with a text.

use std::fmt;

use smol_str::SmolStr;

/// Where in a text something stands: bytes, the first and the one after the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// A text is no selector.
///
/// It is displayed with its column and, where there is one, a remedy: ``no selector begins with `tga:` (column 1);
/// did you mean `tag:`?``
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// Where.
    pub span: Span,
    /// The character at which that begins, counted from 1.
    pub column: usize,
    /// What to do about it.
    pub help: Option<String>,
}

impl std::error::Error for ParseError {}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (column {})", self.kind, self.column)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseErrorKind {
    /// There is nothing in it.
    #[error("a selector is missing")]
    Empty,
    /// Where a selector should begin stands something else, or nothing.
    #[error("expected a selector, found {found}")]
    ExpectedSelector {
        /// What stands there.
        found: String,
    },
    /// Where `&`, `|` or `)` should stand, stands something else.
    #[error("expected `&`, `|` or the end, found {found}")]
    ExpectedOperator {
        /// What stands there.
        found: String,
    },
    /// A word alone, which could be a name, a tag, …
    #[error("`{word}` alone is no selector")]
    BareWord {
        /// The word.
        word: SmolStr,
    },
    /// There is no selector of this word.
    #[error("no selector begins with `{word}:`")]
    UnknownWord {
        /// The word before the colon.
        word: SmolStr,
    },
    /// There is no relation of this word.
    #[error("there is no relation `{word}`")]
    UnknownRelation {
        /// The word before the parenthesis.
        word: SmolStr,
    },
    /// Nothing follows a colon or an equals sign.
    #[error("a value is missing after `{after}`")]
    MissingValue {
        /// What stands before it.
        after: String,
    },
    /// A number that no attribute can have.
    #[error("{number} is too large for a whole number of 64 bits")]
    TooLarge {
        /// The number.
        number: SmolStr,
    },
    /// A parenthesis that nothing closes.
    #[error("this parenthesis is not closed")]
    Unclosed,
    /// A parenthesis that closes nothing.
    #[error("this parenthesis closes nothing")]
    Unopened,
    /// A quote that nothing ends.
    #[error("this text in quotes does not end")]
    UnclosedQuote,
    /// A backslash with something that JSON does not know after it, or half of a pair of surrogates.
    #[error("JSON has no escape `{escape}`")]
    BadEscape {
        /// The backslash and what follows.
        escape: String,
    },
    /// A control character in quotes.
    #[error("a control character in quotes must be escaped")]
    Control,
}
