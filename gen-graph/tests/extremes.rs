//! Graphs that are empty, loop, or are very deep.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::thread;

use gen_graph::{Distance, Graph, Labelled, Tree};

const LONG: u32 = 1_000_000;

/// Runs on a stack in which nothing can recurse a thousand times.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let small = thread::Builder::new().stack_size(128 * 1024);
    small.spawn(work).unwrap().join().unwrap();
}

#[test]
fn a_chain_of_a_million_edges_is_ordered_and_reduced() {
    on_a_small_stack(|| {
        let chain = Graph::edges((0..LONG).map(|vertex| (vertex, vertex + 1)));
        assert_eq!(chain, Graph::path(0..=LONG));
        assert_eq!(chain.components().len(), LONG as usize + 1);
        assert_eq!(chain.reachable([&1]).len(), LONG as usize);
        assert_eq!(chain.dependents([&LONG]).len(), LONG as usize + 1);
        assert_eq!(
            chain.impact([&LONG], |&vertex| vertex == 7).first(),
            Some(&&7)
        );
        assert_eq!(
            chain.shortest_path(&0, &LONG).unwrap().len(),
            LONG as usize + 1
        );
        let mut paths = chain.simple_paths(&(LONG - 10), &LONG, 10);
        assert_eq!((paths.next().unwrap().len(), paths.next()), (11, None));
        let acyclic = chain.clone().acyclic().unwrap();
        assert!(acyclic.order().is_sorted());
        assert_eq!(acyclic.waves().len(), LONG as usize + 1);
        assert_eq!(acyclic.reduction().into_graph(), chain);
        assert_eq!(
            chain.condensation().graph().order().count(),
            LONG as usize + 1
        );
    });
}

#[test]
fn a_circuit_of_a_million_edges_is_its_own_witness() {
    on_a_small_stack(|| {
        let circuit = Graph::circuit(0..LONG);
        assert_eq!(circuit.components().len(), 1);
        let cyclic = circuit.acyclic().unwrap_err();
        assert_eq!(cyclic.first().vertices().len(), LONG as usize);
    });
}

#[test]
fn an_expression_and_a_tree_a_million_levels_deep_are_built_and_dropped() {
    on_a_small_stack(|| {
        let edges = (0..LONG / 10).map(|vertex| Graph::edge(vertex, vertex + 1));
        assert_eq!(Graph::overlays(edges), Graph::path(0..=LONG / 10));
        let tree = (0..LONG)
            .rev()
            .fold(Tree::leaf(LONG), |below, vertex| Tree::new(vertex, [below]));
        drop(tree.clone());
        assert_eq!(Graph::tree(tree), Graph::path(0..=LONG));
    });
}

#[test]
fn a_loop_is_a_cycle_a_component_and_its_own_closure() {
    let looped = Graph::edge(1, 1);
    assert_eq!(looped.vertex_count(), 1);
    assert_eq!(looped.closure(), looped);
    assert_eq!(looped.clone().transpose(), looped);
    assert_eq!(looped.components(), [vec![&1]]);
    let condensation = looped.condensation();
    assert!(condensation.is_cyclic(condensation.component(&1).unwrap()));
    assert_eq!(condensation.graph().edge_count(), 0);
    assert_eq!(
        looped
            .clone()
            .acyclic()
            .unwrap_err()
            .first()
            .edges()
            .collect::<Vec<_>>(),
        [(&1, &1)]
    );
    assert_eq!(looped.shortest_path(&1, &1), Some(vec![&1]));
    assert_eq!(
        looped.simple_paths(&1, &1, 5).collect::<Vec<_>>(),
        [vec![&1]]
    );
    let labelled = Labelled::edge(1, Distance::finite(3), 1);
    assert_eq!(labelled.closure(), labelled);
}

#[test]
fn of_the_empty_graph_every_answer_is_empty() {
    let empty = Graph::<u8>::empty();
    assert!(empty.is_empty() && empty.closure().is_empty() && empty.components().is_empty());
    assert_eq!(empty.reachable([&1]), Vec::<&u8>::new());
    assert_eq!(empty.successors(&1).next(), None);
    assert_eq!(empty.predecessors(&1).next(), None);
    assert_eq!(empty.simple_paths(&1, &2, 5).next(), None);
    assert_eq!(empty.clone().remove_vertex(&1).remove_edge(&1, &2), empty);
    let acyclic = empty.acyclic().unwrap();
    assert_eq!(acyclic.waves(), Vec::<Vec<&u8>>::new());
    assert!(acyclic.reduction().is_empty());
}

#[test]
fn paths_into_a_dead_end_of_many_vertices_cost_nothing() {
    // Everything between 1 and 30 is joined to everything else and leads nowhere; a search that goes in does not come out.
    let maze = Graph::biclique(1..30, 1..30).overlay(Graph::path([0, 1]));
    let graph = maze.overlay(Graph::path([0, 40, 41]));
    assert_eq!(
        graph.simple_paths(&0, &41, 50).collect::<Vec<_>>(),
        [vec![&0, &40, &41]]
    );
    // Here it comes out only through the vertex that it came in by.
    let trap = graph.overlay(Graph::edges(
        (1..30).map(|vertex| (vertex, 40)).chain([(40, 1)]),
    ));
    assert_eq!(
        trap.simple_paths(&40, &41, 50).collect::<Vec<_>>(),
        [vec![&40, &41]]
    );
}

#[test]
fn what_is_no_vertex_is_ignored() {
    let graph = Graph::path(["web", "db"]);
    assert_eq!(graph.reachable(["db", "cache"]), [&"db"]);
    assert_eq!(graph.shortest_path("web", "cache"), None);
    assert_eq!(graph.condensation().component("cache"), None);
    let other = Graph::vertices(0..9);
    let foreign = other.condensation().component(&8).unwrap();
    assert_eq!(graph.condensation().members(foreign).next(), None);
    assert!(!graph.condensation().is_cyclic(foreign));
}
