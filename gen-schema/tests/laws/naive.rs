//! The same as the crate, as plainly as it can be said.

use std::collections::{BTreeMap, BTreeSet};

use gen_schema::{Marker, Merge, Value};
use smol_str::SmolStr;

use crate::given::{By, Layer};

/// A value without the resets around it.
pub fn bare(value: &Value) -> &Value {
    match value {
        Value::Marker(marker) => match &**marker {
            Marker::Reset(inner) => bare(inner),
            _ => value,
        },
        _ => value,
    }
}

pub fn resets(value: &Value) -> bool {
    bare(value) != value
}

/// A definition without the markers around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bare {
    pub by: By,
    pub index: usize,
    pub priority: i64,
    pub reset: bool,
    pub value: Value,
}

/// All that definitions consist of.
pub fn discharged(said: &[(By, Value)]) -> Vec<Bare> {
    fn one(by: &By, index: usize, priority: Option<i64>, reset: bool, value: &Value) -> Vec<Bare> {
        if let Value::Marker(marker) = value {
            match &**marker {
                Marker::Priority(inner) => {
                    let priority = priority.or(Some(inner.priority));
                    return one(by, index, priority, reset, &inner.value);
                }
                Marker::Reset(inner) => return one(by, index, priority, true, inner),
                Marker::Merge(items) => {
                    let items = items.iter();
                    return items
                        .flat_map(|item| one(by, index, priority, reset, item))
                        .collect();
                }
                _ => {}
            }
        }
        vec![Bare {
            by: by.clone(),
            index,
            priority: priority.unwrap_or(100),
            reset,
            value: value.clone(),
        }]
    }
    let said = said.iter().enumerate();
    said.flat_map(|(index, (by, value))| one(by, index, None, false, value))
        .collect()
}

/// What layers say of an attribute of sets, or of an option: a tree of who was the last to say what stands there.
enum Tree {
    /// No set: the layer, and whether it is null.
    Leaf(usize, bool),
    /// A set, that this layer was the last to speak of.
    Set(usize, BTreeMap<SmolStr, Tree>),
}

impl Tree {
    fn of(layer: usize, value: &Value) -> Self {
        match bare(value).attributes() {
            Some(set) => {
                let below = set.iter();
                let below = below.map(|(key, value)| (key.clone(), Self::of(layer, value)));
                Self::Set(layer, below.collect())
            }
            None => Self::Leaf(layer, *bare(value) == Value::Null),
        }
    }

    /// What a layer makes of it.
    fn under(self, layer: usize, value: &Value) -> Self {
        if resets(value) {
            return Self::of(layer, value);
        }
        match (self, value.attributes()) {
            (Self::Set(_, mut set), Some(above)) => {
                for (key, value) in above {
                    let changed = match set.remove(key) {
                        Some(tree) => tree.under(layer, value),
                        None => Self::of(layer, value),
                    };
                    set.insert(key.clone(), changed);
                }
                Self::Set(layer, set)
            }
            _ => Self::of(layer, value),
        }
    }

    /// Where a layer says a set and this is none, or the other way, with the layer that was the last to speak of it.
    fn clash(&self, value: &Value) -> Option<(Vec<SmolStr>, usize)> {
        if resets(value) || *value == Value::Null {
            return None;
        }
        match (self, value.attributes()) {
            (Self::Leaf(_, true), _) | (Self::Leaf(..), None) => None,
            (Self::Leaf(layer, false), Some(_)) | (Self::Set(layer, _), None) => {
                Some((vec![], *layer))
            }
            (Self::Set(_, set), Some(above)) => set.iter().find_map(|(key, tree)| {
                let (mut way, layer) = tree.clash(above.get(key)?)?;
                way.insert(0, key.clone());
                Some((way, layer))
            }),
        }
    }

    fn speakers(&self, found: &mut BTreeSet<usize>) {
        match self {
            Self::Leaf(layer, _) => {
                found.insert(*layer);
            }
            Self::Set(layer, set) if set.is_empty() => {
                found.insert(*layer);
            }
            Self::Set(_, set) => set.values().for_each(|tree| tree.speakers(found)),
        }
    }
}

/// A clash: the layer above, the layer below, the attributes that lead there.
pub type Clash = (Layer, Layer, Vec<SmolStr>);

/// The clashes of sets with what is none, each layer saying one thing; and the layers that are heard.
pub fn clashes(layers: &[(Layer, &Value)]) -> (Vec<Clash>, Vec<Layer>) {
    let (mut tree, mut clashes, mut heard) = (None::<Tree>, Vec::new(), Vec::new());
    for (index, (layer, value)) in layers.iter().enumerate() {
        let clash = tree.as_ref().and_then(|tree| tree.clash(value));
        if let Some((way, below)) = clash {
            clashes.push((*layer, layers[below].0, way));
            continue;
        }
        heard.push(*layer);
        tree = Some(match tree.take() {
            Some(tree) => tree.under(index, value),
            None => Tree::of(index, value),
        });
    }
    (clashes, heard)
}

/// Of which of these values, the lowest first, something is left.
pub fn contributions(merge: Merge, said: &[&Value]) -> Vec<bool> {
    let mut left = BTreeSet::new();
    match merge {
        Merge::Replace => {}
        Merge::Append | Merge::Unique => {
            let mut all: Vec<(usize, &Value)> = Vec::new();
            for (index, value) in said.iter().enumerate() {
                if resets(value) {
                    all.clear();
                }
                let Value::List(items) = bare(value) else {
                    continue;
                };
                for item in items {
                    if merge == Merge::Append || all.iter().all(|(_, other)| *other != item) {
                        all.push((index, item));
                    }
                }
            }
            left.extend(all.iter().map(|(index, _)| *index));
        }
        Merge::Recursive => {
            let mut said = said.iter().enumerate();
            if let Some((index, first)) = said.next() {
                let first = Tree::of(index, first);
                let tree = said.fold(first, |tree, (index, value)| tree.under(index, value));
                tree.speakers(&mut left);
            }
        }
    }
    if left.is_empty() {
        left.extend(said.len().checked_sub(1));
    }
    (0..said.len()).map(|index| left.contains(&index)).collect()
}
