//! The text form.
//!
//! ```text
//! selector  = conjunct { "|" conjunct }
//! conjunct  = operand { "&" operand }
//! operand   = "!" operand | "(" selector ")" | relation "(" selector ")" | atom
//! relation  = "parent" | "within" | "has" | "has-within"
//! atom      = "*" | word ":" value | key "=" value
//! word      = "tag" | "name" | "is" | "kind" | "class" | "env" | "system" | "aspect"
//! ```
//!
//! A value is a JSON string in quotes, or a run of characters that are neither white space nor one of
//! `& | ! ( ) " ' , ;`. Without quotes, `null`, `true`, `false` and whole numbers after `=` are these, and not texts:
//! `port=80` and `port="80"` are two selectors. `name:` takes a [pattern](crate::Glob), `is:` the name itself. A key
//! that stands for a dimension (`kind=host`) is read as that (`kind:host`).

mod error;
mod parse;
mod print;
mod word;

pub use error::{ParseError, ParseErrorKind, Span};
pub use parse::Parsed;
pub(crate) use print::shortened;
pub(crate) use word::quote;
