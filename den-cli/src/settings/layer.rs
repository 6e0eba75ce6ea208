//! Layers: a value's authority is the position of its layer.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};

use crate::document::effect::ConfigureEffect;
use crate::document::name::PolicyName;
use crate::document::value::{Marker, Value};
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

/// A value that a layer defines at some place of an interface.
#[derive(Clone, Debug)]
pub struct Definition<'d> {
    /// The layer.
    pub layer: Layer,
    /// Where it stands in the document.
    pub path: Vec<SmolStr>,
    /// The policy that it comes from.
    pub policy: Option<&'d PolicyName>,
    /// The rank of that policy's effect; the higher wins.
    pub rank: i64,
    /// The priority that `mkForce` and its kin gave it; the lower wins. The outermost counts.
    pub priority: Option<i64>,
    /// The value.
    pub value: &'d Value,
}

/// The priority of a plain definition, as in the module system.
pub const PLAIN: i64 = 100;

impl<'d> Definition<'d> {
    /// The definition that an effect of a policy makes, in a layer of policies.
    pub fn of_policy(layer: Layer, site: Site<'d>, by: &By<'d, ConfigureEffect>) -> Self {
        let effect = match layer {
            Layer::Enforce => "enforce",
            _ => "configure",
        };
        let mut path = by.path(site);
        path.extend([effect, "settings"].map(SmolStr::new_static));
        Self {
            layer,
            path,
            policy: Some(by.policy),
            rank: by.rank(by.effect.priority),
            priority: None,
            value: &by.effect.settings,
        }
    }

    fn step(&self, steps: impl IntoIterator<Item = SmolStr>, value: &'d Value) -> Self {
        let path = self.path.iter().cloned().chain(steps).collect();
        Self {
            path,
            value,
            ..*self
        }
    }

    /// The definitions that this one consists of once `mkMerge` and priorities are taken off.
    pub fn discharge(self) -> Vec<Self> {
        let mut done = Vec::with_capacity(1);
        let mut pending = vec![self];
        while let Some(definition) = pending.pop() {
            match definition.value {
                Value::Marker(marker) => match &**marker {
                    Marker::Priority(inner) => {
                        let steps = ["$den", "priority", "value"].map(Into::into);
                        let priority = definition.priority.or(Some(inner.priority));
                        pending.push(Self {
                            priority,
                            ..definition.step(steps, &inner.value)
                        });
                    }
                    Marker::Merge(items) => {
                        let items = items.iter().enumerate().map(|(index, item)| {
                            definition.step(
                                ["$den".into(), "merge".into(), format_smolstr!("{index}")],
                                item,
                            )
                        });
                        pending.extend(items.rev());
                    }
                    _ => done.push(definition),
                },
                _ => done.push(definition),
            }
        }
        done
    }

    /// The attributes of this one, which is discharged; none where it is no set.
    pub fn attributes(&self) -> Option<&'d BTreeMap<SmolStr, Value>> {
        match self.value {
            Value::Set(set) => Some(set),
            Value::Marker(marker) => match &**marker {
                Marker::Attrs(set) => Some(set),
                _ => None,
            },
            _ => None,
        }
    }

    /// The definition of the attribute `name` in this one, which is discharged.
    pub fn attribute(&self, name: &str) -> Option<Self> {
        let (key, value) = self.attributes()?.get_key_value(name)?;
        Some(match self.value {
            Value::Set(_) => self.step([key.clone()], value),
            _ => self.step(["$den".into(), "attrs".into(), key.clone()], value),
        })
    }
}
