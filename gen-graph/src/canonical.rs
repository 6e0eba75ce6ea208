//! What plain and labelled graphs have in common: sorted vertices, and sorted edges between their numbers.
//!
//! Two graphs are equal exactly if their parts are.

use std::borrow::Borrow;
use std::hash::Hash;

use crate::adjacency::{Adjacency, Edge, Label};
use crate::keys::{Interner, Numbered, numbered, union};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Canonical<V, L> {
    pub(crate) vertices: Vec<V>,
    pub(crate) edges: Adjacency<L>,
}

impl<V, L> Canonical<V, L> {
    /// The number of a vertex.
    pub(crate) fn find<Q>(&self, vertex: &Q) -> Option<u32>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let found = self
            .vertices
            .binary_search_by(|key| key.borrow().cmp(vertex));
        found.ok().map(|number| number as u32)
    }

    /// The vertex of a number.
    pub(crate) fn key(&self, number: u32) -> &V {
        &self.vertices[number as usize]
    }

    /// The vertices of numbers.
    pub(crate) fn keys(&self, numbers: impl IntoIterator<Item = u32>) -> Vec<&V> {
        numbers.into_iter().map(|number| self.key(number)).collect()
    }
}

impl<V, L: Label> Canonical<V, L> {
    pub(crate) fn empty() -> Self {
        Self {
            vertices: Vec::new(),
            edges: Adjacency::from_sorted(0, std::iter::empty()),
        }
    }

    pub(crate) fn vertex(vertex: V) -> Self {
        Self {
            vertices: vec![vertex],
            edges: Adjacency::from_sorted(1, std::iter::empty()),
        }
    }

    /// The part of the graph between the vertices that are kept.
    pub(crate) fn induced(self, keep: impl FnMut(&V) -> bool) -> Self {
        let kept: Vec<bool> = self.vertices.iter().map(keep).collect();
        let mut count = 0;
        let numbers: Vec<Option<u32>> = kept
            .iter()
            .map(|&kept| {
                let number = kept.then_some(count);
                count += u32::from(kept);
                number
            })
            .collect();
        let edges = self.edges.into_edges().filter_map(|(from, to, label)| {
            Some((numbers[from as usize]?, numbers[to as usize]?, label))
        });
        let edges = Adjacency::from_sorted(count as usize, edges);
        let vertices = self.vertices.into_iter().zip(kept);
        let vertices = vertices
            .filter(|&(_, kept)| kept)
            .map(|(key, _)| key)
            .collect();
        Self { vertices, edges }
    }

    /// The graph without one edge.
    pub(crate) fn without(self, from: u32, to: u32) -> Self {
        let vertices = self.vertices.len();
        let edges = self.edges.into_edges();
        let edges = edges.filter(|&(one, other, _)| (one, other) != (from, to));
        Self {
            edges: Adjacency::from_sorted(vertices, edges),
            vertices: self.vertices,
        }
    }
}

impl<V: Ord, L: Label> Canonical<V, L> {
    /// The graph of vertices, of which any may be given more than once, and edges between their places.
    pub(crate) fn from_places(vertices: Vec<V>, edges: Vec<Edge<L>>) -> Self {
        Self::from_numbered(numbered(vertices), edges)
    }

    fn from_numbered(given: Numbered<V>, mut edges: Vec<Edge<L>>) -> Self {
        for (from, to, _) in &mut edges {
            *from = given.numbers[*from as usize];
            *to = given.numbers[*to as usize];
        }
        Self {
            edges: Adjacency::from_edges(given.keys.len(), edges),
            vertices: given.keys,
        }
    }

    /// The graph of vertices and edges in any order.
    pub(crate) fn from_edges(
        vertices: impl IntoIterator<Item = V>,
        edges: impl IntoIterator<Item = (V, L, V)>,
    ) -> Self
    where
        V: Hash,
    {
        let edges = edges.into_iter();
        // Most graphs have fewer vertices than edges; where this one does not, the table grows.
        let mut interner = Interner::with_capacity(edges.size_hint().0 / 2);
        for vertex in vertices {
            interner.number(vertex);
        }
        let edges =
            edges.map(|(from, label, to)| (interner.number(from), interner.number(to), label));
        let edges = edges.collect();
        Self::from_numbered(interner.sorted(), edges)
    }

    /// The vertices and edges of both.
    pub(crate) fn overlay(self, other: Self) -> Self {
        let (vertices, left, right) = union(self.vertices, other.vertices);
        let count = vertices.len();
        let edges = self.edges.renumbered(count, &left);
        let edges = edges.merged(other.edges.renumbered(count, &right));
        Self { vertices, edges }
    }

    /// The vertices and edges of both, and an edge from each vertex of `self` to each of `other`.
    pub(crate) fn connect(self, label: &L, other: Self) -> Self {
        let (vertices, left, right) = union(self.vertices, other.vertices);
        let count = vertices.len();
        let edges = self.edges.renumbered(count, &left);
        let edges = edges.merged(other.edges.renumbered(count, &right));
        let edges = edges.merged(Adjacency::complete(count, &left, &right, label));
        Self { vertices, edges }
    }

    /// The graph with other vertices in place of these; those that become one are merged.
    pub(crate) fn mapped<W: Ord>(self, to: impl FnMut(V) -> W) -> Canonical<W, L> {
        let vertices = self.vertices.into_iter().map(to).collect();
        Canonical::from_places(vertices, self.edges.into_edges().collect())
    }
}

/// Combines many graphs by an associative operation so that each takes part in logarithmically many steps.
pub(crate) fn balanced<G>(
    graphs: impl IntoIterator<Item = G>,
    mut combine: impl FnMut(G, G) -> G,
) -> Option<G> {
    // As the digits of a counter: each entry stands for twice as many graphs as the next one, at least.
    let mut pending: Vec<(u32, G)> = Vec::new();
    for graph in graphs {
        let (mut weight, mut graph) = (0, graph);
        while let Some((_, left)) = pending.pop_if(|(other, _)| *other == weight) {
            graph = combine(left, graph);
            weight += 1;
        }
        pending.push((weight, graph));
    }
    let mut graphs = pending.into_iter().rev().map(|(_, graph)| graph);
    let last = graphs.next()?;
    Some(graphs.fold(last, |right, left| combine(left, right)))
}
