//! M9: within a layer, what contradicts itself is reported with all places, and nothing else is.

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use crate::resolver::{Declared, Resolver, one_layer, real};
use crate::support::{Law, gives_away, holds};

pub const LAW: Law = Law {
    label: "M9",
    says: "under replace, equal layer and priority and unequal values conflict, with all positions; equal values do not",
};

fn reported(resolver: Resolver, declared: &Declared) -> TestCaseResult {
    let outcome = resolver(declared);
    let values: Vec<_> = declared
        .definitions
        .iter()
        .map(|(_, value)| value)
        .collect();
    if values.windows(2).all(|pair| pair[0] == pair[1]) {
        prop_assert_eq!(outcome.conflicts, Vec::<Vec<usize>>::new());
        prop_assert_eq!(outcome.value.as_ref(), values.first().copied());
    } else {
        prop_assert_eq!(outcome.conflicts, vec![Vec::from_iter(0..values.len())]);
        prop_assert_eq!(outcome.value, None);
    }
    Ok(())
}

#[test]
fn m9_holds() {
    holds(&one_layer(), |declared| reported(real, &declared));
}

#[test]
fn m9_refuses_a_resolver_where_the_last_definition_wins() {
    let last: Resolver = |declared| {
        let mut alone = declared.clone();
        alone
            .definitions
            .drain(..declared.definitions.len().saturating_sub(1));
        real(&alone)
    };
    gives_away(&one_layer(), |declared| reported(last, &declared));
}

#[test]
fn m9_refuses_a_resolver_that_takes_saying_something_twice_for_a_conflict() {
    let strict: Resolver = |declared| {
        let mut outcome = real(declared);
        if declared.definitions.len() > 1 {
            outcome.conflicts = vec![Vec::from_iter(0..declared.definitions.len())];
            outcome.value = None;
        }
        outcome
    };
    gives_away(&one_layer(), |declared| reported(strict, &declared));
}
