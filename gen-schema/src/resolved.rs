//! What resolution comes to: values, the chains behind them, and what keeps an option from having one.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::change::Change;
use crate::definition::{Origin, Place};
use crate::interface::Merge;
use crate::value::{Reference, Value};

/// The resolved settings of one interface.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved<O: Origin>(pub BTreeMap<SmolStr, Node<O>>);

/// A resolved option, or a group of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Node<O: Origin> {
    /// A group.
    Group(Resolved<O>),
    /// An option.
    Leaf(Box<ResolvedLeaf<O>>),
}

/// The value of an option, with the layers that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedLeaf<O: Origin> {
    /// Only Nix can work the value out from what the layers say.
    pub computed: bool,
    /// How the layers combine.
    pub merge: Merge,
    /// What the layers make of the default. None where nobody says anything, and where it cannot be said.
    pub value: Option<Value>,
    /// The layers that say something, the least authoritative first.
    pub chain: Vec<Link<O>>,
}

/// What one layer says.
#[derive(Clone, Debug, PartialEq)]
pub struct Link<O: Origin> {
    /// The layer.
    pub layer: O::Layer,
    /// What it says; of several definitions, all of them together. References stand as they were written.
    pub value: Value,
    /// Where; nowhere for the default.
    pub said: Vec<Place<O>>,
    /// Whether the leaf's value is this layer's, or has something of it.
    pub contributes: bool,
}

/// Something that keeps a leaf from having one value.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble<O: Origin> {
    /// Definitions of one layer that differ.
    Conflict {
        /// The way to the option.
        leaf: Vec<SmolStr>,
        /// Below the option, the attributes that lead to where they differ.
        at: Vec<SmolStr>,
        /// The definitions: equal rank and priority, different values.
        contenders: Vec<(Place<O>, Value)>,
    },
    /// A set is merged with something that is none.
    Clash {
        /// The way to the place.
        leaf: Vec<SmolStr>,
        /// The layer above.
        above: O::Layer,
        /// Where it says so.
        said: Vec<Place<O>>,
        /// The layer below.
        below: O::Layer,
        /// What stands at the place, in the layers below and in the one above.
        found: Box<[Value; 2]>,
    },
    /// A reference to what has no value.
    Dangling {
        /// The way to the option.
        leaf: Vec<SmolStr>,
        /// What is referred to.
        reference: Reference,
        /// Why it has none.
        dangling: Dangling,
        /// The layer that refers to it.
        layer: O::Layer,
        /// Where; nowhere for a default.
        said: Vec<Place<O>>,
    },
}

/// Why a reference has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dangling {
    /// There is no such interface among those that are resolved together.
    NoInterface,
    /// It has no such option; the nearest ones that it has.
    NoOption(Vec<String>),
    /// Only Nix works the option out.
    Computed,
    /// Nobody gives the option a value, and it has no default.
    NoValue,
    /// What keeps it from having one is told by itself: the option depends on itself, or its layers are at odds.
    Told,
}

impl<O: Origin> Trouble<O> {
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }
}

impl<O: Origin> Default for Resolved<O> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<O: Origin> ResolvedLeaf<O> {
    /// What the layers above the default say together; none where they say nothing.
    ///
    /// References in it stand as they were written.
    pub fn declared(&self) -> Option<Value> {
        let said = self.chain.iter().filter(|link| link.layer != O::DEFAULT);
        match self.merge {
            Merge::Replace => said.last().map(|link| {
                let change = Change::of(self.merge, &link.value);
                change.apply(None)
            }),
            merge => said.fold(None, |below, link| {
                Some(Change::of(merge, &link.value).apply(below))
            }),
        }
    }

    /// Whether a layer above the default says something.
    pub fn is_declared(&self) -> bool {
        self.chain.iter().any(|link| link.layer != O::DEFAULT)
    }

    /// The layers that the value is made of, the least authoritative first.
    pub fn layers(&self) -> impl Iterator<Item = O::Layer> {
        let contributing = self.chain.iter().filter(|link| link.contributes);
        contributing.map(|link| link.layer)
    }
}

impl<O: Origin> Resolved<O> {
    /// Puts a leaf into its group.
    pub(crate) fn insert(&mut self, way: &[SmolStr], leaf: ResolvedLeaf<O>) {
        match way {
            [] => {}
            [name] => {
                self.0.insert(name.clone(), Node::Leaf(Box::new(leaf)));
            }
            [name, rest @ ..] => {
                let group = self.0.entry(name.clone());
                if let Node::Group(group) = group.or_insert_with(|| Node::Group(Self::default())) {
                    group.insert(rest, leaf);
                }
            }
        }
    }

    /// What a path of names leads to; none where it leads nowhere.
    pub fn node(&self, path: &[impl AsRef<str>]) -> Option<&Node<O>> {
        let (first, rest) = path.split_first()?;
        match (self.0.get(first.as_ref())?, rest) {
            (node, []) => Some(node),
            (Node::Group(group), _) => group.node(rest),
            (Node::Leaf(_), _) => None,
        }
    }

    /// The leaf at a path of names; none where the path leads elsewhere.
    pub fn leaf(&self, path: &[impl AsRef<str>]) -> Option<&ResolvedLeaf<O>> {
        match self.node(path)? {
            Node::Leaf(leaf) => Some(leaf),
            Node::Group(_) => None,
        }
    }

    /// All leaves with the way to each, in order.
    pub fn leaves(&self) -> Vec<(Vec<SmolStr>, &ResolvedLeaf<O>)> {
        fn collect<'a, O: Origin>(
            resolved: &'a Resolved<O>,
            way: &mut Vec<SmolStr>,
            leaves: &mut Vec<(Vec<SmolStr>, &'a ResolvedLeaf<O>)>,
        ) {
            for (name, node) in &resolved.0 {
                way.push(name.clone());
                match node {
                    Node::Group(group) => collect(group, way, leaves),
                    Node::Leaf(leaf) => leaves.push((way.clone(), leaf)),
                }
                way.pop();
            }
        }
        let mut leaves = Vec::new();
        collect(self, &mut Vec::new(), &mut leaves);
        leaves
    }

    /// The values as a tree; `pick` chooses what stands at a leaf. Groups are always there.
    pub fn tree(&self, pick: &impl Fn(&ResolvedLeaf<O>) -> Option<Value>) -> Value {
        let entries = self.0.iter().filter_map(|(name, node)| {
            let value = match node {
                Node::Group(group) => group.tree(pick),
                Node::Leaf(leaf) => pick(leaf)?,
            };
            Some((name.clone(), value))
        });
        // An option named `$den` would read as a marker.
        Value::set(entries.collect())
    }
}
