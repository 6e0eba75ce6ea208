//! Layers: a value's authority is the position of its layer.

use std::sync::Arc;

use gen_schema::{Link, Origin, Place};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::document::effect::ConfigureEffect;
use crate::document::name::PolicyName;
use crate::policy::By;
use crate::reads::Site;

/// The layers, from the least to the most authoritative.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// The aspect's interface.
    Default,
    /// `den.fleet.settings`.
    Fleet,
    /// `den.fleet.environments.<e>.settings`.
    Environment,
    /// `policy.configure`.
    Policy,
    /// `den.hosts.<system>.<h>.settings`.
    Host,
    /// `den.hosts.<system>.<h>.users.<u>.settings`.
    User,
    /// `den.homes.<system>.<n>.settings`.
    Home,
    /// `policy.enforce`.
    Enforce,
}

impl Layer {
    /// The name of the layer, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Fleet => "fleet",
            Self::Environment => "environment",
            Self::Policy => "policy",
            Self::Host => "host",
            Self::User => "user",
            Self::Home => "home",
            Self::Enforce => "enforce",
        }
    }
}

/// Who gives settings, and where they stand in the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Source(Arc<Said>);

#[derive(Debug, PartialEq)]
struct Said {
    layer: Layer,
    path: Vec<SmolStr>,
    policy: Option<PolicyName>,
    rank: i64,
}

impl Source {
    /// Settings that are declared as such, at a path of the document.
    pub fn declared(layer: Layer, path: Vec<SmolStr>) -> Self {
        Self(Arc::new(Said {
            layer,
            path,
            policy: None,
            rank: 0,
        }))
    }

    /// The settings of an effect of a policy, in a layer of policies. `path` is where they stand.
    pub fn of_policy(layer: Layer, path: Vec<SmolStr>, by: &By<'_, ConfigureEffect>) -> Self {
        Self(Arc::new(Said {
            layer,
            path,
            policy: Some(by.policy.clone()),
            rank: by.rank(by.effect.priority),
        }))
    }

    /// The policy that gives them.
    pub fn policy(&self) -> Option<&PolicyName> {
        self.0.policy.as_ref()
    }

    /// Who says it: `host layer`, or ``policy `p` ``.
    pub fn said(&self) -> String {
        match &self.0.policy {
            Some(policy) => format!("policy `{policy}`"),
            None => format!("{} layer", self.0.layer.name()),
        }
    }
}

impl Origin for Source {
    type Layer = Layer;
    const DEFAULT: Layer = Layer::Default;

    fn layer(&self) -> Layer {
        self.0.layer
    }

    fn rank(&self) -> i64 {
        self.0.rank
    }

    fn name(&self) -> &str {
        self.0.policy.as_ref().map_or("", PolicyName::as_str)
    }
}

/// The path in the document of the settings that an effect gives.
pub fn effect_path(layer: Layer, site: Site<'_>, by: &By<'_, ConfigureEffect>) -> Vec<SmolStr> {
    let effect = match layer {
        Layer::Enforce => "enforce",
        _ => "configure",
    };
    let mut path = by.path(site);
    path.extend([effect, "settings"].map(SmolStr::new_static));
    path
}

/// The policies that a layer's word comes from.
pub fn policies(link: &Link<Source>) -> Vec<PolicyName> {
    let said = link.said.iter();
    let mut policies: Vec<_> = said
        .filter_map(|place| place.origin.policy().cloned())
        .collect();
    policies.dedup();
    policies
}

/// The path in the document of a place inside settings.
pub fn place_path(place: &Place<Source>) -> Vec<SmolStr> {
    let mut path = place.origin.0.path.clone();
    path.extend(place.way.steps());
    path
}
