//! What planning one host computes and reads: what that host needs, however many others there are.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fleets;

use std::collections::BTreeSet;

use den::fleet::trace::PlanTrace;
use den::plan::{Planner, plan};
use den::synthetic::{Shape, document};
use fleets::{fleet, including};
use serde_json::json;

fn trace(hosts: usize, name: &str) -> PlanTrace {
    let shape = Shape {
        hosts,
        ..Shape::default()
    };
    let document = document(&shape);
    Planner::new(&document).trace_host(name).unwrap()
}

#[test]
fn what_one_host_needs_does_not_depend_on_how_many_hosts_there_are() {
    let shape = Shape::default();
    let names: Vec<_> = document(&shape).hosts.keys().cloned().collect();
    for name in &names {
        let (few, many) = (trace(10, name.as_str()), trace(2_000, name.as_str()));
        assert_eq!(few.attributes, many.attributes);
        let paths = |trace: &PlanTrace| -> Vec<_> {
            trace
                .slices
                .iter()
                .map(|slice| slice.path.clone())
                .collect()
        };
        assert_eq!(paths(&few), paths(&many));
    }
}

#[test]
fn a_trace_has_the_slices_of_the_plan_and_no_other_host() {
    let document = document(&Shape::default());
    let shards = plan(&document).shards;
    for (name, shard) in &shards {
        let trace = Planner::new(&document).trace_host(name.as_str()).unwrap();
        let listed: Vec<_> = trace
            .slices
            .iter()
            .map(|slice| (&slice.path[..], slice.digest))
            .collect();
        assert_eq!(listed, shard.reads.iter().collect::<Vec<_>>());
        let scopes: BTreeSet<_> = trace.attributes.keys().map(ToString::to_string).collect();
        let users = shard.users.keys().map(|user| format!("user:{user}@{name}"));
        // Rules are the fleet's.
        let around = ["fleet".to_owned(), format!("host:{name}")];
        assert_eq!(scopes, users.chain(around).collect());
    }
}

#[test]
fn planning_two_hosts_computes_each_by_itself() {
    let document = document(&Shape::default());
    let names: Vec<_> = document.hosts.keys().cloned().collect();
    let planner = Planner::new(&document);
    let before = planner.trace_host(names[1].as_str()).unwrap();
    let planner = Planner::new(&document);
    planner.plan_host(names[0].as_str()).unwrap();
    let after = planner.trace_host(names[1].as_str()).unwrap();
    assert_eq!(before, after);
}

#[test]
fn a_host_that_cannot_be_planned_has_no_trace() {
    let document = fleet(json!({}), json!({ "web1": including(&[]) }), json!({}));
    let error = Planner::new(&document).trace_host("web2").unwrap_err();
    assert_eq!(error.code, "den::scope::unknown");
    assert!(error.help.iter().any(|help| help.contains("web1")));
}
