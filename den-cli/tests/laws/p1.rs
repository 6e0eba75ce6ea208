//! P1: the same document gives the same plan, byte for byte.

use std::sync::LazyLock;

use den::document::Document;
use den::plan::directory::Files;
use den::plan::plan;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde_json::Value as Json;

use crate::support::case::{Case, case};
use crate::support::{Law, gives_away, holds};

pub const LAW: Law = Law {
    label: "P1",
    says: "a plan does not depend on the order of keys, on order that carries no meaning, or on the number of threads",
};

/// From the text of a document to all that comes of it.
type Planner = fn(&str) -> Files;

static POOLS: LazyLock<[ThreadPool; 2]> = LazyLock::new(|| {
    [1, 2].map(|threads| {
        ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    })
});

fn same(planner: Planner, case: &Case, keys: &[u8]) -> TestCaseResult {
    let document = case.document();
    let sorted = serde_json::to_string(&document).unwrap();
    let mut shuffled = serde_json::to_value(&document).unwrap();
    let mut order = Order { keys, at: 0 };
    shuffle_hosts(&mut shuffled, &mut order);
    let shuffled = text(&shuffled, &mut order);
    let expected = POOLS[0].install(|| planner(&sorted));
    for (pool, input) in [(1, &sorted), (0, &shuffled), (1, &shuffled)] {
        prop_assert_eq!(&POOLS[pool].install(|| planner(input)), &expected);
    }
    Ok(())
}

/// An order, drawn from bytes that shrink to the sorted one.
struct Order<'a> {
    keys: &'a [u8],
    at: usize,
}

impl Order<'_> {
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in 1..items.len() {
            self.at += 1;
            let key = self.keys.get(self.at % self.keys.len().max(1)).copied();
            let other = last - usize::from(key.unwrap_or_default()) % (last + 1);
            items.swap(other, last);
        }
    }
}

/// The lists of hosts of tags and environments: they are sets.
fn shuffle_hosts(document: &mut Json, order: &mut Order<'_>) {
    for collection in ["environments", "tags"] {
        let all = document["fleet"][collection].as_object_mut().into_iter();
        for declared in all.flat_map(|all| all.values_mut()) {
            if let Some(Json::Array(hosts)) = declared.get_mut("hosts") {
                order.shuffle(hosts);
            }
        }
    }
}

/// JSON with its keys in some order.
fn text(json: &Json, order: &mut Order<'_>) -> String {
    match json {
        Json::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            order.shuffle(&mut fields);
            let fields: Vec<_> = fields
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Json::from(key.as_str()), text(value, order)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Json::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| text(item, order)).collect();
            format!("[{}]", items.join(" , "))
        }
        other => other.to_string(),
    }
}

fn real(text: &str) -> Files {
    let plan = plan(&Document::read(text).unwrap());
    let mut files = plan.files();
    let diagnostics: Vec<_> = plan.diagnostics.iter().collect();
    files.insert(
        "diagnostics".into(),
        serde_json::to_string(&diagnostics).unwrap(),
    );
    files
}

fn with(text: &str, extra: impl ToString) -> Files {
    let mut files = real(text);
    files.insert("extra".into(), extra.to_string());
    files
}

fn inputs() -> impl Strategy<Value = (Case, Vec<u8>)> {
    (case(), prop::collection::vec(any::<u8>(), 0..64))
}

#[test]
fn p1_holds() {
    holds(&inputs(), |(case, keys)| same(real, &case, &keys));
}

#[test]
fn p1_refuses_a_planner_that_goes_by_the_order_of_keys() {
    let first_key = |text: &str| with(text, &text[..20]);
    gives_away(&inputs(), |(case, keys)| same(first_key, &case, &keys));
}

#[test]
fn p1_refuses_a_planner_that_goes_by_the_order_of_a_tags_hosts() {
    let first_host: Planner = |text| {
        let json: Json = serde_json::from_str(text).unwrap();
        with(text, &json["fleet"]["tags"]["production"]["hosts"][0])
    };
    gives_away(&inputs(), |(case, keys)| same(first_host, &case, &keys));
}

#[test]
fn p1_refuses_a_planner_that_goes_by_the_number_of_threads() {
    let threads: Planner = |text| with(text, rayon::current_num_threads());
    gives_away(&inputs(), |(case, keys)| same(threads, &case, &keys));
}
