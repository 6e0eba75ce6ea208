//! Merging: definitions within one layer, and layers with one another.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::layer::{Definition, PLAIN};
use crate::document::interface::Merge;
use crate::document::value::Value;

/// Definitions of one layer that cannot both hold.
#[derive(Debug)]
pub struct Conflict<'d> {
    /// The contenders: equal rank and priority, different values.
    pub contenders: Vec<Definition<'d>>,
    /// Below the option, the attribute at which they differ.
    pub at: Vec<SmolStr>,
}

/// The value that the definitions of one layer make together; none where there are none.
///
/// # Errors
///
/// Definitions of equal rank and priority with different values, where the strategy is no combination.
pub fn within<'d>(
    merge: Merge,
    definitions: Vec<Definition<'d>>,
) -> Result<Option<Value>, Conflict<'d>> {
    let mut strongest = strongest(merge, definitions);
    if strongest.is_empty() {
        return Ok(None);
    }
    match merge {
        Merge::Replace => only(strongest).map(Some),
        Merge::Append | Merge::Unique => {
            strongest.sort_by_key(|definition| (definition.rank, definition.policy));
            let mut merged: Option<Value> = None;
            for definition in strongest {
                merged = Some(across(merge, merged, definition.value.clone()));
            }
            Ok(merged)
        }
        Merge::Recursive => {
            if !are_sets(&strongest) {
                return only(strongest).map(Some);
            }
            let mut below: BTreeMap<&SmolStr, Vec<Definition<'d>>> = BTreeMap::new();
            for definition in &strongest {
                let Value::Set(set) = definition.value else {
                    continue;
                };
                for key in set.keys() {
                    below
                        .entry(key)
                        .or_default()
                        .extend(definition.attribute(key));
                }
            }
            let mut merged = BTreeMap::new();
            for (key, definitions) in below {
                match within(Merge::Recursive, definitions) {
                    Ok(value) => merged.extend(value.map(|value| (key.clone(), value))),
                    Err(mut conflict) => {
                        conflict.at.insert(0, key.clone());
                        return Err(conflict);
                    }
                }
            }
            Ok(Some(Value::Set(merged)))
        }
    }
}

/// Of the definitions of one layer those that count: the best priority and, where they do not combine, the highest rank.
pub fn strongest(merge: Merge, definitions: Vec<Definition<'_>>) -> Vec<Definition<'_>> {
    let mut strongest: Vec<_> = definitions
        .into_iter()
        .flat_map(Definition::discharge)
        .collect();
    let priority = |definition: &Definition<'_>| definition.priority.unwrap_or(PLAIN);
    let best = strongest.iter().map(priority).min();
    strongest.retain(|definition| Some(priority(definition)) == best);
    let combine = match merge {
        Merge::Replace => false,
        Merge::Append | Merge::Unique => true,
        Merge::Recursive => are_sets(&strongest),
    };
    if !combine {
        let highest = strongest.iter().map(|definition| definition.rank).max();
        strongest.retain(|definition| Some(definition.rank) == highest);
    }
    strongest
}

fn are_sets(definitions: &[Definition<'_>]) -> bool {
    definitions
        .iter()
        .all(|definition| matches!(definition.value, Value::Set(_)))
}

/// The one value of definitions that must agree.
fn only(definitions: Vec<Definition<'_>>) -> Result<Value, Conflict<'_>> {
    let mut values: Vec<_> = definitions
        .iter()
        .map(|definition| definition.value)
        .collect();
    values.dedup();
    match values[..] {
        [one] => Ok(one.clone()),
        _ => Err(Conflict {
            contenders: definitions,
            at: vec![],
        }),
    }
}

/// What a layer's value makes of the value below it.
pub fn across(merge: Merge, below: Option<Value>, above: Value) -> Value {
    match (merge, below, above) {
        (Merge::Append, Some(Value::List(mut below)), Value::List(above)) => {
            below.extend(above);
            Value::List(below)
        }
        (Merge::Unique, below, Value::List(above)) => {
            let mut merged = match below {
                Some(Value::List(below)) => below,
                _ => vec![],
            };
            for item in above {
                if !merged.contains(&item) {
                    merged.push(item);
                }
            }
            Value::List(merged)
        }
        (Merge::Recursive, Some(Value::Set(mut below)), Value::Set(above)) => {
            for (key, value) in above {
                let merged = across(merge, below.remove(&key), value);
                below.insert(key, merged);
            }
            Value::Set(below)
        }
        (_, _, above) => above,
    }
}

/// Which of the values that [`across`] folds, the lowest first, the result is, or has something of.
///
/// Where none adds anything, the result is the highest.
pub fn contributions(merge: Merge, values: &[&Value]) -> Vec<bool> {
    let mut contribute: Vec<_> = match merge {
        Merge::Replace => vec![false; values.len()],
        Merge::Append | Merge::Unique => lists(merge, values),
        Merge::Recursive => (0..values.len())
            .map(|index| {
                let empty = matches!(values[index], Value::Set(set) if set.is_empty());
                !empty && survives(values[index], &values[index + 1..])
            })
            .collect(),
    };
    if let Some(highest) = contribute.len().checked_sub(1)
        && !contribute.contains(&true)
    {
        contribute[highest] = true;
    }
    contribute
}

/// The same of lists that are put together; what is no list takes the place of all below.
fn lists(merge: Merge, values: &[&Value]) -> Vec<bool> {
    let mut contribute = Vec::with_capacity(values.len());
    let mut merged: Option<Vec<&Value>> = None;
    for value in values {
        let Value::List(items) = value else {
            contribute.fill(false);
            contribute.push(true);
            merged = None;
            continue;
        };
        if merged.is_none() {
            contribute.fill(false);
        }
        let merged = merged.get_or_insert_default();
        let before = merged.len();
        let new = |item: &&Value| merge == Merge::Append || !merged.contains(item);
        let new: Vec<_> = items.iter().filter(new).collect();
        merged.extend(new);
        contribute.push(merged.len() > before);
    }
    contribute
}

/// Whether something of a value is left where others are merged onto it, attribute by attribute.
fn survives(value: &Value, above: &[&Value]) -> bool {
    if above.is_empty() {
        return true;
    }
    let Value::Set(set) = value else {
        return false;
    };
    above.iter().all(|above| matches!(above, Value::Set(_)))
        && set.iter().any(|(key, value)| {
            let above: Vec<_> = above
                .iter()
                .filter_map(|above| attribute(above, key))
                .collect();
            survives(value, &above)
        })
}

fn attribute<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Set(set) => set.get(key),
        _ => None,
    }
}

/// Whether merging `above` onto `below` meets a set where the other has none; the attributes on the way to it.
pub fn clash(below: &Value, above: &Value) -> Option<Vec<SmolStr>> {
    match (below, above) {
        (Value::Set(below), Value::Set(above)) => below.iter().find_map(|(key, value)| {
            let mut way = clash(value, above.get(key)?)?;
            way.insert(0, key.clone());
            Some(way)
        }),
        // Null stands for "none", and says nothing of the shape.
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Set(_), _) | (_, Value::Set(_)) => Some(vec![]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contributing(merge: Merge, texts: &[&str]) -> Vec<bool> {
        let values: Vec<Value> = texts
            .iter()
            .map(|text| serde_json::from_str(text).unwrap())
            .collect();
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
        let hole = r#"{"$den":{"hole":{"path":[],"type":"function"}}}"#;
        assert_eq!(
            contributing(Merge::Append, &["[1]", hole, "[2]"]),
            [false, false, true]
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
    }
}
