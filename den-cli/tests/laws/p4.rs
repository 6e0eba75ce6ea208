//! P4: a change of one host leaves the plans of those that did not read it as they are.

use std::collections::BTreeMap;

use den::document::Document;
use den::document::name::HostName;
use den::plan::plan;
use den::plan::shard::Shard;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use crate::support::case::{Case, apply, case};
use crate::support::edit::{Edit, of_host};
use crate::support::{Law, gives_away, holds, names};

pub const LAW: Law = Law {
    label: "P4",
    says: "a change to host h changes only shards that listed a slice of h before",
};

/// A planner of all hosts.
pub type Planner = fn(&Document) -> BTreeMap<HostName, Shard>;

/// The planner.
pub fn real(document: &Document) -> BTreeMap<HostName, Shard> {
    plan(document).shards
}

fn local(planner: Planner, case: &Case, host: &str, edits: &[Edit]) -> TestCaseResult {
    let mut document = case.document();
    let before = planner(&document);
    apply(edits, &mut document);
    let after = planner(&document);
    for (name, shard) in &before {
        let read = shard
            .reads
            .iter()
            .any(|(path, _)| matches!(path, [of, name, ..] if matches!(of.as_str(), "hosts" | "inventory") && name == host));
        if !read {
            prop_assert_eq!(after.get(name), Some(shard));
        }
    }
    Ok(())
}

fn inputs() -> impl Strategy<Value = (Case, &'static str, Vec<Edit>)> {
    let edits = names::host().prop_flat_map(|host| (Just(host), vec(of_host(host), 1..4)));
    (case(), edits).prop_map(|(case, (host, edits))| (case, host, edits))
}

#[test]
fn p4_holds() {
    holds(&inputs(), |(case, host, edits)| {
        local(real, &case, host, &edits)
    });
}

#[test]
fn p4_refuses_a_planner_that_looks_at_another_host_in_secret() {
    let nosy: Planner = |document| {
        let mut shards = real(document);
        let first = shards.values().next().map(|shard| shard.tags.clone());
        for shard in shards.values_mut() {
            shard.tags.extend(first.clone().into_iter().flatten());
        }
        shards
    };
    gives_away(&inputs(), |(case, host, edits)| {
        local(nosy, &case, host, &edits)
    });
}
