//! Graphs that the primitives give, built at once.

use std::hash::Hash;

use crate::adjacency::Adjacency;
use crate::canonical::{Canonical, balanced};
use crate::graph::Graph;
use crate::tree::Tree;

impl<V: Ord> Graph<V> {
    /// An edge, with both its ends.
    pub fn edge(from: V, to: V) -> Self {
        Self::path([from, to])
    }

    /// Edges in any order, with their ends, each as often as it likes.
    ///
    /// The fast way to a large graph: one look-up in a hash table for each end, then the vertices are sorted once, and
    /// the edges once, as numbers.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::edges([(2, 3), (1, 2), (2, 3)]);
    /// assert_eq!(graph, Graph::path([1, 2, 3]));
    /// ```
    pub fn edges(edges: impl IntoIterator<Item = (V, V)>) -> Self
    where
        V: Hash,
    {
        let edges = edges.into_iter().map(|(from, to)| (from, (), to));
        Canonical::from_edges([], edges).into()
    }

    /// Vertices in any order, without an edge.
    pub fn vertices(vertices: impl IntoIterator<Item = V>) -> Self {
        Canonical::from_places(vertices.into_iter().collect(), Vec::new()).into()
    }

    /// An edge from each vertex to the next one.
    pub fn path(vertices: impl IntoIterator<Item = V>) -> Self {
        let vertices: Vec<V> = vertices.into_iter().collect();
        let edges = (1..vertices.len() as u32).map(|to| (to - 1, to, ()));
        let edges = edges.collect();
        Canonical::from_places(vertices, edges).into()
    }

    /// An edge from each vertex to the next one, and from the last to the first.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// assert_eq!(Graph::circuit([1, 2]), Graph::edges([(1, 2), (2, 1)]));
    /// assert_eq!(Graph::circuit([1]), Graph::edge(1, 1));
    /// ```
    pub fn circuit(vertices: impl IntoIterator<Item = V>) -> Self {
        let vertices: Vec<V> = vertices.into_iter().collect();
        let count = vertices.len() as u32;
        let edges = (0..count).map(|from| (from, (from + 1) % count, ()));
        let edges = edges.collect();
        Canonical::from_places(vertices, edges).into()
    }

    /// An edge from each vertex to every one that comes after it.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// assert_eq!(Graph::clique([1, 2, 3]), Graph::edges([(1, 2), (1, 3), (2, 3)]));
    /// ```
    pub fn clique(vertices: impl IntoIterator<Item = V>) -> Self {
        let vertices: Vec<V> = vertices.into_iter().collect();
        let count = vertices.len() as u32;
        let edges = (0..count).flat_map(|from| (from + 1..count).map(move |to| (from, to, ())));
        let edges = edges.collect();
        Canonical::from_places(vertices, edges).into()
    }

    /// An edge from one vertex to each of the others.
    pub fn star(centre: V, leaves: impl IntoIterator<Item = V>) -> Self {
        let vertices: Vec<V> = [centre].into_iter().chain(leaves).collect();
        let edges = (1..vertices.len() as u32).map(|leaf| (0, leaf, ()));
        let edges = edges.collect();
        Canonical::from_places(vertices, edges).into()
    }

    /// An edge from each of some vertices to each of others.
    pub fn biclique(from: impl IntoIterator<Item = V>, to: impl IntoIterator<Item = V>) -> Self {
        Self::vertices(from).connect(Self::vertices(to))
    }

    /// An edge from each vertex of a tree to those directly below it.
    pub fn tree(tree: Tree<V>) -> Self {
        Self::forest([tree])
    }

    /// The edges of many trees.
    pub fn forest(trees: impl IntoIterator<Item = Tree<V>>) -> Self {
        let (mut vertices, mut edges) = (Vec::new(), Vec::new());
        for tree in trees {
            tree.unfold(&mut vertices, &mut edges);
        }
        Canonical::from_places(vertices, edges).into()
    }

    /// The vertices and edges of many graphs.
    ///
    /// Each takes part in logarithmically many overlays, where one after the other would be quadratic.
    pub fn overlays(graphs: impl IntoIterator<Item = Self>) -> Self {
        balanced(graphs, Self::overlay).unwrap_or_default()
    }

    /// Many graphs, and an edge from each vertex of one to each vertex of those after it.
    pub fn connects(graphs: impl IntoIterator<Item = Self>) -> Self {
        balanced(graphs, Self::connect).unwrap_or_default()
    }
}

/// [`Graph::edges`].
impl<V: Ord + Hash> FromIterator<(V, V)> for Graph<V> {
    fn from_iter<I: IntoIterator<Item = (V, V)>>(edges: I) -> Self {
        Self::edges(edges)
    }
}

/// Overlays edges: as long as the graph and the edges together.
impl<V: Ord + Hash> Extend<(V, V)> for Graph<V> {
    fn extend<I: IntoIterator<Item = (V, V)>>(&mut self, edges: I) {
        let graph = std::mem::take(self);
        *self = graph.overlay(Self::edges(edges));
    }
}

impl<V> Graph<V> {
    /// The same vertices with other edges.
    pub(crate) fn with_edges(&self, edges: Adjacency) -> Self
    where
        V: Clone,
    {
        let vertices = self.canonical.vertices.clone();
        Canonical { vertices, edges }.into()
    }
}
