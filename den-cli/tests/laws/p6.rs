//! P6: the plan of one host is that host's part of the whole plan.

use den::document::Document;
use den::document::name::HostName;
use den::plan::plan;
use den::plan::shard::Shard;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use crate::support::case::case;
use crate::support::{Law, gives_away, holds};

pub const LAW: Law = Law {
    label: "P6",
    says: "the plan of one host = that host's shard of the whole plan",
};

/// A planner of one host.
type Planner = fn(&Document, &HostName) -> Option<Shard>;

fn part_of_the_whole(planner: Planner, document: &Document) -> TestCaseResult {
    let whole = plan(document);
    let unknown = HostName::from("unknown");
    for name in document.hosts.keys().chain([&unknown]) {
        let alone = planner(document, name);
        prop_assert_eq!(alone.as_ref(), whole.shards.get(name));
    }
    Ok(())
}

fn real(document: &Document, name: &HostName) -> Option<Shard> {
    let planned = den::plan::Planner::new(document).plan_host(name.as_str());
    planned.ok().map(|planned| planned.shard)
}

#[test]
fn p6_holds() {
    holds(&case(), |case| part_of_the_whole(real, &case.document()));
}

#[test]
fn p6_refuses_a_planner_that_forgets_the_fleet() {
    let forgetful: Planner = |document, name| {
        let mut alone = document.clone();
        alone.fleet.tags.clear();
        real(&alone, name)
    };
    gives_away(&case(), |case| {
        part_of_the_whole(forgetful, &case.document())
    });
}
