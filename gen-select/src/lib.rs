#![doc = include_str!("../README.md")]
//! # Where to look
//!
//! | concept | is |
//! |---|---|
//! | [`Selector`] | what holds of some scopes and not of others: [atoms](Atom) under `&`, `\|`, `!` and [relations](Relation), as a list of [nodes](Node) |
//! | text | `tag:web & !within(is:staging)`: [`Selector::parse`], which keeps [places](Parsed::spans), and `Display` |
//! | JSON | `{"tag": "web"}`: `Serialize`, `Deserialize`, `Selector::from_json` (feature `serde`) |
//! | [`Scopes`], [`Scope`] | what a forest of scopes must tell; [`Forest`] of [`Record`]s is one that stands ready |
//! | [`Matcher`] | whether a selector holds of one scope, as the definition says |
//! | [`Index`], [`Compiled`], [`Matches`] | all scopes that a selector holds of, by sets |
//! | [`Explanation`] | why it holds of a scope, or does not |
//! | [`Mention`] | the names that it uses |
//! | [`Selector::flatten`], [`Selector::simplify`] | the same selector, as text has it, and smaller |

mod atom;
mod compiled;
mod explain;
mod flatten;
mod forest;
mod glob;
mod index;
#[cfg(feature = "serde")]
mod json;
mod matcher;
mod mention;
mod scope;
mod selector;
mod set;
mod simplify;
mod suggest;
mod text;

pub use atom::{AliasError, Atom, Dimension, Scalar};
pub use compiled::{Compiled, Matches};
pub use explain::{Explanation, Line};
pub use forest::{Forest, Record};
pub use glob::Glob;
pub use index::Index;
#[cfg(feature = "serde")]
pub use json::{JsonError, JsonErrorKind};
pub use matcher::Matcher;
pub use mention::Mention;
pub use scope::{Scope, Scopes};
pub use selector::{Node, Relation, Selector};
pub use text::{ParseError, ParseErrorKind, Parsed, Span};
