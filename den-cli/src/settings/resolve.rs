//! Resolution: every leaf of an interface gets its value, and the chain of layers that led to it.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::layer::{Definition, Layer};
use super::merge::{Conflict, across, clash, contributions, strongest, within};
use crate::document::interface::{Interface, Leaf, Merge, Property};
use crate::document::name::PolicyName;
use crate::document::value::{MARKER, Marker, Value};

/// The resolved settings of one aspect at one entity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolved(pub BTreeMap<SmolStr, Node>);

/// A resolved option, or a group of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A group.
    Group(Resolved),
    /// An option.
    Leaf(Box<ResolvedLeaf>),
}

/// The value of an option, with the layers that made it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResolvedLeaf {
    /// Only Nix can work the value out from what the layers say.
    pub computed: bool,
    /// The value; none where no layer says anything, not even the interface.
    pub value: Option<Value>,
    /// What the layers above the default say together; none where they say nothing.
    pub declared: Option<Value>,
    /// The layers that say something, the least authoritative first.
    pub chain: Vec<Link>,
}

/// What one layer says.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The layer.
    pub layer: Layer,
    /// What it says; of several definitions, all of them together.
    pub value: Value,
    /// The policies that it comes from.
    pub policies: Vec<PolicyName>,
    /// Where in the document it stands; several for a combination.
    pub paths: Vec<Vec<SmolStr>>,
    /// Whether the leaf's value is this layer's, or has something of it.
    pub contributes: bool,
}

/// Something that keeps a leaf from having one value.
#[derive(Debug)]
pub enum Trouble<'d> {
    /// Definitions of one layer that differ.
    Conflict {
        /// The way to the option.
        leaf: Vec<SmolStr>,
        /// The definitions.
        conflict: Conflict<'d>,
    },
    /// A set is merged with something that is none.
    Clash {
        /// The way to the place.
        leaf: Vec<SmolStr>,
        /// The layer above, and where it says so.
        above: (Layer, Vec<Vec<SmolStr>>),
        /// The layer below.
        below: Layer,
    },
}

/// Resolves all leaves of an interface. `base` is the document's path of the interface, for the positions of defaults.
///
/// Definitions that the interface has no place for are passed over here; [`super::check`] reports them.
pub fn resolve<'d>(
    interface: &'d Interface,
    definitions: Vec<Definition<'d>>,
    base: &[SmolStr],
    troubles: &mut Vec<Trouble<'d>>,
) -> Resolved {
    group(interface, definitions, base, &mut Vec::new(), troubles)
}

fn group<'d>(
    interface: &'d Interface,
    definitions: Vec<Definition<'d>>,
    base: &[SmolStr],
    way: &mut Vec<SmolStr>,
    troubles: &mut Vec<Trouble<'d>>,
) -> Resolved {
    let definitions: Vec<_> = definitions
        .into_iter()
        .flat_map(Definition::discharge)
        .collect();
    let mut resolved = BTreeMap::new();
    for (name, property) in &interface.properties {
        let below = definitions
            .iter()
            .filter_map(|definition| definition.attribute(name))
            .collect();
        way.push(name.clone());
        let node = match property {
            Property::Group(inner) => Node::Group(group(inner, below, base, way, troubles)),
            Property::Leaf(inner) => Node::Leaf(Box::new(leaf(inner, below, base, way, troubles))),
        };
        way.pop();
        resolved.insert(name.clone(), node);
    }
    Resolved(resolved)
}

/// The path in the document of the property that `way` leads to.
pub fn property_path(base: &[SmolStr], way: &[SmolStr]) -> Vec<SmolStr> {
    let mut path = base.to_vec();
    for (depth, name) in way.iter().enumerate() {
        if depth > 0 {
            path.push("group".into());
        }
        path.extend([SmolStr::new_static("properties"), name.clone()]);
    }
    path
}

fn leaf<'d>(
    leaf: &'d Leaf,
    definitions: Vec<Definition<'d>>,
    base: &[SmolStr],
    way: &[SmolStr],
    troubles: &mut Vec<Trouble<'d>>,
) -> ResolvedLeaf {
    let mut resolved = ResolvedLeaf {
        computed: leaf.computed,
        ..ResolvedLeaf::default()
    };
    if let Some(default) = &leaf.default {
        let value = default.value.clone();
        resolved.value = Some(value.clone());
        let paths = vec![property_path(base, way)];
        resolved.chain.push(Link {
            layer: Layer::Default,
            value,
            policies: vec![],
            paths,
            contributes: false,
        });
    }
    let mut layers: BTreeMap<Layer, Vec<Definition<'d>>> = BTreeMap::new();
    for definition in definitions {
        layers.entry(definition.layer).or_default().push(definition);
    }
    for (layer, definitions) in layers {
        // What lost within the layer gave nothing to it.
        let definitions = strongest(leaf.merge, definitions);
        let paths: Vec<_> = definitions
            .iter()
            .map(|definition| definition.path.clone())
            .collect();
        let mut policies: Vec<_> = definitions
            .iter()
            .filter_map(|definition| definition.policy.cloned())
            .collect();
        policies.dedup();
        let value = match within(leaf.merge, definitions) {
            Ok(Some(value)) => value,
            Ok(None) => continue,
            Err(conflict) => {
                troubles.push(Trouble::Conflict {
                    leaf: way.to_vec(),
                    conflict,
                });
                continue;
            }
        };
        let clashes = |below: &Value| match leaf.merge {
            Merge::Recursive => clash(below, &value),
            Merge::Replace | Merge::Append | Merge::Unique => None,
        };
        if let Some(at) = resolved.value.as_ref().and_then(&clashes) {
            // The one below that does not fit is not always the last.
            let below = resolved
                .chain
                .iter()
                .rev()
                .find(|link| clashes(&link.value).is_some());
            troubles.push(Trouble::Clash {
                leaf: [way, &at].concat(),
                above: (layer, paths),
                below: below.map_or(Layer::Default, |link| link.layer),
            });
            continue;
        }
        resolved.value = Some(across(leaf.merge, resolved.value.take(), value.clone()));
        resolved.declared = Some(across(leaf.merge, resolved.declared.take(), value.clone()));
        resolved.chain.push(Link {
            layer,
            value,
            policies,
            paths,
            contributes: false,
        });
    }
    let said: Vec<_> = resolved.chain.iter().map(|link| &link.value).collect();
    let contributes = contributions(leaf.merge, &said);
    for (link, contributes) in resolved.chain.iter_mut().zip(contributes) {
        link.contributes = contributes;
    }
    resolved
}

impl Resolved {
    /// The leaf at a path of names; none where the path leads elsewhere.
    pub fn leaf(&self, path: &[impl AsRef<str>]) -> Option<&ResolvedLeaf> {
        let (first, rest) = path.split_first()?;
        match (self.0.get(first.as_ref())?, rest) {
            (Node::Leaf(leaf), []) => Some(leaf),
            (Node::Group(group), _) => group.leaf(rest),
            (Node::Leaf(_), _) => None,
        }
    }

    /// All leaves with the way to each, in order.
    pub fn leaves(&self) -> Vec<(Vec<SmolStr>, &ResolvedLeaf)> {
        fn collect<'a>(
            resolved: &'a Resolved,
            way: &mut Vec<SmolStr>,
            leaves: &mut Vec<(Vec<SmolStr>, &'a ResolvedLeaf)>,
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
    pub fn tree(&self, pick: &impl Fn(&ResolvedLeaf) -> Option<&Value>) -> Value {
        let entries = self.0.iter().filter_map(|(name, node)| {
            let value = match node {
                Node::Group(group) => group.tree(pick),
                Node::Leaf(leaf) => pick(leaf)?.clone(),
            };
            Some((name.clone(), value))
        });
        let set: BTreeMap<_, _> = entries.collect();
        // An option named `$den` would read as a marker.
        if set.contains_key(MARKER) {
            Marker::Attrs(set).into()
        } else {
            Value::Set(set)
        }
    }
}
