//! Resolution: every leaf of an interface gets its value, and the chain of layers that led to it.
//!
//! Each layer is a mixin over the ones below ([`crate::mixin`]), and what comes of an interface's defaults under all of
//! them is its resolution. Mixins of settings are pointwise, so each leaf is folded by itself, and what every layer did to
//! it is kept.

use std::borrow::Cow;
use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::change::{Change, clash};
use crate::contribution::{contributions, inside};
use crate::definition::{Definition, Origin, Place};
use crate::interface::{Group, Interface, Leaf, Merge, Property};
pub use crate::resolved::{Dangling, Link, Node, Resolved, ResolvedLeaf, Trouble};
use crate::value::{Marker, Reference, Value};
use crate::within::{is_reference, strongest, within};

/// How a leaf learns the value of another one.
pub(crate) type Lookup<'l> = &'l dyn Fn(&Reference) -> Result<Value, Dangling>;

/// Resolves all leaves of an interface. Linear in the size of the interface and of the definitions.
///
/// Definitions that the interface has no place for are passed over here; [`mod@crate::check`] reports them. A reference has no
/// value here: see [`crate::reference::resolve_all`].
pub fn resolve<O: Origin>(
    interface: &Interface,
    definitions: Vec<Definition<'_, O>>,
    troubles: &mut Vec<Trouble<O>>,
) -> Resolved<O> {
    resolve_with(
        interface,
        definitions,
        &|_| Err(Dangling::NoInterface),
        troubles,
    )
}

pub(crate) fn resolve_with<O: Origin>(
    interface: &Interface,
    definitions: Vec<Definition<'_, O>>,
    lookup: Lookup<'_>,
    troubles: &mut Vec<Trouble<O>>,
) -> Resolved<O> {
    group(
        interface.root(),
        definitions,
        &mut Vec::new(),
        lookup,
        troubles,
    )
}

fn group<O: Origin>(
    group: &Group,
    definitions: Vec<Definition<'_, O>>,
    way: &mut Vec<SmolStr>,
    lookup: Lookup<'_>,
    troubles: &mut Vec<Trouble<O>>,
) -> Resolved<O> {
    let definitions = discharged(definitions);
    let mut resolved = BTreeMap::new();
    for (name, property) in &group.properties {
        let below = attributes(&definitions, name);
        way.push(name.clone());
        let node = match property {
            Property::Group(inner) => Node::Group(self::group(inner, below, way, lookup, troubles)),
            Property::Leaf(option) => {
                Node::Leaf(Box::new(leaf(option, below, way, lookup, troubles)))
            }
        };
        way.pop();
        resolved.insert(name.clone(), node);
    }
    Resolved(resolved)
}

fn discharged<O: Origin>(definitions: Vec<Definition<'_, O>>) -> Vec<Definition<'_, O>> {
    if definitions.iter().all(Definition::is_discharged) {
        return definitions;
    }
    let discharged = definitions.into_iter().flat_map(Definition::discharge);
    discharged.collect()
}

fn attributes<'d, O: Origin>(
    definitions: &[Definition<'d, O>],
    name: &str,
) -> Vec<Definition<'d, O>> {
    definitions
        .iter()
        .filter_map(|definition| definition.attribute(name))
        .collect()
}

/// Hands every leaf of a group over, with the definitions that reach it.
pub(crate) fn visit<'i, 'd, O: Origin>(
    group: &'i Group,
    definitions: Vec<Definition<'d, O>>,
    way: &mut Vec<SmolStr>,
    each: &mut impl FnMut(&[SmolStr], &'i Leaf, Vec<Definition<'d, O>>),
) {
    let definitions = discharged(definitions);
    for (name, property) in &group.properties {
        let below = attributes(&definitions, name);
        way.push(name.clone());
        match property {
            Property::Group(inner) => visit(inner, below, way, each),
            Property::Leaf(leaf) => each(way, leaf, below),
        }
        way.pop();
    }
}

/// The groups of an interface, without any leaf.
pub(crate) fn groups<O: Origin>(group: &Group) -> Resolved<O> {
    let groups = group.properties.iter().filter_map(|(name, property)| {
        let Property::Group(below) = property else {
            return None;
        };
        Some((name.clone(), Node::Group(groups(below))))
    });
    Resolved(groups.collect())
}

/// The definitions of a leaf by layer, the lowest first: of each layer those that count.
pub(crate) fn by_layer<'d, O: Origin>(
    merge: Merge,
    mut definitions: Vec<Definition<'d, O>>,
) -> Vec<(O::Layer, Vec<Definition<'d, O>>)> {
    // Stable: within a layer, the order in which they are given remains.
    definitions.sort_by_key(|definition| definition.place.origin.layer());
    let mut layers: Vec<(O::Layer, Vec<_>)> = Vec::new();
    for definition in definitions {
        let layer = definition.place.origin.layer();
        match layers.last_mut() {
            Some((last, all)) if *last == layer => all.push(definition),
            _ => layers.push((layer, vec![definition])),
        }
    }
    let counting = layers
        .into_iter()
        .map(|(layer, all)| (layer, strongest(merge, all)));
    counting.filter(|(_, all)| !all.is_empty()).collect()
}

/// From which of these layers on the value depends on what they say.
pub(crate) fn first_relevant<O: Origin>(
    merge: Merge,
    layers: &[(O::Layer, Vec<Definition<'_, O>>)],
) -> usize {
    let resets = |(_, all): &(_, Vec<Definition<'_, O>>)| all.iter().any(|one| one.reset);
    match merge {
        Merge::Replace => layers.len().saturating_sub(1),
        _ => layers.iter().rposition(resets).unwrap_or(0),
    }
}

pub(crate) fn leaf<O: Origin>(
    leaf: &Leaf,
    definitions: Vec<Definition<'_, O>>,
    way: &[SmolStr],
    lookup: Lookup<'_>,
    troubles: &mut Vec<Trouble<O>>,
) -> ResolvedLeaf<O> {
    let merge = leaf.merge;
    let mut resolved = ResolvedLeaf {
        computed: leaf.computed,
        merge,
        value: None,
        chain: Vec::new(),
    };
    let before = troubles.len();
    let layers = by_layer(merge, definitions);
    resolved
        .chain
        .reserve_exact(layers.len() + usize::from(leaf.default.is_some()));
    let relevant = first_relevant(merge, &layers);
    // A default that is hidden is not asked what it refers to.
    let hidden = match layers.get(relevant) {
        Some((_, all)) => merge == Merge::Replace || all.iter().any(|one| one.reset),
        None => false,
    };
    if let Some(default) = &leaf.default {
        resolved.chain.push(Link {
            layer: O::DEFAULT,
            value: default.clone(),
            said: vec![],
            contributes: false,
        });
        let mut substitution = Substitution::new(lookup);
        resolved.value = match (hidden, merge) {
            (true, Merge::Replace) => None,
            (true, _) => Some(default.clone()),
            (false, _) => Some(substitution.value(default).into_owned()),
        };
        if !substitution.dangling.is_empty() {
            resolved.value = None;
            troubles.extend(substitution.troubles(way, O::DEFAULT, &[]));
        }
    }
    for (index, (layer, counting)) in layers.into_iter().enumerate() {
        one_layer(
            &mut resolved,
            (layer, counting),
            way,
            (index >= relevant).then_some(lookup),
            troubles,
        );
    }
    if troubles[before..].iter().any(Trouble::is_conflict) {
        stand_in(&mut resolved);
    }
    contribute(&mut resolved);
    resolved
}

/// Where the layer that decides contradicts itself, what it was to hide stands in. What that refers to was not asked.
fn stand_in<O: Origin>(resolved: &mut ResolvedLeaf<O>) {
    let last = resolved.chain.last();
    if let (Merge::Replace, None, Some(last)) = (resolved.merge, &resolved.value, last) {
        resolved.value = Some(last.value.clone());
    }
    resolved.value.take_if(|value| value.has_reference());
}

fn contribute<O: Origin>(resolved: &mut ResolvedLeaf<O>) {
    match (resolved.merge, &mut resolved.chain[..]) {
        (_, []) => {}
        (Merge::Replace, [.., last]) | (_, [last]) => last.contributes = true,
        (merge, chain) => {
            let said: Vec<_> = chain.iter().map(|link| &link.value).collect();
            let contributes = contributions(merge, &said);
            for (link, contributes) in chain.iter_mut().zip(contributes) {
                link.contributes = contributes;
            }
        }
    }
}

/// What one layer does to a leaf. Without `lookup` what it says is hidden by a layer above.
fn one_layer<O: Origin>(
    resolved: &mut ResolvedLeaf<O>,
    (layer, counting): (O::Layer, Vec<Definition<'_, O>>),
    way: &[SmolStr],
    lookup: Option<Lookup<'_>>,
    troubles: &mut Vec<Trouble<O>>,
) {
    let merge = resolved.merge;
    let said: Vec<_> = counting
        .iter()
        .map(|definition| definition.place.clone())
        .collect();
    let refers = lookup.filter(|_| counting.iter().any(|one| one.value.has_reference()));
    let mut substitution = Substitution::new(refers.unwrap_or(&|_| Err(Dangling::NoInterface)));
    let mut written = None;
    let values: Vec<_>;
    let counting = if refers.is_some() {
        // What the chain shows is what was written.
        let alone = counting.len() == 1 || !counting.iter().any(|one| is_reference(one.value));
        let of_written = || within(merge, counting.clone()).ok().flatten();
        written = alone.then(of_written).flatten();
        let written = counting.iter().map(|definition| definition.value);
        values = written.map(|value| substitution.value(value)).collect();
        let substituted = counting.into_iter().zip(&values);
        let substituted = substituted.map(|(definition, value)| Definition {
            value,
            ..definition
        });
        strongest(merge, substituted.collect())
    } else {
        counting
    };
    let change = match within(merge, counting) {
        Ok(Some(change)) => change,
        Ok(None) => return,
        Err(conflict) => {
            let contenders = conflict.contenders.into_iter();
            troubles.push(Trouble::Conflict {
                leaf: way.to_vec(),
                at: conflict.at,
                contenders: contenders
                    .map(|definition| (definition.place, definition.value.clone()))
                    .collect(),
            });
            // What lies below was hidden, and nobody looked up what it refers to.
            resolved.value = resolved.value.take().filter(|below| !below.has_reference());
            return;
        }
    };
    let dangling = !substitution.dangling.is_empty();
    troubles.extend(substitution.troubles(way, layer, &said));
    if merge == Merge::Recursive
        && let Some(value) = &resolved.value
        && let Some(at) = clash(value, &change)
    {
        let above = change.said();
        let there = |value| inside(value, &at).cloned().unwrap_or_default();
        let found = Box::new([there(value), there(&above)]);
        // Whoever spoke of the place last brought what does not fit.
        let below = resolved
            .chain
            .iter()
            .rev()
            .find(|link| inside(&link.value, &at).is_some());
        troubles.push(Trouble::Clash {
            leaf: [way, &at].concat(),
            above: layer,
            said,
            below: below.map_or(O::DEFAULT, |link| link.layer),
            found,
        });
        return;
    }
    let link = |change: Change| Link {
        layer,
        value: change.into_said(),
        said,
        contributes: false,
    };
    if merge == Merge::Replace && lookup.is_none() {
        // Nothing comes of it but that it was said.
        resolved.chain.push(link(change));
        return;
    }
    let written = written.unwrap_or_else(|| change.clone());
    resolved.chain.push(link(written));
    resolved.value = match dangling {
        true => None,
        false => Some(change.apply(resolved.value.take())),
    };
}

/// Values put in the place of references.
struct Substitution<'l> {
    lookup: Lookup<'l>,
    dangling: Vec<(Reference, Dangling)>,
}

impl<'l> Substitution<'l> {
    fn new(lookup: Lookup<'l>) -> Self {
        Self {
            lookup,
            dangling: vec![],
        }
    }

    /// The value with all references in it replaced; null stands for one that has no value.
    fn value<'v>(&mut self, value: &'v Value) -> Cow<'v, Value> {
        if value.has_reference() {
            Cow::Owned(self.replaced(value))
        } else {
            Cow::Borrowed(value)
        }
    }

    fn replaced(&mut self, value: &Value) -> Value {
        let mut set = |set: &BTreeMap<SmolStr, Value>| {
            set.iter()
                .map(|(key, value)| (key.clone(), self.replaced(value)))
                .collect()
        };
        match value {
            Value::Set(inner) => Value::Set(set(inner)),
            Value::List(items) => {
                Value::List(items.iter().map(|item| self.replaced(item)).collect())
            }
            Value::Marker(marker) => match &**marker {
                Marker::Ref(reference) => (self.lookup)(reference).unwrap_or_else(|dangling| {
                    self.dangling.push((reference.clone(), dangling));
                    Value::Null
                }),
                Marker::Attrs(inner) => Marker::Attrs(set(inner)).into(),
                Marker::Reset(inner) => Marker::Reset(self.replaced(inner)).into(),
                Marker::Priority(inner) => {
                    let mut inner = inner.clone();
                    inner.value = self.replaced(&inner.value);
                    Marker::Priority(inner).into()
                }
                Marker::Merge(items) => {
                    let items = items.iter().map(|item| self.replaced(item));
                    Marker::Merge(items.collect()).into()
                }
                Marker::Hole(_) | Marker::Malformed(_) => value.clone(),
            },
            _ => value.clone(),
        }
    }

    fn troubles<O: Origin>(
        self,
        way: &[SmolStr],
        layer: O::Layer,
        said: &[Place<O>],
    ) -> impl Iterator<Item = Trouble<O>> {
        let dangling = self.dangling.into_iter();
        dangling.map(move |(reference, dangling)| Trouble::Dangling {
            leaf: way.to_vec(),
            reference,
            dangling,
            layer,
            said: said.to_vec(),
        })
    }
}
