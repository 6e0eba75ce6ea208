//! What planning a host and planning a home have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::shard::{HomeShard, Output, PlannedAspect, Settings, Shard};
use crate::aspect::closure::Closure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::name::{AspectId, EnvironmentName, PolicyName, UserName};
use crate::fleet::Found;
use crate::fleet::draft::Draft;
use crate::route::{Routed, Unrouted};
use crate::scope::Scope;
use crate::settings::Resolved;
use crate::settings::write::provenance;

/// A planned host or home, with what the survey of the fleet and `den explain` want to know.
#[derive(Debug)]
pub struct EntityPlan<'d, S> {
    /// The plan as it is written.
    pub shard: S,
    /// What was found on the way.
    pub diagnostics: Diagnostics,
    /// Content that reaches no output here.
    pub unrouted: Vec<Unrouted>,
    /// The settings with their chains, by scope and aspect.
    pub resolved: BTreeMap<(Scope, AspectId), Arc<Resolved>>,
    /// What is wrong where layers meet, by scope and aspect; among the diagnostics too.
    pub troubles: BTreeMap<(Scope, AspectId), Vec<Diagnostic>>,
    /// Aspects of the host that a user does not have.
    pub without: BTreeMap<UserName, BTreeSet<AspectId>>,
    /// Policies that configured an aspect, and whether the entity has it.
    pub(crate) configured: Vec<(&'d PolicyName, &'d AspectId, bool)>,
    /// Parts of aspects that ask for entities, and whether they fired.
    pub(crate) parts: Vec<(AspectId, usize, bool)>,
    /// The rules that fire here.
    pub(crate) fires: BTreeSet<&'d PolicyName>,
}

/// What the survey of the fleet looks at, of a planned host or a planned home.
pub(crate) struct Facet<'p, 'd> {
    /// What it has, and what each of its users has besides.
    pub(crate) aspects: Vec<&'p [PlannedAspect]>,
    pub(crate) environment: Option<&'p EnvironmentName>,
    pub(crate) outputs: &'p [Output],
    pub(crate) unrouted: &'p [Unrouted],
    pub(crate) resolved: &'p BTreeMap<(Scope, AspectId), Arc<Resolved>>,
    pub(crate) configured: &'p [(&'d PolicyName, &'d AspectId, bool)],
    pub(crate) parts: &'p [(AspectId, usize, bool)],
    pub(crate) fires: &'p BTreeSet<&'d PolicyName>,
    /// Whether a mistake leaves open which rules fire at it, or which environment it is in.
    pub(crate) undecided: bool,
}

impl<'d, S> EntityPlan<'d, S> {
    fn facet_of<'p>(
        &'p self,
        aspects: Vec<&'p [PlannedAspect]>,
        environment: Option<&'p EnvironmentName>,
        outputs: &'p [Output],
    ) -> Facet<'p, 'd> {
        let undecided = |found: &Diagnostic| {
            ["den::rule::cycle", "den::fleet::two-environments"].contains(&&*found.code)
        };
        Facet {
            aspects,
            environment,
            outputs,
            unrouted: &self.unrouted,
            resolved: &self.resolved,
            configured: &self.configured,
            parts: &self.parts,
            fires: &self.fires,
            undecided: self.diagnostics.iter().any(undecided),
        }
    }
}

impl<'d> EntityPlan<'d, Shard> {
    pub(crate) fn facet(&self) -> Facet<'_, 'd> {
        let shard = &self.shard;
        let users = shard.users.values().map(|user| &*user.aspects);
        let aspects = users.chain([&*shard.aspects]).collect();
        self.facet_of(aspects, shard.environment.as_ref(), &shard.outputs)
    }

    /// The plan, and in it where the value of every setting comes from.
    #[must_use]
    pub fn with_provenance(mut self) -> Self {
        let resolved = &self.resolved;
        let tell = |scope: Scope, settings: &mut BTreeMap<AspectId, Arc<Settings>>| {
            for (id, settings) in settings {
                if let Some(resolved) = resolved.get(&(scope.clone(), id.clone())) {
                    Arc::make_mut(settings).provenance = Some(provenance(resolved));
                }
            }
        };
        let host = self.shard.host.clone();
        tell(Scope::Host(host.clone()), &mut self.shard.settings);
        for (name, user) in &mut self.shard.users {
            tell(Scope::User(name.clone(), host.clone()), &mut user.settings);
        }
        self.shard = self.shard.sealed();
        self
    }
}

impl<'d> EntityPlan<'d, HomeShard> {
    pub(crate) fn facet(&self) -> Facet<'_, 'd> {
        self.facet_of(vec![&self.shard.aspects], None, &self.shard.outputs)
    }
}

impl<'d> Draft<'d> {
    /// The plan of what was drafted; `write` makes the shard, with these outputs.
    pub(super) fn into_plan<S>(
        mut self,
        write: impl FnOnce(&Self, Vec<Output>) -> S,
    ) -> EntityPlan<'d, S> {
        let outputs = std::mem::take(&mut self.outputs);
        let Found {
            value: Routed { outputs, unrouted },
            diagnostics: of_outputs,
        } = Arc::unwrap_or_clone(outputs);
        let mut diagnostics = self.standing.diagnostics.clone();
        let (mut resolved, mut troubles) = (BTreeMap::new(), BTreeMap::new());
        let mut parts = Vec::new();
        for draft in self.entities() {
            let (closure, settings) = (&draft.aspects.value, &draft.settings);
            diagnostics.append(draft.aspects.diagnostics.clone());
            diagnostics.append(settings.diagnostics.clone());
            parts.extend(closure.asking_parts());
            let scope = closure.entity.scope();
            for (id, of_aspect) in &settings.value.resolved {
                resolved.insert((scope.clone(), id.clone()), of_aspect.clone());
            }
            for (id, of_aspect) in &settings.value.troubles {
                troubles.insert((scope.clone(), id.clone()), of_aspect.clone());
            }
        }
        diagnostics.append(of_outputs);
        diagnostics.append(std::mem::take(&mut self.checks));
        let mut without = BTreeMap::new();
        for (user, draft) in &self.users {
            let lacks = draft.aspects.value.without(&self.own.aspects.value);
            if !lacks.is_empty() {
                without.insert((*user).clone(), lacks);
            }
        }
        EntityPlan {
            fires: std::mem::take(&mut self.fires),
            configured: self.configured(),
            shard: write(&self, outputs),
            diagnostics,
            unrouted,
            resolved,
            troubles,
            without,
            parts,
        }
    }

    /// The settings that policies give, and whether one of the entities has the aspect.
    fn configured(&self) -> Vec<(&'d PolicyName, &'d AspectId, bool)> {
        let present = |aspect: &AspectId| {
            self.entities()
                .any(|draft| draft.aspects.value.has(aspect.as_str()))
        };
        self.entities()
            .flat_map(|draft| {
                draft
                    .effects
                    .configures
                    .iter()
                    .chain(&draft.effects.enforces)
            })
            .map(|by| (by.policy, &by.effect.aspect, present(&by.effect.aspect)))
            .collect()
    }
}

/// The aspects of an entity as a shard has them; those that it inherits are left out.
pub(super) fn planned_aspects(closure: &Closure<'_>) -> Vec<PlannedAspect> {
    let own = closure.members.iter();
    own.filter(|member| !closure.inherits(&member.aspect.id))
        .map(|member| PlannedAspect {
            aspect: member.aspect.id.clone(),
            because: member.because.clone(),
        })
        .collect()
}
