//! Interfaces: the options that are offered, as JSON Schema (2020-12).
//!
//! An interface *is* a JSON Schema: an object whose `properties` are groups and leaves. Besides the standard's keywords,
//! a leaf may have
//!
//! | keyword | says |
//! |---|---|
//! | `x-den-merge` | how its definitions combine: `replace`, `append`, `unique`, `recursive` |
//! | `x-den-computed` | `true` where its value is not just what some layer says, so that somebody else must work it out |
//! | `x-den-holes` | (also further inside) the kinds of hole that certainly satisfy the schema |
//!
//! A *group* is an object schema with `properties` that says no more than which properties it has: one with other
//! keywords (`patternProperties`, `anyOf`, an open `additionalProperties`, a `default`), or with `x-den-merge`, is a leaf,
//! and taken as a whole. The root is a group; its `$defs` are in force in every leaf.

mod describe;
mod read;
#[cfg(feature = "validate")]
mod validate;
mod write;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

#[cfg(feature = "schemars")]
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

pub use describe::describe;
#[cfg(feature = "validate")]
pub use validate::{Refusal, Verdict};

use crate::value::Value;

/// A JSON Schema, or a part of one.
pub type Schema2020 = serde_json::Map<String, serde_json::Value>;

/// The keyword of the merge strategy.
pub const MERGE: &str = "x-den-merge";
/// The keyword of leaves that are computed.
pub const COMPUTED: &str = "x-den-computed";
/// The keyword of the kinds of hole that satisfy a schema.
pub const HOLES: &str = "x-den-holes";

/// The options that are offered, by name.
#[derive(Clone, Debug, Default)]
pub struct Interface {
    root: Group,
    schema: Schema2020,
    references: bool,
}

/// Options and groups of them, by name.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Group {
    /// What the group is for.
    pub description: Option<String>,
    /// The options and the groups below.
    pub properties: BTreeMap<SmolStr, Property>,
}

/// An option, or a group of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Property {
    /// A group of options.
    Group(Group),
    /// One option.
    Leaf(Box<Leaf>),
}

/// One option: what it may be, and how several definitions of it combine.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Leaf {
    /// Only Nix can work the value out: its default reads other options, or it is converted.
    pub computed: bool,
    /// The value where no layer says anything; none where there is none.
    pub default: Option<Value>,
    /// What the option is for.
    pub description: Option<String>,
    /// How definitions combine.
    pub merge: Merge,
    /// What its values satisfy; empty where everything goes.
    pub schema: Schema2020,
    /// What is known of the schema besides: the interface's `$defs`, and validators once they are asked for.
    pub compiled: Compiled,
}

/// What is known of a leaf's schema besides itself.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Compiled {
    definitions: Option<Arc<Schema2020>>,
    #[cfg(feature = "validate")]
    validators: validate::Validators,
}

impl Compiled {
    fn new(definitions: Option<Arc<Schema2020>>) -> Self {
        Self {
            definitions,
            #[cfg(feature = "validate")]
            validators: validate::Validators::default(),
        }
    }
}

/// How the definitions of an option combine, within a layer and from layer to layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Merge {
    /// The highest layer wins.
    #[default]
    Replace,
    /// Lists, one after the other, the lowest layer first.
    Append,
    /// As `append`, each element once.
    Unique,
    /// Attribute sets, key by key; at the leaves the highest layer wins.
    Recursive,
}

impl Merge {
    /// All strategies.
    pub const ALL: [Self; 4] = [Self::Replace, Self::Append, Self::Unique, Self::Recursive];

    /// The name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Replace => "replace",
            Self::Append => "append",
            Self::Unique => "unique",
            Self::Recursive => "recursive",
        }
    }

    /// The strategy of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|merge| merge.name() == name)
    }
}

/// Why a JSON Schema is no interface.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SchemaError {
    /// The keywords and names that lead to the place.
    pub at: Vec<SmolStr>,
    /// What is wrong there.
    pub message: String,
}

impl Interface {
    /// The interface that offers a group.
    pub fn new(root: Group) -> Self {
        let schema = write::schema(&root);
        let references = read::has_references(&root);
        Self {
            root,
            schema,
            references,
        }
    }

    /// Reads a JSON Schema. Linear in its size.
    ///
    /// # Errors
    ///
    /// All places at which it is no interface. Whether the schema of a leaf is a good one is not looked at before values are
    /// validated: see `Leaf::unusable`.
    pub fn from_schema(schema: Schema2020) -> Result<Self, Vec<SchemaError>> {
        let root = read::root(&schema)?;
        let references = read::has_references(&root);
        Ok(Self {
            root,
            schema,
            references,
        })
    }

    /// The options and groups.
    pub fn root(&self) -> &Group {
        &self.root
    }

    /// The interface as a JSON Schema.
    pub fn schema(&self) -> &Schema2020 {
        &self.schema
    }

    /// Whether a default reads another option.
    pub fn has_references(&self) -> bool {
        self.references
    }

    /// The leaf that a way leads to.
    pub fn leaf(&self, way: &[impl AsRef<str>]) -> Option<&Leaf> {
        self.root.leaf(way)
    }
}

impl Group {
    /// The leaf that a way leads to.
    pub fn leaf(&self, way: &[impl AsRef<str>]) -> Option<&Leaf> {
        let (first, rest) = way.split_first()?;
        match self.properties.get(first.as_ref())? {
            Property::Group(group) => group.leaf(rest),
            Property::Leaf(leaf) => rest.is_empty().then_some(leaf),
        }
    }

    /// All leaves with the way to each, in order.
    pub fn leaves(&self) -> Vec<(Vec<SmolStr>, &Leaf)> {
        fn collect<'a>(
            group: &'a Group,
            way: &mut Vec<SmolStr>,
            leaves: &mut Vec<(Vec<SmolStr>, &'a Leaf)>,
        ) {
            for (name, property) in &group.properties {
                way.push(name.clone());
                match property {
                    Property::Group(below) => collect(below, way, leaves),
                    Property::Leaf(leaf) => leaves.push((way.clone(), leaf)),
                }
                way.pop();
            }
        }
        let mut leaves = Vec::new();
        collect(self, &mut Vec::new(), &mut leaves);
        leaves
    }
}

impl<N: Into<SmolStr>> FromIterator<(N, Property)> for Group {
    fn from_iter<I: IntoIterator<Item = (N, Property)>>(properties: I) -> Self {
        let properties = properties.into_iter();
        Self {
            description: None,
            properties: properties
                .map(|(name, property)| (name.into(), property))
                .collect(),
        }
    }
}

/// Two interfaces are the same where their schemas are.
impl PartialEq for Interface {
    fn eq(&self, other: &Self) -> bool {
        self.schema == other.schema
    }
}

impl Serialize for Interface {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.schema.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Interface {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let schema = Schema2020::deserialize(deserializer)?;
        Self::from_schema(schema).map_err(|errors| {
            let errors = errors.iter().map(ToString::to_string);
            serde::de::Error::custom(errors.collect::<Vec<_>>().join("; "))
        })
    }
}

#[cfg(feature = "schemars")]
impl JsonSchema for Interface {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Interface".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "The options that an aspect offers: a JSON Schema (2020-12) of an object.",
            "type": "object",
        })
    }
}

impl fmt::Display for Merge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
