//! A rule fires where `den select` picks: the formulas that rules become say what selectors say.

use std::collections::BTreeSet;

use den::document::Document;
use den::document::declared::Declared;
use den::document::effect::Effect;
use den::document::rule::Rule;
use den::document::selector::WrittenSelector;
use den::document::slice::Slice;
use den::plan::{Planner, plan};
use den::scope::Scope;
use gen_select::Selector;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::json;

use crate::support::case::{Case, case};
use crate::support::{Law, gives_away, holds, values};

pub const LAW: Law = Law {
    label: "picking",
    says: "a rule that tags what its selector holds of tags the hosts that `den select` picks by it",
};

/// What leaves a fleet half planned: a host in two environments, rules without a meaning, tags of what is no host.
const HALF: [&str; 4] = [
    "den::fleet::two-environments",
    "den::fleet::unknown-environment",
    "den::rule::cycle",
    "den::rule::tag",
];

/// The hosts that a selector picks.
type Pick = fn(&Document, &Selector) -> BTreeSet<Scope>;

fn real(document: &Document, selector: &Selector) -> BTreeSet<Scope> {
    let picked = Planner::new(document).select(selector, false).unwrap();
    picked.into_iter().map(|picked| picked.scope).collect()
}

fn agree(pick: Pick, case: &Case, written: &WrittenSelector) -> TestCaseResult {
    let Ok(selector) = written.selector() else {
        return Ok(());
    };
    let mut document = case.document();
    let tag: Effect = serde_json::from_value(json!({ "tag": { "tags": ["picked"] } })).unwrap();
    let rule = Rule {
        effects: vec![tag],
        r#for: den::document::fleet::Kind::Host,
        overrides: vec![],
        priority: 0,
        unless: None,
        when: Declared::Good(written.clone()),
    };
    let rule = Slice::new(Declared::Good(rule));
    document.rules.insert("picking".into(), rule);
    let plan = plan(&document);
    let half = |code: &str| HALF.contains(&code);
    if plan.diagnostics.iter().any(|found| half(&found.code)) {
        return Ok(());
    }
    let picked = pick(&document, selector);
    for (host, shard) in &plan.shards {
        let scope = Scope::Host(host.clone());
        prop_assert_eq!(
            shard.tags.contains("picked"),
            picked.contains(&scope),
            "{} at {}",
            selector,
            scope
        );
    }
    Ok(())
}

fn inputs() -> impl Strategy<Value = (Case, WrittenSelector)> {
    (case(), values::selector())
}

#[test]
fn picking_agrees() {
    holds(&inputs(), |(case, selector)| agree(real, &case, &selector));
}

#[test]
fn picking_refuses_one_that_does_not_look_around() {
    fn at_home(document: &Document, selector: &Selector) -> BTreeSet<Scope> {
        let text = selector.to_string().replace("within(", "has(");
        real(document, &text.parse().unwrap())
    }
    gives_away(&inputs(), |(case, selector)| {
        agree(at_home, &case, &selector)
    });
}
