//! Requirements: what an entity lacks is what a plain look at its aspects says, and follows from what its plan lists.

use std::collections::{BTreeMap, BTreeSet};

use den::diagnostic::Diagnostics;
use den::document::Document;
use den::document::name::{AspectId, HostName};
use den::plan::shard::{PlannedAspect, Shard};
use den::plan::{Planner, plan};
use den::scope::Scope;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::Value as Json;

use crate::support::case::{Case, apply, case, edits};
use crate::support::edit::{Edit, of_meta};
use crate::support::reader::{slices, stale};
use crate::support::{Law, gives_away, holds};

pub const LAW: Law = Law {
    label: "needs",
    says: "an entity lacks what its aspects require and none of them, or of its host's, is or provides; whenever that changes, a slice that the plan lists differs",
};

/// Who lacks what: the scope, the aspect, what it requires.
type Lacks = BTreeSet<(Scope, String, String)>;

/// A planner, as far as it says what is lacking.
type Checker = fn(&Document) -> BTreeMap<HostName, (Json, Lacks)>;

fn lacks(found: &Diagnostics) -> Lacks {
    let requires = found.iter().filter(|found| {
        found.code == "den::aspect::requires" && found.severity == den::diagnostic::Severity::Error
    });
    let lack = requires.flat_map(|found| {
        let mut names = found.message.split('`').skip(1).step_by(2);
        let (aspect, name) = (names.next().unwrap(), names.next().unwrap());
        let scopes = found.scopes.iter();
        scopes.map(move |scope| (scope.clone(), aspect.to_owned(), name.to_owned()))
    });
    lack.collect()
}

fn real(document: &Document) -> BTreeMap<HostName, (Json, Lacks)> {
    let whole = plan(document);
    let told = lacks(&whole.diagnostics);
    let planned = whole.shards.iter().map(|(name, shard)| {
        let here = |(scope, ..): &&(Scope, String, String)| match scope {
            Scope::Host(host) | Scope::User(_, host) => host == name,
            _ => false,
        };
        let reads = serde_json::to_value(&shard.reads).unwrap();
        let told = told.iter().filter(here).cloned().collect();
        (name.clone(), (reads, told))
    });
    planned.collect()
}

/// What an aspect says that it requires or provides.
fn said(document: &Json, id: &AspectId, field: &str) -> Vec<String> {
    let mut names = id.as_str().split('/');
    let mut aspect = &document["aspects"][names.next().unwrap()];
    for name in names {
        aspect = &aspect["provides"][name];
    }
    let all = aspect["meta"][field].as_array().into_iter().flatten();
    all.filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

fn look(
    document: &Json,
    scope: &Scope,
    own: &[PlannedAspect],
    there: &BTreeSet<&AspectId>,
) -> Lacks {
    let own = own.iter().map(|planned| &planned.aspect);
    let all: BTreeSet<_> = own.clone().chain(there.iter().copied()).collect();
    let has = |name: &String| {
        let provides = |id: &&AspectId| said(document, id, "provides").contains(name);
        all.iter().any(|id| id.as_str() == name) || all.iter().any(provides)
    };
    let lacking = own.flat_map(|id| {
        let names = said(document, id, "requires").into_iter();
        let names = names.filter(|name| !has(name));
        names.map(move |name| (scope.clone(), id.to_string(), name))
    });
    lacking.collect()
}

/// What a host and its users lack, of their plan and the document alone.
fn naive(document: &Json, shard: &Shard) -> Lacks {
    let host = Scope::Host(shard.host.clone());
    let mut all = look(document, &host, &shard.aspects, &BTreeSet::new());
    let there = shard
        .aspects
        .iter()
        .map(|planned| &planned.aspect)
        .collect();
    for (user, planned) in &shard.users {
        let scope = Scope::User(user.clone(), shard.host.clone());
        all.extend(look(document, &scope, &planned.aspects, &there));
    }
    all
}

fn plainly(checker: Checker, case: &Case) -> TestCaseResult {
    let document = case.document();
    let json = serde_json::to_value(&document).unwrap();
    let shards = plan(&document).shards;
    for (name, (_, told)) in checker(&document) {
        prop_assert_eq!(told, naive(&json, &shards[&name]));
    }
    Ok(())
}

fn sound(checker: Checker, case: &Case, edits: &[Edit]) -> TestCaseResult {
    let mut document = case.document();
    let before = checker(&document);
    apply(edits, &mut document);
    let after = checker(&document);
    let slices = slices(&serde_json::to_value(&document).unwrap());
    for (name, (reads, lacked)) in &before {
        let same = after.get(name).is_some_and(|(_, lacks)| lacks == lacked);
        prop_assert!(
            same || !stale(reads, &slices).is_empty(),
            "what {} lacks changed, and no slice of it did",
            name
        );
    }
    Ok(())
}

fn inputs() -> impl Strategy<Value = (Case, Vec<Edit>)> {
    let edits = prop_oneof![edits(), vec(of_meta(), 1..6)];
    (case(), edits)
}

#[test]
fn needs_hold() {
    holds(&inputs(), |(case, edits)| {
        plainly(real, &case)?;
        sound(real, &case, &edits)
    });
}

#[test]
fn needs_are_told_of_one_host_as_of_the_fleet() {
    holds(&case(), |case| {
        let document = case.document();
        for (name, (_, told)) in real(&document) {
            let alone = Planner::new(&document).plan_host(name.as_str()).unwrap();
            prop_assert_eq!(lacks(&alone.diagnostics), told);
        }
        Ok(())
    });
}

#[test]
fn needs_refuse_a_planner_that_forgets_what_aspects_provide() {
    let forgetful: Checker = |document| {
        let mut document = document.clone();
        for aspect in document.aspects.values_mut() {
            if let den::document::value::Value::Set(meta) = aspect.meta.edit() {
                meta.remove("provides");
            }
        }
        real(&document)
    };
    gives_away(&case(), |case| plainly(forgetful, &case));
}

/// The planner, with plans that do not list this.
fn secretly(document: &Document, forget: fn(&mut Json)) -> BTreeMap<HostName, (Json, Lacks)> {
    let mut all = real(document);
    all.values_mut().for_each(|(reads, _)| forget(reads));
    all
}

#[test]
fn needs_refuse_a_planner_that_does_not_list_who_requires_or_provides_something() {
    let secret: Checker = |document| {
        secretly(document, |reads| {
            reads.as_object_mut().unwrap().remove("common");
        })
    };
    gives_away(&inputs(), |(case, edits)| sound(secret, &case, &edits));
}

#[test]
fn needs_refuse_a_planner_that_does_not_list_what_its_aspects_require() {
    fn prune(reads: &mut Json) {
        if let Json::Object(reads) = reads {
            reads.remove("dependencies");
            reads.values_mut().for_each(prune);
        }
    }
    let secret: Checker = |document| secretly(document, prune);
    gives_away(&inputs(), |(case, edits)| sound(secret, &case, &edits));
}
