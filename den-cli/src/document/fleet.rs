//! What is declared of the fleet as a whole: tags, environments, settings for everyone, classes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::aspect::Include;
use super::declared::Declared;
use super::name::{ClassName, EnvironmentName, HostName, TagName};
use super::selector::WrittenSelector;
use super::slice::Slice;
use super::value::Value;

/// The settings of one layer: for each aspect the definitions of it, one for each place that the user wrote one.
pub type Settings = BTreeMap<SmolStr, Slice<Vec<Value>>>;

/// The fleet.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Fleet {
    /// The environments.
    pub environments: BTreeMap<EnvironmentName, Environment>,
    /// Aspects of every host. A slice.
    pub includes: Slice<Vec<Include>>,
    /// Free metadata. A slice.
    pub meta: Slice<Value>,
    /// Settings for every host.
    pub settings: Settings,
    /// Tags that name their hosts.
    pub tags: BTreeMap<TagName, Declared<Tag>>,
    /// Sections of a wrong shape.
    pub unknown: Vec<Declared<SmolStr>>,
}

impl Fleet {
    /// The name that `den.fleet.meta.name` gives.
    pub fn name(&self) -> Option<&str> {
        match self.meta.content() {
            Value::Set(meta) => match meta.get("name") {
                Some(Value::String(name)) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A tag that names its hosts.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// Whether a Nix function worked the list out.
    #[serde(default)]
    pub computed: bool,
    /// The hosts that have the tag.
    pub hosts: Vec<Declared<HostName>>,
}

/// An environment: a scope between fleet and host.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Environment {
    /// The hosts that are named as being in it; hosts can also say so themselves.
    pub hosts: Vec<Declared<HostName>>,
    /// Aspects of every host in it. A slice.
    pub includes: Slice<Vec<Include>>,
    /// Free metadata. A slice.
    pub meta: Slice<Value>,
    /// The hosts that are in it, where they are not named. A slice.
    pub selector: Slice<Option<Declared<WrittenSelector>>>,
    /// Settings for every host in it.
    pub settings: Settings,
}

/// A class: a kind of module, and where modules of it end up.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Class {
    /// The kind of entity whose content is brought together.
    pub at: Option<Kind>,
    /// Content of an entity becomes part of a class of its host.
    pub forward: Option<Forward>,
    /// Only hosts of this class have it; null for every host.
    pub host_class: Option<ClassName>,
    /// The flake output below which each entity's result stands under the entity's name.
    pub into_attr: Option<Vec<SmolStr>>,
}

/// A kind of entity.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A host.
    Host,
    /// A user of a host.
    User,
    /// A home without a host.
    Home,
}

/// How content of one class becomes content of another.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forward {
    /// The classes of hosts that take it.
    pub into: Vec<ClassName>,
    /// The option below which it stands, under the entity's name.
    pub path: Vec<SmolStr>,
}
