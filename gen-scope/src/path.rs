//! Paths: how a scope was reached.
//!
//! A search that goes far finds many paths with a common beginning, so paths share it: extending one costs the same
//! whatever its length.

use std::fmt;
use std::sync::Arc;

/// A path through a scope graph: a scope, and steps along labels from there.
#[derive(Clone)]
pub struct Path<S, L>(Arc<Node<S, L>>);

struct Node<S, L> {
    scope: S,
    length: usize,
    arrival: Option<(L, Arc<Node<S, L>>)>,
}

/// Paths can be as long as a graph is deep, so they are taken apart one step after another.
impl<S, L> Drop for Node<S, L> {
    fn drop(&mut self) {
        let mut arrival = self.arrival.take();
        while let Some((_, before)) = arrival {
            arrival = Arc::into_inner(before).and_then(|mut node| node.arrival.take());
        }
    }
}

impl<S, L: Copy> Path<S, L> {
    /// The path that ends where it begins.
    pub fn new(origin: S) -> Self {
        Self(Arc::new(Node {
            scope: origin,
            length: 0,
            arrival: None,
        }))
    }

    /// This path and one more step.
    #[must_use]
    pub fn step(&self, label: L, scope: S) -> Self {
        Self(Arc::new(Node {
            scope,
            length: self.0.length + 1,
            arrival: Some((label, Arc::clone(&self.0))),
        }))
    }

    /// The scope that it ends in.
    pub fn end(&self) -> &S {
        &self.0.scope
    }

    /// The number of its steps.
    pub fn len(&self) -> usize {
        self.0.length
    }

    /// Whether it has no steps.
    pub fn is_empty(&self) -> bool {
        self.0.length == 0
    }

    /// Its word: the labels of its steps, from the first to the last. Linear.
    pub fn word(&self) -> Vec<L> {
        let mut word: Vec<_> = self.back().filter_map(|(label, _)| label).collect();
        word.reverse();
        word
    }

    /// The scopes that it passes, from its origin to its end. Linear.
    pub fn scopes(&self) -> Vec<&S> {
        let mut scopes: Vec<_> = self.back().map(|(_, scope)| scope).collect();
        scopes.reverse();
        scopes
    }

    /// From its end to its origin: each scope, and the label that led there.
    pub(crate) fn back(&self) -> impl Iterator<Item = (Option<L>, &S)> {
        let mut node = Some(&*self.0);
        std::iter::from_fn(move || {
            let here = node?;
            node = here.arrival.as_ref().map(|(_, before)| &**before);
            Some((here.arrival.as_ref().map(|(label, _)| *label), &here.scope))
        })
    }
}

impl<S: PartialEq, L: Copy + PartialEq> PartialEq for Path<S, L> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.back().eq(other.back())
    }
}

impl<S: Eq, L: Copy + Eq> Eq for Path<S, L> {}

/// `"alice" -Parent-> "web1"`
impl<S: fmt::Debug, L: Copy + fmt::Debug> fmt::Debug for Path<S, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<_> = self.back().collect();
        for (label, scope) in steps.into_iter().rev() {
            if let Some(label) = label {
                write!(f, " -{label:?}-> ")?;
            }
            write!(f, "{scope:?}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_million_steps_is_told_compared_and_dropped() {
        let long = |steps| (0..steps).fold(Path::new(0), |path, step| path.step('P', step));
        let (one, other) = (long(1_000_000), long(1_000_000));
        assert_eq!(one, other);
        assert_ne!(one, long(999_999));
        assert_eq!(
            (one.word().len(), one.scopes().len()),
            (1_000_000, 1_000_001)
        );
    }

    #[test]
    fn a_path_reads_from_its_origin() {
        let path = Path::new("alice").step('P', "web1").step('I', "backup");
        assert_eq!(
            format!("{path:?}"),
            r#""alice" -'P'-> "web1" -'I'-> "backup""#
        );
        assert_eq!(path.word(), ['P', 'I']);
        assert_eq!(path.scopes(), [&"alice", &"web1", &"backup"]);
    }
}
