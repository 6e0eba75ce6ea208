//! What a digest is taken over, slices and plans, is canonical: sorted keys, as Nix prints them.

use den::document::positions::Position;
use den::plan::plan;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::Value as Json;

use crate::support::case::case;
use crate::support::{Law, gives_away, holds};

pub const LAW: Law = Law {
    label: "slices",
    says: "every slice and every plan serialises with sorted keys: to JSON and back through a sorted map, the bytes stay the same",
};

fn canonical(written: &str) -> TestCaseResult {
    let sorted = serde_json::from_str::<Json>(written).unwrap().to_string();
    prop_assert_eq!(written, sorted);
    Ok(())
}

fn write(thing: &impl serde::Serialize) -> String {
    serde_json::to_string(thing).unwrap()
}

#[test]
fn slices_are_canonical() {
    holds(&case(), |case| canonical(&write(&case.document())));
}

#[test]
fn plans_are_canonical() {
    holds(&case(), |case| {
        let plan = plan(&case.document());
        canonical(&write(&plan.index))?;
        plan.shards
            .values()
            .try_for_each(|shard| canonical(&write(shard)))
    });
}

#[test]
fn slices_refuse_a_record_whose_fields_are_not_sorted() {
    gives_away(&case(), |case| {
        let mut document = case.document();
        // Positions lie outside all slices, and their fields stand as one reads them.
        document.positions.at = Some(Position {
            file: "flake.nix".into(),
            line: 1,
            column: 1,
        });
        canonical(&write(&document))
    });
}
