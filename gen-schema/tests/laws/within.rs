//! Several definitions of one layer.

use gen_schema::{Merge, Value};
use laws::proptest::prelude::*;

use crate::given::{By, Declared, Outcome, any_merge, indices, resolved, said_by};
use crate::naive::{Bare, discharged};

struct Settings {
    resolve: fn(&Declared) -> Outcome,
}

const REAL: Settings = Settings { resolve: resolved };

/// Of the definitions of one layer those that count.
fn counting(declared: &Declared) -> Vec<Bare> {
    let mut all = discharged(&declared.said);
    let best = all.iter().map(|one| one.priority).min();
    all.retain(|one| Some(one.priority) == best);
    if declared.merge == Merge::Replace {
        let highest = all.iter().map(|one| one.by.rank).max();
        all.retain(|one| Some(one.by.rank) == highest);
    }
    all
}

/// The same definitions, each as it is written but for the change.
fn changed(declared: &Declared, change: impl Fn(&mut By)) -> Outcome {
    let mut other = declared.clone();
    other.said.iter_mut().for_each(|(by, _)| change(by));
    resolved(&other)
}

fn one_layer() -> impl Strategy<Value = Declared> {
    let merge = any_merge().prop_filter("M10 is about sets", |merge| *merge != Merge::Recursive);
    said_by(&[3], merge).prop_map(|declared| Declared {
        default: None,
        ..declared
    })
}

laws::laws! {
    /// What one layer's definitions promise.
    pub const LAWS for Settings = REAL;

    M9 "within a layer the best priority counts; under replace then the highest rank, and what is left is equal or a conflict with all its places; \
        else what is left combines by rank, then name, then as given"
    fn a_layer_agrees_or_conflicts(settings, declared in one_layer()) {
        let outcome = (settings.resolve)(&declared);
        let mut counting = counting(&declared);
        let value = match declared.merge {
            Merge::Replace => {
                if counting.windows(2).any(|pair| pair[0].value != pair[1].value) {
                    let mut places: Vec<_> = counting.iter().map(|one| one.index).collect();
                    places.dedup();
                    prop_assert_eq!(outcome.conflicts(), [places]);
                    prop_assert_eq!(outcome.leaf.value, None);
                    return Ok(());
                }
                counting.first().map(|one| one.value.clone())
            }
            merge => {
                counting.sort_by_key(|one| (one.by.rank, one.by.name));
                let mut all: Vec<Value> = Vec::new();
                for one in &counting {
                    let Value::List(items) = &one.value else { continue };
                    for item in items {
                        if merge == Merge::Append || !all.contains(item) {
                            all.push(item.clone());
                        }
                    }
                }
                (!counting.is_empty()).then_some(Value::List(all))
            }
        };
        prop_assert!(outcome.troubles.is_empty());
        prop_assert_eq!(&outcome.leaf.value, &value);
        let said = outcome.leaf.chain.iter().flat_map(|link| &link.said);
        let mut indices_of_counting: Vec<_> = counting.iter().map(|one| one.index).collect();
        indices_of_counting.sort_unstable();
        indices_of_counting.dedup();
        prop_assert_eq!(indices(said), indices_of_counting);
    }
    twin last "the last definition wins" = Settings {
        resolve: |declared| {
            let mut alone = declared.clone();
            alone.said.drain(..declared.said.len().saturating_sub(1));
            resolved(&alone)
        }
    },
    twin strict "saying the same twice is a conflict" = Settings {
        resolve: |declared| {
            let mut outcome = resolved(declared);
            if declared.said.len() > 1 {
                outcome.leaf.value = None;
            }
            outcome
        }
    },
    twin ranks "rank does not count" = Settings { resolve: |declared| changed(declared, |by| by.rank = 0) },
    twin names "names do not count" = Settings { resolve: |declared| changed(declared, |by| by.name = "") },
    twin partial "a conflict names two of its places" = Settings {
        resolve: |declared| {
            let mut outcome = resolved(declared);
            for trouble in &mut outcome.troubles {
                if let gen_schema::Trouble::Conflict { contenders, .. } = trouble {
                    contenders.truncate(2);
                }
            }
            outcome
        }
    };
}
