//! Orders, cycles and waves.

use std::collections::{BTreeMap, BTreeSet};

use gen_graph::Graph;
use laws::proptest::prelude::*;

use super::given::{G, acyclic, either};
use super::naive;

pub struct Order {
    order: fn(G) -> Option<Vec<u8>>,
    cycles: fn(&G) -> Vec<Vec<u8>>,
}

const REAL: Order = Order {
    order: |graph| Some(graph.acyclic().ok()?.order().copied().collect()),
    cycles,
};

fn cycles(graph: &G) -> Vec<Vec<u8>> {
    let cyclic = graph.check_acyclic().err();
    let cycles = cyclic.iter().flat_map(|cyclic| cyclic.cycles());
    cycles.map(|cycle| cycle.vertices().to_vec()).collect()
}

laws::laws! {
    /// What orders and cycles promise.
    pub const LAWS for Order = REAL;

    G15 "acyclic ⇔ an order exists with every edge forward; a cycle is a closed walk, shortest through its component's \
         least vertex"
    fn an_order_or_a_cycle(it, graph in either()) {
        let closure = naive::closure(&graph);
        let on_cycles: BTreeSet<u8> = graph.vertex_set().copied().filter(|&v| closure.contains(&(v, v))).collect();
        let order = (it.order)(graph.clone());
        prop_assert_eq!(order.is_some(), on_cycles.is_empty());
        if let Some(order) = order {
            let place: BTreeMap<u8, usize> = order.iter().copied().zip(0..).collect();
            prop_assert!(place.len() == order.len() && place.keys().eq(graph.vertex_set()));
            for (from, to) in graph.edge_set() {
                prop_assert!(place[from] < place[to], "{} is not before {}", from, to);
            }
        }
        let cycles = (it.cycles)(&graph);
        let mut covered = BTreeSet::new();
        for cycle in &cycles {
            let next = cycle.iter().cycle().skip(1);
            for (from, to) in cycle.iter().zip(next) {
                prop_assert!(graph.contains_edge(from, to), "no edge {} → {}", from, to);
            }
            let component = naive::component(&graph, cycle[0]);
            prop_assert_eq!(component.first(), cycle.first());
            prop_assert_eq!(Some(cycle.len()), naive::distance(&graph, cycle[0], cycle[0]));
            covered.extend(component);
        }
        prop_assert_eq!(covered, on_cycles, "one for each component that has any");
    }
    twin by_key "vertices by their keys" = Order {
        order: |graph| (REAL.order)(graph.clone()).map(|_| graph.vertex_set().copied().collect()),
        ..REAL
    },
    twin trusting "an order of every graph" = Order { order: |graph| Some(graph.vertex_set().copied().collect()), ..REAL },
    twin roundabout "walked round twice" = Order {
        cycles: |graph| cycles(graph).into_iter().map(|cycle| cycle.repeat(2)).collect(),
        ..REAL
    },
    twin elsewhere "begun at the second vertex" = Order {
        cycles: |graph| {
            let turned = cycles(graph).into_iter().map(|mut cycle| { cycle.rotate_left(1); cycle });
            turned.collect()
        },
        ..REAL
    },
    twin backwards "walked against the edges" = Order {
        cycles: |graph| {
            let turned = cycles(graph).into_iter().map(|mut cycle| { cycle[1..].reverse(); cycle });
            turned.collect()
        },
        ..REAL
    },
    twin first_only "the first cycle alone" = Order {
        cycles: |graph| cycles(graph).into_iter().take(1).collect(),
        ..REAL
    };
}

pub struct Waves {
    waves: fn(G) -> Vec<Vec<u8>>,
}

const REAL_WAVES: Waves = Waves { waves };

fn waves(graph: G) -> Vec<Vec<u8>> {
    let graph = graph.acyclic().expect("the graphs of this law are acyclic");
    let waves = graph.waves().into_iter();
    waves
        .map(|wave| wave.into_iter().copied().collect())
        .collect()
}

laws::laws! {
    /// What waves promise.
    pub const WAVE_LAWS for Waves = REAL_WAVES;

    G20 "on an acyclic graph, v's wave = 1 + max wave of what it needs (max ∅ = 0)"
    fn waves_are_the_earliest(it, graph in acyclic()) {
        let waves = (it.waves)(graph.clone());
        let mut wave_of = BTreeMap::new();
        for (number, wave) in (1_usize..).zip(&waves) {
            prop_assert!(wave.is_sorted() && !wave.is_empty());
            for &vertex in wave {
                prop_assert_eq!(wave_of.insert(vertex, number), None);
            }
        }
        prop_assert!(wave_of.keys().eq(graph.vertex_set()));
        for (vertex, &wave) in &wave_of {
            let needs = graph.successors(vertex).map(|needed| wave_of[needed]);
            prop_assert_eq!(wave, 1 + needs.max().unwrap_or(0));
        }
    }
    twin from_above "counted from what nothing needs" = Waves {
        waves: |graph| {
            let mut waves = waves(graph.transpose());
            waves.reverse();
            waves
        },
    },
    twin one_each "one vertex in each wave" = Waves {
        waves: |graph| waves(graph).into_iter().flatten().map(|vertex| vec![vertex]).collect(),
    },
    twin turned "the transposed graph" = Waves { waves: |graph: G| waves(Graph::transpose(graph)) };
}
