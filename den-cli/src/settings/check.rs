//! What is wrong with definitions of settings by themselves: keys that the interface lacks, values that it refuses.
//!
//! Each definition is looked at once, whatever number of hosts it reaches, and blamed on its own layer and position even
//! where a higher layer hides it.

use std::rc::Rc;

use smol_str::SmolStr;

use super::layer::Definition;
use super::types::Types;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::interface::{Interface, Leaf, Merge, Property};
use crate::document::positions::Positions;
use crate::document::value::{Attribute, Marker, MarkerAt, Value};

/// Checks definitions against interfaces.
pub struct Checker<'d> {
    positions: &'d Positions,
    types: Rc<Types>,
}

/// The way to an option as one writes it: `nginx.tls.port`.
pub fn option_name(aspect: &str, way: &[SmolStr]) -> String {
    way.iter().fold(aspect.to_owned(), |text, name| {
        format!("{text}.{}", Attribute(name))
    })
}

impl<'d> Checker<'d> {
    /// A checker for a document with these positions.
    pub fn new(positions: &'d Positions, types: Rc<Types>) -> Self {
        Self { positions, types }
    }

    /// Everything that is wrong with a definition.
    pub fn check(
        &self,
        aspect: &str,
        interface: &'d Interface,
        definition: Definition<'d>,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        self.group(aspect, interface, definition, &mut Vec::new(), &mut found);
        found
    }

    fn group(
        &self,
        aspect: &str,
        interface: &'d Interface,
        definition: Definition<'d>,
        way: &mut Vec<SmolStr>,
        found: &mut Vec<Diagnostic>,
    ) {
        for definition in definition.discharge() {
            let Some(set) = definition.attributes() else {
                found.extend(self.malformed(aspect, way, &definition).or_else(|| {
                    let option = option_name(aspect, way);
                    let message = format!(
                        "`{option}` takes settings by name, the {} gives {}",
                        source(&definition),
                        definition.value.kind()
                    );
                    Some(
                        self.error("den::settings::type", message, &definition)
                            .help(format!("write `{option} = {{ … }};`")),
                    )
                }));
                continue;
            };
            for name in set.keys() {
                let Some(below) = definition.attribute(name) else {
                    continue;
                };
                way.push(name.clone());
                match interface.properties.get(name) {
                    Some(Property::Group(inner)) => self.group(aspect, inner, below, way, found),
                    Some(Property::Leaf(leaf)) => self.leaf(aspect, leaf, below, way, found),
                    None => found.push(self.unknown(aspect, interface, &below, way)),
                }
                way.pop();
            }
        }
    }

    fn unknown(
        &self,
        aspect: &str,
        interface: &Interface,
        definition: &Definition<'_>,
        way: &[SmolStr],
    ) -> Diagnostic {
        let message = format!(
            "the {} sets `{}`, which the interface of `{aspect}` lacks",
            source(definition),
            option_name(aspect, way)
        );
        let names = interface.properties.keys().map(SmolStr::as_str);
        let name = way.last().map_or("", SmolStr::as_str);
        let help = did_you_mean(name, names.clone()).unwrap_or_else(|| match &names.collect::<Vec<_>>()[..] {
            [] => format!("`{aspect}` declares no option there: declare it in `den.aspects.{aspect}.settings`, or drop the line"),
            known => format!("it has {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        });
        self.error("den::settings::unknown-key", message, definition)
            .help(help)
    }

    fn leaf(
        &self,
        aspect: &str,
        leaf: &'d Leaf,
        definition: Definition<'d>,
        way: &[SmolStr],
        found: &mut Vec<Diagnostic>,
    ) {
        for definition in definition.discharge() {
            if let Some(malformed) = self.malformed(aspect, way, &definition) {
                found.push(malformed);
                continue;
            }
            let inside = self.inside(aspect, leaf, way, &definition);
            if !inside.is_empty() {
                found.extend(inside);
                continue;
            }
            let refusal = match leaf.merge {
                Merge::Replace => self.types.refusal(leaf, definition.value),
                // What the layers make together is looked at where they come together.
                Merge::Append | Merge::Unique if !matches!(definition.value, Value::List(_)) => {
                    Some(format!("{} is no list", definition.value))
                }
                Merge::Append | Merge::Unique | Merge::Recursive => None,
            };
            if let Some(refusal) = refusal {
                let message = format!(
                    "the {} gives `{}` a value of the wrong type: {refusal}",
                    source(&definition),
                    option_name(aspect, way)
                );
                let help = leaf
                    .description
                    .as_ref()
                    .map(|description| format!("the option is: {description}"));
                found.push(
                    self.error("den::settings::type", message, &definition)
                        .maybe_help(help),
                );
            }
        }
    }

    /// What is wrong below the top of a value. Priorities have a meaning only along the keys that are merged.
    fn inside(
        &self,
        aspect: &str,
        leaf: &Leaf,
        way: &[SmolStr],
        definition: &Definition<'d>,
    ) -> Vec<Diagnostic> {
        let merged = leaf.merge == Merge::Recursive;
        let mut found = Vec::new();
        for MarkerAt {
            way: below,
            in_list,
            marker,
        } in definition.value.markers()
        {
            let option = option_name(aspect, &[way, &below].concat());
            let path = definition.path.iter().cloned().chain(below).collect();
            let at = Definition {
                path,
                ..definition.clone()
            };
            match marker {
                Marker::Malformed(malformed) => {
                    let message = format!(
                        "`{option}`: expected {}, found {}",
                        malformed.expected, malformed.found
                    );
                    found.push(self.error(malformed.code.clone(), message, &at));
                }
                Marker::Priority(_) | Marker::Merge(_) if !merged || in_list => {
                    let message = format!(
                        "`{option}`: `mkForce`, `mkDefault` and `mkMerge` have no meaning inside a value that is taken as a whole"
                    );
                    let help = "put it around the whole value, or write the value itself";
                    found.push(self.error("den::value::property", message, &at).help(help));
                }
                _ => {}
            }
        }
        found
    }

    fn malformed(
        &self,
        aspect: &str,
        way: &[SmolStr],
        definition: &Definition<'_>,
    ) -> Option<Diagnostic> {
        let Value::Marker(marker) = definition.value else {
            return None;
        };
        let Marker::Malformed(malformed) = &**marker else {
            return None;
        };
        let option = option_name(aspect, way);
        let message = format!(
            "`{option}`: expected {}, found {}",
            malformed.expected, malformed.found
        );
        Some(
            Diagnostic::error(malformed.code.clone(), message)
                .at(self.positions.nearest(&definition.path)),
        )
    }

    fn error(
        &self,
        code: impl Into<std::borrow::Cow<'static, str>>,
        message: String,
        definition: &Definition<'_>,
    ) -> Diagnostic {
        Diagnostic::error(code, message).at(self.positions.nearest(&definition.path))
    }
}

/// Who says it: `host layer`, or ``policy `p` ``.
pub fn source(definition: &Definition<'_>) -> String {
    match definition.policy {
        Some(policy) => format!("policy `{policy}`"),
        None => format!("{} layer", definition.layer.name()),
    }
}
