//! Strongly connected components and condensation.

use std::collections::{BTreeMap, BTreeSet};

use gen_graph::Graph;
use laws::proptest::prelude::*;
use petgraph::algo::{kosaraju_scc, tarjan_scc};
use petgraph::graph::{DiGraph, NodeIndex};

use super::given::{G, graph};
use super::naive;

/// Vertices that belong together.
type Part = BTreeSet<u8>;

pub struct Components {
    components: fn(&G) -> Vec<Part>,
    condensation: fn(&G) -> Graph<Part>,
}

const REAL: Components = Components {
    components: |graph| {
        let components = graph.components().into_iter();
        components
            .map(|part| part.into_iter().copied().collect())
            .collect()
    },
    condensation: |graph| {
        let condensation = graph.condensation();
        let members = |part| condensation.members(part).copied().collect();
        condensation.graph().clone().into_graph().map(members)
    },
};

laws::laws! {
    /// What components promise.
    pub const LAWS for Components = REAL;

    G18 "the condensation is acyclic, partitions V, and agrees with petgraph's two algorithms"
    fn condensation_condenses(it, graph in graph()) {
        let parts: BTreeSet<Part> = (it.components)(&graph).into_iter().collect();
        let condensed = (it.condensation)(&graph);
        prop_assert!(condensed.vertex_set().eq(&parts));
        prop_assert!(condensed.closure().edge_set().all(|(from, to)| from != to));

        let mut members: Vec<u8> = parts.iter().flatten().copied().collect();
        members.sort_unstable();
        prop_assert!(members.iter().eq(graph.vertex_set()));

        let theirs = petgraph(&graph);
        prop_assert_eq!(&named(&theirs, tarjan_scc(&theirs)), &parts);
        prop_assert_eq!(&named(&theirs, kosaraju_scc(&theirs)), &parts);

        for one in &parts {
            for other in &parts {
                let joined = one.iter().any(|from| other.iter().any(|to| graph.contains_edge(from, to)));
                prop_assert_eq!(condensed.contains_edge(one, other), one != other && joined);
            }
        }
    }
    twin weak "edges taken both ways" = Components {
        components: |graph| {
            let both = graph.clone().overlay(graph.clone().transpose());
            (REAL.components)(&both)
        },
        ..REAL
    },
    twin apart "each vertex for itself" = Components {
        components: |graph| graph.vertex_set().map(|&vertex| Part::from([vertex])).collect(),
        condensation: |graph| graph.clone().map(|vertex| Part::from([vertex])),
    },
    twin turned "edges between components turned around" = Components {
        condensation: |graph| (REAL.condensation)(graph).transpose(),
        ..REAL
    },
    twin looped "edges within components kept" = Components {
        condensation: |graph| graph.clone().map(|vertex| naive::component(graph, vertex)),
        ..REAL
    };
}

fn petgraph(graph: &G) -> DiGraph<u8, ()> {
    let mut theirs = DiGraph::new();
    let nodes: BTreeMap<u8, NodeIndex> = graph
        .vertex_set()
        .map(|&key| (key, theirs.add_node(key)))
        .collect();
    for (from, to) in graph.edge_set() {
        theirs.add_edge(nodes[from], nodes[to], ());
    }
    theirs
}

fn named(theirs: &DiGraph<u8, ()>, parts: Vec<Vec<NodeIndex>>) -> BTreeSet<Part> {
    let parts = parts.into_iter();
    parts
        .map(|part| part.into_iter().map(|node| theirs[node]).collect())
        .collect()
}
