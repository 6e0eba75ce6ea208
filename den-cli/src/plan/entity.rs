//! What planning a host and planning a home have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use smol_str::SmolStr;

use super::shard::{HomeShard, Output, PlannedAspect, Settings, Shard};
use super::shared::{Key, Settled};
use crate::aspect::closure::Closure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::effect::ConfigureEffect;
use crate::document::interface::Interface;
use crate::document::name::{AspectId, EnvironmentName, PolicyName, UserName};
use crate::policy::{By, Effects};
use crate::reads::{Reads, Site, Source, aspect_path};
use crate::route::Unrouted;
use crate::scope::Scope;
use crate::settings::layer::Definition;
use crate::settings::report::report;
use crate::settings::resolve::{Resolved, resolve};
use crate::settings::{definitions, layers};

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
}

/// What the survey of the fleet looks at, of a planned host or a planned home.
pub(crate) struct Facet<'p, 'd> {
    pub(crate) environment: Option<&'p EnvironmentName>,
    pub(crate) outputs: &'p [Output],
    pub(crate) unrouted: &'p [Unrouted],
    pub(crate) resolved: &'p BTreeMap<(Scope, AspectId), Arc<Resolved>>,
    pub(crate) configured: &'p [(&'d PolicyName, &'d AspectId, bool)],
    pub(crate) parts: &'p [(AspectId, usize, bool)],
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

/// The aspects of an entity as a shard has them; those that it inherits are left out.
pub(super) fn planned_aspects(closure: &mut Closure<'_>) -> Vec<PlannedAspect> {
    let members = std::mem::take(&mut closure.members).into_iter();
    let own = members.filter(|member| !closure.inherits(&member.aspect.id));
    own.map(|member| PlannedAspect {
        aspect: member.aspect.id,
        because: member.because,
    })
    .collect()
}

/// Resolves settings, and gathers what that brings.
pub(super) struct Settler<'s, 'd> {
    source: &'s Source<'d>,
    reads: &'s Reads<'s, 'd>,
    diagnostics: &'s mut Diagnostics,
    pub(super) resolved: BTreeMap<(Scope, AspectId), Arc<Resolved>>,
    pub(super) troubles: BTreeMap<(Scope, AspectId), Vec<Diagnostic>>,
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
        }
    }

    /// The settings of those aspects of an entity that offer some, and that `wanted` picks.
    pub(super) fn settle(
        &mut self,
        closure: &Closure<'d>,
        configures: &[(Site<'d>, By<'d, ConfigureEffect>)],
        wanted: impl Fn(&AspectId) -> bool,
    ) -> BTreeMap<AspectId, Arc<Settings>> {
        let scope = closure.entity.scope();
        let layers = layers(self.reads, closure.entity);
        let mut all = BTreeMap::new();
        for member in &closure.members {
            let id = &member.aspect.id;
            let Some(interface) = self.reads.interface(&member.aspect) else {
                continue;
            };
            if !wanted(id) {
                continue;
            }
            let definitions = definitions(self.reads, &layers, id.as_str(), configures);
            let key = Key::new(interface, &definitions);
            let known = key.as_ref().and_then(|key| self.source.shared.get(key));
            let settled = match (known, key) {
                (Some(settled), _) => settled,
                (None, key) => self.resolve(id, &scope, interface, definitions, key),
            };
            all.insert(id.clone(), settled.written);
            self.resolved
                .insert((scope.clone(), id.clone()), settled.resolved);
        }
        all
    }

    /// Resolves the settings of one aspect, and shares them by their key.
    fn resolve(
        &mut self,
        id: &AspectId,
        scope: &Scope,
        interface: &'d Interface,
        definitions: Vec<Definition<'d>>,
        key: Option<Key>,
    ) -> Settled {
        let base: Vec<SmolStr> = aspect_path(id, "interface").map(Into::into).collect();
        let mut troubles = Vec::new();
        let resolved = resolve(interface, definitions, &base, &mut troubles);
        let settled = Settled {
            written: Arc::new(written(&resolved)),
            resolved: Arc::new(resolved),
        };
        // Troubles are told at every entity that has them.
        if let Some(key) = key.filter(|_| troubles.is_empty()) {
            self.source.shared.put(key, settled.clone());
        }
        for trouble in troubles {
            let found = report(self.source.document, id, &trouble).scope(scope.clone());
            let place = (scope.clone(), id.clone());
            self.troubles.entry(place).or_default().push(found.clone());
            self.diagnostics.push(found);
        }
        settled
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
