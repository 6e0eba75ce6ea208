//! The JSON form.
//!
//! A selector is an object of one key, or a list of exact names:
//!
//! | JSON | text |
//! |---|---|
//! | `{"star": true}` | `*` |
//! | `{"tag": "t"}`, likewise `kind`, `class`, `environment`, `system`, `aspect` | `tag:t`, … |
//! | `{"name": "web*"}` | `name:web*` |
//! | `{"name": {"is": "web1"}}` | `is:web1` |
//! | `{"attrs": {"k": 80}}` | `k=80` |
//! | `{"and": […]}`, `{"any": […]}`, `{"not": …}` | `a & b`, `a \| b`, `!a` |
//! | `{"parent": …}`, likewise `within`, `has`, `hasWithin` | `parent(…)`, … |
//! | `["web1", "web2"]` | `is:web1 \| is:web2` |
//!
//! Reading and writing follow serde's traits, which recurse; [`deeper`] has the stack grow with them.

mod error;
mod read;
mod write;

pub use error::{JsonError, JsonErrorKind};

/// Goes one level down, on a stack that has room for it: for what the selector does itself, and for what serde_json and
/// other formats put in between.
fn deeper<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, work)
}
