//! Graphs to try laws on: small, so that edges meet, with vertices that have no edge and edges that are loops.

use gen_graph::Graph;
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;

/// A graph of the laws.
pub type G = Graph<u8>;

/// How many vertices there can be.
pub const VERTICES: u8 = 6;

/// Any graph.
pub fn graph() -> impl Strategy<Value = G> {
    let edges = vec((0..VERTICES, 0..VERTICES), 0..10);
    let vertices = vec(0..VERTICES, 0..3);
    (edges, vertices)
        .prop_map(|(edges, vertices)| Graph::edges(edges).overlay(Graph::vertices(vertices)))
}

/// Any graph without a cycle. Its order need not be that of its keys.
pub fn acyclic() -> impl Strategy<Value = G> {
    let keys = Just((0..VERTICES).collect::<Vec<_>>()).prop_shuffle();
    (graph(), keys).prop_map(|(graph, keys)| {
        let loose = Graph::vertices(graph.vertex_set().copied());
        let forward = graph.edge_set().filter(|(from, to)| from < to);
        let graph = Graph::edges(forward.map(|(&from, &to)| (from, to))).overlay(loose);
        graph.map(|vertex| keys[usize::from(vertex)])
    })
}

/// A graph that is acyclic about as often as not.
pub fn either() -> impl Strategy<Value = G> {
    prop_oneof![graph(), acyclic()]
}

/// A function from vertices to vertices, as a table.
pub fn renaming() -> impl Strategy<Value = Vec<u8>> {
    vec(0..VERTICES, usize::from(VERTICES))
}

/// A set of vertices, as a table.
pub fn choice() -> impl Strategy<Value = Vec<bool>> {
    vec(any::<bool>(), usize::from(VERTICES))
}

/// The graph of these edges and all vertices of another.
pub fn with_edges<'g>(graph: &G, edges: impl IntoIterator<Item = (&'g u8, &'g u8)>) -> G {
    let edges = edges.into_iter().map(|(&from, &to)| (from, to));
    Graph::edges(edges).overlay(Graph::vertices(graph.vertex_set().copied()))
}
