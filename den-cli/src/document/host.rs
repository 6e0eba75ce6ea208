//! Hosts and their users as declared.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::aspect::{Include, Shape};
use super::declared::Declared;
use super::effect::Effect;
use super::fleet::Settings;
use super::name::{AspectId, ClassName, EnvironmentName, PolicyName, TagName, UserName};
use super::slice::Slice;
use super::value::Value;

/// One host.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Its attributes of its own that selectors can look at: scalars, and lists of scalars; each a slice.
    #[serde(default)]
    pub attributes: BTreeMap<SmolStr, Slice<Value>>,
    /// Aspects that it is not to have. A slice.
    #[serde(default)]
    pub excludes: Slice<Vec<Declared<AspectId>>>,
    /// What is known of the host itself. A slice.
    pub facts: Slice<Declared<HostFacts>>,
    /// Its own aspects. A slice.
    #[serde(default)]
    pub includes: Slice<Vec<Include>>,
    /// The effects of each function policy here; each a slice.
    #[serde(default)]
    pub policies: BTreeMap<PolicyName, Slice<Vec<Effect>>>,
    /// Its own settings, by aspect.
    #[serde(default)]
    pub settings: Settings,
    /// The shapes of aspects that depend on this host; each a slice.
    #[serde(default)]
    pub shapes: BTreeMap<AspectId, Slice<Declared<Shape>>>,
    /// Its users.
    #[serde(default)]
    pub users: BTreeMap<UserName, User>,
}

/// What is known of a host itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostFacts {
    /// The class of its system: `nixos` or `darwin`.
    pub class: ClassName,
    /// The environment that it says it is in.
    #[serde(default)]
    pub environment: Option<Declared<EnvironmentName>>,
    /// The platform, such as `x86_64-linux`.
    pub system: SmolStr,
    /// The tags that it gives itself.
    #[serde(default)]
    pub tags: Vec<Declared<TagName>>,
    /// Fields of a wrong shape.
    #[serde(default)]
    pub unknown: Vec<Declared<SmolStr>>,
}

/// A user of a host.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    /// Its attributes of its own that selectors can look at: scalars, and lists of scalars; each a slice.
    pub attributes: BTreeMap<SmolStr, Slice<Value>>,
    /// Aspects that the user is not to have. A slice.
    pub excludes: Slice<Vec<Declared<AspectId>>>,
    /// What is known of the user. A slice.
    pub facts: Slice<Declared<UserFacts>>,
    /// The user's own aspects. A slice.
    pub includes: Slice<Vec<Include>>,
    /// The effects of each function policy here; each a slice.
    pub policies: BTreeMap<PolicyName, Slice<Vec<Effect>>>,
    /// The user's own settings, by aspect.
    pub settings: Settings,
    /// The shapes of aspects that depend on this user; each a slice.
    pub shapes: BTreeMap<AspectId, Slice<Declared<Shape>>>,
}

/// What is known of a user.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UserFacts {
    /// The classes of the user's own environment, such as `homeManager`.
    pub classes: Vec<Declared<ClassName>>,
    /// Fields of a wrong shape.
    pub unknown: Vec<Declared<SmolStr>>,
}

impl Default for HostFacts {
    fn default() -> Self {
        Self {
            class: "nixos".into(),
            environment: None,
            system: "x86_64-linux".into(),
            tags: Vec::new(),
            unknown: Vec::new(),
        }
    }
}
