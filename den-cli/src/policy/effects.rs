//! Effects at one entity: of function policies, which Nix has run, and of the rules that fire there.

use smol_str::{SmolStr, format_smolstr};

use crate::document::Document;
use crate::document::aspect::Include;
use crate::document::effect::{
    AssertEffect, ConfigureEffect, Effect, InstantiateEffect, RequireEffect, RouteEffect,
};
use crate::document::name::{AspectId, PolicyName};
use crate::document::positions::Position;
use crate::document::rule::Rule;
use crate::reads::{Reads, Site};

/// What kind of policy an effect is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A function: its effects stand at the entity.
    Function,
    /// A rule: its effects stand with the rule.
    Rule,
}

/// What one effect of a policy says, with the policy and the position among its effects.
#[derive(Debug)]
pub struct By<'d, T> {
    /// What kind of policy it is of.
    pub origin: Origin,
    /// The policy.
    pub policy: &'d PolicyName,
    /// The position of the effect, from 0.
    pub index: usize,
    /// The rank of the policy, for effects that say none of their own.
    pub priority: i64,
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

impl<'d, T> By<'d, T> {
    /// The same effect, of which this is a part.
    pub fn part<U>(self, effect: &'d U) -> By<'d, U> {
        By {
            origin: self.origin,
            policy: self.policy,
            index: self.index,
            priority: self.priority,
            effect,
        }
    }

    /// The rank of an effect that says it has this one; nought says nothing.
    pub fn rank(&self, own: i64) -> i64 {
        if own == 0 { self.priority } else { own }
    }

    /// The identity of an inline aspect that the effect includes at an entity.
    pub fn inline(&self, site: Site<'_>) -> AspectId {
        let Self { policy, index, .. } = self;
        match self.origin {
            Origin::Function => {
                AspectId::inline(format_args!("policy:{policy}@{}", site.scope()), index)
            }
            Origin::Rule => AspectId::inline(format_args!("rule:{policy}"), index),
        }
    }

    /// Where the policy was written.
    pub fn position(&self, document: &'d Document) -> Option<&'d Position> {
        let container = match self.origin {
            Origin::Function => "policies",
            Origin::Rule => "rules",
        };
        document
            .positions
            .nearest([container, self.policy.as_str()])
    }

    /// The path in the document of the effect, which counts at an entity.
    pub fn path(&self, site: Site<'_>) -> Vec<SmolStr> {
        let index = format_smolstr!("{}", self.index);
        match self.origin {
            Origin::Function => {
                let steps = site.steps().chain(["policies", self.policy.as_str()]);
                steps.map(SmolStr::from).chain([index]).collect()
            }
            Origin::Rule => {
                let steps = ["rules", self.policy.as_str(), "effects"];
                steps
                    .map(SmolStr::from)
                    .into_iter()
                    .chain([index])
                    .collect()
            }
        }
    }
}

/// The effects at one entity, by kind; each list in the order of policies and of their effects, functions first.
#[derive(Clone, Debug, Default)]
pub struct Effects<'d> {
    /// What must hold.
    pub asserts: Vec<By<'d, AssertEffect>>,
    /// Aspects that are included.
    pub includes: Vec<By<'d, Include>>,
    /// Aspects that are excluded.
    pub excludes: Vec<By<'d, AspectId>>,
    /// Settings.
    pub configures: Vec<By<'d, ConfigureEffect>>,
    /// Settings above every other layer.
    pub enforces: Vec<By<'d, ConfigureEffect>>,
    /// Classes that are brought together.
    pub instantiates: Vec<By<'d, InstantiateEffect>>,
    /// Content that becomes part of another class.
    pub routes: Vec<By<'d, RouteEffect>>,
    /// Aspects that must be there.
    pub requires: Vec<By<'d, RequireEffect>>,
}

impl<'d> Effects<'d> {
    /// Adds the effects of a rule.
    pub fn add_rule(&mut self, name: &'d PolicyName, rule: &'d Rule) {
        self.add(Origin::Rule, name, rule.priority, &rule.effects);
    }

    fn add(
        &mut self,
        origin: Origin,
        policy: &'d PolicyName,
        priority: i64,
        effects: &'d [Effect],
    ) {
        for (index, effect) in effects.iter().enumerate() {
            let by = By {
                origin,
                policy,
                index,
                priority,
                effect,
            };
            match effect {
                Effect::Assert(inner) => self.asserts.push(by.part(inner)),
                Effect::Include(inner) => self.includes.push(by.part(&inner.aspect)),
                Effect::Exclude(inner) => self.excludes.push(by.part(&inner.aspect)),
                Effect::Configure(inner) => self.configures.push(by.part(inner)),
                Effect::Enforce(inner) => self.enforces.push(by.part(inner)),
                Effect::Instantiate(inner) => self.instantiates.push(by.part(inner)),
                Effect::Route(inner) => self.routes.push(by.part(inner)),
                Effect::Require(inner) => self.requires.push(by.part(inner)),
                // Tags are worked out with the rules; the survey reports what is malformed.
                Effect::Tag(_) | Effect::Malformed(_) => {}
            }
        }
    }
}

/// The effects of all function policies at a host, a user or a home.
pub fn effects<'d>(reads: &Reads<'_, 'd>, site: Site<'d>) -> Effects<'d> {
    let mut all = Effects::default();
    for (policy, effects) in reads.policies(site) {
        all.add(Origin::Function, policy, 0, effects);
    }
    all
}
