//! What Nix is asked, and whether den says the same.

use std::collections::BTreeMap;

use gen_schema::interface::Verdict;
use gen_schema::{Definition, Fault, Interface, Merge, Origin, check, resolve};
use serde::Serialize;
use serde_json::{Map, Value};
use smol_str::SmolStr;

use super::Answered;
use super::given::Given;
use crate::error::{Context, Result};

/// The leaves that Nix is asked for, and what is said of them.
#[derive(Debug, Serialize)]
pub(super) struct Questions {
    pub(super) leaves: Vec<Vec<String>>,
    said: Vec<Said>,
}

/// A definition of one leaf.
#[derive(Debug, Serialize)]
struct Said {
    value: Value,
    way: Vec<String>,
}

/// What to ask of a case: the definitions that win, as semantics has it.
pub(super) fn questions(interface: &Value, given: &Given) -> Result<Questions> {
    let interface = read(interface)?;
    let mut questions = Questions {
        leaves: vec![],
        said: vec![],
    };
    for (way, leaf) in interface.root().leaves() {
        let way: Vec<String> = way.iter().map(ToString::to_string).collect();
        let at = |said: &Value| {
            way.iter()
                .try_fold(said, |value, name| value.get(name))
                .cloned()
        };
        let said: Vec<Value> = given.said.iter().filter_map(at).collect();
        // Nix has the default of the declaration itself, and drops it where anything is said.
        let default = leaf.default.iter().map(gen_schema::Value::to_json);
        let all = || default.clone().chain(said.clone()).collect::<Vec<_>>();
        let winning = match leaf.merge {
            _ if said.is_empty() => vec![],
            Merge::Replace => said.last().cloned().into_iter().collect(),
            Merge::Append | Merge::Unique => all(),
            Merge::Recursive => pruned(&all()),
        };
        let winning = winning.into_iter();
        questions.said.extend(winning.map(|value| Said {
            value,
            way: way.clone(),
        }));
        questions.leaves.push(way);
    }
    Ok(questions)
}

fn read(interface: &Value) -> Result<Interface> {
    serde_json::from_value(interface.clone())
        .context(|| format!("reading the interface {interface}"))
}

/// Of sets that are merged what is left of each; all of them, where a set ever meets what is none.
fn pruned(layers: &[Value]) -> Vec<Value> {
    let numbered: Vec<_> = layers.iter().enumerate().collect();
    let clash = (1..numbered.len()).any(|some| left(&numbered[..some]).is_none());
    match left(&numbered) {
        Some(left) if !clash => left.into_values().collect(),
        _ => layers.to_vec(),
    }
}

/// By layer; none where shapes clash. Null is of every shape.
fn left(said: &[(usize, &Value)]) -> Option<BTreeMap<usize, Value>> {
    let mut counting: Vec<(usize, &Value)> = Vec::new();
    for (layer, value) in said {
        let below = counting.last().filter(|(_, below)| !below.is_null());
        if below
            .is_some_and(|(_, below)| !value.is_null() && below.is_object() != value.is_object())
        {
            return None;
        }
        if below.is_none() || !value.is_object() {
            counting.clear();
        }
        counting.push((*layer, *value));
    }
    let (last, top) = counting.last()?;
    if !top.is_object() {
        return Some([(*last, (*top).clone())].into());
    }
    let mut attributes: BTreeMap<&String, Vec<(usize, &Value)>> = BTreeMap::new();
    for (layer, set) in &counting {
        for (name, value) in set.as_object().into_iter().flatten() {
            attributes.entry(name).or_default().push((*layer, value));
        }
    }
    if attributes.is_empty() {
        return Some([(*last, Value::Object(Map::new()))].into());
    }
    let mut found: BTreeMap<usize, Map<String, Value>> = BTreeMap::new();
    for (name, said) in attributes {
        for (layer, value) in left(&said)? {
            found.entry(layer).or_default().insert(name.clone(), value);
        }
    }
    let found = found.into_iter();
    Some(
        found
            .map(|(layer, set)| (layer, Value::Object(set)))
            .collect(),
    )
}

/// A way to come to values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resolver {
    /// den's.
    Real,
    /// The lowest layer counts most.
    LowestFirst,
    /// Whatever is said is right.
    Trusting,
}

impl Resolver {
    pub(super) const BROKEN: [Self; 2] = [Self::LowestFirst, Self::Trusting];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Real => "den's resolver",
            Self::LowestFirst => "a resolver where the lowest layer wins",
            Self::Trusting => "a resolver that takes whatever is said",
        }
    }
}

#[derive(Clone, Debug)]
struct Layer(usize);

impl Origin for Layer {
    type Layer = usize;
    const DEFAULT: usize = 0;
    fn layer(&self) -> usize {
        self.0
    }
}

/// The leaves on which den says something else than Nix.
pub(super) fn differences(case: &Answered, resolver: Resolver) -> Vec<String> {
    let said = |said: &Value| as_value(said);
    let said: Vec<gen_schema::Value> = case.given.said.iter().map(said).collect();
    let mut interface = match read(&case.interface) {
        Ok(interface) => interface,
        Err(error) => return vec![error.line()],
    };
    let count = said.len();
    let definitions = || {
        let numbered = said.iter().enumerate();
        numbered.map(move |(index, said)| {
            let layer = match resolver {
                Resolver::LowestFirst => count - index,
                _ => index + 1,
            };
            Definition::new(Layer(layer), said)
        })
    };
    if resolver == Resolver::Trusting {
        let leaves = interface.root().leaves().into_iter();
        let root = leaves.fold(gen_schema::Group::default(), |mut root, (way, leaf)| {
            let mut leaf = leaf.clone();
            leaf.schema.clear();
            put(&mut root, &way, leaf);
            root
        });
        interface = Interface::new(root);
    }
    let mut troubles = Vec::new();
    let resolved = resolve(&interface, definitions().collect(), &mut troubles);
    let findings: Vec<_> = definitions()
        .flat_map(|definition| check(&interface, definition))
        .collect();
    let mut differences = Vec::new();
    for leaf in &case.leaves {
        let way: Vec<SmolStr> = leaf.way.iter().map(SmolStr::new).collect();
        let (Some(option), Some(found)) = (interface.leaf(&way), resolved.leaf(&way)) else {
            differences.push(format!("{}: there is no such option", leaf.way.join(".")));
            continue;
        };
        let troubled = troubles.iter().any(|trouble| match trouble {
            gen_schema::Trouble::Conflict { leaf, .. }
            | gen_schema::Trouble::Clash { leaf, .. }
            | gen_schema::Trouble::Dangling { leaf, .. } => leaf.starts_with(&way),
        });
        // Under `replace` what is hidden may be wrong: den says so, and Nix never sees it.
        let refused = option.merge != Merge::Replace
            && findings.iter().any(|finding| {
                finding.option.starts_with(&way) && matches!(finding.fault, Fault::Refused { .. })
            });
        let takes =
            |value: &&gen_schema::Value| !matches!(option.verdict(value), Verdict::Refused(_));
        let value = found
            .value
            .as_ref()
            .filter(|_| !troubled && !refused)
            .filter(takes);
        let value = value.map(gen_schema::Value::to_json);
        let answer = leaf.answer.as_ref().map(|answer| answer.value.clone());
        if value != answer {
            let told = |value: Option<Value>| {
                value.map_or("nothing".to_owned(), |value| value.to_string())
            };
            differences.push(format!(
                "{}: den says {}, Nix {}",
                leaf.way.join("."),
                told(value),
                told(answer)
            ));
        }
    }
    differences
}

/// A value that crosses as reify has it: sets with a key `$den` are escaped.
fn as_value(json: &Value) -> gen_schema::Value {
    match json {
        Value::Object(set) => {
            let set = set
                .iter()
                .map(|(name, value)| (SmolStr::new(name), as_value(value)));
            gen_schema::Value::set(set.collect())
        }
        Value::Array(items) => gen_schema::Value::List(items.iter().map(as_value).collect()),
        other => serde_json::from_value(other.clone()).unwrap_or_default(),
    }
}

fn put(group: &mut gen_schema::Group, way: &[SmolStr], leaf: gen_schema::Leaf) {
    match way {
        [] => {}
        [name] => {
            group
                .properties
                .insert(name.clone(), gen_schema::Property::Leaf(Box::new(leaf)));
        }
        [name, rest @ ..] => {
            let below = group.properties.entry(name.clone());
            let below =
                below.or_insert_with(|| gen_schema::Property::Group(gen_schema::Group::default()));
            if let gen_schema::Property::Group(below) = below {
                put(below, rest, leaf);
            }
        }
    }
}
