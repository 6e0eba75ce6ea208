//! M5: under `replace`, the highest layer that speaks decides, and is named.

use den::document::interface::Merge;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use crate::resolver::{Declared, Resolver, one_per_layer, real};
use crate::support::{Law, gives_away, holds};

pub const LAW: Law = Law {
    label: "M5",
    says: "under replace, the value is that of the highest layer that declares it, and provenance names that layer",
};

fn highest(resolver: Resolver, declared: &Declared) -> TestCaseResult {
    let outcome = resolver(declared);
    match declared.definitions.last() {
        Some((layer, value)) => {
            prop_assert_eq!(outcome.value.as_ref(), Some(value));
            prop_assert_eq!(outcome.chain.last(), Some(&(*layer, value.clone())));
        }
        None => prop_assert_eq!(&outcome.value, &declared.default),
    }
    Ok(())
}

fn inputs() -> impl Strategy<Value = Declared> {
    one_per_layer(Just(Merge::Replace))
}

#[test]
fn m5_holds() {
    holds(&inputs(), |declared| highest(real, &declared));
}

#[test]
fn m5_refuses_a_resolver_where_the_lowest_layer_wins() {
    let upside_down: Resolver = |declared| {
        let mut outcome = real(declared);
        outcome.value = declared.definitions.first().map(|(_, value)| value.clone());
        outcome
    };
    gives_away(&inputs(), |declared| highest(upside_down, &declared));
}

#[test]
fn m5_refuses_a_resolver_that_blames_the_layer_below() {
    let slander: Resolver = |declared| {
        let mut outcome = real(declared);
        outcome.chain.pop();
        outcome
    };
    gives_away(&inputs(), |declared| highest(slander, &declared));
}
