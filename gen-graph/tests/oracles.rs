//! Graphs of a few dozen vertices, against petgraph and against answers by definition.

use std::collections::{BTreeMap, BTreeSet, hash_map::RandomState};

use gen_graph::{Distance, Graph, Labelled, Words};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use petgraph::algo::tred::{dag_to_toposorted_adjacency_list, dag_transitive_reduction_closure};
use petgraph::algo::{all_simple_paths, dijkstra, has_path_connecting, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

const VERTICES: u8 = 24;

type Edges = Vec<(u8, u8)>;

fn edges() -> impl Strategy<Value = Edges> {
    vec((0..VERTICES, 0..VERTICES), 0..60)
}

fn forward() -> impl Strategy<Value = Edges> {
    edges().prop_map(|edges| {
        let edges = edges.into_iter().filter(|(from, to)| from != to);
        edges
            .map(|(from, to)| (from.min(to), from.max(to)))
            .collect()
    })
}

/// All vertices, and edges between them.
fn ours(edges: &Edges) -> Graph<u8> {
    Graph::vertices(0..VERTICES).overlay(Graph::edges(edges.iter().copied()))
}

/// The same for petgraph: each edge once, node numbers are vertices.
fn theirs(edges: &Edges) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    for _ in 0..VERTICES {
        graph.add_node(());
    }
    let edges: BTreeSet<(u8, u8)> = edges.iter().copied().collect();
    graph.extend_with_edges(
        edges
            .into_iter()
            .map(|(from, to)| (u32::from(from), u32::from(to))),
    );
    graph
}

fn node(vertex: u8) -> NodeIndex {
    NodeIndex::new(usize::from(vertex))
}

proptest! {
    #[test]
    fn there_is_an_order_where_petgraph_has_one(edges in prop_oneof![edges(), forward()]) {
        let order = ours(&edges).acyclic();
        prop_assert_eq!(order.is_ok(), toposort(&theirs(&edges), None).is_ok());
    }

    #[test]
    fn ties_of_the_order_go_to_the_least(edges in forward(), keys in Just((0..VERTICES).collect::<Vec<_>>()).prop_shuffle()) {
        let graph = ours(&edges).map(|vertex| keys[usize::from(vertex)]);
        let acyclic = graph.clone().acyclic().unwrap();
        let mut left: BTreeSet<u8> = (0..VERTICES).collect();
        for vertex in acyclic.order() {
            let ready = |vertex: &&u8| !graph.predecessors(*vertex).any(|before| left.contains(before));
            prop_assert_eq!(left.iter().find(ready), Some(vertex));
            left.remove(vertex);
        }
    }

    #[test]
    fn closure_and_reduction_are_those_of_petgraph(edges in forward()) {
        let theirs = theirs(&edges);
        let order = toposort(&theirs, None).unwrap();
        let (sorted, _) = dag_to_toposorted_adjacency_list::<_, u32>(&theirs, &order);
        let (reduction, closure) = dag_transitive_reduction_closure(&sorted);
        let key = |place: u32| order[place as usize].index() as u8;
        let pairs = |list: &petgraph::adj::UnweightedList<u32>| {
            let edges = petgraph::visit::IntoEdgeReferences::edge_references(list);
            edges.map(|edge| (key(edge.source()), key(edge.target()))).collect::<BTreeSet<_>>()
        };
        let found = |graph: &Graph<u8>| graph.edge_set().map(|(&from, &to)| (from, to)).collect::<BTreeSet<_>>();
        let ours = ours(&edges).acyclic().unwrap();
        prop_assert_eq!(found(&ours.closure()), pairs(&closure));
        prop_assert_eq!(found(&ours.reduction()), pairs(&reduction));
    }

    #[test]
    fn reachability_is_that_of_petgraph(edges in edges(), from in 0..VERTICES, to in 0..VERTICES) {
        let connected = has_path_connecting(&theirs(&edges), node(from), node(to), None);
        let ours = ours(&edges);
        prop_assert_eq!(ours.reachable([&from]).contains(&&to), connected);
        prop_assert_eq!(ours.dependents([&to]).contains(&&from), connected);
        let length = dijkstra(&theirs(&edges), node(from), Some(node(to)), |_| 1_usize).get(&node(to)).copied();
        prop_assert_eq!(ours.shortest_path(&from, &to).map(|path| path.len() - 1), length);
    }

    #[test]
    fn the_shortest_path_is_the_least(edges in edges(), from in 0..VERTICES, to in 0..VERTICES) {
        let ours = ours(&edges);
        let path = ours.shortest_path(&from, &to);
        let longest = path.as_ref().map_or(0, |path| path.len() - 1);
        prop_assert_eq!(ours.simple_paths(&from, &to, longest).next(), path);
    }

    #[test]
    fn simple_paths_are_those_of_petgraph(
        edges in vec((0..8_u8, 0..8_u8), 0..20), from in 0..8_u8, step in 1..8_u8, longest in 1..8_usize,
    ) {
        let to = (from + step) % 8;
        let theirs = theirs(&edges);
        let paths = all_simple_paths::<Vec<_>, _, RandomState>(&theirs, node(from), node(to), 0, Some(longest - 1));
        let mut expected: Vec<Vec<u8>> = paths
            .map(|path| path.into_iter().map(|node| node.index() as u8).collect())
            .collect();
        expected.sort();
        let ours = ours(&edges);
        let found: Vec<Vec<u8>> = ours
            .simple_paths(&from, &to, longest)
            .map(|path| path.into_iter().copied().collect())
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn impact_stops_at_the_frontier(edges in edges(), changed in vec(0..VERTICES, 0..4), frontier in vec(any::<bool>(), 24)) {
        let ours = ours(&edges);
        let stops = |vertex: &u8| frontier[usize::from(*vertex)];
        let impact = ours.impact(&changed, stops);
        // The same question without a frontier: of a graph in which nothing needs what is on it.
        let kept = ours.edge_set().filter(|(_, to)| !stops(to)).map(|(&from, &to)| (from, to));
        let cut = Graph::vertices(0..VERTICES).overlay(Graph::edges(kept));
        prop_assert_eq!(&impact, &cut.dependents(&changed));
        prop_assert!(ours.impact(&changed, |_| false) == ours.dependents(&changed));
    }

    #[test]
    fn the_closure_of_distances_is_that_of_dijkstra(edges in vec((0..VERTICES, 0..9_u64, 0..VERTICES), 0..60)) {
        let labelled = edges.iter().map(|&(from, length, to)| (from, Distance::finite(length), to));
        let closure = Labelled::edges(labelled).closure();
        let mut theirs = DiGraph::<(), u64>::new();
        for _ in 0..VERTICES {
            theirs.add_node(());
        }
        theirs.extend_with_edges(edges.iter().map(|&(from, length, to)| (u32::from(from), u32::from(to), length)));
        for from in 0..VERTICES {
            let distances = dijkstra(&theirs, node(from), None, |edge| *edge.weight());
            for to in 0..VERTICES {
                // Dijkstra's way from a vertex to itself is empty; a walk of the closure has an edge at least.
                let into = theirs.edges_directed(node(to), petgraph::Direction::Incoming);
                let ways = into.filter_map(|edge| Some(distances.get(&edge.source())? + edge.weight()));
                let expected = ways.min().map_or(Distance::INFINITE, Distance::finite);
                prop_assert_eq!(closure.label(&from, &to), expected);
            }
        }
    }

    #[test]
    fn the_closure_of_flags_is_that_of_the_plain_graph(edges in edges()) {
        let labelled = edges.iter().map(|&(from, to)| (from, true, to));
        let labelled: Labelled<u8, bool> = labelled.collect();
        prop_assert_eq!(labelled.closure().plain(), labelled.plain().closure());
    }

    #[test]
    fn equality_is_that_of_two_sets(edges in edges(), more in edges(), vertices in vec(0..VERTICES, 0..9)) {
        let set: BTreeSet<(u8, u8)> = edges.iter().chain(&more).copied().collect();
        let ends = set.iter().flat_map(|&(from, to)| [from, to]);
        let all: BTreeSet<u8> = ends.chain(vertices.iter().copied()).collect();
        let mut graph = Graph::vertices(vertices.clone());
        graph.extend(edges.clone());
        graph.extend(more.clone());
        prop_assert!(graph.vertex_set().eq(&all));
        prop_assert!(graph.edge_set().eq(set.iter().map(|(from, to)| (from, to))));
        let pieces = edges.iter().chain(&more).map(|&(from, to)| Graph::edge(from, to));
        prop_assert_eq!(Graph::overlays(pieces.chain(vertices.into_iter().map(Graph::vertex))), graph);
    }

    #[test]
    fn labels_of_many_edges_are_added_up(edges in vec((0..4_u8, 0..3_u8, 0..4_u8), 0..20)) {
        let mut expected: BTreeMap<(u8, u8), BTreeSet<Vec<u8>>> = BTreeMap::new();
        for &(from, label, to) in &edges {
            expected.entry((from, to)).or_default().insert(vec![label]);
        }
        let graph: Labelled<u8, Words<u8>> =
            edges.iter().map(|&(from, label, to)| (from, Words::letter(label), to)).collect();
        let found = graph.edge_set().map(|(&from, words, &to)| ((from, to), words.iter().map(<[u8]>::to_vec).collect()));
        prop_assert_eq!(found.collect::<BTreeMap<_, BTreeSet<_>>>(), expected);
        let turned = graph.clone().transpose();
        prop_assert_eq!(turned.clone().plain(), graph.plain().transpose());
        prop_assert_eq!(turned.transpose(), graph);
    }

    #[test]
    fn derived_graphs_are_what_the_primitives_give(keys in vec(0..6_u8, 0..6), others in vec(0..6_u8, 0..6)) {
        let vertex = |&key: &u8| Graph::vertex(key);
        let clique = keys.iter().map(vertex).fold(Graph::empty(), Graph::connect);
        prop_assert_eq!(&Graph::clique(keys.clone()), &clique);
        prop_assert_eq!(&Graph::connects(keys.iter().map(vertex)), &clique);
        let loose = |keys: &[u8]| keys.iter().map(vertex).fold(Graph::empty(), Graph::overlay);
        prop_assert_eq!(Graph::vertices(keys.clone()), loose(&keys));
        let biclique = loose(&keys).connect(loose(&others));
        prop_assert_eq!(Graph::biclique(keys.clone(), others.clone()), biclique);
        prop_assert_eq!(Graph::star(9, keys.clone()), Graph::vertex(9).connect(loose(&keys)));
        let steps = keys.windows(2).map(|pair| vertex(&pair[0]).connect(vertex(&pair[1])));
        let path = steps.fold(loose(&keys), Graph::overlay);
        prop_assert_eq!(&Graph::path(keys.clone()), &path);
        let back = keys.last().zip(keys.first()).map(|(last, first)| Graph::edge(*last, *first));
        prop_assert_eq!(Graph::circuit(keys), path.overlay(back.unwrap_or_default()));
    }
}
