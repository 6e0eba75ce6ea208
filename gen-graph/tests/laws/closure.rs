//! Transitive closure and reduction.

use gen_graph::Graph;
use laws::proptest::prelude::*;

use super::given::{G, either, graph, with_edges};
use super::naive;

pub struct Closure {
    closure: fn(&G) -> G,
    /// The reduction, or a cycle.
    reduction: fn(&G) -> Result<G, Vec<u8>>,
}

const REAL: Closure = Closure {
    closure: Graph::closure,
    reduction,
};

fn reduction(graph: &G) -> Result<G, Vec<u8>> {
    match graph.clone().acyclic() {
        Ok(graph) => Ok(graph.reduction().into_graph()),
        Err(cyclic) => Err(cyclic.first().vertices().to_vec()),
    }
}

laws::laws! {
    /// What closure and reduction promise.
    pub const LAWS for Closure = REAL;

    G16 "closure C (at least one step) is extensive, monotone, idempotent; C(xᵀ) = (C x)ᵀ"
    fn closure_closes(it, (x, y) in (graph(), graph())) {
        let c = it.closure;
        let closed = c(&x);
        prop_assert!(x.is_subgraph_of(&closed));
        prop_assert!(closed.is_subgraph_of(&c(&x.clone().overlay(y))));
        prop_assert_eq!(&c(&closed), &closed);
        prop_assert_eq!(c(&x.clone().transpose()), closed.clone().transpose());
        prop_assert_eq!(naive::pairs(&closed), naive::closure(&x), "at least one step, and any number");
        prop_assert!(closed.vertex_set().eq(x.vertex_set()));
    }
    twin short "at most two steps" = Closure { closure: two_steps, ..REAL },
    twin open "no step" = Closure { closure: G::clone, ..REAL },
    twin reflexive "no step needed" = Closure {
        closure: |graph| {
            let closed = graph.closure();
            let loops = Graph::edges(closed.vertex_set().map(|&vertex| (vertex, vertex)));
            closed.overlay(loops)
        },
        ..REAL
    };

    G17 "on an acyclic graph C(R x) = C x and no edge of the reduction R is redundant; on a cyclic graph R is refused"
    fn reduction_reduces(it, graph in either()) {
        let closure = naive::closure(&graph);
        let cyclic = graph.vertex_set().any(|&vertex| closure.contains(&(vertex, vertex)));
        match (it.reduction)(&graph) {
            Ok(reduced) => {
                prop_assert!(!cyclic, "{:?} is cyclic", graph);
                prop_assert!(reduced.is_subgraph_of(&graph));
                prop_assert!(reduced.vertex_set().eq(graph.vertex_set()));
                prop_assert_eq!((it.closure)(&reduced), (it.closure)(&graph));
                for (from, to) in reduced.edge_set() {
                    let less = reduced.clone().remove_edge(from, to);
                    prop_assert_ne!((it.closure)(&less), (it.closure)(&graph));
                }
            }
            Err(cycle) => {
                prop_assert!(!cycle.is_empty());
                let next = cycle.iter().cycle().skip(1);
                for (from, to) in cycle.iter().zip(next) {
                    prop_assert!(graph.contains_edge(from, to));
                }
            }
        }
    }
    twin idle "nothing left out" = Closure {
        reduction: |graph| reduction(graph).map(|_| graph.clone()),
        ..REAL
    },
    twin greedy "every edge left out whose ends another vertex joins" = Closure {
        reduction: |graph| {
            reduction(graph).map(|_| {
                let joined = |(from, to): &(&u8, &u8)| graph.successors(*from).any(|next| next != *to);
                with_edges(graph, graph.edge_set().filter(|edge| !joined(edge)))
            })
        },
        ..REAL
    },
    twin accepting "cyclic graphs reduced to their vertices" = Closure {
        reduction: |graph| Ok(reduction(graph).unwrap_or_else(|_| with_edges(graph, []))),
        ..REAL
    },
    twin invented "refused with a walk against the edges" = Closure {
        reduction: |graph| {
            reduction(graph).map_err(|mut cycle| {
                cycle.reverse();
                cycle
            })
        },
        ..REAL
    };
}

fn two_steps(graph: &G) -> G {
    let longer = graph.edge_set().flat_map(|(from, middle)| {
        let next = graph.successors(middle);
        next.map(move |to| (*from, *to))
    });
    graph.clone().overlay(Graph::edges(longer))
}
