//! Resolution, case by case.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;

use gen_scope::{LabelOrder, Next, Path, Pattern, Query, Scopes, Signature, Unresolved};

type World = Scopes<&'static str, (), char>;

/// A graph with the scopes that its edges mention.
fn world(edges: &[(&'static str, char, &'static str)]) -> World {
    let ends = edges.iter().flat_map(|edge| [edge.0, edge.2]);
    Scopes::build(
        ends.map(|scope| (scope, ())),
        edges.iter().copied(),
        &Signature::new(),
    )
    .unwrap()
}

fn at(scopes: &[&'static str]) -> impl Fn(&&'static str) -> Result<Option<()>, Infallible> {
    let scopes = scopes.to_vec();
    move |scope| Ok(scopes.contains(scope).then_some(()))
}

/// What a reference in `a` resolves to: the path, or the paths to contenders, as text.
fn resolved(
    query: &Query<char>,
    world: &World,
    declaring: &[&'static str],
) -> Result<String, Vec<String>> {
    let told = |path: &Path<&str, char>| format!("{path:?}").replace(['"', '\''], "");
    match query.resolve(world, "a", at(declaring)) {
        Ok(answer) => Ok(told(&answer.path)),
        Err(Unresolved::NotFound { .. }) => Err(Vec::new()),
        Err(Unresolved::Ambiguous { contenders }) => Err(contenders.iter().map(told).collect()),
    }
}

fn lexically(world: &World, declaring: &[&'static str]) -> Result<String, Vec<String>> {
    resolved(&Query::lexical('P', 'I'), world, declaring)
}

#[test]
fn local_shadows_import() {
    let world = world(&[("a", 'I', "module")]);
    assert_eq!(lexically(&world, &["a", "module"]).unwrap(), "a");
    assert_eq!(lexically(&world, &["module"]).unwrap(), "a -I-> module");
}

#[test]
fn import_shadows_parent() {
    let world = world(&[
        ("a", 'P', "outer"),
        ("a", 'I', "module"),
        ("module", 'I', "inner"),
    ]);
    assert_eq!(
        lexically(&world, &["outer", "inner"]).unwrap(),
        "a -I-> module -I-> inner"
    );
    let visible = Query::lexical('P', 'I')
        .visible(&world, "a", at(&["outer", "inner"]))
        .unwrap();
    let [shadowed] = &visible.shadowed[..] else {
        panic!("{visible:?}")
    };
    assert_eq!(
        (*shadowed.answer.scope(), *shadowed.by.end()),
        ("outer", "inner")
    );
}

#[test]
fn two_imports_at_equal_rank_are_refused_with_both_names() {
    let world = world(&[
        ("a", 'P', "outer"),
        ("outer", 'I', "one"),
        ("outer", 'I', "two"),
        ("two", 'I', "far"),
    ]);
    let contenders = lexically(&world, &["one", "two", "far"]).unwrap_err();
    assert_eq!(
        contenders,
        ["a -P-> outer -I-> one", "a -P-> outer -I-> two"]
    );
    let error = Query::lexical('P', 'I')
        .resolve(&world, "a", at(&["one", "two"]))
        .unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains(r#""one" ("a" -'P'-> "outer" -'I'-> "one"); "two" ("#),
        "{message}"
    );
}

#[test]
fn no_parent_step_after_an_import() {
    let world = world(&[("a", 'I', "module"), ("module", 'P', "hidden")]);
    let error = Query::lexical('P', 'I')
        .resolve(&world, "a", at(&["hidden"]))
        .unwrap_err();
    assert_eq!(
        error,
        Unresolved::NotFound {
            visited: vec!["a", "module"]
        }
    );
}

#[test]
fn import_cycles_end() {
    let world = world(&[
        ("a", 'I', "a"),
        ("a", 'I', "b"),
        ("b", 'I', "c"),
        ("c", 'I', "a"),
        ("a", 'P', "outer"),
    ]);
    assert_eq!(lexically(&world, &["c"]).unwrap(), "a -I-> b -I-> c");
    assert_eq!(lexically(&world, &["outer"]).unwrap(), "a -P-> outer");
    assert_eq!(lexically(&world, &[]).unwrap_err(), [""; 0]);
}

#[test]
fn a_search_ends_where_a_parent_is_its_own_ancestor() {
    let world = world(&[
        ("a", 'P', "a"),
        ("a", 'P', "b"),
        ("b", 'P', "a"),
        ("b", 'I', "module"),
    ]);
    assert_eq!(
        lexically(&world, &["module"]).unwrap(),
        "a -P-> b -I-> module"
    );
    assert_eq!(lexically(&world, &[]).unwrap_err(), [""; 0]);
}

#[test]
fn identical_edges_are_not_ambiguous() {
    let world = world(&[("a", 'I', "module"), ("a", 'I', "module")]);
    assert_eq!(lexically(&world, &["module"]).unwrap(), "a -I-> module");
}

#[test]
fn one_scope_reached_in_two_ways_is_not_ambiguous() {
    let world = world(&[
        ("a", 'I', "one"),
        ("a", 'I', "two"),
        ("one", 'I', "both"),
        ("two", 'I', "both"),
    ]);
    assert_eq!(
        lexically(&world, &["both"]).unwrap(),
        "a -I-> one -I-> both"
    );
}

#[test]
fn a_local_declaration_resolves_an_ambiguity() {
    let world = world(&[("a", 'I', "one"), ("a", 'I', "two")]);
    assert_eq!(lexically(&world, &["one", "two"]).unwrap_err().len(), 2);
    assert_eq!(lexically(&world, &["a", "one", "two"]).unwrap(), "a");
}

#[test]
fn a_shorter_way_does_not_hide_a_nearer_one() {
    let world = world(&[
        ("a", 'I', "x"),
        ("a", 'I', "y"),
        ("x", 'I', "y"),
        ("x", 'J', "far"),
        ("y", 'P', "near"),
    ]);
    let labels = ['I', 'J', 'P'].map(Pattern::label);
    let any = labels
        .into_iter()
        .fold(Pattern::nothing(), Pattern::or)
        .star();
    let query = Query::new(any, LabelOrder::total(['I', 'J', 'P']).unwrap());
    assert_eq!(
        resolved(&query, &world, &["far", "near"]).unwrap(),
        "a -I-> x -I-> y -P-> near"
    );
}

#[test]
fn what_cannot_be_compared_is_ambiguous_and_what_can_is_not() {
    let world = world(&[
        ("a", 'I', "one"),
        ("a", 'J', "two"),
        ("a", 'P', "outer"),
        ("two", 'J', "three"),
    ]);
    let labels = ['I', 'J', 'P'].map(Pattern::label);
    let any = labels
        .into_iter()
        .fold(Pattern::nothing(), Pattern::or)
        .star();
    let pairs = [('I', 'P'), ('J', 'P')].map(|(near, far)| (Next::Label(near), Next::Label(far)));
    let query = Query::new(any, LabelOrder::new(pairs).unwrap());
    assert_eq!(
        resolved(&query, &world, &["one", "three", "outer"]).unwrap_err(),
        ["a -I-> one", "a -J-> two -J-> three"]
    );
    assert_eq!(
        resolved(&query, &world, &["two", "three", "outer"]).unwrap(),
        "a -J-> two"
    );
    let visible = query
        .visible(&world, "a", at(&["one", "two", "three", "outer"]))
        .unwrap();
    let shadowed: Vec<_> = visible
        .shadowed
        .iter()
        .map(|shadowed| (*shadowed.answer.scope(), *shadowed.by.end()))
        .collect();
    assert_eq!(shadowed, [("three", "two"), ("outer", "one")]);
}

#[test]
fn nothing_is_asked_beyond_the_nearest_declaration() {
    let world = world(&[("a", 'P', "b"), ("b", 'P', "c"), ("b", 'I', "module")]);
    let query = Query::lexical('P', 'I');
    let mut answers = query.answers(&world, "a", at(&["b", "c"]));
    assert_eq!(*answers.next().unwrap().unwrap().scope(), "b");
    assert_eq!(answers.visited(), ["a", "b"]);
    assert_eq!(*answers.next().unwrap().unwrap().scope(), "c");
    assert!(answers.next().is_none());
    assert_eq!(answers.visited(), ["a", "b", "module", "c"]);
}

#[test]
fn answers_come_from_the_nearest_to_the_farthest() {
    let world = world(&[
        ("a", 'P', "b"),
        ("b", 'P', "c"),
        ("a", 'I', "x"),
        ("b", 'I', "y"),
        ("c", 'I', "x"),
    ]);
    let query = Query::lexical('P', 'I');
    let answers = query.answers(&world, "a", |_| Ok(Some(())));
    let scopes: Vec<_> = answers.map(|Ok(answer)| *answer.scope()).collect();
    assert_eq!(scopes, ["a", "x", "b", "y", "c"]);
}

#[test]
fn an_error_of_the_graph_ends_the_search_and_is_handed_on() {
    struct Broken;
    impl gen_scope::ScopeGraph for Broken {
        type Scope = u8;
        type Label = char;
        type Error = String;

        fn edges(&self, scope: &u8, _: char) -> Result<impl IntoIterator<Item = u8>, String> {
            if *scope < 3 {
                Ok([*scope + 1])
            } else {
                Err(format!("no edges at {scope}"))
            }
        }
    }
    let query = Query::lexical('P', 'I');
    let error = query.resolve(Broken, 0, |_| Ok(None::<()>)).unwrap_err();
    assert_eq!(error, Unresolved::Graph("no edges at 3".to_owned()));
    let mut answers = query.answers(Broken, 0, |_| Ok(None::<()>));
    assert!(answers.next().unwrap().is_err());
    assert!(answers.next().is_none());
    let mut witnesses = query.witnesses(Broken, 0, 100, |_| Ok(None::<()>));
    assert!(witnesses.next().unwrap().is_err());
    assert!(witnesses.next().is_none());
    assert_eq!(
        query
            .resolve(Broken, 0, |scope| Ok((*scope == 0).then_some(())))
            .unwrap()
            .path
            .len(),
        0
    );
}

#[test]
fn the_number_of_witnesses_is_bounded() {
    let edges = (0..30_u32).flat_map(|scope| (0..30).map(move |target| (scope, 'I', target)));
    let scopes = (0..30).map(|scope| (scope, ()));
    let dense = Scopes::build(scopes, edges, &Signature::new()).unwrap();
    let query = Query::lexical('P', 'I');
    let mut witnesses =
        query.witnesses(&dense, 0, 10_000, |scope| Ok((*scope == 29).then_some(())));
    assert!(witnesses.by_ref().count() < 10_000);
    assert!(!witnesses.is_complete());
    assert_eq!(
        query
            .reachable(&dense, 0, |scope| Ok(Some(*scope)))
            .unwrap()
            .declarations
            .len(),
        30
    );
}

#[test]
fn a_million_parents_are_searched_without_overflow() {
    const LAST: u32 = 1_000_000;
    let edges = (0..LAST).map(|scope| (scope, 'P', scope + 1));
    let scopes = (0..=LAST).map(|scope| (scope, ()));
    let chain = Scopes::build(scopes, edges, &Signature::new().tree('P')).unwrap();
    let query = Query::lexical('P', 'I');
    let answer = query
        .resolve(&chain, 0, |scope| Ok((*scope == LAST).then_some(())))
        .unwrap();
    assert_eq!(answer.path.len(), LAST as usize);
    let answers = query.answers(&chain, 0, |scope| Ok(Some(*scope)));
    assert!(answers.map(|Ok(answer)| answer.declaration).eq(0..=LAST));
    let unordered = Query::new(query.pattern().clone(), LabelOrder::new([]).unwrap());
    let last = |scope: &u32| Ok((*scope == LAST).then_some(()));
    let visible = unordered.visible(&chain, LAST - 100_000, last).unwrap();
    assert_eq!(visible.answers.len(), 1);
    let mut witnesses = query.witnesses(&chain, 0, usize::MAX, |scope| {
        Ok((*scope == LAST).then_some(()))
    });
    assert_eq!(witnesses.next().unwrap().unwrap().path.len(), LAST as usize);
}

#[test]
fn many_ways_through_incomparable_labels_are_searched_once() {
    const LAST: u32 = 200;
    let edges = (0..LAST).flat_map(|scope| ['I', 'J'].map(|label| (scope, label, scope + 1)));
    let scopes = (0..=LAST).map(|scope| (scope, ()));
    let diamonds = Scopes::build(scopes, edges, &Signature::new()).unwrap();
    let any = Pattern::label('I').or(Pattern::label('J')).star();
    let query = Query::new(any, LabelOrder::new([]).unwrap());
    let visible = query
        .visible(&diamonds, 0, |scope| Ok((*scope == LAST).then_some(())))
        .unwrap();
    assert_eq!(visible.answers.len(), 1);
}
