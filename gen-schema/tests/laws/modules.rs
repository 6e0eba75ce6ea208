//! What the real module system says, as recorded in `tests/corpus/modules.json`.
//!
//! `cargo xtask test --nix` asks it anew, of these cases and of many others, and records them.

use std::sync::LazyLock;

use gen_schema::interface::Verdict;
use gen_schema::{Definition, Fault, Interface, Merge, Trouble, Value, check, resolve};
use laws::proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::given::By;

/// Options, what layers say of them, and what the module system makes of the definitions that win.
#[derive(Debug, Deserialize)]
struct Case {
    given: Given,
    interface: Interface,
    leaves: Vec<Leaf>,
}

#[derive(Debug, Deserialize)]
struct Given {
    /// By layer, the lowest first.
    said: Vec<Json>,
}

#[derive(Debug, Deserialize)]
struct Leaf {
    way: Vec<SmolStr>,
    answer: Option<Answer>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    value: Json,
}

static CASES: LazyLock<Vec<Case>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../corpus/modules.json")).unwrap());

struct Settings {
    /// The value of each leaf, none where it has none, or a wrong one.
    values: fn(&Case) -> Vec<Option<Json>>,
}

const REAL: Settings = Settings {
    values: |case| values(case, false, true),
};

/// A value as it stands in a document.
fn value(json: &Json) -> Value {
    match json {
        Json::Object(set) => {
            let set = set
                .iter()
                .map(|(name, json)| (SmolStr::new(name), value(json)));
            Value::set(set.collect())
        }
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        other => serde_json::from_value(other.clone()).unwrap(),
    }
}

fn values(case: &Case, turned: bool, strict: bool) -> Vec<Option<Json>> {
    let said: Vec<_> = case.given.said.iter().map(value).collect();
    let definitions = || {
        said.iter().zip(1..).map(|(said, layer)| {
            let layer = if turned { 9 - layer } else { layer };
            Definition::new(By::layer(layer), said)
        })
    };
    let mut troubles = Vec::new();
    let resolved = resolve(&case.interface, definitions().collect(), &mut troubles);
    let findings = definitions().flat_map(|definition| check(&case.interface, definition));
    let findings: Vec<_> = findings.collect();
    let right = |way: &[SmolStr], value: &Value| {
        let option = case.interface.leaf(way).unwrap();
        let troubled = troubles.iter().any(|trouble| match trouble {
            Trouble::Conflict { leaf, .. }
            | Trouble::Clash { leaf, .. }
            | Trouble::Dangling { leaf, .. } => leaf.starts_with(way),
        });
        // Under `replace` what is hidden may be wrong: it is told, and never met.
        let refused = option.merge != Merge::Replace
            && findings.iter().any(|finding| {
                finding.option.starts_with(way) && matches!(finding.fault, Fault::Refused { .. })
            });
        !troubled && !refused && !matches!(option.verdict(value), Verdict::Refused(_))
    };
    let leaves = case.leaves.iter().map(|leaf| {
        let value = resolved.leaf(&leaf.way).unwrap().value.as_ref();
        value
            .filter(|value| !strict || right(&leaf.way, value))
            .map(Value::to_json)
    });
    leaves.collect()
}

laws::laws! {
    /// What the module system says.
    pub const LAWS for Settings = REAL;

    M12 "for plain interfaces, values and refusals are those of lib.evalModules given the winning definitions (recorded; asked anew by `cargo xtask test`)"
    fn values_are_those_of_the_module_system(settings, case in (0..CASES.len()).prop_map(|index| &CASES[index])) {
        let answers: Vec<_> = case.leaves.iter().map(|leaf| leaf.answer.as_ref().map(|answer| answer.value.clone())).collect();
        prop_assert_eq!((settings.values)(case), answers);
    }
    twin lowest "the lowest layer wins" = Settings { values: |case| values(case, true, true) },
    twin trusting "whatever is said is right" = Settings { values: |case| values(case, false, false) };
}

#[test]
fn the_corpus_speaks_of_every_strategy_that_modules_have() {
    let strategies = CASES.iter().flat_map(|case| case.interface.root().leaves());
    let strategies: Vec<_> = strategies.map(|(_, leaf)| leaf.merge).collect();
    for merge in [Merge::Replace, Merge::Append, Merge::Recursive] {
        assert!(strategies.contains(&merge), "{merge}");
    }
}
