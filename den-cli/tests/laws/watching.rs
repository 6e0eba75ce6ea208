//! Looking at aspects changes nothing: a rule without effects whose condition looks at aspects makes the include graph part
//! of the program, and what is planned stays what it is without.
//!
//! The program is stratified, the closure of an entity well-founded, which gives an answer more often. Where the program has
//! none, a refusal names the hosts that it concerns, and no other host's plan changes.

use std::collections::BTreeSet;

use den::document::Document;
use den::document::declared::Declared;
use den::document::slice::Slice;
use den::plan::{Plan, plan};
use den::scope::Scope;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::{Value as Json, json};

use crate::support::case::{Case, case};
use crate::support::{Law, gives_away, holds, names};

pub const LAW: Law = Law {
    label: "watching",
    says: "a rule without effects that looks at aspects changes no plan; where it is refused, only plans of hosts that the refusal names",
};

/// The same document with a rule that fires where an aspect is, for this kind of entity, and does this.
fn watched(document: &Document, aspect: &str, kind: &str, effects: &Json) -> Document {
    let mut document = document.clone();
    let rule = json!({ "when": { "aspect": aspect }, "for": kind, "effects": effects });
    let rule = Declared::Good(serde_json::from_value(rule).unwrap());
    document.rules.insert("watch".into(), Slice::new(rule));
    document
}

/// All of a plan that does not say how it was worked out.
fn content(plan: &Plan, host: &str) -> Json {
    let mut json = serde_json::to_value(&plan.shards[host]).unwrap();
    json.as_object_mut()
        .unwrap()
        .retain(|field, _| !matches!(field.as_str(), "digest" | "reads"));
    json
}

fn refused(plan: &Plan) -> BTreeSet<Scope> {
    let found = plan.diagnostics.iter();
    let cycles = found.filter(|found| found.code == "den::rule::cycle");
    cycles.flat_map(|found| found.scopes.clone()).collect()
}

fn unchanged(case: &Case, aspect: &str, kind: &str, effects: &Json) -> TestCaseResult {
    let document = case.document();
    let (before, after) = (
        plan(&document),
        plan(&watched(&document, aspect, kind, effects)),
    );
    let refused = refused(&after);
    for host in before.shards.keys() {
        if !refused.contains(&Scope::Host(host.clone())) {
            prop_assert_eq!(
                content(&before, host.as_str()),
                content(&after, host.as_str())
            );
        }
    }
    Ok(())
}

fn inputs() -> impl Strategy<Value = (Case, &'static str, &'static str)> {
    (
        case(),
        names::reference(),
        proptest::sample::select(&["host", "user"][..]),
    )
}

#[test]
fn watching_changes_nothing() {
    holds(&inputs(), |(case, aspect, kind)| {
        unchanged(&case, aspect, kind, &json!([]))
    });
}

#[test]
fn watching_refuses_a_rule_that_excludes_what_it_looks_at_elsewhere() {
    let effects = json!([{ "exclude": { "aspect": "tiered" } }]);
    gives_away(&inputs(), |(case, _, kind)| {
        unchanged(&case, "a0", kind, &effects)
    });
}
