//! Selectors as conditions: they say what the selector says.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use gen_derive::{Formula, select};
use gen_select::{Atom, Dimension, Forest, Record, Relation, Selector};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use laws::proptest::proptest;
use laws::proptest::sample::select as one_of;

const TAGS: [&str; 3] = ["a", "b", "c"];

fn tag(atom: &Atom) -> Option<&str> {
    match atom {
        Atom::Is(Dimension::Tag, tag) => Some(tag.as_str()),
        _ => None,
    }
}

fn selector() -> impl Strategy<Value = Selector> {
    let leaf = prop_oneof![
        6 => one_of(&TAGS[..]).prop_map(Selector::tag),
        1 => Just(Selector::star()),
    ];
    leaf.prop_recursive(4, 16, 3, |operand| {
        prop_oneof![
            vec(operand.clone(), 0..4).prop_map(Selector::and),
            vec(operand.clone(), 0..4).prop_map(Selector::any),
            operand.clone().prop_map(|operand| !operand),
            (one_of(&Relation::ALL[..]), operand)
                .prop_map(|(relation, operand)| Selector::related(relation, operand)),
        ]
    })
}

fn forest() -> impl Strategy<Value = Forest> {
    let scope = (
        any::<prop::sample::Index>(),
        any::<bool>(),
        vec(one_of(&TAGS[..]), 0..3),
    );
    vec(scope, 1..8).prop_map(|scopes| {
        let mut forest = Forest::new();
        for (parent, outermost, tags) in scopes {
            let parent = (!outermost && !forest.is_empty()).then(|| parent.index(forest.len()));
            let record = tags.into_iter().fold(Record::new("host", "x"), Record::tag);
            forest.push(parent, record);
        }
        forest
    })
}

proptest! {
    #[test]
    fn a_condition_says_what_the_selector_says(selector in selector(), mut forest in forest()) {
        for scope in 0..forest.len() {
            let condition = select::condition(&selector, &forest, scope, |atom, scope| {
                tag(atom).map_or_else(Formula::always, |tag| Formula::atom((tag.to_owned(), scope)))
            });
            let matches = selector.matches(&forest, scope);
            let held = condition.holds(|(tag, scope)| {
                forest.get_mut(*scope).is_some_and(|record| record.tags.contains(tag.as_str()))
            });
            prop_assert_eq!(held, matches);
        }
    }

    #[test]
    fn no_scope_matches_without_a_trigger(selector in selector(), mut forest in forest()) {
        let triggers = select::triggers(&selector, tag);
        for scope in 0..forest.len() {
            let matches = selector.matches(&forest, scope);
            let tags = &forest.get_mut(scope).unwrap().tags;
            let triggered = triggers.as_ref().is_none_or(|triggers| {
                triggers.iter().any(|trigger| tags.contains(*trigger))
            });
            prop_assert!(!matches || triggered);
        }
    }
}

#[test]
fn a_selector_that_is_a_hundred_thousand_levels_deep_becomes_a_condition() {
    let mut selector = Selector::tag("a");
    for _ in 0..100_001 {
        selector = !selector;
    }
    let mut forest = Forest::new();
    let scope = forest.push(None, Record::new("host", "x"));
    let condition = select::condition(&selector, &forest, scope, |_, _| Formula::atom(()));
    assert!(condition.holds(|()| false));
}
