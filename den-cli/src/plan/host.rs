//! Working out one host: standing, policies, aspects, settings, outputs, in this order.

use std::collections::BTreeMap;

use super::VERSION;
use super::entity::{EntityPlan, Settler, configured, planned_aspects};
use super::shard::{PlannedUser, Shard};
use crate::aspect::closure::Closure;
use crate::aspect::entity::{Entity, HostEntity};
use crate::diagnostic::Diagnostics;
use crate::document::declared::Declared;
use crate::document::name::{AspectId, HostName};
use crate::inventory::standing;
use crate::policy::{Effects, effects};
use crate::reads::{Reads, Source};
use crate::route::{UserClosure, route};
use crate::scope::Scope;

/// A planned host.
pub type HostPlan<'d> = EntityPlan<'d, Shard>;

/// Plans a host. None where its declaration is malformed, which the survey reports.
pub fn plan_host<'d>(source: &Source<'d>, name: &'d HostName) -> Option<HostPlan<'d>> {
    let reads = Reads::new(source);
    let mut diagnostics = Diagnostics::default();
    let standing = standing(source, &reads, name, &mut diagnostics)?;
    let around = HostEntity {
        environment: standing.environment,
        name,
    };
    let entity = Entity::Host(around);
    let host_effects = effects(&reads, entity.site());
    let mut host = Closure::of_host(source, &reads, entity, &host_effects, &mut diagnostics);

    let inherited = host.inheritance();
    let mut users: Vec<UserClosure<'d>> = Vec::new();
    let mut user_effects: Vec<Effects<'d>> = Vec::new();
    for user in reads.users(name) {
        let Some(facts) = reads.user_facts(name, user).and_then(Declared::good) else {
            continue;
        };
        let entity = Entity::User(user, around);
        let effects = effects(&reads, entity.site());
        let closure = Closure::of_user(
            source,
            &reads,
            (&host, &inherited),
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

    let mut settler = Settler::new(source, &reads, &mut diagnostics);
    let host_configures: Vec<_> = host_effects
        .configures
        .iter()
        .map(|by| (entity.site(), *by))
        .collect();
    let settings = settler.settle(&host, &host_configures, |_| true);
    let mut user_settings = Vec::new();
    let mut without = BTreeMap::new();
    for ((user, _, closure), effects) in users.iter().zip(&user_effects) {
        let site = closure.entity.site();
        let mut configures = host_configures.clone();
        configures.extend(effects.configures.iter().map(|by| (site, *by)));
        let declared = reads.site_settings(site);
        let said = |id: &AspectId| {
            let declared = declared.as_ref();
            declared.is_some_and(|declared| !reads.settings(declared, id.as_str()).is_empty())
        };
        let own = |id: &AspectId| {
            let configured = effects.configures.iter().any(|by| by.effect.aspect == *id);
            configured || !closure.inherits(id) || said(id)
        };
        user_settings.push(settler.settle(closure, &configures, own));
        let lacks = closure.without(&host);
        if !lacks.is_empty() {
            without.insert((*user).clone(), lacks);
        }
    }
    let Settler {
        resolved, troubles, ..
    } = settler;

    let closures: Vec<_> = std::iter::once(&host)
        .chain(users.iter().map(|(_, _, closure)| closure))
        .collect();
    let all_effects: Vec<_> = std::iter::once(&host_effects)
        .chain(&user_effects)
        .collect();
    let configured = configured(&all_effects, &closures);
    let parts = closures
        .iter()
        .flat_map(|closure| closure.asking_parts())
        .collect();

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
    let planned_users =
        users
            .into_iter()
            .zip(user_settings)
            .map(|((user, _, mut closure), settings)| {
                let aspects = planned_aspects(&mut closure);
                (user.clone(), PlannedUser { aspects, settings })
            });
    let shard = Shard {
        aspects: planned_aspects(&mut host),
        class: standing.facts.class.clone(),
        digest: None,
        environment: standing.environment.cloned(),
        host: name.clone(),
        outputs: routed.outputs,
        settings,
        system: standing.facts.system.clone(),
        tags: standing.tags,
        users: planned_users.collect(),
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
        configured,
        parts,
    })
}
