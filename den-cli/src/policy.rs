//! Policies: the effects that function policies have at an entity.
//!
//! Nix has run the functions; here their effects are sorted by kind.

use crate::document::aspect::Include;
use crate::document::effect::{ConfigureEffect, Effect, InstantiateEffect};
use crate::document::name::{AspectId, PolicyName};
use crate::reads::{Reads, Site};

/// What one effect of a policy says, with the policy and the position among its effects.
#[derive(Debug)]
pub struct By<'d, T> {
    /// The policy.
    pub policy: &'d PolicyName,
    /// The position of the effect, from 0.
    pub index: usize,
    /// What it says.
    pub effect: &'d T,
}

// Derived, these would ask the same of `T`.
impl<T> Clone for By<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for By<'_, T> {}

/// The effects at one entity, by kind; each list in the order of policies and of their effects.
#[derive(Clone, Debug, Default)]
pub struct Effects<'d> {
    /// Aspects that are included.
    pub includes: Vec<By<'d, Include>>,
    /// Aspects that are excluded.
    pub excludes: Vec<By<'d, AspectId>>,
    /// Settings.
    pub configures: Vec<By<'d, ConfigureEffect>>,
    /// Classes that are brought together.
    pub instantiates: Vec<By<'d, InstantiateEffect>>,
}

/// The effects of all policies at a host or a user.
pub fn effects<'d>(reads: &Reads<'_, 'd>, site: Site<'d>) -> Effects<'d> {
    let mut all = Effects::default();
    for (policy, effects) in reads.policies(site) {
        for (index, effect) in effects.iter().enumerate() {
            match effect {
                Effect::Include(inner) => all.includes.push(By {
                    policy,
                    index,
                    effect: &inner.aspect,
                }),
                Effect::Exclude(inner) => all.excludes.push(By {
                    policy,
                    index,
                    effect: &inner.aspect,
                }),
                Effect::Configure(inner) => all.configures.push(By {
                    policy,
                    index,
                    effect: inner,
                }),
                Effect::Instantiate(inner) => all.instantiates.push(By {
                    policy,
                    index,
                    effect: inner,
                }),
                // The survey reports it.
                Effect::Malformed(_) => {}
            }
        }
    }
    all
}
