//! Overlay and connect.

use gen_graph::Graph;
use laws::proptest::prelude::*;

use super::given::{G, graph, with_edges};

pub struct Algebra {
    overlay: fn(G, G) -> G,
    connect: fn(G, G) -> G,
    below: fn(&G, &G) -> bool,
}

const REAL: Algebra = Algebra {
    overlay: Graph::overlay,
    connect: Graph::connect,
    below: Graph::is_subgraph_of,
};

/// The operations on graphs that the property still needs.
impl Algebra {
    fn plus(&self, x: &G, y: &G) -> G {
        (self.overlay)(x.clone(), y.clone())
    }

    fn to(&self, x: &G, y: &G) -> G {
        (self.connect)(x.clone(), y.clone())
    }
}

fn one() -> impl Strategy<Value = G> {
    graph()
}

fn two() -> impl Strategy<Value = (G, G)> {
    (graph(), graph())
}

fn three() -> impl Strategy<Value = (G, G, G)> {
    (graph(), graph(), graph())
}

laws::laws! {
    /// What makes graphs an algebra.
    pub const LAWS for Algebra = REAL;

    G1 "x + y = y + x"
    fn overlay_commutes(it, (x, y) in two()) {
        prop_assert_eq!(it.plus(&x, &y), it.plus(&y, &x));
    }
    twin biased "the second graph alone" = Algebra { overlay: |_, y| y, ..REAL },
    twin partial "without the edges of the second" = Algebra { overlay: |x, y| x.overlay(bare(&y)), ..REAL };

    G2 "x + (y + z) = (x + y) + z"
    fn overlay_associates(it, (x, y, z) in three()) {
        prop_assert_eq!(it.plus(&x, &it.plus(&y, &z)), it.plus(&it.plus(&x, &y), &z));
    }
    twin turning "the second graph turned around" = Algebra { overlay: |x, y| x.overlay(y.transpose()), ..REAL };

    G3 "ε → x = x = x → ε"
    fn empty_is_the_unit_of_connect(it, x in one()) {
        prop_assert_eq!(&it.to(&Graph::empty(), &x), &x);
        prop_assert_eq!(&it.to(&x, &Graph::empty()), &x);
    }
    twin forgetful "the edges of the first graph forgotten" = Algebra { connect: |x, y| bare(&x).connect(y), ..REAL },
    twin one_sided "the second graph turned around" = Algebra { connect: |x, y| x.connect(y.transpose()), ..REAL };

    G4 "x → (y → z) = (x → y) → z"
    fn connect_associates(it, (x, y, z) in three()) {
        prop_assert_eq!(it.to(&x, &it.to(&y, &z)), it.to(&it.to(&x, &y), &z));
    }
    twin last_only "only from vertices without a successor" = Algebra { connect: from_ends, ..REAL };

    G5 "x → (y + z) = x → y + x → z, (x + y) → z = x → z + y → z"
    fn connect_distributes(it, (x, y, z) in three()) {
        prop_assert_eq!(it.to(&x, &it.plus(&y, &z)), it.plus(&it.to(&x, &y), &it.to(&x, &z)));
        prop_assert_eq!(it.to(&it.plus(&x, &y), &z), it.plus(&it.to(&x, &z), &it.to(&y, &z)));
    }
    twin into_least "only to the least vertex" = Algebra { connect: to_least, ..REAL },
    twin out_of_least "only from the least vertex" = Algebra {
        connect: |x, y| to_least(y.transpose(), x.transpose()).transpose(),
        ..REAL
    };

    G6 "x → y → z = x → y + x → z + y → z"
    fn connect_decomposes(it, (x, y, z) in three()) {
        let pairs = it.plus(&it.plus(&it.to(&x, &y), &it.to(&x, &z)), &it.to(&y, &z));
        prop_assert_eq!(it.to(&it.to(&x, &y), &z), pairs);
    }
    twin last_only "only from vertices without a successor" = Algebra { connect: from_ends, ..REAL };

    G7 "x + ε = x"
    fn empty_is_the_unit_of_overlay(it, x in one()) {
        prop_assert_eq!(it.plus(&x, &Graph::empty()), x);
    }
    twin biased "the second graph alone" = Algebra { overlay: |_, y| y, ..REAL };

    G8 "x + x = x"
    fn overlay_is_idempotent(it, x in one()) {
        prop_assert_eq!(it.plus(&x, &x), x);
    }
    twin connecting "connect in its place" = Algebra { overlay: Graph::connect, ..REAL };

    G9 "x + y + x → y = x → y"
    fn connect_contains(it, (x, y) in two()) {
        let both = it.to(&x, &y);
        prop_assert_eq!(it.plus(&it.plus(&x, &y), &both), both);
    }
    twin forgetful "the edges of the first graph forgotten" = Algebra { connect: |x, y| bare(&x).connect(y), ..REAL };

    G10 "x → x = x → x → x"
    fn connect_saturates(it, x in one()) {
        let twice = it.to(&x, &x);
        prop_assert_eq!(it.to(&twice, &x), twice);
    }
    twin fickle "an edge that is there already taken away" = Algebra { connect: toggling, ..REAL };

    G11 "x ⊑ y ⇔ x + y = y is a partial order; ε ⊑ x ⊑ x + y ⊑ x → y; + and → are monotone"
    fn subgraphs_are_ordered(it, (x, y, z) in three()) {
        let below = it.below;
        prop_assert_eq!(below(&x, &y), it.plus(&x, &y) == y);
        prop_assert!(below(&x, &x));
        prop_assert!(x == y || !(below(&x, &y) && below(&y, &x)));
        let more = it.plus(&x, &y);
        prop_assert!(below(&Graph::empty(), &x));
        prop_assert!(below(&x, &more));
        prop_assert!(below(&more, &it.to(&x, &y)));
        prop_assert!(below(&x, &it.plus(&more, &z)), "it is transitive");
        prop_assert!(below(&it.plus(&x, &z), &it.plus(&more, &z)));
        prop_assert!(below(&it.to(&x, &z), &it.to(&more, &z)));
        prop_assert!(below(&it.to(&z, &x), &it.to(&z, &more)));
    }
    twin counting "numbers of vertices and edges compared" = Algebra {
        below: |x, y| x.vertex_count() <= y.vertex_count() && x.edge_count() <= y.edge_count(),
        ..REAL
    },
    twin loose "vertices compared alone" = Algebra {
        below: |x, y| x.vertex_set().all(|vertex| y.contains_vertex(vertex)),
        ..REAL
    },
    twin shrinking "loops lost in connecting" = Algebra {
        connect: |x, y| {
            let graph = x.connect(y);
            with_edges(&graph, graph.edge_set().filter(|(from, to)| from != to))
        },
        ..REAL
    };
}

fn bare(graph: &G) -> G {
    with_edges(graph, [])
}

fn from_ends(x: G, y: G) -> G {
    let ends = x
        .vertex_set()
        .filter(|vertex| x.successors(*vertex).next().is_none());
    let ends = Graph::vertices(ends.copied()).connect(bare(&y));
    x.overlay(y).overlay(ends)
}

fn to_least(x: G, y: G) -> G {
    let least = Graph::vertices(y.vertex_set().take(1).copied());
    let edges = bare(&x).connect(least);
    x.overlay(y).overlay(edges)
}

fn toggling(x: G, y: G) -> G {
    let new = bare(&x).connect(bare(&y));
    let old = x.overlay(y);
    let once =
        |(from, to): &(&u8, &u8)| old.contains_edge(*from, *to) != new.contains_edge(*from, *to);
    let all = old.clone().overlay(new.clone());
    with_edges(&all, all.edge_set().filter(once))
}
