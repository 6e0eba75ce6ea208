//! One option, resolved: what the laws of settings speak of.

use den::document::interface::{Interface, Leaf, LeafDefault, Merge, Property};
use den::document::value::Value;
use den::settings::layer::{Definition, Layer};
use den::settings::resolve::{Trouble, resolve};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;

/// The layers that users write.
pub const LAYERS: [Layer; 5] = [
    Layer::Fleet,
    Layer::Environment,
    Layer::Policy,
    Layer::Host,
    Layer::User,
];

/// What an option is declared with.
#[derive(Clone, Debug)]
pub struct Declared {
    pub merge: Merge,
    pub default: Option<Value>,
    /// One definition for each entry, in the order of their layers.
    pub definitions: Vec<(Layer, Value)>,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub value: Option<Value>,
    /// The layers behind the value, the least authoritative first, with what each says.
    pub chain: Vec<(Layer, Value)>,
    /// The positions of definitions that cannot both hold.
    pub conflicts: Vec<Vec<usize>>,
}

/// A way to resolve an option.
pub type Resolver = fn(&Declared) -> Outcome;

/// den's.
pub fn real(declared: &Declared) -> Outcome {
    let leaf = Leaf {
        default: declared.default.clone().map(|value| LeafDefault { value }),
        merge: declared.merge,
        ..Leaf::default()
    };
    let interface = Interface {
        properties: [("option".into(), Property::Leaf(leaf))].into(),
    };
    let sets: Vec<_> = declared
        .definitions
        .iter()
        .map(|(layer, value)| {
            (
                *layer,
                Value::Set([("option".into(), value.clone())].into()),
            )
        })
        .collect();
    let definitions = sets
        .iter()
        .enumerate()
        .map(|(index, (layer, value))| Definition {
            layer: *layer,
            path: vec![index.to_string().into()],
            policy: None,
            rank: 0,
            priority: None,
            value,
        });
    let mut troubles = Vec::new();
    let resolved = resolve(&interface, definitions.collect(), &[], &mut troubles);
    let leaf = resolved.leaf(&["option"]).unwrap();
    let conflicts = troubles.iter().filter_map(|trouble| match trouble {
        Trouble::Conflict { conflict, .. } => {
            let at = conflict.contenders.iter();
            Some(
                at.map(|definition| definition.path[0].parse().unwrap())
                    .collect(),
            )
        }
        Trouble::Clash { .. } => None,
    });
    Outcome {
        conflicts: conflicts.collect(),
        chain: leaf
            .chain
            .iter()
            .map(|link| (link.layer, link.value.clone()))
            .collect(),
        value: leaf.value.clone(),
    }
}

/// A value of the shape that a strategy combines; of one shape, so that sets never meet anything else.
fn value(merge: Merge) -> BoxedStrategy<Value> {
    let number = (0..3_i64).prop_map(Value::Integer);
    let key = || prop::sample::select(&["a", "b", "c"][..]).prop_map(Into::into);
    let set = |inner: BoxedStrategy<Value>| {
        prop::collection::btree_map(key(), inner, 0..3).prop_map(Value::Set)
    };
    match merge {
        Merge::Replace => number.boxed(),
        Merge::Append => vec(number, 0..3).prop_map(Value::List).boxed(),
        // A default is taken as it is, so it has to be a set already.
        Merge::Unique => subsequence(vec![0, 1, 2, 3], 0..4)
            .prop_map(|items| Value::List(items.into_iter().map(Value::Integer).collect()))
            .boxed(),
        Merge::Recursive => set(set(number.boxed()).boxed()).boxed(),
    }
}

/// An option that every layer says at most one thing of.
pub fn one_per_layer(merge: impl Strategy<Value = Merge>) -> impl Strategy<Value = Declared> {
    (merge, subsequence(LAYERS.to_vec(), 0..=LAYERS.len())).prop_flat_map(|(merge, layers)| {
        let said = vec(value(merge), layers.len());
        (prop::option::of(value(merge)), said).prop_map(move |(default, said)| Declared {
            merge,
            default,
            definitions: layers.iter().copied().zip(said).collect(),
        })
    })
}

/// An option that one layer says several things of.
pub fn one_layer() -> impl Strategy<Value = Declared> {
    let layer = prop::sample::select(&LAYERS[..]);
    (layer, vec(value(Merge::Replace), 0..4)).prop_map(|(layer, said)| Declared {
        merge: Merge::Replace,
        default: None,
        definitions: said.into_iter().map(|value| (layer, value)).collect(),
    })
}
