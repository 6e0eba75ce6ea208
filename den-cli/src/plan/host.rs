//! Working out one host: standing, policies, aspects, settings, outputs, in this order.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::VERSION;
use super::shard::{PlannedAspect, PlannedUser, Settings, Shard};
use crate::aspect::closure::Closure;
use crate::aspect::entity::Entity;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::declared::Declared;
use crate::document::effect::ConfigureEffect;
use crate::document::name::{AspectId, HostName, PolicyName, UserName};
use crate::inventory::standing;
use crate::policy::{By, Effects, effects};
use crate::reads::{Reads, Site, Source, aspect_path};
use crate::route::{Unrouted, UserClosure, route};
use crate::scope::Scope;
use crate::settings::definitions;
use crate::settings::report::report;
use crate::settings::resolve::{Resolved, resolve};

/// A planned host, with what the survey of the fleet and `den explain` want to know.
#[derive(Debug)]
pub struct HostPlan<'d> {
    /// The plan as it is written.
    pub shard: Shard,
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

/// Plans a host. None where its declaration is malformed, which the survey reports.
pub fn plan_host<'d>(source: &Source<'d>, name: &'d HostName) -> Option<HostPlan<'d>> {
    let reads = Reads::new(source);
    let mut diagnostics = Diagnostics::default();
    let standing = standing(source, &reads, name, &mut diagnostics)?;
    let entity = Entity {
        environment: standing.environment,
        host: name,
        user: None,
    };
    let host_effects = effects(&reads, entity.site());
    let host = Closure::of_host(source, &reads, entity, &host_effects, &mut diagnostics);

    let mut users: Vec<UserClosure<'d>> = Vec::new();
    let mut user_effects: Vec<Effects<'d>> = Vec::new();
    for user in reads.users(name) {
        let Some(facts) = reads.user_facts(name, user).and_then(Declared::good) else {
            continue;
        };
        let entity = Entity {
            user: Some(user),
            ..entity
        };
        let effects = effects(&reads, entity.site());
        let closure = Closure::of_user(
            source,
            &reads,
            (&host, &host_effects),
            entity,
            &effects,
            &mut diagnostics,
        );
        users.push((
            user,
            facts.classes.iter().filter_map(Declared::good).collect(),
            closure,
        ));
        user_effects.push(effects);
    }

    let mut settler = Settler {
        source,
        reads: &reads,
        diagnostics: &mut diagnostics,
        resolved: BTreeMap::new(),
        troubles: BTreeMap::new(),
        asked: BTreeSet::new(),
    };
    let host_configures: Vec<_> = host_effects
        .configures
        .iter()
        .map(|by| (entity.site(), *by))
        .collect();
    let settings = settler.settle(&host, &host_configures, |_| true);
    let mut planned_users = BTreeMap::new();
    let mut without = BTreeMap::new();
    for ((user, _, closure), effects) in users.iter().zip(&user_effects) {
        let site = closure.entity.site();
        let mut configures = host_configures.clone();
        configures.extend(effects.configures.iter().map(|by| (site, *by)));
        let own = |id: &AspectId| {
            let configured = effects.configures.iter().any(|by| by.effect.aspect == *id);
            configured || !closure.inherits(id) || !reads.settings(site, id.as_str()).is_empty()
        };
        let settings = settler.settle(closure, &configures, own);
        let aspects = planned_aspects(closure)
            .filter(|planned| !closure.inherits(&planned.aspect))
            .collect();
        planned_users.insert((*user).clone(), PlannedUser { aspects, settings });
        let lacks = closure.without(&host);
        if !lacks.is_empty() {
            without.insert((*user).clone(), lacks);
        }
    }
    let Settler {
        resolved,
        troubles,
        asked,
        ..
    } = settler;

    let closures = || std::iter::once(&host).chain(users.iter().map(|(_, _, closure)| closure));
    let configured = std::iter::once(&host_effects)
        .chain(&user_effects)
        .flat_map(|effects| {
            effects.configures.iter().map(|by| {
                let aspect = &by.effect.aspect;
                (
                    by.policy,
                    aspect,
                    closures().any(|closure| closure.has(aspect.as_str())),
                )
            })
        });
    let configured = configured.collect();
    let parts = closures().flat_map(Closure::asking_parts).collect();

    let scoped = |scope: Scope, effects: &Effects<'d>| {
        effects
            .instantiates
            .iter()
            .map(|by| (scope.clone(), *by))
            .collect::<Vec<_>>()
    };
    let mut instantiates = scoped(entity.scope(), &host_effects);
    for ((_, _, closure), effects) in users.iter().zip(&user_effects) {
        instantiates.extend(scoped(closure.entity.scope(), effects));
    }
    let routed = route(
        source,
        &reads,
        &standing,
        &host,
        &users,
        &instantiates,
        &mut diagnostics,
    );
    let shard = Shard {
        aspects: planned_aspects(&host).collect(),
        class: standing.facts.class.clone(),
        digest: None,
        environment: standing.environment.cloned(),
        host: name.clone(),
        outputs: routed.outputs,
        settings,
        system: standing.facts.system.clone(),
        tags: standing.tags,
        users: planned_users,
        version: VERSION,
        reads: reads.into_tree(),
    }
    .sealed();
    Some(HostPlan {
        shard,
        diagnostics,
        unrouted: routed.unrouted,
        resolved,
        troubles,
        without,
        asked,
        configured,
        parts,
    })
}

fn planned_aspects<'a>(closure: &'a Closure<'_>) -> impl Iterator<Item = PlannedAspect> + 'a {
    closure.members.iter().map(|member| PlannedAspect {
        aspect: member.aspect.id.clone(),
        because: member.because.clone(),
    })
}

/// Resolves settings, and gathers what that brings.
struct Settler<'s, 'd> {
    source: &'s Source<'d>,
    reads: &'s Reads<'s, 'd>,
    diagnostics: &'s mut Diagnostics,
    resolved: BTreeMap<(Scope, AspectId), Resolved>,
    troubles: BTreeMap<(Scope, AspectId), Vec<Diagnostic>>,
    asked: BTreeSet<(Site<'d>, AspectId)>,
}

impl<'d> Settler<'_, 'd> {
    /// The settings of those aspects of an entity that offer some, and that `wanted` picks.
    fn settle(
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
