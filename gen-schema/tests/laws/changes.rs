//! Merging, and changes as values.

use std::collections::BTreeMap;

use gen_schema::{Change, Merge, Record, Trouble, Value};
use laws::proptest::prelude::*;
use smol_str::SmolStr;

use crate::given::{
    By, Declared, LAYERS, Layer, any_merge, default, layered, list, reset, resolved, shaped,
    shapeless, value,
};
use crate::naive;

struct Changes {
    /// A value over another one.
    merge: fn(Merge, &Value, &Value) -> Value,
    then: fn(Change, Change) -> Change,
    said: fn(&Change) -> Value,
    /// The layer above, the one below, and the place, of sets that meet what is none.
    clashes: fn(&Declared) -> (Vec<naive::Clash>, Option<Value>),
}

const REAL: Changes = Changes {
    merge: |merge, above, below| Change::of(merge, above).apply(Some(below.clone())),
    then: Change::then,
    said: Change::said,
    clashes,
};

fn clashes(declared: &Declared) -> (Vec<naive::Clash>, Option<Value>) {
    let outcome = resolved(declared);
    let clashes = outcome.troubles.iter().filter_map(|trouble| match trouble {
        Trouble::Clash {
            leaf, above, below, ..
        } => Some((*above, *below, leaf[declared.way.len()..].to_vec())),
        _ => None,
    });
    (clashes.collect(), outcome.leaf.value)
}

/// A set as a record of its leaves, by the way to each.
fn flat(value: &Value) -> Record<Vec<SmolStr>, Value> {
    fn collect(value: &Value, way: &[SmolStr], all: &mut BTreeMap<Vec<SmolStr>, Value>) {
        match value.attributes() {
            Some(set) => {
                for (key, value) in set {
                    collect(value, &[way, std::slice::from_ref(key)].concat(), all);
                }
            }
            None => {
                all.insert(way.to_vec(), value.clone());
            }
        }
    }
    let mut all = BTreeMap::new();
    collect(value, &[], &mut all);
    Record(all)
}

/// A value as it stands, without resets in it.
fn plain(value: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    value.prop_map(|value| Change::of(Merge::Recursive, &value).apply(None))
}

fn sets() -> impl Strategy<Value = [Value; 3]> {
    [plain(shaped()), plain(shaped()), plain(shaped())]
}

/// Sets of any shape, one in each layer.
fn clashing() -> impl Strategy<Value = Declared> {
    let said = prop::collection::vec(
        prop_oneof![5 => shapeless(), 1 => shapeless().prop_map(reset)],
        0..=LAYERS.len(),
    );
    (prop::option::of(plain(shapeless())), said).prop_map(|(default, said)| Declared {
        way: vec!["option"],
        merge: Merge::Recursive,
        default,
        said: LAYERS.into_iter().map(By::layer).zip(said).collect(),
    })
}

/// Changes of one strategy, and what they may inherit, which need not be of their shape.
fn three() -> impl Strategy<Value = (Merge, [Value; 3], Option<Value>)> {
    any_merge().prop_flat_map(|merge| {
        let said = || match merge {
            Merge::Recursive => prop_oneof![layered(merge), shapeless()].boxed(),
            Merge::Append | Merge::Unique => prop_oneof![6 => layered(merge), 1 => value(Merge::Replace)].boxed(),
            Merge::Replace => layered(merge),
        };
        let inherited = prop_oneof![4 => default(merge), 1 => default(Merge::Append), 1 => default(Merge::Recursive)];
        (Just(merge), [said(), said(), said()], inherited)
    })
}

laws::laws! {
    /// What merging promises.
    pub const LAWS for Changes = REAL;

    M10 "append is associative with unit [], unique idempotent, recursive = ⊕ of the records of leaves on values of one shape; \
         sets that meet what is none are an error that names the layer which brought the other shape"
    fn merging_is_combination(changes, ([a, b, c], lists, declared) in (sets(), [list(), list(), list()], clashing())) {
        let over = |merge, above: &Value, below: &Value| (changes.merge)(merge, above, below);
        let [one, two, three] = &lists;
        for merge in [Merge::Append, Merge::Unique] {
            prop_assert_eq!(over(merge, one, &over(merge, two, three)), over(merge, &over(merge, one, two), three));
            let empty = Value::List(vec![]);
            let itself = over(merge, one, &empty);
            prop_assert_eq!(&over(merge, &empty, &itself), &itself);
        }
        let once = over(Merge::Unique, one, &Value::List(vec![]));
        prop_assert_eq!(&over(Merge::Unique, one, &once), &once);
        if let (Value::List(above), Value::List(below)) = (one, two) {
            prop_assert_eq!(over(Merge::Append, one, two), Value::List([&below[..], above].concat()));
        }
        prop_assert_eq!(flat(&over(Merge::Recursive, &a, &b)), flat(&a).over(flat(&b)));
        let deep = |above: &Value, below: &Value| over(Merge::Recursive, above, below);
        prop_assert_eq!(deep(&a, &deep(&b, &c)), deep(&deep(&a, &b), &c));
        let mut layers: Vec<(Layer, &Value)> = declared.default.iter().map(|value| (0, value)).collect();
        layers.extend(declared.said.iter().map(|(by, value)| (by.layer, value)));
        let (clashes, heard) = naive::clashes(&layers);
        let (found, value) = (changes.clashes)(&declared);
        prop_assert_eq!(found, clashes);
        let heard = layers.iter().filter(|(layer, _)| heard.contains(layer));
        let merged = heard.fold(None, |below, (_, value)| Some(Change::of(Merge::Recursive, value).apply(below)));
        prop_assert_eq!(value, merged);
    }
    twin front "elements of a higher layer come first" = Changes {
        merge: |merge, above, below| match merge {
            Merge::Append => (REAL.merge)(merge, below, above),
            _ => (REAL.merge)(merge, above, below),
        }, ..REAL
    },
    twin repeated "unique appends" = Changes {
        merge: |merge, above, below| match merge {
            Merge::Unique => (REAL.merge)(Merge::Append, above, below),
            _ => (REAL.merge)(merge, above, below),
        }, ..REAL
    },
    twin shallow "sets are merged at their top alone" = Changes {
        merge: |merge, above, below| match (merge, above.attributes(), below.attributes()) {
            (Merge::Recursive, Some(above), Some(below)) => {
                let all = below.iter().chain(above).map(|(key, value)| (key.clone(), value.clone()));
                Value::set(all.collect())
            }
            _ => (REAL.merge)(merge, above, below),
        }, ..REAL
    },
    twin slander "the layer next below is blamed for the other shape" = Changes {
        clashes: |declared| {
            let (mut found, value) = clashes(declared);
            for (above, below, _) in &mut found {
                *below = *above - 1;
            }
            (found, value)
        }, ..REAL
    },
    twin silent "of several clashes one is told" = Changes {
        clashes: |declared| {
            let (mut found, value) = clashes(declared);
            found.truncate(1);
            (found, value)
        }, ..REAL
    };

    M13 "apply (a then b) = apply b ∘ apply a; then is associative; whatever comes before a reset is nothing; what a change says makes it again"
    fn changes_compose(changes, (merge, said, inherited) in three()) {
        let [a, b, c] = said.clone().map(|said| Change::of(merge, &said));
        let then = changes.then;
        let both = then(a.clone(), b.clone()).apply(inherited.clone());
        prop_assert_eq!(both, b.clone().apply(Some(a.clone().apply(inherited.clone()))));
        let left = then(then(a.clone(), b.clone()), c.clone());
        let right = then(a.clone(), then(b.clone(), c));
        prop_assert_eq!(left.apply(inherited.clone()), right.apply(inherited.clone()));
        prop_assert_eq!(then(a.clone(), b.clone().reset()), b.clone().reset());
        for change in [a.clone(), b.clone(), then(a, b)] {
            prop_assert_eq!(Change::of(merge, &(changes.said)(&change)), change);
        }
    }
    twin turned "the other order" = Changes { then: |a, b| b.then(a), ..REAL },
    twin last "the last change alone" = Changes { then: |_, b| b, ..REAL },
    twin unreset "what a change says is not that it resets" = Changes {
        said: |change| naive::bare(&change.said()).clone(), ..REAL
    };
}

#[test]
fn deep_merge_of_clashing_shapes_is_not_associative() {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let over = |above: &Value, below: &Value| (REAL.merge)(Merge::Recursive, above, below);
    let (low, middle, high) = (
        read(r#"{"a":{"x":1}}"#),
        read(r#"{"a":1}"#),
        read(r#"{"a":{"y":2}}"#),
    );
    assert_eq!(over(&high, &over(&middle, &low)), read(r#"{"a":{"y":2}}"#));
    // Layer by layer is not the same as the higher ones first: so clashing shapes are refused.
    assert_eq!(
        over(&over(&high, &middle), &low),
        read(r#"{"a":{"x":1,"y":2}}"#)
    );
}
