//! M7: layers are folded one after the other, and only their order counts.

use den::document::interface::Merge;
use den::settings::layer::Layer;
use proptest::prelude::*;
use proptest::sample::subsequence;
use proptest::test_runner::TestCaseResult;

use crate::resolver::{Declared, LAYERS, Resolver, one_per_layer, real};
use crate::support::{Law, gives_away, holds, values};

pub const LAW: Law = Law {
    label: "M7",
    says: "one fold = layer by layer; relabelling layers changes no value",
};

fn layer_by_layer(resolver: Resolver, declared: &Declared) -> TestCaseResult {
    let at_once = resolver(declared).value;
    let mut folded = declared.default.clone();
    for definition in &declared.definitions {
        let step = Declared {
            default: folded,
            definitions: vec![definition.clone()],
            ..*declared
        };
        folded = resolver(&step).value;
    }
    prop_assert_eq!(at_once, folded);
    Ok(())
}

/// The same definitions in other layers of the same order.
fn relabelled(resolver: Resolver, declared: &Declared, layers: &[Layer]) -> TestCaseResult {
    let values = declared.definitions.iter().map(|(_, value)| value.clone());
    let other = Declared {
        definitions: layers.iter().copied().zip(values).collect(),
        ..declared.clone()
    };
    prop_assert_eq!(resolver(declared).value, resolver(&other).value);
    Ok(())
}

fn inputs() -> impl Strategy<Value = (Declared, Vec<Layer>)> {
    one_per_layer(values::merge()).prop_flat_map(|declared| {
        let layers = subsequence(LAYERS.to_vec(), declared.definitions.len());
        (Just(declared), layers)
    })
}

#[test]
fn m7_holds() {
    holds(&inputs(), |(declared, layers)| {
        layer_by_layer(real, &declared)?;
        relabelled(real, &declared, &layers)
    });
}

#[test]
fn m7_refuses_a_resolver_that_merges_only_the_two_highest_layers() {
    let short: Resolver = |declared| {
        let from = declared.definitions.len().saturating_sub(2);
        let mut last = declared.clone();
        last.definitions.drain(..from);
        real(&last)
    };
    gives_away(&inputs(), |(declared, _)| layer_by_layer(short, &declared));
}

#[test]
fn m7_refuses_a_resolver_where_one_layer_is_special() {
    let special: Resolver = |declared| {
        let mut changed = declared.clone();
        if declared
            .definitions
            .iter()
            .any(|(layer, _)| *layer == Layer::Host)
        {
            changed.merge = Merge::Replace;
        }
        real(&changed)
    };
    gives_away(&inputs(), |(declared, layers)| {
        relabelled(special, &declared, &layers)
    });
}
