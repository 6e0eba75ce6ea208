//! Aspects as declared: their shape (what they include and which classes they speak of), and their settings interface.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::declared::Declared;
use super::interface::Offer;
use super::name::{AspectId, ClassName};
use super::slice::Slice;
use super::value::{Malformed, Value};

/// One aspect.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aspect {
    /// The settings that it offers; null for none. A slice.
    #[serde(default)]
    pub interface: Slice<Option<Declared<Offer>>>,
    /// Metadata: what [`super::manifest`] reads of it, and what is the user's own. A slice.
    #[serde(default)]
    pub meta: Slice<Value>,
    /// Aspects that it provides, by name.
    #[serde(default)]
    pub provides: BTreeMap<SmolStr, Aspect>,
    /// What it is made of. A slice.
    pub shape: Slice<Declared<Shape>>,
}

/// What an aspect is made of: one part for each definition that the user wrote.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// The definitions in order; those under `mkIf false` are not there.
    pub parts: Vec<Part>,
}

/// One definition of an aspect. A function fires only where the entities that it asks for exist.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The arguments of a function; null for an attribute set.
    #[serde(default)]
    pub args: Option<Arguments>,
    /// The contents for each class, in order.
    #[serde(default)]
    pub classes: BTreeMap<ClassName, Vec<Content>>,
    /// Keys and includes depend on the entity: they stand in the entity's `shapes`.
    #[serde(default)]
    pub entity: bool,
    /// Aspects that are not to be where this one is.
    #[serde(default)]
    pub excludes: Vec<Declared<AspectId>>,
    /// Aspects that come with this one.
    #[serde(default)]
    pub includes: Vec<Include>,
    /// What is wrong with the definition as a whole.
    #[serde(default)]
    pub malformed: Vec<Declared<Value>>,
    /// Keys that are neither structural nor a class.
    #[serde(default)]
    pub unknown: Vec<SmolStr>,
}

impl Eq for Part {}

/// The arguments that a function asks for.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arguments {
    /// Those that have a default.
    #[serde(default)]
    pub optional: BTreeSet<SmolStr>,
    /// Those that have none.
    #[serde(default)]
    pub required: BTreeSet<SmolStr>,
}

/// Content for one class: a module, or a function that makes one.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The planned arguments that it asks for.
    #[serde(default)]
    pub args: BTreeSet<SmolStr>,
}

/// An entry of a list of includes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Include {
    /// An aspect by its identity.
    Aspect(AspectId),
    /// An aspect that is written right there.
    Inline(Box<Aspect>),
    /// Something else.
    Malformed(Malformed),
}

impl Eq for Include {}
