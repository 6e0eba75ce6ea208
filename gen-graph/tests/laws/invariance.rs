//! Answers do not depend on how a graph was built, nor on how many threads were there.

use std::sync::LazyLock;

use gen_graph::{Distance, Graph, Labelled};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

type Edges = Vec<(u16, u16)>;

pub struct Invariance {
    /// All answers about a graph of these edges, with so many threads.
    answers: fn(Edges, usize) -> String,
}

const REAL: Invariance = Invariance {
    answers: |edges, threads| {
        let labelled = edges
            .iter()
            .map(|&(from, to)| (from, Distance::finite(1), to));
        let labelled = Labelled::edges(labelled);
        answers(&Graph::edges(edges), &labelled, threads)
    },
};

/// Graphs that are large enough for work to be divided.
const VERTICES: u16 = 200;

fn edges() -> impl Strategy<Value = (Edges, Edges)> {
    let edge = (0..VERTICES, 0..VERTICES);
    let forward = edge
        .clone()
        .prop_map(|(from, to)| (from.min(to), from.max(to) + 1));
    let edges = prop_oneof![vec(edge, 0..400), vec(forward, 0..400)];
    edges.prop_flat_map(|edges| (Just(edges.clone()), Just(edges).prop_shuffle()))
}

laws::laws! {
    /// What answers depend on.
    pub const LAWS for Invariance = REAL;

    G22 "every answer is independent of insertion order and thread count"
    fn answers_are_of_the_graph(it, (edges, shuffled) in edges()) {
        let expected = (it.answers)(edges.clone(), 1);
        prop_assert_eq!((it.answers)(edges, 3), expected.clone());
        prop_assert_eq!((it.answers)(shuffled, 1), expected);
    }
    twin numbering "ties by what was given first" = Invariance {
        answers: |edges, threads| {
            let mut first: Vec<u16> = edges.iter().flat_map(|&(from, to)| [from, to]).collect();
            let mut seen = [false; 2 * VERTICES as usize];
            first.retain(|&vertex| !std::mem::replace(&mut seen[usize::from(vertex)], true));
            let place = |vertex| first.iter().position(|&other| other == vertex).unwrap_or(0);
            let graph = Graph::edges(edges).map(|vertex| (place(vertex), vertex));
            answers(&graph, &Labelled::empty(), threads)
        },
    },
    twin piecework "each thread with a piece of the graph" = Invariance {
        answers: |edges, threads| {
            let size = edges.len().div_ceil(threads).max(1);
            let pieces = edges.chunks(size).map(|piece| Graph::edges(piece.iter().copied()).closure());
            answers(&Graph::overlays(pieces), &Labelled::empty(), 1)
        },
    };
}

fn answers<V>(graph: &Graph<V>, labelled: &Labelled<u16, Distance>, threads: usize) -> String
where
    V: Clone + Ord + std::fmt::Debug + Sync,
{
    static THREADS: LazyLock<Vec<ThreadPool>> = LazyLock::new(|| {
        let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build();
        (1..4)
            .map(|threads| pool(threads).expect("threads are to be had"))
            .collect()
    });
    THREADS[threads - 1].install(|| {
        let some: Vec<&V> = graph.vertex_set().step_by(7).take(3).collect();
        let ordered = graph.clone().acyclic().map(|graph| {
            let order: Vec<V> = graph.order().cloned().collect();
            format!("{order:?} {:?} {:?}", graph.waves(), graph.reduction())
        });
        let condensation = graph.condensation();
        let order: Vec<_> = condensation.graph().order().collect();
        let reached = (
            graph.reachable(some.clone()),
            graph.dependents(some.clone()),
        );
        let paths = some.first().zip(some.last()).map(|(from, to)| {
            let paths: Vec<_> = graph.simple_paths(*from, *to, 9).take(3).collect();
            (graph.shortest_path(*from, *to), paths)
        });
        format!(
            "{graph:?} {ordered:?} {:?} {order:?} {reached:?} {paths:?} {:?} {:?}",
            graph.components(),
            graph.closure(),
            labelled.closure(),
        )
    })
}
