//! What is wrong with definitions by themselves: keys that the interface lacks, values that it refuses.
//!
//! Each definition is looked at once, whatever number of entities it reaches, and blamed on its own layer and place even
//! where a higher layer hides it. What several layers make together is looked at where they come together:
//! see [`Leaf::verdict`](crate::interface::Leaf::verdict).

use smol_str::SmolStr;

use crate::definition::{Definition, Origin, Place, Way};
use crate::interface::{Group, Interface, Leaf, Merge, Property};
#[cfg(feature = "validate")]
use crate::interface::{Refusal, Verdict, describe};
use crate::suggest::nearest;
#[cfg(feature = "validate")]
use crate::value::MARKER;
use crate::value::{Malformed, Marker, MarkerAt, Value};

/// Something that is wrong with a definition, or that cannot be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding<O> {
    /// Where.
    pub place: Place<O>,
    /// The way to the option, and below it to what is wrong, as [`Value::shown_way`] has it.
    pub option: Vec<SmolStr>,
    /// What.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The interface has no such option.
    UnknownKey {
        /// The nearest of those that it has there, best first.
        nearest: Vec<SmolStr>,
        /// The first few that it has there.
        known: Vec<SmolStr>,
        /// How many it has there.
        count: usize,
    },
    /// A group of options is no attribute set: what it is instead.
    NoSet(String),
    /// The option does not take the value: `expected …, found …`, and what the option is for.
    Refused {
        /// What was expected, and what was found.
        message: String,
        /// The option's description.
        description: Option<String>,
    },
    /// A value that was of the wrong shape when it was read.
    Malformed(Malformed),
    /// A priority, a merge or a reset inside a value that is taken as a whole.
    Inert,
    /// A hole meets a constraint, and only Nix can tell whether it satisfies it.
    LeftToNix {
        /// What the option takes, where words can say it.
        expected: Option<String>,
        /// The kind of value, with that of a hole inside.
        found: String,
    },
}

/// How many of the options that there are stand in a finding.
const KNOWN: usize = 8;

/// Everything that is wrong with a definition of an interface. Linear in the definition's size, validation aside.
pub fn check<O: Origin>(interface: &Interface, definition: Definition<'_, O>) -> Vec<Finding<O>> {
    let mut found = Vec::new();
    group(interface.root(), definition, &mut Vec::new(), &mut found);
    found
}

fn group<O: Origin>(
    group: &Group,
    definition: Definition<'_, O>,
    way: &mut Vec<SmolStr>,
    found: &mut Vec<Finding<O>>,
) {
    for definition in definition.discharge() {
        let finding = |fault| Finding {
            place: definition.place.clone(),
            option: way.clone(),
            fault,
        };
        let Some(set) = definition.value.attributes() else {
            found.push(finding(match malformed(definition.value) {
                Some(malformed) => Fault::Malformed(malformed.clone()),
                None => Fault::NoSet(definition.value.kind().to_owned()),
            }));
            continue;
        };
        for name in set.keys() {
            let Some(below) = definition.attribute(name) else {
                continue;
            };
            way.push(name.clone());
            match group.properties.get(name) {
                Some(Property::Group(inner)) => self::group(inner, below, way, found),
                Some(Property::Leaf(option)) => leaf(option, below, way, found),
                None => {
                    let known = group.properties.keys();
                    let near = nearest(name, known.clone().map(SmolStr::as_str));
                    found.push(Finding {
                        place: below.place,
                        option: way.clone(),
                        fault: Fault::UnknownKey {
                            nearest: near.into_iter().map(SmolStr::from).collect(),
                            count: known.len(),
                            known: known.take(KNOWN).cloned().collect(),
                        },
                    });
                }
            }
            way.pop();
        }
    }
}

fn malformed(value: &Value) -> Option<&Malformed> {
    match value {
        Value::Marker(marker) => match &**marker {
            Marker::Malformed(malformed) => Some(malformed),
            _ => None,
        },
        _ => None,
    }
}

fn leaf<O: Origin>(
    leaf: &Leaf,
    definition: Definition<'_, O>,
    way: &[SmolStr],
    found: &mut Vec<Finding<O>>,
) {
    for definition in definition.discharge() {
        let before = found.len();
        markers(leaf, &definition, way, found);
        if found.len() > before {
            continue;
        }
        // What a reference stands for is looked at where it is known.
        if definition.value.has_reference() {
            continue;
        }
        match leaf.merge {
            Merge::Replace => typed(leaf, &definition, way, found),
            // What the layers make together is looked at where they come together.
            Merge::Append | Merge::Unique
                if !matches!(definition.value, Value::List(_)) && !hole(definition.value) =>
            {
                let message = format!("expected a list, found {}", definition.value);
                found.push(Finding {
                    place: definition.place.clone(),
                    option: way.to_vec(),
                    fault: Fault::Refused {
                        message,
                        description: leaf.description.clone(),
                    },
                });
            }
            // What is no set hides what lies below it, and is taken as a whole.
            Merge::Recursive
                if definition.value.attributes().is_none() && *definition.value != Value::Null =>
            {
                typed(leaf, &definition, way, found);
            }
            Merge::Append | Merge::Unique | Merge::Recursive => {
                partly(leaf, &definition, way, found);
            }
        }
    }
}

fn hole(value: &Value) -> bool {
    matches!(value, Value::Marker(marker) if matches!(**marker, Marker::Hole(_)))
}

#[cfg(not(feature = "validate"))]
fn typed<O: Origin>(_: &Leaf, _: &Definition<'_, O>, _: &[SmolStr], _: &mut Vec<Finding<O>>) {}

#[cfg(not(feature = "validate"))]
fn partly<O: Origin>(_: &Leaf, _: &Definition<'_, O>, _: &[SmolStr], _: &mut Vec<Finding<O>>) {}

#[cfg(feature = "validate")]
fn typed<O: Origin>(
    leaf: &Leaf,
    definition: &Definition<'_, O>,
    way: &[SmolStr],
    found: &mut Vec<Finding<O>>,
) {
    match leaf.verdict(definition.value) {
        Verdict::Refused(refusals) => refused(leaf, definition, way, refusals, found),
        _ => left_to_nix(leaf, definition, way, found),
    }
}

/// What is wrong with a part of a value, whatever other layers add to it, or hide of it.
#[cfg(feature = "validate")]
fn partly<O: Origin>(
    leaf: &Leaf,
    definition: &Definition<'_, O>,
    way: &[SmolStr],
    found: &mut Vec<Finding<O>>,
) {
    // Priorities and merges inside are taken off where the layers come together, and what is left is looked at there.
    let markers = definition.value.markers();
    let bare = markers
        .iter()
        .all(|at| matches!(at.marker, Marker::Hole(_)));
    let Verdict::Refused(mut refusals) = leaf.verdict(definition.value) else {
        left_to_nix(leaf, definition, way, found);
        return;
    };
    refusals.retain(|refusal| match leaf.merge {
        Merge::Recursive => bare && refusal.alone,
        // An element stays what it is, wherever it ends up.
        _ => !refusal.way.is_empty(),
    });
    refused(leaf, definition, way, refusals, found);
}

#[cfg(feature = "validate")]
fn refused<O: Origin>(
    leaf: &Leaf,
    definition: &Definition<'_, O>,
    way: &[SmolStr],
    refusals: Vec<Refusal>,
    found: &mut Vec<Finding<O>>,
) {
    for refusal in refusals {
        let origin = definition.place.origin.clone();
        let inside = steps(definition.value, &refusal.way);
        let place = Place {
            origin,
            way: inside
                .into_iter()
                .fold(definition.place.way.clone(), |way, step| way.step(step)),
        };
        found.push(Finding {
            place,
            option: [way, &definition.value.shown_way(&refusal.way)].concat(),
            fault: Fault::Refused {
                message: refusal.message,
                description: leaf.description.clone(),
            },
        });
    }
}

#[cfg(feature = "validate")]
fn left_to_nix<O: Origin>(
    leaf: &Leaf,
    definition: &Definition<'_, O>,
    way: &[SmolStr],
    found: &mut Vec<Finding<O>>,
) {
    let unsure = definition.value.has_hole() || leaf.is_open();
    if !unsure || leaf.verdict(definition.value) != Verdict::LeftToNix {
        return;
    }
    let schema = serde_json::Value::Object(leaf.schema.clone());
    found.push(Finding {
        place: definition.place.clone(),
        option: way.to_vec(),
        fault: Fault::LeftToNix {
            expected: describe(&schema),
            found: with_hole(definition.value),
        },
    });
}

/// What kind of value this is, and the kind of the first hole in it.
#[cfg(feature = "validate")]
fn with_hole(value: &Value) -> String {
    let kind = value.kind();
    let mut markers = value.markers();
    markers.retain(|at| matches!(at.marker, Marker::Hole(_)) && !at.way.is_empty());
    markers.sort_unstable_by(|one, other| one.way.cmp(&other.way));
    match markers.first() {
        Some(at) => format!("{kind} with {} in it", at.marker.kind()),
        None => kind.to_owned(),
    }
}

/// The steps in the document along a way inside a value: those of escaped sets too.
#[cfg(feature = "validate")]
fn steps(value: &Value, way: &[SmolStr]) -> Vec<SmolStr> {
    let mut steps = Vec::new();
    let mut at = Some(value);
    for step in way {
        if let Some(Value::Marker(_)) = at {
            steps.extend([MARKER, "attrs"].map(SmolStr::new_static));
        }
        at = match at {
            Some(Value::List(items)) => step
                .parse::<usize>()
                .ok()
                .and_then(|index| items.get(index)),
            Some(value) => value.attributes().and_then(|set| set.get(step)),
            None => None,
        };
        steps.push(step.clone());
    }
    steps
}

/// What is wrong below the top of a value. Priorities and resets have a meaning only along the keys that are merged.
fn markers<O: Origin>(
    leaf: &Leaf,
    definition: &Definition<'_, O>,
    way: &[SmolStr],
    found: &mut Vec<Finding<O>>,
) {
    let merged = leaf.merge == Merge::Recursive;
    for MarkerAt {
        way: below,
        in_list,
        marker,
    } in definition.value.markers()
    {
        let fault = match marker {
            Marker::Malformed(malformed) => Fault::Malformed(malformed.clone()),
            Marker::Priority(_) | Marker::Merge(_) | Marker::Reset(_) if !merged || in_list => {
                Fault::Inert
            }
            _ => continue,
        };
        let origin = definition.place.origin.clone();
        let inside: &Way = &definition.place.way;
        found.push(Finding {
            place: Place {
                origin,
                way: below
                    .iter()
                    .fold(inside.clone(), |way, step| way.step(step.clone())),
            },
            option: [way, &definition.value.shown_way(&below)].concat(),
            fault,
        });
    }
}
