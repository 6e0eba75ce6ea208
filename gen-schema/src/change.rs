//! Changes: what a layer does to the value of one option that it inherits.
//!
//! Changes of one option under one [`Merge`] compose ([`Change::then`]) so that applying two is applying their
//! composition. A reset, and every value that its strategy does not combine, is a constant, which forgets what it inherits.

use std::collections::{BTreeMap, HashSet};

use smol_str::SmolStr;

use crate::interface::Merge;
use crate::value::{Marker, Value};

/// What a layer does to the value that it inherits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Puts a value in its place, which its strategy does not combine.
    Replace(Value),
    /// Puts a value in its place, and says that what was there is to be forgotten.
    Reset(Value),
    /// Adds elements at the end of a list.
    Append(Vec<Value>),
    /// Adds those elements that are not there yet.
    Unique(Vec<Value>),
    /// Changes attributes of a set.
    Merge(BTreeMap<SmolStr, Change>),
}

impl Change {
    /// What a layer that says `value` does to an option of this strategy. Linear in the value's size.
    pub fn of(merge: Merge, value: &Value) -> Self {
        if let Value::Marker(marker) = value
            && let Marker::Reset(inner) = &**marker
        {
            let inner = Self::of(merge, inner);
            return match merge {
                // Nothing else ever happens to it.
                Merge::Replace => inner,
                _ => inner.reset(),
            };
        }
        match (merge, value) {
            (Merge::Append, Value::List(items)) => Self::Append(items.clone()),
            (Merge::Unique, Value::List(items)) => Self::Unique(items.clone()),
            (Merge::Recursive, value) => match value.attributes() {
                Some(set) => {
                    let below = set
                        .iter()
                        .map(|(key, value)| (key.clone(), Self::of(merge, value)));
                    Self::Merge(below.collect())
                }
                None => Self::Replace(value.clone()),
            },
            (_, value) => Self::Replace(value.clone()),
        }
    }

    /// What a layer that does this says: [`Self::of`] of it is this change again.
    pub fn said(&self) -> Value {
        self.clone().into_said()
    }

    /// The same.
    #[must_use]
    pub fn into_said(self) -> Value {
        match self {
            Self::Replace(value) => value,
            Self::Reset(value) => Marker::Reset(value).into(),
            Self::Append(items) | Self::Unique(items) => Value::List(items),
            Self::Merge(changes) => {
                let said = changes.into_iter();
                Value::set(
                    said.map(|(key, change)| (key, change.into_said()))
                        .collect(),
                )
            }
        }
    }

    /// The value that comes of it. Where the strategy combines and the shapes clash, the layer's own counts.
    #[must_use]
    pub fn apply(self, inherited: Option<Value>) -> Value {
        match (self, inherited) {
            (Self::Replace(value) | Self::Reset(value), _) => value,
            (Self::Append(items), Some(Value::List(mut below))) => {
                below.extend(items);
                Value::List(below)
            }
            (Self::Append(items), _) => Value::List(items),
            (Self::Unique(items), below) => {
                let mut all = match below {
                    Some(Value::List(below)) => below,
                    _ => vec![],
                };
                add_new(&mut all, items);
                Value::List(all)
            }
            (Self::Merge(changes), below) => {
                let mut set = below.and_then(into_attributes).unwrap_or_default();
                for (key, change) in changes {
                    let changed = change.apply(set.remove(&key));
                    set.insert(key, changed);
                }
                Value::set(set)
            }
        }
    }

    /// The change that does this one and then `next`, of a layer above.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        match (self, next) {
            (_, Self::Reset(value)) | (Self::Reset(_), Self::Replace(value)) => Self::Reset(value),
            (_, Self::Replace(value)) => Self::Replace(value),
            // What is added to a constant is one, whatever its shape.
            (Self::Replace(value) | Self::Reset(value), next) => {
                Self::Reset(next.apply(Some(value)))
            }
            (Self::Append(mut first), Self::Append(second)) => {
                first.extend(second);
                Self::Append(first)
            }
            (Self::Unique(mut first), Self::Unique(second)) => {
                add_new(&mut first, second);
                Self::Unique(first)
            }
            (Self::Merge(mut first), Self::Merge(second)) => {
                for (key, change) in second {
                    let both = match first.remove(&key) {
                        Some(below) => below.then(change),
                        None => change,
                    };
                    first.insert(key, both);
                }
                Self::Merge(first)
            }
            // Of two strategies: there is no such option.
            (_, next) => next,
        }
    }

    /// The change that forgets what it inherits, and is this one on nothing.
    #[must_use]
    pub fn reset(self) -> Self {
        Self::Reset(self.apply(None))
    }
}

fn into_attributes(value: Value) -> Option<BTreeMap<SmolStr, Value>> {
    match value {
        Value::Set(set) => Some(set),
        Value::Marker(marker) => match *marker {
            Marker::Attrs(set) => Some(set),
            _ => None,
        },
        _ => None,
    }
}

fn add_new(all: &mut Vec<Value>, items: Vec<Value>) {
    let known: HashSet<&Value> = all.iter().collect();
    let mut new: Vec<Value> = Vec::new();
    let mut seen: HashSet<&Value> = HashSet::new();
    for item in &items {
        if !known.contains(item) && seen.insert(item) {
            new.push(item.clone());
        }
    }
    all.extend(new);
}

/// Whether a layer that does `above` meets a set where it has none, or the other way; the attributes on the way to it.
///
/// Null stands for "none", and says nothing of the shape. What a reset meets is forgotten.
pub fn clash(below: &Value, above: &Change) -> Option<Vec<SmolStr>> {
    let at_odds = |is_set: bool| (below.attributes().is_some() != is_set).then(Vec::new);
    match (below, above) {
        (Value::Null, _) | (_, Change::Reset(_) | Change::Replace(Value::Null)) => None,
        (_, Change::Replace(value)) => at_odds(value.attributes().is_some()),
        (_, Change::Append(_) | Change::Unique(_)) => at_odds(false),
        (_, Change::Merge(changes)) => match below.attributes() {
            Some(below) => below.iter().find_map(|(key, value)| {
                let mut way = clash(value, changes.get(key)?)?;
                way.insert(0, key.clone());
                Some(way)
            }),
            None => Some(vec![]),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_reset_inside_a_set_forgets_that_attribute_only() {
        let below = value(r#"{"a":{"x":1},"b":{"x":1}}"#);
        let above = value(r#"{"a":{"$den":{"reset":{"y":2}}},"b":{"y":2}}"#);
        let merged = Change::of(Merge::Recursive, &above).apply(Some(below));
        assert_eq!(merged, value(r#"{"a":{"y":2},"b":{"x":1,"y":2}}"#));
    }
}
