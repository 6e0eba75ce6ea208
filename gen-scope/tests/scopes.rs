//! Scope graphs that are given whole, and what is found wrong with them.

use gen_scope::{Edge, Fault, ScopeGraph, Scopes, Signature};

fn faults(
    scopes: &[(&'static str, &'static str)],
    edges: &[(&'static str, char, &'static str)],
) -> Vec<Fault<&'static str, &'static str, char>> {
    let signature = Signature::new()
        .tree('P')
        .joins('P', "user", "host")
        .joins('P', "host", "host");
    match Scopes::build(scopes.iter().copied(), edges.iter().copied(), &signature) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.into_list(),
    }
}

const HOSTS: [(&str, &str); 4] = [("a", "host"), ("b", "host"), ("c", "host"), ("d", "host")];

#[test]
fn a_parent_of_itself_is_a_cycle() {
    let cycle = Fault::Cycle {
        label: 'P',
        scopes: vec!["a"],
    };
    assert_eq!(faults(&HOSTS, &[("a", 'P', "a")]), [cycle]);
}

#[test]
fn a_parent_that_is_its_own_ancestor_is_told_with_the_way_round() {
    let edges = [
        ("d", 'P', "c"),
        ("c", 'P', "a"),
        ("a", 'P', "b"),
        ("b", 'P', "c"),
    ];
    let cycle = Fault::Cycle {
        label: 'P',
        scopes: vec!["a", "b", "c"],
    };
    assert_eq!(faults(&HOSTS, &edges), [cycle]);
}

#[test]
fn imports_may_lead_to_themselves_and_round() {
    assert_eq!(
        faults(&HOSTS, &[("a", 'I', "a"), ("a", 'I', "b"), ("b", 'I', "a")]),
        []
    );
}

#[test]
fn two_parents_are_told_with_both() {
    let several = Fault::Several {
        scope: "a",
        label: 'P',
        targets: vec!["b", "c"],
    };
    assert_eq!(
        faults(&HOSTS, &[("a", 'P', "c"), ("a", 'P', "b"), ("a", 'P', "b")]),
        [several]
    );
    assert_eq!(faults(&HOSTS, &[("a", 'P', "b"), ("a", 'P', "b")]), []);
}

#[test]
fn an_edge_to_an_unknown_scope_is_told() {
    let edge = Edge::from(("a", 'I', "web1"));
    assert_eq!(
        faults(&HOSTS, &[("a", 'I', "web1")]),
        [Fault::Unknown {
            edge,
            scope: "web1"
        }]
    );
}

#[test]
fn an_edge_between_kinds_that_its_label_does_not_join_is_told() {
    let edge = Edge::from(("a", 'P', "alice"));
    let fault = Fault::Joins {
        edge,
        from: "host",
        to: "user",
    };
    assert_eq!(
        faults(&[("a", "host"), ("alice", "user")], &[("a", 'P', "alice")]),
        [fault]
    );
}

#[test]
fn all_faults_are_told_at_once_and_in_one_order() {
    let mut edges = [
        ("a", 'P', "a"),
        ("a", 'P', "b"),
        ("x", 'I', "y"),
        ("b", 'P', "alice"),
    ];
    let scopes = [
        ("a", "host"),
        ("b", "host"),
        ("alice", "user"),
        ("alice", "host"),
    ];
    let found = faults(&scopes, &edges);
    let told: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            r#""alice" has the kinds ["host", "user"], keep one"#,
            r#""x" -'I'-> "y": there is no scope "x", add it or drop the edge"#,
            r#""x" -'I'-> "y": there is no scope "y", add it or drop the edge"#,
            r#""a" has several edges 'P', keep one: to ["a", "b"]"#,
            r#"edges 'P' go round: "a" -> "a""#,
        ]
    );
    edges.reverse();
    assert_eq!(faults(&scopes, &edges), found);
}

#[test]
fn a_graph_tells_its_parts_in_order() {
    let edges = [
        ("b", 'P', "a"),
        ("a", 'I', "c"),
        ("a", 'I', "b"),
        ("a", 'I', "b"),
    ];
    let scopes = Scopes::build(HOSTS, edges, &Signature::new()).unwrap();
    assert!(
        scopes
            .scopes()
            .map(|(scope, _)| *scope)
            .eq(["a", "b", "c", "d"])
    );
    assert!(
        scopes
            .all_edges()
            .eq([(&"a", 'I', &"b"), (&"a", 'I', &"c"), (&"b", 'P', &"a")])
    );
    assert_eq!(scopes.kind(&"e"), None);
    assert!(scopes.edges(&"a", 'I').unwrap().into_iter().eq(["b", "c"]));
    assert!(
        scopes
            .edges(&"e", 'I')
            .unwrap()
            .into_iter()
            .next()
            .is_none()
    );
}

#[test]
fn parents_that_go_round_a_million_scopes_are_told_without_overflow() {
    const LAST: u32 = 999_999;
    let scopes = (0..=LAST).map(|scope| (scope, ()));
    let edges = (0..=LAST).map(|scope| (scope, 'P', if scope == LAST { 0 } else { scope + 1 }));
    let faults = Scopes::build(scopes, edges, &Signature::new().tree('P')).unwrap_err();
    let [Fault::Cycle { scopes, .. }] = faults.list() else {
        panic!("no cycle")
    };
    assert!(scopes.iter().copied().eq(0..=LAST));
}
