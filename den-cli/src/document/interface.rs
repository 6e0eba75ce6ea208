//! Settings interfaces: the options that an aspect offers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::value::Value;

/// A group of options, by name.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interface {
    /// The options and the groups below.
    pub properties: BTreeMap<SmolStr, Property>,
}

/// An option, or a group of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Property {
    /// A group of options.
    Group(Interface),
    /// One option.
    Leaf(Leaf),
}

/// One option: what it may be, and how several definitions of it combine.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// Only Nix can work the value out: its default reads other options, or it is converted.
    #[serde(default)]
    pub computed: bool,
    /// The value where no layer says anything; null where there is none.
    #[serde(default)]
    pub default: Option<LeafDefault>,
    /// What the option is for.
    #[serde(default)]
    pub description: Option<String>,
    /// How layers combine.
    #[serde(default)]
    pub merge: Merge,
    /// The JSON Schema (2020-12) of its values; `{}` where everything goes, or where only Nix can tell.
    #[serde(default)]
    pub schema: serde_json::Map<String, serde_json::Value>,
}

/// A default value. A record, so that a default of null is not taken for none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeafDefault {
    /// The value.
    pub value: Value,
}

/// How the definitions of an option combine, within a layer and from layer to layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
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
