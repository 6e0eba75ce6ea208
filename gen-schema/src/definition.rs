//! Definitions: values that somebody gives, with all that decides how much they weigh.

use std::fmt;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::value::{MARKER, Marker, Value};

/// Who gives a value, and where. Cheap to clone: it goes with every leaf that a definition reaches.
pub trait Origin: Clone {
    /// The layers, from the least to the most authoritative.
    type Layer: Copy + Ord + fmt::Debug;

    /// The layer of what the interface itself says.
    const DEFAULT: Self::Layer;

    /// The layer.
    fn layer(&self) -> Self::Layer;

    /// The weight within the layer: of definitions that do not combine, those of the highest rank count.
    fn rank(&self) -> i64 {
        0
    }

    /// Definitions that combine do so by rank and then by name; those of one name in the order in which they are given.
    fn name(&self) -> &str {
        ""
    }
}

/// The steps from a definition to a place inside it: attribute names, and those of markers on the way.
///
/// Shares its beginning with the ways of its siblings.
#[derive(Clone, Debug, Default)]
pub struct Way(Option<Arc<(Way, SmolStr)>>);

impl Way {
    /// This way, and one step more.
    #[must_use]
    pub fn step(&self, step: impl Into<SmolStr>) -> Self {
        self.clone().longer(step)
    }

    fn longer(self, step: impl Into<SmolStr>) -> Self {
        Self(Some(Arc::new((self, step.into()))))
    }

    /// The steps, in order.
    pub fn steps(&self) -> Vec<SmolStr> {
        let mut steps = Vec::new();
        let mut at = &self.0;
        while let Some(node) = at {
            steps.push(node.1.clone());
            at = &node.0.0;
        }
        steps.reverse();
        steps
    }
}

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        self.steps() == other.steps()
    }
}

/// A place inside a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Place<O> {
    /// The definition's origin.
    pub origin: O,
    /// The steps to the place.
    pub way: Way,
}

/// The priority of a plain definition, as in the module system.
pub const PLAIN: i64 = 100;

/// A value that somebody gives for an interface, or for a part of it.
#[derive(Clone, Debug)]
pub struct Definition<'d, O> {
    /// Where it stands.
    pub place: Place<O>,
    /// The priority that `mkForce` and its kin gave it; the lower wins. The outermost counts.
    pub priority: Option<i64>,
    /// Whether it discards what lower layers say.
    pub reset: bool,
    /// The value.
    pub value: &'d Value,
}

impl<'d, O: Origin> Definition<'d, O> {
    /// All that somebody says of an interface: a set of its options.
    pub fn new(origin: O, value: &'d Value) -> Self {
        Self {
            place: Place {
                origin,
                way: Way::default(),
            },
            priority: None,
            reset: false,
            value,
        }
    }

    fn inside<const N: usize>(&self, steps: [&str; N], value: &'d Value) -> Self {
        let way = steps.into_iter().fold(self.place.way.clone(), Way::longer);
        let origin = self.place.origin.clone();
        Self {
            place: Place { origin, way },
            value,
            ..*self
        }
    }

    /// Whether no marker is to be taken off.
    pub(crate) fn is_discharged(&self) -> bool {
        match self.value {
            Value::Marker(marker) => !matches!(
                **marker,
                Marker::Priority(_) | Marker::Merge(_) | Marker::Reset(_)
            ),
            _ => true,
        }
    }

    /// The definitions that this one consists of once `mkMerge`, priorities and resets are taken off. Linear in what is
    /// taken off.
    pub fn discharge(self) -> Vec<Self> {
        let mut done = Vec::with_capacity(1);
        let mut pending = vec![self];
        while let Some(definition) = pending.pop() {
            let Value::Marker(marker) = definition.value else {
                done.push(definition);
                continue;
            };
            match &**marker {
                Marker::Priority(inner) => {
                    let priority = definition.priority.or(Some(inner.priority));
                    let steps = [MARKER, "priority", "value"];
                    pending.push(Self {
                        priority,
                        ..definition.inside(steps, &inner.value)
                    });
                }
                Marker::Reset(inner) => pending.push(Self {
                    reset: true,
                    ..definition.inside([MARKER, "reset"], inner)
                }),
                Marker::Merge(items) => {
                    let items = items.iter().enumerate().map(|(index, item)| {
                        let index = format_smolstr!("{index}");
                        definition.inside([MARKER, "merge", index.as_str()], item)
                    });
                    pending.extend(items.rev());
                }
                _ => done.push(definition),
            }
        }
        done
    }

    /// The definition of the attribute `name` in this one, which is discharged; none where it has none.
    pub fn attribute(&self, name: &str) -> Option<Self> {
        let value = self.value.attributes()?.get(name)?;
        Some(match self.value {
            Value::Set(_) => self.inside([name], value),
            _ => self.inside([MARKER, "attrs", name], value),
        })
    }
}
