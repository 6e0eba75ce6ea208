//! Selectors: which of the scopes in a forest are meant.
//!
//! | concept | is |
//! |---|---|
//! | [`Selector`] | what holds of some scopes and not of others: [atoms](Atom) under `&`, `\|`, `!` and [relations](Relation) |
//! | text | `tag:web & !within(env:staging)`: [`Selector::parse`], `Display` |

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
