//! Layers over one another.

use gen_schema::resolve::Link;
use gen_schema::{Change, Merge, Mixin, Record, Value};
use laws::proptest::prelude::*;
use laws::proptest::sample::subsequence;

use crate::given::{
    By, Declared, LAYERS, Layer, Outcome, any_merge, one_per_layer, resolved, said_by,
};
use crate::mixins::{Any, Values};
use crate::naive;

struct Settings {
    resolve: fn(&Declared) -> Outcome,
    /// The layers, each a mixin, composed and applied to the default.
    compose: fn(&Declared) -> Option<Value>,
}

const REAL: Settings = Settings {
    resolve: resolved,
    compose: composed,
};

fn composed(declared: &Declared) -> Option<Value> {
    let layers = declared.said.iter().map(|(_, value)| {
        let change = (0, Change::of(declared.merge, value));
        Any::new(Record::<u8, Change>::from_iter([change]))
    });
    let nothing = Any::new(|_: &Values| Values::default());
    let all = layers.fold(nothing, |below, above| Any::new(above.compose(below)));
    let defaults = declared.default.clone().map(|value| (0, value));
    all.apply(defaults.into_iter().collect()).0.remove(&0)
}

/// The option, without some of what is said of it.
fn without(declared: &Declared, dropped: impl Fn(usize) -> bool) -> Declared {
    let said = declared.said.iter().enumerate();
    let kept = said.filter(|(index, _)| !dropped(*index));
    Declared {
        said: kept.map(|(_, said)| said.clone()).collect(),
        ..declared.clone()
    }
}

/// The outcome, with another value.
fn valued(mut outcome: Outcome, value: Option<Value>) -> Outcome {
    outcome.leaf.value = value;
    outcome
}

/// The outcome, with another chain.
fn chained(mut outcome: Outcome, change: impl Fn(&mut Vec<Link<By>>)) -> Outcome {
    change(&mut outcome.leaf.chain);
    outcome
}

fn lowest_wins(declared: &Declared) -> Outcome {
    let first = declared.said.first();
    let first = first.map(|(_, value)| naive::bare(value).clone());
    valued(resolved(declared), first)
}

fn replaced() -> impl Strategy<Value = Declared> {
    one_per_layer(Just(Merge::Replace))
}

/// An option, and other layers for what is said of it.
fn relabelled() -> impl Strategy<Value = (Declared, Vec<Layer>)> {
    one_per_layer(any_merge()).prop_flat_map(|declared| {
        let layers = subsequence(LAYERS.to_vec(), declared.said.len());
        (Just(declared), layers)
    })
}

fn anything() -> impl Strategy<Value = Declared> {
    said_by(&LAYERS, any_merge())
}

laws::laws! {
    /// What layers promise.
    pub const LAWS for Settings = REAL;

    M5 "under replace, the value is that of the highest layer that declares it, and provenance names that layer and place"
    fn the_highest_layer_decides(settings, declared in replaced()) {
        let outcome = (settings.resolve)(&declared);
        prop_assert!(outcome.troubles.is_empty());
        let last = outcome.leaf.chain.last();
        match declared.said.last() {
            Some((by, value)) => {
                let link = last.unwrap();
                prop_assert_eq!(outcome.leaf.value.as_ref(), Some(naive::bare(value)));
                prop_assert_eq!((link.layer, &link.value), (by.layer, naive::bare(value)));
                prop_assert_eq!(link.said.len(), 1);
                let place = &link.said[0];
                prop_assert_eq!(place.origin.index, declared.said.len() - 1);
                // The attribute names lead to the option.
                let mut names = place.way.steps();
                names.retain(|step| step != "attrs" && (step != "$den" || declared.way.contains(&"$den")));
                names.retain(|step| step != "reset");
                prop_assert!(declared.way.iter().all(|name| names.iter().any(|step| step == name)));
            }
            None => {
                prop_assert_eq!(&outcome.leaf.value, &declared.default);
                prop_assert_eq!(last.map(|link| (link.layer, Some(&link.value))), declared.default.as_ref().map(|value| (0, Some(value))));
            }
        }
    }
    twin lowest "the lowest layer wins" = Settings { resolve: lowest_wins, ..REAL },
    twin slander "the layer below is named" = Settings {
        resolve: |declared| chained(resolved(declared), |chain| { chain.pop(); }), ..REAL
    },
    twin elsewhere "the place of another definition is named" = Settings {
        resolve: |declared| chained(resolved(declared), |chain| {
            for place in chain.iter_mut().flat_map(|link| &mut link.said) {
                place.origin.index = 0;
            }
        }), ..REAL
    };

    M6 "under replace, deleting what a higher layer hides changes no value"
    fn what_is_hidden_is_nothing(settings, declared in replaced()) {
        let value = (settings.resolve)(&declared).leaf.value;
        for hidden in 0..declared.said.len().saturating_sub(1) {
            prop_assert_eq!(&(settings.resolve)(&without(&declared, |index| index == hidden)).leaf.value, &value);
        }
        if !declared.said.is_empty() {
            let bare = Declared { default: None, ..declared.clone() };
            prop_assert_eq!(&(settings.resolve)(&bare).leaf.value, &value);
        }
    }
    twin lowest "the lowest layer wins" = Settings { resolve: lowest_wins, ..REAL },
    twin middle "the layer in the middle wins" = Settings {
        resolve: |declared| {
            let middle = declared.said.len() / 2;
            valued(resolved(declared), declared.said.get(middle).map(|(_, value)| naive::bare(value).clone()))
        }, ..REAL
    },
    twin seniority "a default wins over a single layer" = Settings {
        resolve: |declared| match (&declared.default, &declared.said[..]) {
            (Some(default), [_]) => valued(resolved(declared), Some(default.clone())),
            _ => resolved(declared),
        }, ..REAL
    };

    M7 "one fold = layer by layer = apply (Mₙ ⋆ … ⋆ M₁) defaults; relabelling layers changes no value; a reset forgets all below"
    fn layers_fold(settings, (declared, layers) in relabelled()) {
        let value = (settings.resolve)(&declared).leaf.value;
        let mut folded = declared.default.clone();
        for said in &declared.said {
            let step = Declared { default: folded, said: vec![said.clone()], ..declared.clone() };
            folded = (settings.resolve)(&step).leaf.value;
        }
        prop_assert_eq!(&folded, &value);
        prop_assert_eq!(&(settings.compose)(&declared), &value);
        let other = declared.said.iter().zip(&layers).map(|((_, value), layer)| (By::layer(*layer), value.clone()));
        let other = Declared { said: other.collect(), ..declared.clone() };
        prop_assert_eq!(&(settings.resolve)(&other).leaf.value, &value);
        if let Some(reset) = declared.said.iter().rposition(|(_, value)| naive::resets(value)) {
            let rest = without(&Declared { default: None, ..declared }, |index| index < reset);
            prop_assert_eq!(&(settings.resolve)(&rest).leaf.value, &value);
        }
    }
    twin short "only the two highest layers are merged" = Settings {
        resolve: |declared| {
            let last = declared.said.len().saturating_sub(2);
            resolved(&without(declared, |index| index < last))
        }, ..REAL
    },
    twin special "one layer replaces what others merge" = Settings {
        resolve: |declared| {
            let special = declared.said.iter().any(|(by, _)| by.layer == 3);
            let merge = if special { Merge::Replace } else { declared.merge };
            resolved(&Declared { merge, ..declared.clone() })
        }, ..REAL
    },
    twin downwards "the mixins are composed downwards" = Settings {
        compose: |declared| {
            let mut turned = declared.clone();
            turned.said.reverse();
            composed(&turned)
        }, ..REAL
    },
    twin remembering "a reset keeps the default" = Settings {
        resolve: |declared| {
            let mut kept = declared.clone();
            if declared.merge == Merge::Append {
                for (_, value) in &mut kept.said {
                    *value = naive::bare(value).clone();
                }
            }
            resolved(&kept)
        }, ..REAL
    };

    M8 "chains ascend, default first; under replace the last entry is the value; the entries that contribute are those of which something is left"
    fn chains_ascend(settings, declared in anything()) {
        let outcome = (settings.resolve)(&declared);
        let chain = &outcome.leaf.chain;
        prop_assert!(chain.is_sorted_by(|one, next| one.layer < next.layer));
        prop_assert_eq!(chain.first().is_some_and(|link| link.layer == 0), declared.default.is_some());
        for link in chain.iter().filter(|link| link.layer > 0) {
            prop_assert!(!link.said.is_empty() && link.said.iter().all(|place| place.origin.layer == link.layer));
        }
        if declared.merge == Merge::Replace {
            prop_assert_eq!(chain.last().map(|link| &link.value), outcome.leaf.value.as_ref());
        }
        let said: Vec<_> = chain.iter().map(|link| &link.value).collect();
        let contributes: Vec<_> = chain.iter().map(|link| link.contributes).collect();
        prop_assert_eq!(contributes, naive::contributions(declared.merge, &said));
        let applied = said.iter().fold(None, |below, value| Some(Change::of(declared.merge, value).apply(below)));
        prop_assert_eq!(applied, outcome.leaf.value);
    }
    twin written "chains in the order in which definitions are given" = Settings {
        resolve: |declared| chained(resolved(declared), |chain| chain.sort_by_key(|link| {
            link.said.first().map_or(0, |place| place.origin.index + 1)
        })), ..REAL
    },
    twin hidden "a layer contributes that is hidden" = Settings {
        resolve: |declared| chained(resolved(declared), |chain| chain.iter_mut().for_each(|link| link.contributes = true)), ..REAL
    },
    twin undone "a chain forgets that a layer resets" = Settings {
        resolve: |declared| chained(resolved(declared), |chain| {
            for link in chain {
                link.value = naive::bare(&link.value).clone();
            }
        }), ..REAL
    };
}
