//! Selectors that are nested deeper than any stack.

#![allow(clippy::unwrap_used)] // This is how a test fails.

use gen_select::{Forest, Index, Record, Relation, Scopes, Selector};

const DEPTH: usize = 10_000;

/// What each test goes through with a selector: everything that there is to do with one.
fn is_no_trouble(selector: &Selector) {
    let text = selector.to_string();
    assert_eq!(text.parse::<Selector>().unwrap(), selector.flatten());

    let json = serde_json::to_string(selector).unwrap();
    assert_eq!(&Selector::from_json(&json).unwrap(), selector);

    let simple = selector.simplify();
    assert_eq!(simple.simplify(), simple);
    assert_eq!(&selector.clone(), selector);
    assert!(!format!("{selector:?}").is_empty());
    assert!(selector.mentions().len() <= selector.nodes().len());

    let mut forest = Forest::new();
    let mut parent = None;
    for (kind, name) in [
        ("fleet", "f"),
        ("environment", "prod"),
        ("host", "web1"),
        ("user", "alice"),
    ] {
        parent = Some(forest.push(parent, Record::new(kind, name).tag("a")));
    }
    let index = Index::new(&forest);
    let compiled = index.compile(selector);
    let found = compiled.evaluate();
    let explanation = selector.explain(&forest, 0);
    assert_eq!(explanation.holds(), found.contains(0));
    assert!(!explanation.to_string().is_empty());
    for scope in forest.scopes() {
        let holds = selector.matches(&forest, scope);
        assert_eq!(found.contains(scope), holds);
    }
}

fn nested(wrap: impl Fn(Selector) -> Selector) -> Selector {
    (0..DEPTH).fold(Selector::tag("a"), |inner, _| wrap(inner))
}

#[test]
fn ten_thousand_negations() {
    is_no_trouble(&nested(|inner| !inner));
}

#[test]
fn ten_thousand_relations() {
    for relation in Relation::ALL {
        is_no_trouble(&nested(|inner| Selector::related(relation, inner)));
    }
    is_no_trouble(&nested(|inner| Selector::has(Selector::parent(!inner))));
}

#[test]
fn ten_thousand_operators() {
    is_no_trouble(&nested(|inner| inner & Selector::kind("host")));
    is_no_trouble(&nested(|inner| {
        (inner & Selector::kind("host")) | Selector::tag("b")
    }));
    is_no_trouble(&nested(|inner| Selector::and([inner])));
}

#[test]
fn ten_thousand_operators_of_which_each_is_another() {
    let mut number = 0;
    let mut other = || {
        number += 1;
        Selector::tag(number.to_string())
    };
    let deep = (0..DEPTH).fold(Selector::tag("a"), |inner, _| {
        !((inner & other()) | other())
    });
    is_no_trouble(&deep);
}

#[test]
fn what_is_deep_and_wrong_is_refused() {
    let open = "(".repeat(DEPTH);
    assert_eq!(Selector::parse(&open).unwrap_err().column, DEPTH + 1);
    assert!(Selector::parse(&format!("{open}tag:a")).is_err());
    let json = "{\"not\":".repeat(DEPTH) + "1" + &"}".repeat(DEPTH);
    let error = Selector::from_json(&json).unwrap_err();
    assert_eq!(error.path.len(), DEPTH * "/not".len());
    assert!(Selector::from_json(&"[".repeat(DEPTH)).is_err());
    assert!(Selector::from_json(&"{\"and\":[".repeat(DEPTH)).is_err());
}
