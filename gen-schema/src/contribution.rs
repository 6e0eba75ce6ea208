//! Contributions: which layers a value is made of, and which of them brought a part of it.
//!
//! What layers say is looked at once more, beside the value that [`Change`](crate::Change) makes of it.

use std::collections::{BTreeMap, HashSet};

use smol_str::{SmolStr, format_smolstr};

use crate::interface::Merge;
use crate::value::{Marker, Value};

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
}
