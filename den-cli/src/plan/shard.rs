//! The plan of one host as it is written: a *shard* of the fleet's plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::VERSION;
use crate::aspect::graph::Because;
use crate::document::name::{
    AspectId, ClassName, EnvironmentName, HomeName, HostName, PolicyName, TagName, UserName,
};
use crate::document::slice::Digest;
use crate::document::value::Value;
use crate::reads::ReadTree;
use crate::scope::Scope;
use crate::settings::layer::Layer;

/// The plan of one host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "den plan of a host")]
pub struct Shard {
    /// Its aspects, includes first.
    pub aspects: Vec<PlannedAspect>,
    /// The class of its system.
    pub class: ClassName,
    /// The digest of everything else here: two plans that were merged line by line do not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Its environment.
    pub environment: Option<EnvironmentName>,
    /// Its name.
    pub host: HostName,
    /// What becomes of it in the flake.
    pub outputs: Vec<Output>,
    /// What this plan was computed from.
    pub reads: ReadTree,
    /// The settings of each of its aspects that offers some.
    pub settings: BTreeMap<AspectId, Arc<Settings>>,
    /// The platform.
    pub system: SmolStr,
    /// Its tags.
    pub tags: BTreeSet<TagName>,
    /// Its users.
    pub users: BTreeMap<UserName, PlannedUser>,
    /// The version of the format: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
}

impl Shard {
    /// This plan with its digest: that of its compact JSON without one, as `builtins.toJSON` prints it.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.digest = None;
        self.digest = Some(Digest::of(&self));
        self
    }
}

/// The plan of one home without a host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "den plan of a home")]
pub struct HomeShard {
    /// Its aspects, includes first.
    pub aspects: Vec<PlannedAspect>,
    /// The digest of everything else here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Its name.
    pub home: HomeName,
    /// What becomes of it in the flake.
    pub outputs: Vec<Output>,
    /// What this plan was computed from.
    pub reads: ReadTree,
    /// The settings of each of its aspects that offers some.
    pub settings: BTreeMap<AspectId, Arc<Settings>>,
    /// The platform.
    pub system: SmolStr,
    /// Whose home it is.
    pub user: UserName,
    /// The version of the format: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
}

impl HomeShard {
    /// This plan with its digest, as a host's.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.digest = None;
        self.digest = Some(Digest::of(&self));
        self
    }
}

/// A user of a planned host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedUser {
    /// The user's aspects; those of the host are not repeated.
    pub aspects: Vec<PlannedAspect>,
    /// Settings that differ from the host's, or that the host does not have.
    pub settings: BTreeMap<AspectId, Arc<Settings>>,
}

/// An aspect that an entity has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedAspect {
    /// The aspect.
    pub aspect: AspectId,
    /// Why it is there.
    pub because: Vec<Because>,
}

/// Resolved settings of one aspect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What the layers above the interface give, where Nix must work out or check the rest: each option once.
    pub declared: Option<Vec<Declared>>,
    /// Options that have no value.
    pub missing: Vec<Vec<SmolStr>>,
    /// Where the values come from, option by option; only on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Vec<Provenance>>,
    /// The values, holes included.
    pub values: Value,
}

/// Options that the same layers give a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// The layers, the least authoritative first.
    pub layers: Vec<Layer>,
    /// The values, holes included.
    pub values: Value,
}

/// Where the value of an option comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The layers that say something, the least authoritative first.
    pub chain: Vec<LayerSaid>,
    /// The way to the option.
    pub path: Vec<SmolStr>,
}

/// What a layer says of an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayerSaid {
    /// The layer.
    pub layer: Layer,
    /// The policies that it comes from.
    pub policies: Vec<PolicyName>,
    /// What it says.
    pub value: Value,
    /// Whether the option's value is this, or has something of it.
    pub wins: bool,
}

/// A flake output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Its attribute path.
    pub at: Vec<SmolStr>,
    /// The class whose modules it is made of.
    pub class: ClassName,
    /// Content of users that becomes part of it.
    pub forward: Vec<Forwarded>,
    /// The policy that says what to do with the modules; null where the class does.
    pub instantiate: Option<EffectRef>,
    /// The modules, in order.
    pub modules: Vec<Module>,
}

/// Content of another class that stands at an option: of a user of the host, or routed there by a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forwarded {
    /// The class that it was content of last: of what is routed more than once, the one in between.
    pub class: ClassName,
    /// The policy whose guard decides whether it is put there; absent where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<EffectRef>,
    /// The modules, in order.
    pub modules: Vec<Module>,
    /// The option; none where the modules join the output as they are.
    pub path: Vec<SmolStr>,
}

/// An effect of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EffectRef {
    /// The position among its effects, from 0.
    pub index: usize,
    /// The policy.
    pub policy: PolicyName,
    /// The entity at which it ran.
    pub scope: Scope,
}

/// A module: one content of one part of an aspect, bound to a scope.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The aspect.
    pub aspect: AspectId,
    /// The class.
    pub class: ClassName,
    /// The position among the part's contents of the class, from 0.
    pub index: usize,
    /// The position among the aspect's parts, from 0.
    pub part: usize,
    /// The binding: the innermost scope that its arguments stand for; null for what is the same everywhere.
    pub scope: Option<Scope>,
}
