//! Changes: what a layer does to the value of one option that it inherits.
//!
//! Changes of one option under one [`Merge`] compose ([`Change::then`]) so that applying two is applying their
//! composition. A reset, and every value that its strategy does not combine, is a constant, which forgets what it inherits.

use std::collections::{BTreeMap, HashSet};

use smol_str::{SmolStr, format_smolstr};

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

/// Which of the values that layers say, the lowest first, the result is, or has something of: a list its elements, a set
/// what stands at the ends of its attribute paths. Linear in the values' size.
///
/// Where none adds anything, the result is the highest.
pub fn contributions(merge: Merge, said: &[&Value]) -> Vec<bool> {
    let mut contribute = vec![false; said.len()];
    let Some(highest) = said.len().checked_sub(1) else {
        return contribute;
    };
    match merge {
        Merge::Replace => {}
        Merge::Append | Merge::Unique => lists(merge, said, &mut contribute),
        Merge::Recursive => {
            let said: Vec<_> = said.iter().copied().enumerate().collect();
            ends(&said, &mut contribute);
        }
    }
    if !contribute.contains(&true) {
        contribute[highest] = true;
    }
    contribute
}

/// Of the values that layers say, the lowest first, those that brought what stands at a way inside the result, each with
/// the way to it in what that layer says. Linear in the values' size.
///
/// Of a set that several layers speak of, all that do; of an element that is there once, all that have it. The empty way
/// means the result: all that contribute to it. So does a way where a reference hides what a layer brings.
pub fn brought(merge: Merge, said: &[&Value], way: &[SmolStr]) -> Vec<(usize, Vec<SmolStr>)> {
    let first = first_counting(merge, said.iter().copied());
    let refers = said.iter().skip(first).any(|value| value.has_reference());
    let found = match merge {
        _ if way.is_empty() || refers => vec![],
        Merge::Append | Merge::Unique => element(merge, &said[first..], way),
        Merge::Replace | Merge::Recursive => attribute(&said[first..], way),
    };
    if !found.is_empty() {
        let found = found.into_iter();
        return found.map(|(index, way)| (index + first, way)).collect();
    }
    let contributing = contributions(merge, said).into_iter().enumerate();
    contributing
        .filter(|(_, contributes)| *contributes)
        .map(|(index, _)| (index, way.to_vec()))
        .collect()
}

/// Who says the element of a list that is put together.
fn element(merge: Merge, said: &[&Value], way: &[SmolStr]) -> Vec<(usize, Vec<SmolStr>)> {
    let Some((Ok(wanted), rest)) = way
        .split_first()
        .map(|(position, rest)| (position.parse::<usize>(), rest))
    else {
        return vec![];
    };
    let items = said.iter().enumerate().flat_map(|(layer, value)| {
        let items = match without_reset(value) {
            Value::List(items) => items.as_slice(),
            _ => &[],
        };
        let items = items.iter().enumerate();
        items.map(move |(position, item)| (layer, position, item))
    });
    let at = |(layer, position, _): (usize, usize, &Value)| {
        let position = format_smolstr!("{position}");
        let way = std::iter::once(position).chain(rest.iter().cloned());
        (layer, way.collect())
    };
    if merge == Merge::Append {
        return items.clone().nth(wanted).map(at).into_iter().collect();
    }
    let mut seen = HashSet::new();
    let mut merged = items.clone().filter(|(_, _, item)| seen.insert(*item));
    let Some((_, _, wanted)) = merged.nth(wanted) else {
        return vec![];
    };
    let mut all: Vec<_> = items.filter(|(_, _, item)| *item == wanted).collect();
    all.dedup_by_key(|(layer, _, _)| *layer);
    all.into_iter().map(at).collect()
}

/// Who says what stands at a way inside sets that are merged.
fn attribute(said: &[&Value], way: &[SmolStr]) -> Vec<(usize, Vec<SmolStr>)> {
    let mut found = Vec::new();
    for (layer, value) in said.iter().enumerate().rev() {
        let Some(value) = led(value, way) else {
            continue;
        };
        found.push((layer, way.to_vec()));
        if value.attributes().is_none() {
            break;
        }
    }
    found.reverse();
    found
}

/// What a way of attributes and positions leads to, whatever is reset on it.
fn led<'v>(value: &'v Value, way: &[SmolStr]) -> Option<&'v Value> {
    way.iter().try_fold(without_reset(value), |value, step| {
        let below = match value {
            Value::List(items) => items.get(step.parse::<usize>().ok()?)?,
            value => value.attributes()?.get(step)?,
        };
        Some(without_reset(below))
    })
}

/// From which of these values, the lowest first, on the result depends on what they say: a reset, and what does not
/// combine, hides all below.
fn first_counting<'v>(merge: Merge, said: impl DoubleEndedIterator<Item = &'v Value>) -> usize {
    let said: Vec<_> = said.collect();
    let combines = |value: &Value| match merge {
        Merge::Replace => false,
        Merge::Append | Merge::Unique => matches!(value, Value::List(_)),
        Merge::Recursive => value.attributes().is_some(),
    };
    let constant = said.iter().rposition(|value| !combines(value));
    constant.unwrap_or(0)
}

fn without_reset(value: &Value) -> &Value {
    match value {
        Value::Marker(marker) => match &**marker {
            Marker::Reset(inner) => without_reset(inner),
            _ => value,
        },
        _ => value,
    }
}

/// Lists that are put together, of which only the first that counts may be something else.
fn lists(merge: Merge, said: &[&Value], contribute: &mut [bool]) {
    let first = first_counting(merge, said.iter().copied());
    let mut merged: HashSet<&Value> = HashSet::new();
    let counting = said.iter().zip(contribute).skip(first);
    for (value, contributes) in counting {
        let Value::List(items) = without_reset(value) else {
            continue;
        };
        for item in items {
            if merge == Merge::Append || merged.insert(item) {
                *contributes = true;
            }
        }
    }
}

/// Who was the last to speak of each value at the end of an attribute path.
fn ends(said: &[(usize, &Value)], contribute: &mut [bool]) {
    let values = said.iter().map(|(_, value)| *value);
    let counting = &said[first_counting(Merge::Recursive, values)..];
    let Some((last, _)) = counting.last() else {
        return;
    };
    let mut below: BTreeMap<&SmolStr, Vec<(usize, &Value)>> = BTreeMap::new();
    for (index, value) in counting {
        for (key, value) in without_reset(value).attributes().into_iter().flatten() {
            below.entry(key).or_default().push((*index, value));
        }
    }
    if below.is_empty() {
        contribute[*last] = true;
    }
    for said in below.values() {
        ends(said, contribute);
    }
}

/// What a layer that says `said` says of an attribute inside; none where it does not speak of it.
pub(crate) fn inside<'v>(said: &'v Value, way: &[SmolStr]) -> Option<&'v Value> {
    way.iter().try_fold(without_reset(said), |value, name| {
        Some(without_reset(value.attributes()?.get(name)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    fn contributing(merge: Merge, texts: &[&str]) -> Vec<bool> {
        let values: Vec<Value> = texts.iter().copied().map(value).collect();
        contributions(merge, &values.iter().collect::<Vec<_>>())
    }

    #[test]
    fn of_what_is_replaced_the_last_contributes() {
        assert_eq!(
            contributing(Merge::Replace, &["[1,2]", "[2,3]", "[2]"]),
            [false, false, true]
        );
    }

    #[test]
    fn a_list_contributes_what_it_adds() {
        assert_eq!(
            contributing(Merge::Append, &["[]", "[1]", "[]", "[1]"]),
            [false, true, false, true]
        );
        assert_eq!(
            contributing(Merge::Unique, &["[1]", "[1]", "[1,2]"]),
            [true, false, true]
        );
        assert_eq!(contributing(Merge::Append, &["[]", "[]"]), [false, true]);
        let reset = r#"{"$den":{"reset":[2]}}"#;
        assert_eq!(
            contributing(Merge::Append, &["[1]", reset, "[3]"]),
            [false, true, true]
        );
    }

    #[test]
    fn a_set_contributes_while_a_leaf_of_it_is_left() {
        let sets = [
            r#"{"a":{"x":1},"b":1}"#,
            r#"{"a":{"x":2,"y":2}}"#,
            r#"{"a":{"y":3},"b":3}"#,
        ];
        assert_eq!(contributing(Merge::Recursive, &sets), [false, true, true]);
        assert_eq!(
            contributing(Merge::Recursive, &[r#"{"a":1}"#, "{}"]),
            [true, false]
        );
        assert_eq!(
            contributing(Merge::Recursive, &[r#"{"a":1}"#, "null"]),
            [false, true]
        );
        let nested = r#"{"a":{"$den":{"reset":{"y":1}}}}"#;
        assert_eq!(
            contributing(Merge::Recursive, &[r#"{"a":{"x":1}}"#, nested]),
            [false, true]
        );
    }

    fn bringing(merge: Merge, texts: &[&str], way: &[&str]) -> Vec<(usize, String)> {
        let values: Vec<Value> = texts.iter().copied().map(value).collect();
        let way: Vec<_> = way.iter().copied().map(SmolStr::new).collect();
        let found = brought(merge, &values.iter().collect::<Vec<_>>(), &way);
        found
            .into_iter()
            .map(|(layer, way)| (layer, way.join(".")))
            .collect()
    }

    #[test]
    fn an_element_is_brought_by_the_layers_that_have_it() {
        let lists = ["[1,2]", "[]", "[2,3]", "[3]"];
        let append = |position| bringing(Merge::Append, &lists, &[position]);
        assert_eq!(append("1"), [(0, "1".to_owned())]);
        assert_eq!(append("3"), [(2, "1".to_owned())]);
        assert_eq!(append("4"), [(3, "0".to_owned())]);
        let unique = |position| bringing(Merge::Unique, &lists, &[position, "k"]);
        assert_eq!(unique("1"), [(0, "1.k".to_owned()), (2, "0.k".to_owned())]);
        assert_eq!(unique("2"), [(2, "1.k".to_owned()), (3, "0.k".to_owned())]);
        let reset = ["[1]", r#"{"$den":{"reset":[2]}}"#, "[3]"];
        assert_eq!(
            bringing(Merge::Append, &reset, &["1"]),
            [(2, "0".to_owned())]
        );
        assert_eq!(
            bringing(Merge::Append, &lists, &[]).len(),
            3,
            "all that add something"
        );
    }

    #[test]
    fn an_attribute_is_brought_by_the_last_that_says_it_and_a_set_by_all() {
        let sets = [
            r#"{"a":{"x":[1]},"b":1}"#,
            r#"{"a":{"y":2}}"#,
            r#"{"a":{"x":[3]}}"#,
        ];
        let brings = |way: &[&str]| {
            let found = bringing(Merge::Recursive, &sets, way).into_iter();
            found.map(|(layer, _)| layer).collect::<Vec<_>>()
        };
        assert_eq!(brings(&["b"]), [0]);
        assert_eq!(brings(&["a", "x", "0"]), [2]);
        assert_eq!(brings(&["a", "y"]), [1]);
        assert_eq!(brings(&["a"]), [0, 1, 2]);
        assert_eq!(brings(&["a", "z"]), [0, 1, 2], "nobody says it");
        assert_eq!(
            bringing(Merge::Replace, &["[1]", "[2]"], &["0"]),
            [(1, "0".to_owned())]
        );
    }

    #[test]
    fn a_reset_inside_a_set_forgets_that_attribute_only() {
        let below = value(r#"{"a":{"x":1},"b":{"x":1}}"#);
        let above = value(r#"{"a":{"$den":{"reset":{"y":2}}},"b":{"y":2}}"#);
        let merged = Change::of(Merge::Recursive, &above).apply(Some(below));
        assert_eq!(merged, value(r#"{"a":{"y":2},"b":{"x":1,"y":2}}"#));
    }
}
