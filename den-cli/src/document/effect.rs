//! Effects: what a policy asks for at an entity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::aspect::Include;
use super::name::{AspectId, ClassName};
use super::value::{Malformed, Value};

/// One effect of a policy. Where two differ about one thing, the higher priority wins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Effect {
    /// The entity gets an aspect.
    Include(IncludeEffect),
    /// The entity does not get an aspect.
    Exclude(ExcludeEffect),
    /// Settings of an aspect, in the layer of policies.
    Configure(ConfigureEffect),
    /// The content of a class is brought together here, into a flake output.
    Instantiate(InstantiateEffect),
    /// Something else.
    Malformed(Malformed),
}

/// `policy.include`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncludeEffect {
    /// What is included.
    pub aspect: Include,
    /// The rank among policies.
    #[serde(default)]
    pub priority: i64,
}

/// `policy.exclude`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExcludeEffect {
    /// What is excluded.
    pub aspect: AspectId,
    /// The rank among policies.
    #[serde(default)]
    pub priority: i64,
}

/// `policy.configure`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfigureEffect {
    /// Whose settings these are.
    pub aspect: AspectId,
    /// The rank among policies.
    #[serde(default)]
    pub priority: i64,
    /// The settings.
    pub settings: Value,
}

/// `policy.instantiate`; the function itself stays in Nix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstantiateEffect {
    /// The class whose content is taken.
    pub class: ClassName,
    /// The attribute path of the flake output.
    pub into: Vec<SmolStr>,
    /// A name for people.
    pub name: String,
    /// The rank among policies.
    #[serde(default)]
    pub priority: i64,
}
