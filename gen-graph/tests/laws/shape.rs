//! Functions from graphs to graphs that follow the algebra: map, induce, transpose.

use gen_graph::Graph;
use laws::proptest::prelude::*;

use super::given::{G, choice, graph, renaming, with_edges};

type Renaming<'f> = &'f dyn Fn(u8) -> u8;

type Choice<'f> = &'f dyn Fn(&u8) -> bool;

pub struct Shape {
    map: fn(G, Renaming<'_>) -> G,
    induce: fn(G, Choice<'_>) -> G,
    transpose: fn(G) -> G,
}

const REAL: Shape = Shape {
    map: |graph, to| graph.map(to),
    induce: |graph, keep| graph.induce(keep),
    transpose: Graph::transpose,
};

laws::laws! {
    /// What keeps the shape of an expression.
    pub const LAWS for Shape = REAL;

    G12 "map id = id, map (f ∘ g) = map f ∘ map g, map f (x → y) = map f x → map f y"
    fn map_is_a_homomorphism(it, (x, y, f, g) in (graph(), graph(), renaming(), renaming())) {
        let f = |vertex: u8| f[usize::from(vertex)];
        let g = |vertex: u8| g[usize::from(vertex)];
        prop_assert_eq!((it.map)(x.clone(), &|vertex| vertex), x.clone());
        prop_assert_eq!((it.map)(x.clone(), &|vertex| f(g(vertex))), (it.map)((it.map)(x.clone(), &g), &f));
        let apart = (it.map)(x.clone(), &f).connect((it.map)(y.clone(), &f));
        prop_assert_eq!((it.map)(x.connect(y), &f), apart);
    }
    twin loopless "edges that become loops forgotten" = Shape {
        map: |graph, to| {
            let graph = graph.map(to);
            with_edges(&graph, graph.edge_set().filter(|(from, to)| from != to))
        },
        ..REAL
    },
    twin edges_only "vertices without an edge forgotten" = Shape {
        map: |graph, to| Graph::edges(graph.edge_set().map(|(&from, &other)| (to(from), to(other)))),
        ..REAL
    },
    twin twice "applied twice" = Shape {
        map: |graph, to| graph.map(to).map(to),
        ..REAL
    };

    G13 "induce p ∘ induce q = induce (p ∧ q)"
    fn inductions_combine(it, (x, p, q) in (graph(), choice(), choice())) {
        let p = |vertex: &u8| p[usize::from(*vertex)];
        let q = |vertex: &u8| q[usize::from(*vertex)];
        let one_by_one = (it.induce)((it.induce)(x.clone(), &q), &p);
        prop_assert_eq!(one_by_one, (it.induce)(x, &|vertex| p(vertex) && q(vertex)));
    }
    twin generous "the ends of edges kept with one of them" = Shape {
        induce: |graph, keep| {
            let near = |vertex: &u8| keep(vertex) || graph.successors(vertex).any(keep);
            graph.clone().induce(near)
        },
        ..REAL
    };

    G14 "(xᵀ)ᵀ = x, (x + y)ᵀ = xᵀ + yᵀ, (x → y)ᵀ = yᵀ → xᵀ"
    fn transpose_turns_around(it, (x, y) in (graph(), graph())) {
        let t = it.transpose;
        prop_assert_eq!(t(t(x.clone())), x.clone());
        prop_assert_eq!(t(x.clone().overlay(y.clone())), t(x.clone()).overlay(t(y.clone())));
        prop_assert_eq!(t(x.clone().connect(y.clone())), t(y).connect(t(x)));
    }
    twin still "nothing turned around" = Shape { transpose: |graph| graph, ..REAL },
    twin symmetric "edges added both ways" = Shape {
        transpose: |graph| graph.clone().overlay(graph.transpose()),
        ..REAL
    };
}
