//! Homes without a host as declared.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::aspect::{Include, Shape};
use super::declared::Declared;
use super::effect::Effect;
use super::fleet::Settings;
use super::name::{AspectId, ClassName, PolicyName, UserName};
use super::slice::Slice;
use super::value::Value;

/// A home without a host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Home {
    /// Its attributes of its own that selectors can look at: scalars, and lists of scalars; each a slice.
    #[serde(default)]
    pub attributes: BTreeMap<SmolStr, Slice<Value>>,
    /// Aspects that it is not to have. A slice.
    #[serde(default)]
    pub excludes: Slice<Vec<Declared<AspectId>>>,
    /// What is known of the home itself. A slice.
    pub facts: Slice<Declared<HomeFacts>>,
    /// Its own aspects. A slice.
    #[serde(default)]
    pub includes: Slice<Vec<Include>>,
    /// The effects of each function policy here; each a slice.
    #[serde(default)]
    pub policies: BTreeMap<PolicyName, Slice<Vec<Effect>>>,
    /// Its own settings, by aspect.
    #[serde(default)]
    pub settings: Settings,
    /// The shapes of aspects that depend on this home; each a slice.
    #[serde(default)]
    pub shapes: BTreeMap<AspectId, Slice<Declared<Shape>>>,
}

/// What is known of a home itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeFacts {
    /// The classes of the home, such as `homeManager`.
    pub classes: Vec<Declared<ClassName>>,
    /// The platform, such as `x86_64-linux`.
    pub system: SmolStr,
    /// Fields of a wrong shape.
    #[serde(default)]
    pub unknown: Vec<Declared<SmolStr>>,
    /// Whose home it is.
    pub user: UserName,
}
