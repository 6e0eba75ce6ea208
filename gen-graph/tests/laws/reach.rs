//! Reachability.

use gen_graph::Graph;
use laws::proptest::prelude::*;

use super::given::{G, VERTICES, graph};
use super::naive;

pub struct Reach {
    reachable: fn(&G, u8) -> Vec<u8>,
    dependents: fn(&G, u8) -> Vec<u8>,
}

const REAL: Reach = Reach {
    reachable: |graph, from| graph.reachable([&from]).into_iter().copied().collect(),
    dependents: |graph, of| graph.dependents([&of]).into_iter().copied().collect(),
};

laws::laws! {
    /// What reachability promises.
    pub const LAWS for Reach = REAL;

    G19 "dependents g v = reachable gᵀ v"
    fn dependents_reach_it(it, (graph, vertex) in (graph(), 0..VERTICES)) {
        let found = (it.dependents)(&graph, vertex);
        prop_assert_eq!(&found, &(it.reachable)(&graph.clone().transpose(), vertex));
        let closure = naive::closure(&graph);
        let expected = graph.vertex_set().copied().filter(|&other| other == vertex || closure.contains(&(other, vertex)));
        prop_assert_eq!(found, expected.collect::<Vec<_>>());
    }
    twin unturned "the transposition forgotten" = Reach { dependents: REAL.reachable, ..REAL },
    twin direct "one step alone" = Reach {
        dependents: |graph, of| {
            let mut found: Vec<u8> = graph.predecessors(&of).copied().collect();
            found.extend(graph.contains_vertex(&of).then_some(of));
            found.sort_unstable();
            found.dedup();
            found
        },
        ..REAL
    },
    twin both "edges taken both ways" = Reach {
        reachable: |graph, from| (REAL.reachable)(&Graph::overlay(graph.clone(), graph.clone().transpose()), from),
        ..REAL
    };
}
