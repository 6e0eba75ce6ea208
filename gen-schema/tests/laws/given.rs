//! What the laws are tried on: values, layers that say them, and options that they are said of.

use std::collections::BTreeMap;

use gen_schema::resolve::Resolved;
use gen_schema::value::{Hole, Priority, Step};
use gen_schema::{
    Definition, Group, Interface, Leaf, Marker, Merge, Origin, Place, Property, ResolvedLeaf,
    Trouble, Value, resolve,
};
use laws::proptest::collection::{btree_map, vec};
use laws::proptest::prelude::*;
use laws::proptest::sample::{select, subsequence};
use smol_str::SmolStr;

/// A layer; the default is 0.
pub type Layer = u8;

/// The layers that definitions stand in.
pub const LAYERS: [Layer; 5] = [1, 2, 3, 4, 5];

/// Who says something.
#[derive(Clone, Debug, PartialEq)]
pub struct By {
    pub layer: Layer,
    pub rank: i64,
    pub name: &'static str,
    /// Which of the definitions it is.
    pub index: usize,
}

impl By {
    pub fn layer(layer: Layer) -> Self {
        Self {
            layer,
            rank: 0,
            name: "",
            index: 0,
        }
    }
}

impl Origin for By {
    type Layer = Layer;
    const DEFAULT: Layer = 0;
    fn layer(&self) -> Layer {
        self.layer
    }
    fn rank(&self) -> i64 {
        self.rank
    }
    fn name(&self) -> &str {
        self.name
    }
}

/// An option, and what is said of it.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The groups that it stands in, and its name.
    pub way: Vec<&'static str>,
    pub merge: Merge,
    pub default: Option<Value>,
    pub said: Vec<(By, Value)>,
}

/// What comes of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub leaf: ResolvedLeaf<By>,
    pub troubles: Vec<Trouble<By>>,
}

impl Outcome {
    /// The definitions of each conflict.
    pub fn conflicts(&self) -> Vec<Vec<usize>> {
        let conflicts = self.troubles.iter().filter_map(|trouble| match trouble {
            Trouble::Conflict { contenders, .. } => Some(indices(
                contenders
                    .iter()
                    .map(|(place, _): &(Place<By>, Value)| place),
            )),
            _ => None,
        });
        conflicts.collect()
    }
}

/// Which definitions these places lie in.
pub fn indices<'p>(places: impl Iterator<Item = &'p Place<By>>) -> Vec<usize> {
    let mut indices: Vec<_> = places.map(|place| place.origin.index).collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}

/// A leaf that takes anything.
pub fn leaf(merge: Merge, default: Option<Value>) -> Leaf {
    Leaf {
        merge,
        default,
        ..Leaf::default()
    }
}

/// A value below attribute names.
pub fn below(way: &[&str], value: Value) -> Value {
    let wrapped = |value, name: &&str| Value::set([(SmolStr::new(name), value)].into());
    way.iter().rev().fold(value, wrapped)
}

/// An interface of one leaf.
pub fn interface(way: &[&str], leaf: Leaf) -> Interface {
    let leaf = Property::Leaf(Box::new(leaf));
    let wrapped = |property, name: &&str| Property::Group(Group::from_iter([(*name, property)]));
    match way.iter().rev().fold(leaf, wrapped) {
        Property::Group(root) => Interface::new(root),
        Property::Leaf(_) => Interface::default(),
    }
}

/// Definitions of what somebody says.
pub fn definitions(said: &[(By, Value)]) -> Vec<Definition<'_, By>> {
    let numbered = said.iter().enumerate().map(|(index, (by, value))| {
        Definition::new(
            By {
                index,
                ..by.clone()
            },
            value,
        )
    });
    numbered.collect()
}

/// The crate's resolver.
pub fn resolved(declared: &Declared) -> Outcome {
    let interface = interface(
        &declared.way,
        leaf(declared.merge, declared.default.clone()),
    );
    let said: Vec<_> = declared
        .said
        .iter()
        .map(|(by, value)| (by.clone(), below(&declared.way, value.clone())))
        .collect();
    let mut troubles = Vec::new();
    let resolved: Resolved<By> = resolve(&interface, definitions(&said), &mut troubles);
    Outcome {
        leaf: resolved.leaf(&declared.way).unwrap().clone(),
        troubles,
    }
}

// Values.

pub fn number() -> BoxedStrategy<Value> {
    (0..4_i64).prop_map(Value::Integer).boxed()
}

pub fn list() -> BoxedStrategy<Value> {
    vec(number(), 0..4).prop_map(Value::List).boxed()
}

/// A hole of some kind.
pub fn hole() -> BoxedStrategy<Value> {
    let kind = select(&["derivation", "function", "path"][..]);
    let path = vec(select(&["a", "b"][..]), 0..2);
    let hole = (kind, path).prop_map(|(kind, path)| {
        let path = path.into_iter().map(|key| Step::Key(key.into())).collect();
        Marker::Hole(Hole {
            path,
            r#type: kind.into(),
        })
        .into()
    });
    hole.boxed()
}

fn keys() -> impl Strategy<Value = SmolStr> {
    select(&["$den", "a", "b", "c"][..]).prop_map(SmolStr::new_static)
}

/// A set with these values in it.
pub fn set(inner: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    btree_map(keys(), inner, 0..4).prop_map(Value::set).boxed()
}

pub fn reset(value: Value) -> Value {
    Marker::Reset(value).into()
}

/// Sets of one shape: what is a set in one is a set in all.
pub fn shaped() -> BoxedStrategy<Value> {
    let third = set(number());
    let second = prop_oneof![4 => third.clone(), 1 => third.prop_map(reset)].boxed();
    let sets = btree_map(select(&["s", "t", "$den"][..]), second, 0..3);
    let leaves = btree_map(
        select(&["x", "y"][..]),
        prop_oneof![4 => number(), 1 => list(), 1 => number().prop_map(reset)],
        0..3,
    );
    let both = (sets, leaves).prop_map(|(sets, leaves)| {
        let all = sets.into_iter().chain(leaves);
        Value::set(
            all.map(|(key, value)| (key.into(), value))
                .collect::<BTreeMap<_, _>>(),
        )
    });
    both.boxed()
}

/// Sets of any shape, in which numbers meet sets.
pub fn shapeless() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![3 => number(), 1 => Just(Value::Null), 1 => list()];
    let value = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![4 => set(inner.clone()), 1 => inner.prop_map(reset)].boxed()
    });
    set(value.boxed())
}

/// A value of the shape that a strategy combines, without a reset at its top.
pub fn value(merge: Merge) -> BoxedStrategy<Value> {
    match merge {
        Merge::Replace => prop_oneof![4 => number(), 1 => list(), 1 => hole()].boxed(),
        Merge::Append | Merge::Unique => list(),
        Merge::Recursive => shaped(),
    }
}

/// The same, or one that discards what is below.
pub fn layered(merge: Merge) -> BoxedStrategy<Value> {
    prop_oneof![4 => value(merge), 1 => value(merge).prop_map(reset)].boxed()
}

/// A value as `mkForce`, `mkDefault`, `mkMerge` and `reset` make definitions of it.
pub fn marked(value: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    value
        .prop_recursive(3, 6, 3, |inner| {
            let priority =
                (select(&[50, 100, 1000][..]), inner.clone()).prop_map(|(priority, value)| {
                    Marker::Priority(Priority { priority, value }).into()
                });
            let merge = vec(inner.clone(), 0..3).prop_map(|items| Marker::Merge(items).into());
            prop_oneof![priority, merge, inner.prop_map(reset)].boxed()
        })
        .boxed()
}

// Options.

pub fn any_merge() -> impl Strategy<Value = Merge> {
    select(&Merge::ALL[..])
}

pub fn way() -> impl Strategy<Value = Vec<&'static str>> {
    vec(select(&["$den", "tls", "port"][..]), 1..4)
}

/// A default is a value as it stands: without what only a layer can say.
pub fn default(merge: Merge) -> BoxedStrategy<Option<Value>> {
    let plain = move |value: Value| gen_schema::Change::of(merge, &value).apply(None);
    prop::option::of(value(merge).prop_map(plain)).boxed()
}

/// An option of one of these strategies that every layer says at most one thing of, the lowest first.
pub fn one_per_layer(merge: impl Strategy<Value = Merge>) -> impl Strategy<Value = Declared> {
    let layers = subsequence(LAYERS.to_vec(), 0..=LAYERS.len());
    (merge, layers, way()).prop_flat_map(|(merge, layers, way)| {
        let said = vec(layered(merge), layers.len());
        (default(merge), said).prop_map(move |(default, said)| Declared {
            way: way.clone(),
            merge,
            default,
            said: layers
                .iter()
                .map(|layer| By::layer(*layer))
                .zip(said)
                .collect(),
        })
    })
}

fn by(layers: Vec<Layer>) -> impl Strategy<Value = By> {
    let name = select(&["", "a", "b"][..]);
    (select(layers), 0..2_i64, name).prop_map(|(layer, rank, name)| By {
        layer,
        rank,
        name,
        index: 0,
    })
}

/// An option that these layers say anything of, in any order.
pub fn said_by(
    layers: &[Layer],
    merge: impl Strategy<Value = Merge>,
) -> impl Strategy<Value = Declared> {
    let layers = layers.to_vec();
    (merge, way()).prop_flat_map(move |(merge, way)| {
        let value = prop_oneof![2 => value(merge), 1 => marked(value(merge))];
        let said = vec((by(layers.clone()), value), 0..6);
        (default(merge), said).prop_map(move |(default, said)| Declared {
            way: way.clone(),
            merge,
            default,
            said,
        })
    })
}
