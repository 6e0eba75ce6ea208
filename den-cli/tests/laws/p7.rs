//! P7: a plan is sound: whenever planning anew gives something else, a slice that the plan lists has changed.

use den::plan::shard::Shard;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::Value as Json;

use crate::p4::{Planner, real};
use crate::support::case::{Case, apply, case, edits};
use crate::support::edit::Edit;
use crate::support::reader::{slices, stale};
use crate::support::{Law, gives_away, holds};

pub const LAW: Law = Law {
    label: "P7",
    says: "whenever a shard's replan would differ, a slice that it lists differs",
};

fn sound(planner: Planner, case: &Case, edits: &[Edit]) -> TestCaseResult {
    let mut document = case.document();
    let before = planner(&document);
    let slices_before = slices(&serde_json::to_value(&document).unwrap());
    apply(edits, &mut document);
    let after = planner(&document);
    let slices_after = slices(&serde_json::to_value(&document).unwrap());
    for (name, shard) in &before {
        let reads = serde_json::to_value(&shard.reads).unwrap();
        let at_once = stale(&reads, &slices_before);
        prop_assert!(
            at_once.is_empty(),
            "the plan of {} is stale from the start: {:?}",
            name,
            at_once
        );
        let same = after
            .get(name)
            .is_some_and(|after| content(after) == content(shard));
        let changed = stale(&reads, &slices_after);
        prop_assert!(
            same || !changed.is_empty(),
            "the plan of {} changed from\n{:#?}\nto\n{:#?}\nand no slice of it did",
            name,
            content(shard),
            after.get(name).map(content)
        );
    }
    Ok(())
}

/// All of a plan but what it was computed from, and the digest over both.
fn content(shard: &Shard) -> Json {
    let mut json = serde_json::to_value(shard).unwrap();
    json.as_object_mut()
        .unwrap()
        .retain(|field, _| !matches!(field.as_str(), "digest" | "reads"));
    json
}

/// A planner whose plans list something else than what was read.
fn listing(
    planner: Planner,
    change: fn(&mut Json),
    document: &den::document::Document,
) -> std::collections::BTreeMap<den::document::name::HostName, Shard> {
    let mut shards = planner(document);
    for shard in shards.values_mut() {
        let mut reads = serde_json::to_value(&shard.reads).unwrap();
        change(&mut reads);
        shard.reads = serde_json::from_value(reads).unwrap();
    }
    shards
}

fn inputs() -> impl Strategy<Value = (Case, Vec<Edit>)> {
    (case(), edits())
}

#[test]
fn p7_holds() {
    holds(&inputs(), |(case, edits)| sound(real, &case, &edits));
}

#[test]
fn p7_refuses_a_planner_that_does_not_list_classes() {
    let secret: Planner = |document| {
        listing(
            real,
            |reads| drop(reads.as_object_mut().map(|reads| reads.remove("classes"))),
            document,
        )
    };
    gives_away(&inputs(), |(case, edits)| sound(secret, &case, &edits));
}

#[test]
fn p7_refuses_a_planner_that_does_not_list_what_was_absent() {
    fn prune(reads: &mut Json) {
        if let Json::Object(reads) = reads {
            reads.retain(|_, read| !read.is_null());
            reads.values_mut().for_each(prune);
        }
    }
    let secret: Planner = |document| listing(real, prune, document);
    gives_away(&inputs(), |(case, edits)| sound(secret, &case, &edits));
}

#[test]
fn p7_refuses_a_planner_that_does_not_list_which_users_there_are() {
    fn prune(reads: &mut Json) {
        if let Json::Object(reads) = reads {
            reads.remove("*");
            reads.values_mut().for_each(prune);
        }
    }
    let secret: Planner = |document| listing(real, prune, document);
    gives_away(&inputs(), |(case, edits)| sound(secret, &case, &edits));
}

#[test]
fn p7_refuses_a_planner_with_digests_of_its_own() {
    let own: Planner = |document| {
        listing(
            real,
            |reads| {
                let text = reads.to_string();
                if let Some(digit) = text.find("\":\"a") {
                    let text = format!("{}b{}", &text[..digit + 3], &text[digit + 4..]);
                    *reads = serde_json::from_str(&text).unwrap();
                }
            },
            document,
        )
    };
    gives_away(&inputs(), |(case, edits)| sound(own, &case, &edits));
}
