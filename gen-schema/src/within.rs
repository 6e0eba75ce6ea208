//! What the definitions of one layer make together.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::change::Change;
use crate::definition::{Definition, Origin, PLAIN};
use crate::interface::Merge;
use crate::value::{Marker, Value};

/// Definitions of one layer that cannot both hold.
pub(crate) struct Conflict<'d, O> {
    /// The contenders: equal rank and priority, different values.
    pub(crate) contenders: Vec<Definition<'d, O>>,
    /// Below the option, the attributes that lead to where they differ.
    pub(crate) at: Vec<SmolStr>,
}

/// Of the definitions of one layer those that count: the best priority and, where they do not combine, the highest rank.
pub(crate) fn strongest<O: Origin>(
    merge: Merge,
    definitions: Vec<Definition<'_, O>>,
) -> Vec<Definition<'_, O>> {
    let mut strongest: Vec<_> = if definitions.iter().all(Definition::is_discharged) {
        definitions
    } else {
        let discharged = definitions.into_iter().flat_map(Definition::discharge);
        discharged.collect()
    };
    if strongest.len() < 2 {
        return strongest;
    }
    let priority = |definition: &Definition<'_, O>| definition.priority.unwrap_or(PLAIN);
    let best = strongest.iter().map(priority).min();
    strongest.retain(|definition| Some(priority(definition)) == best);
    if !combine(merge, &strongest) {
        let rank = |definition: &Definition<'_, O>| definition.place.origin.rank();
        let highest = strongest.iter().map(rank).max();
        strongest.retain(|definition| Some(rank(definition)) == highest);
    }
    strongest
}

fn combine<O>(merge: Merge, definitions: &[Definition<'_, O>]) -> bool {
    match merge {
        Merge::Replace => false,
        Merge::Append | Merge::Unique => true,
        // What a reference stands for may be a set: it is looked at again where that is known.
        Merge::Recursive => definitions.iter().all(|definition| {
            definition.value.attributes().is_some() || is_reference(definition.value)
        }),
    }
}

/// Whether a value is a reference itself.
pub(crate) fn is_reference(value: &Value) -> bool {
    matches!(value, Value::Marker(marker) if matches!(**marker, Marker::Ref(_)))
}

/// What the strongest definitions of one layer make together; none where there are none.
///
/// # Errors
///
/// Definitions of equal rank and priority with different values, where the strategy is no combination.
pub(crate) fn within<'d, O: Origin>(
    merge: Merge,
    mut strongest: Vec<Definition<'d, O>>,
) -> Result<Option<Change>, Conflict<'d, O>> {
    if strongest.is_empty() {
        return Ok(None);
    }
    let change = match merge {
        _ if !combine(merge, &strongest) => only(merge, &strongest)?,
        Merge::Append | Merge::Unique => {
            let order = |definition: &Definition<'_, O>| {
                let origin = &definition.place.origin;
                (origin.rank(), SmolStr::new(origin.name()))
            };
            strongest.sort_by_cached_key(order);
            let changes = strongest
                .iter()
                .map(|definition| Change::of(merge, definition.value));
            changes.reduce(Change::then)
        }
        Merge::Replace | Merge::Recursive => Some(sets(merge, &strongest)?),
    };
    // What is reset is not what the layer's own definitions say.
    let reset = merge != Merge::Replace && strongest.iter().any(|definition| definition.reset);
    Ok(change.map(|change| if reset { change.reset() } else { change }))
}

/// Sets, attribute by attribute.
fn sets<'d, O: Origin>(
    merge: Merge,
    definitions: &[Definition<'d, O>],
) -> Result<Change, Conflict<'d, O>> {
    if let [only] = definitions
        && !only.value.has_definitions()
    {
        return Ok(Change::of(merge, only.value));
    }
    let mut below: BTreeMap<&SmolStr, Vec<Definition<'d, O>>> = BTreeMap::new();
    for definition in definitions {
        for key in definition.value.attributes().into_iter().flatten() {
            // What is said around the set chose among sets, and is said.
            let attribute = definition.attribute(key.0).map(|attribute| Definition {
                priority: None,
                reset: false,
                ..attribute
            });
            below.entry(key.0).or_default().extend(attribute);
        }
    }
    let mut merged = BTreeMap::new();
    for (key, definitions) in below {
        match within(merge, strongest(merge, definitions)) {
            Ok(change) => merged.extend(change.map(|change| (key.clone(), change))),
            Err(mut conflict) => {
                conflict.at.insert(0, key.clone());
                return Err(conflict);
            }
        }
    }
    Ok(Change::Merge(merged))
}

/// What definitions say that must agree.
fn only<'d, O: Origin>(
    merge: Merge,
    definitions: &[Definition<'d, O>],
) -> Result<Option<Change>, Conflict<'d, O>> {
    let Some(first) = definitions.first() else {
        return Ok(None);
    };
    if definitions.iter().all(|other| other.value == first.value) {
        Ok(Some(Change::of(merge, first.value)))
    } else {
        Err(Conflict {
            contenders: definitions.to_vec(),
            at: vec![],
        })
    }
}
