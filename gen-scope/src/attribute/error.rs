//! What keeps an attribute from having a value.

use std::fmt::{self, Debug, Display};

use super::record::Node;

/// Why an attribute has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error<S: Debug> {
    /// It depends on itself, and is not circular.
    #[error("{0}")]
    Cycle(Cycle<S>),
    /// The equation of a circular attribute gave less than before, so it has no least solution to be found.
    #[error("the circular attribute {0} descends: its equation is not monotone")]
    Descent(Node<S>),
}

/// Attributes each of which needs the next one, and the last the first.
///
/// It begins with the least of them, wherever evaluation entered the cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle<S> {
    path: Vec<Node<S>>,
}

impl<S: Ord> Cycle<S> {
    /// The cycle along `path`, which must not be empty.
    pub(super) fn along(mut path: Vec<Node<S>>) -> Self {
        let least = (0..path.len()).min_by_key(|&index| &path[index]);
        path.rotate_left(least.unwrap_or_default());
        Self { path }
    }
}

impl<S> Cycle<S> {
    /// The attributes on it, each once.
    pub fn path(&self) -> &[Node<S>] {
        &self.path
    }
}

impl<S: Debug> Display for Cycle<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("attributes depend on themselves: ")?;
        for node in self.path.iter().chain(self.path.first()).enumerate() {
            let (index, node) = node;
            let arrow = if index == 0 { "" } else { " → " };
            write!(f, "{arrow}{node}")?;
        }
        Ok(())
    }
}
