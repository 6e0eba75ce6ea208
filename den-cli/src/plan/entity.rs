//! What planning a host and planning a home have in common.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::shard::{HomeShard, Output, PlannedAspect, Settings, Shard};
use crate::aspect::closure::Closure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::effect::ConfigureEffect;
use crate::document::name::{AspectId, EnvironmentName, PolicyName, UserName};
use crate::policy::{By, Effects};
use crate::reads::{Reads, Site, Source, aspect_path};
use crate::route::Unrouted;
use crate::scope::Scope;
use crate::settings::definitions;
use crate::settings::report::report;
use crate::settings::resolve::{Resolved, resolve};

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
    pub resolved: BTreeMap<(Scope, AspectId), Resolved>,
    /// What is wrong where layers meet, by scope and aspect; among the diagnostics too.
    pub troubles: BTreeMap<(Scope, AspectId), Vec<Diagnostic>>,
    /// Aspects of the host that a user does not have.
    pub without: BTreeMap<UserName, BTreeSet<AspectId>>,
    /// The sites whose settings were asked for, with the aspect.
    pub(crate) asked: BTreeSet<(Site<'d>, AspectId)>,
    /// Policies that configured an aspect, and whether the entity has it.
    pub(crate) configured: Vec<(&'d PolicyName, &'d AspectId, bool)>,
    /// Parts of aspects that ask for entities, and whether they fired.
    pub(crate) parts: BTreeSet<(AspectId, usize, bool)>,
}

/// What the survey of the fleet looks at, of a planned host or a planned home.
pub(crate) struct Facet<'p, 'd> {
    pub(crate) environment: Option<&'p EnvironmentName>,
    pub(crate) outputs: &'p [Output],
    pub(crate) unrouted: &'p [Unrouted],
    pub(crate) resolved: &'p BTreeMap<(Scope, AspectId), Resolved>,
    pub(crate) asked: &'p BTreeSet<(Site<'d>, AspectId)>,
    pub(crate) configured: &'p [(&'d PolicyName, &'d AspectId, bool)],
    pub(crate) parts: &'p BTreeSet<(AspectId, usize, bool)>,
}

impl<'d, S> EntityPlan<'d, S> {
    fn facet_of<'p>(
        &'p self,
        environment: Option<&'p EnvironmentName>,
        outputs: &'p [Output],
    ) -> Facet<'p, 'd> {
        Facet {
            environment,
            outputs,
            unrouted: &self.unrouted,
            resolved: &self.resolved,
            asked: &self.asked,
            configured: &self.configured,
            parts: &self.parts,
        }
    }
}

impl<'d> EntityPlan<'d, Shard> {
    pub(crate) fn facet(&self) -> Facet<'_, 'd> {
        self.facet_of(self.shard.environment.as_ref(), &self.shard.outputs)
    }
}

impl<'d> EntityPlan<'d, HomeShard> {
    pub(crate) fn facet(&self) -> Facet<'_, 'd> {
        self.facet_of(None, &self.shard.outputs)
    }
}

/// The settings that policies give, and whether one of these closures has the aspect.
pub(super) fn configured<'d>(
    effects: &[&Effects<'d>],
    closures: &[&Closure<'d>],
) -> Vec<(&'d PolicyName, &'d AspectId, bool)> {
    let all = effects.iter().flat_map(|effects| &effects.configures);
    let present = |aspect: &AspectId| closures.iter().any(|closure| closure.has(aspect.as_str()));
    all.map(|by| (by.policy, &by.effect.aspect, present(&by.effect.aspect)))
        .collect()
}

pub(super) fn planned_aspects<'a>(
    closure: &'a Closure<'_>,
) -> impl Iterator<Item = PlannedAspect> + 'a {
    closure.members.iter().map(|member| PlannedAspect {
        aspect: member.aspect.id.clone(),
        because: member.because.clone(),
    })
}

/// Resolves settings, and gathers what that brings.
pub(super) struct Settler<'s, 'd> {
    source: &'s Source<'d>,
    reads: &'s Reads<'s, 'd>,
    diagnostics: &'s mut Diagnostics,
    pub(super) resolved: BTreeMap<(Scope, AspectId), Resolved>,
    pub(super) troubles: BTreeMap<(Scope, AspectId), Vec<Diagnostic>>,
    pub(super) asked: BTreeSet<(Site<'d>, AspectId)>,
}

impl<'s, 'd> Settler<'s, 'd> {
    pub(super) fn new(
        source: &'s Source<'d>,
        reads: &'s Reads<'s, 'd>,
        diagnostics: &'s mut Diagnostics,
    ) -> Self {
        Self {
            source,
            reads,
            diagnostics,
            resolved: BTreeMap::new(),
            troubles: BTreeMap::new(),
            asked: BTreeSet::new(),
        }
    }

    /// The settings of those aspects of an entity that offer some, and that `wanted` picks.
    pub(super) fn settle(
        &mut self,
        closure: &Closure<'d>,
        configures: &[(Site<'d>, By<'d, ConfigureEffect>)],
        wanted: impl Fn(&AspectId) -> bool,
    ) -> BTreeMap<AspectId, Settings> {
        let mut all = BTreeMap::new();
        for member in &closure.members {
            let id = &member.aspect.id;
            let Some(interface) = self.reads.interface(&member.aspect) else {
                continue;
            };
            if !wanted(id) {
                continue;
            }
            let definitions = definitions(self.reads, closure.entity, id.as_str(), configures);
            let base: Vec<SmolStr> = aspect_path(id, "interface").map(Into::into).collect();
            let mut troubles = Vec::new();
            let resolved = resolve(interface, definitions, &base, &mut troubles);
            let scope = closure.entity.scope();
            for trouble in troubles {
                let found = report(self.source.document, id, &trouble).scope(scope.clone());
                let place = (scope.clone(), id.clone());
                self.troubles.entry(place).or_default().push(found.clone());
                self.diagnostics.push(found);
            }
            all.insert(id.clone(), written(&resolved));
            self.asked.insert((closure.entity.site(), id.clone()));
            self.resolved.insert((scope, id.clone()), resolved);
        }
        all
    }
}

/// Resolved settings as a shard has them.
fn written(resolved: &Resolved) -> Settings {
    let leaves = resolved.leaves();
    let computed = leaves.iter().any(|(_, leaf)| leaf.computed);
    let missing = leaves
        .into_iter()
        .filter(|(_, leaf)| leaf.value.is_none() && !leaf.computed)
        .map(|(way, _)| way);
    Settings {
        declared: computed.then(|| resolved.tree(&|leaf| leaf.declared.as_ref())),
        missing: missing.collect(),
        values: resolved.tree(&|leaf| leaf.value.as_ref()),
    }
}
