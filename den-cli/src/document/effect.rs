//! Effects: what a policy asks for at an entity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::aspect::Include;
use super::name::{AspectId, ClassName, TagName};
use super::selector::WrittenSelector;
use super::value::{Malformed, Value};
use crate::diagnostic::Severity;

/// One effect of a policy. Where two differ about one thing, the higher priority wins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Effect {
    /// Something that must hold there.
    Assert(AssertEffect),
    /// Settings of an aspect, above every other layer.
    Enforce(ConfigureEffect),
    /// The entity gets an aspect.
    Include(IncludeEffect),
    /// The entity does not get an aspect.
    Exclude(ExcludeEffect),
    /// Settings of an aspect, in the layer of policies.
    Configure(ConfigureEffect),
    /// The content of a class is brought together here, into a flake output.
    Instantiate(InstantiateEffect),
    /// An aspect must be there, whoever includes it.
    Require(RequireEffect),
    /// Content of one class becomes part of another.
    Route(RouteEffect),
    /// The host has tags. Of rules only.
    Tag(TagEffect),
    /// Something else.
    Malformed(Malformed),
}

/// `policy.assertion`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssertEffect {
    /// What to tell where it does not hold.
    pub message: String,
    /// The rank among policies.
    #[serde(default)]
    pub priority: i64,
    /// How bad that is.
    pub severity: Severity,
    /// What must hold: a Boolean, or a selector of the entity.
    pub that: Assertion,
}

/// What an assertion says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Assertion {
    /// Nix worked it out.
    Known(bool),
    /// The entity must be among these.
    Selector(WrittenSelector),
}

impl<'de> Deserialize<'de> for Assertion {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Bool(known) => Self::Known(known),
            other => Self::Selector(other.into()),
        })
    }
}

impl JsonSchema for Assertion {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Assertion".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let selector = generator.subschema_for::<WrittenSelector>();
        schemars::json_schema!({ "anyOf": [{ "type": "boolean" }, selector] })
    }
}

/// `policy.require`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequireEffect {
    /// The aspect that must be there.
    pub aspect: AspectId,
    /// What to tell where it is not.
    #[serde(default)]
    pub message: Option<String>,
    /// The rank among policies.
    #[serde(default)]
    pub priority: i64,
}

/// `policy.route`; the guard itself stays in Nix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteEffect {
    /// The class whose content it is.
    pub from: ClassName,
    /// Whether a function of the receiving module's options decides if it is put there.
    #[serde(default)]
    pub guard: bool,
    /// The class that it becomes part of.
    pub into: ClassName,
    /// The option below which it stands; none to join it as it is.
    pub path: Vec<SmolStr>,
    /// The rank among policies.
    #[serde(default)]
    pub priority: i64,
}

/// `policy.tag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TagEffect {
    /// The rank among policies.
    #[serde(default)]
    pub priority: i64,
    /// The tags.
    pub tags: Vec<TagName>,
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
