//! What holds of what, by all who can tell.

#![allow(clippy::unwrap_used)] // This is how a test fails.

mod support;

use gen_select::{Forest, Index, Record, Scalar, Scopes, Selector};
use laws::proptest::prelude::*;

proptest! {
    #[test]
    fn the_matcher_finds_what_the_definition_says((forest, selector) in support::in_world(support::selector())) {
        prop_assert_eq!(support::naive(&forest, &selector), support::defined(&forest, &selector));
    }

    #[test]
    fn an_explanation_says_what_the_matcher_says((forest, selector) in support::in_world(support::selector())) {
        for scope in forest.scopes() {
            let explanation = selector.explain(&forest, scope);
            prop_assert_eq!(explanation.holds(), selector.matches(&forest, scope));
        }
    }

    #[test]
    fn answers_come_in_preorder(forest in support::forest(0..40)) {
        let index = Index::new(&forest);
        let all: Vec<_> = index.compile(&Selector::star()).evaluate().iter().collect();
        let mut pending: Vec<_> = forest.scopes().filter(|&scope| forest.parent(scope).is_none()).collect();
        pending.reverse();
        let mut preorder = Vec::new();
        while let Some(scope) = pending.pop() {
            preorder.push(scope);
            let children: Vec<_> = forest.children(scope).collect();
            pending.extend(children.into_iter().rev());
        }
        prop_assert_eq!(all, preorder);
    }
}

fn one(record: Record) -> Forest {
    let mut forest = Forest::new();
    forest.push(None, record);
    forest
}

fn holds(selector: &str, record: Record) -> bool {
    selector
        .parse::<Selector>()
        .unwrap()
        .matches(&one(record), 0)
}

#[test]
fn values_are_compared_exactly() {
    let host = || {
        Record::new("host", "web1")
            .attr("port", [Scalar::Int(80)])
            .attr("release", ["24.11"])
            .attr("owner", [Scalar::Null])
            .attr("roles", ["web", "cache"])
    };
    for selector in [
        "port=80",
        "release=24.11",
        "owner=null",
        "roles=web",
        "roles=cache",
        "roles=web & roles=cache",
    ] {
        assert!(holds(selector, host()), "{selector}");
    }
    for selector in [
        "port=\"80\"",
        "port=081",
        "owner=\"null\"",
        "missing=null",
        "roles=we",
        "roles=\"web,cache\"",
    ] {
        assert!(!holds(selector, host()), "{selector}");
    }
}

#[test]
fn an_attribute_that_is_called_as_a_dimension_is_that_dimension() {
    let host = || {
        Record::new("host", "web1")
            .tag("web")
            .attr("tag", ["other"])
    };
    assert!(holds("tag=web & tags=web & name=web* & kind=host", host()));
    assert!(!holds("tag=other", host()));
    // `aspect` is none of them, and neither is the short form of `environment`.
    let odd = Record::new("host", "odd")
        .attr("aspect", ["nginx"])
        .attr("env", ["prod"]);
    assert!(holds(
        "aspect=nginx & env=prod & !aspect:nginx & !env:prod",
        odd
    ));
}

#[test]
fn of_no_operands_and_holds_everywhere_and_any_nowhere() {
    let forest = one(Record::new("host", "web1"));
    assert!(Selector::and([]).matches(&forest, 0));
    assert!(!Selector::any([]).matches(&forest, 0));
    assert!(!Selector::names([""; 0]).matches(&forest, 0));
}

#[test]
fn child_and_descendant_are_about_what_is_in_a_scope() {
    let mut forest = Forest::new();
    let fleet = forest.push(None, Record::new("fleet", "fleet"));
    let prod = forest.push(Some(fleet), Record::new("environment", "prod"));
    let web1 = forest.push(Some(prod), Record::new("host", "web1"));
    let child = Selector::child(Selector::kind("environment"), Selector::kind("host"));
    assert!(child.matches(&forest, web1) && !child.matches(&forest, prod));
    let descendant = Selector::descendant(Selector::is("fleet"), Selector::star());
    assert!(descendant.matches(&forest, web1) && descendant.matches(&forest, prod));
    assert!(!descendant.matches(&forest, fleet));
}

#[test]
fn what_is_unknown_to_an_index_is_in_no_answer() {
    let forest = one(Record::new("host", "web1"));
    let index = Index::new(&forest);
    let everything = index.compile(&Selector::star());
    let answer = everything.evaluate();
    assert!(answer.contains(0) && !answer.contains(7));
    assert_eq!((answer.len(), answer.is_empty()), (1, false));
    assert!(
        Index::new(&Forest::new())
            .compile(&Selector::star())
            .evaluate()
            .is_empty()
    );
}

#[test]
fn a_reason_names_what_was_looked_at() {
    let mut forest = Forest::new();
    let prod = forest.push(None, Record::new("environment", "prod"));
    let web1 = forest.push(
        Some(prod),
        Record::new("host", "web1")
            .tag("web")
            .tag("edge")
            .attr("port", [Scalar::Int(80)]),
    );
    for user in ["alice", "bob", "carol", "dave", "erin"] {
        forest.push(Some(web1), Record::new("user", user));
    }
    let selector: Selector =
        "tag:db | port=443 | class:nixos | parent(tag:x) | has(is:zoe) | within(within(*))"
            .parse()
            .unwrap();
    assert_eq!(
        selector.explain(&forest, web1).to_string(),
        "\
no  tag:db | port=443 | class:nixos | parent(tag:x) | has(is:zoe) | within(w…  (0 of 6 hold)
  no  tag:db  (tag: edge, web)
  no  port=443  (port: 80)
  no  class:nixos  (it has no class)
  no  parent(tag:x)  (its parent: environment prod)
    no  tag:x  (it has no tag)
  no  has(is:zoe)  (directly in it: user alice, user bob, user carol, user dave, 1 more)
  no  within(within(*))  (around it: environment prod)
    no  within(*)  (nothing is around it)
"
    );
}
