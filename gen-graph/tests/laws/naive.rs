//! Answers by definition, on sets of pairs: slow, and with nothing in common with what they check.

use std::collections::BTreeSet;

use super::given::G;

/// Edges as a set of pairs.
pub type Pairs = BTreeSet<(u8, u8)>;

/// The edges of a graph.
pub fn pairs(graph: &G) -> Pairs {
    graph.edge_set().map(|(&from, &to)| (from, to)).collect()
}

/// All pairs between which a walk of at least one edge leads (Warshall).
pub fn closure(graph: &G) -> Pairs {
    let mut pairs = pairs(graph);
    for &middle in graph.vertex_set() {
        for &from in graph.vertex_set() {
            for &to in graph.vertex_set() {
                if pairs.contains(&(from, middle)) && pairs.contains(&(middle, to)) {
                    pairs.insert((from, to));
                }
            }
        }
    }
    pairs
}

/// The vertices on a common cycle with `vertex`, and itself.
pub fn component(graph: &G, vertex: u8) -> BTreeSet<u8> {
    let closure = closure(graph);
    let both =
        |other: &u8| closure.contains(&(vertex, *other)) && closure.contains(&(*other, vertex));
    let others = graph.vertex_set().copied().filter(both);
    others.chain([vertex]).collect()
}

/// The length of the shortest walk of at least one edge.
pub fn distance(graph: &G, from: u8, to: u8) -> Option<usize> {
    let pairs = pairs(graph);
    let mut reached = BTreeSet::from([from]);
    for length in 1..=graph.vertex_count() {
        let next = pairs.iter().filter(|(from, _)| reached.contains(from));
        reached = next.map(|&(_, to)| to).collect();
        if reached.contains(&to) {
            return Some(length);
        }
    }
    None
}
