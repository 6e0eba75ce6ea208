//! Which edges a scope graph may have.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use gen_graph::Graph;

use crate::fault::{Edge, Fault};

/// Which edges a scope graph may have, label by label. Of what it does not mention, any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature<K, L> {
    functional: BTreeSet<L>,
    acyclic: BTreeSet<L>,
    joins: BTreeMap<L, BTreeSet<(K, K)>>,
}

impl<K: Ord, L: Ord> Default for Signature<K, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord, L: Ord> Signature<K, L> {
    /// Any edges.
    pub const fn new() -> Self {
        Self {
            functional: BTreeSet::new(),
            acyclic: BTreeSet::new(),
            joins: BTreeMap::new(),
        }
    }

    /// A scope has at most one edge of this label.
    #[must_use]
    pub fn functional(mut self, label: L) -> Self {
        self.functional.insert(label);
        self
    }

    /// No edges of this label lead back to where they started.
    #[must_use]
    pub fn acyclic(mut self, label: L) -> Self {
        self.acyclic.insert(label);
        self
    }

    /// Functional and acyclic, as parents are: the edges of this label form trees.
    #[must_use]
    pub fn tree(self, label: L) -> Self
    where
        L: Copy,
    {
        self.functional(label).acyclic(label)
    }

    /// Edges of this label lead from this kind to that, or between other kinds that are given in the same way, and
    /// between no others.
    #[must_use]
    pub fn joins(mut self, label: L, from: K, to: K) -> Self {
        self.joins.entry(label).or_default().insert((from, to));
        self
    }

    /// Finds what these edges, which are sorted and distinct, do that they may not.
    pub(crate) fn check<S: Clone + Ord + Hash>(
        &self,
        kinds: &BTreeMap<S, K>,
        edges: &[Edge<S, L>],
        faults: &mut Vec<Fault<S, K, L>>,
    ) where
        K: Clone,
        L: Copy,
    {
        self.check_joins(kinds, edges, faults);
        let same = |one: &Edge<S, L>, other: &Edge<S, L>| {
            (&one.from, one.label) == (&other.from, other.label)
        };
        for same in edges.chunk_by(same) {
            if let [Edge { from, label, .. }, _, ..] = same
                && self.functional.contains(label)
            {
                faults.push(Fault::Several {
                    scope: from.clone(),
                    label: *label,
                    targets: same.iter().map(|edge| edge.to.clone()).collect(),
                });
            }
        }
        for &label in &self.acyclic {
            let edges = edges.iter().filter(|edge| edge.label == label);
            let graph = Graph::edges(edges.map(|edge| (&edge.from, &edge.to)));
            if let Err(cyclic) = graph.check_acyclic() {
                let cycles = cyclic
                    .cycles()
                    .map(|cycle| cycle.vertices().iter().copied());
                let scopes = cycles.map(|cycle| cycle.cloned().collect());
                faults.extend(scopes.map(|scopes| Fault::Cycle { label, scopes }));
            }
        }
    }

    fn check_joins<S: Clone + Ord>(
        &self,
        kinds: &BTreeMap<S, K>,
        edges: &[Edge<S, L>],
        faults: &mut Vec<Fault<S, K, L>>,
    ) where
        K: Clone,
        L: Copy,
    {
        for edge in edges {
            if let Some(allowed) = self.joins.get(&edge.label)
                && let (Some(from), Some(to)) = (kinds.get(&edge.from), kinds.get(&edge.to))
                && !allowed.iter().any(|(a, b)| (a, b) == (from, to))
            {
                faults.push(Fault::Joins {
                    edge: edge.clone(),
                    from: from.clone(),
                    to: to.clone(),
                });
            }
        }
    }
}
