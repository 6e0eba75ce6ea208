//! Working out one home without a host: policies, aspects, settings, outputs, in this order.

use std::collections::BTreeMap;

use super::VERSION;
use super::entity::{EntityPlan, Settler, configured, planned_aspects};
use super::shard::HomeShard;
use crate::aspect::closure::Closure;
use crate::aspect::entity::Entity;
use crate::diagnostic::Diagnostics;
use crate::document::declared::Declared;
use crate::document::name::HomeName;
use crate::policy::effects;
use crate::reads::{Reads, Source};
use crate::route::route_home;

/// A planned home.
pub type HomePlan<'d> = EntityPlan<'d, HomeShard>;

/// Plans a home. None where its declaration is malformed, which the survey reports.
pub fn plan_home<'d>(source: &Source<'d>, name: &'d HomeName) -> Option<HomePlan<'d>> {
    let reads = Reads::new(source);
    let mut diagnostics = Diagnostics::default();
    let facts = reads.home_facts(name)?.good()?;
    let entity = Entity::Home(name, &facts.user);
    let effects = effects(&reads, entity.site());
    let mut closure = Closure::of_host(source, &reads, entity, &effects, &mut diagnostics);

    let mut settler = Settler::new(source, &reads, &mut diagnostics);
    let configures: Vec<_> = effects
        .configures
        .iter()
        .map(|by| (entity.site(), *by))
        .collect();
    let settings = settler.settle(&closure, &configures, |_| true);
    let Settler {
        resolved, troubles, ..
    } = settler;

    let classes = facts.classes.iter().filter_map(Declared::good).collect();
    let instantiates: Vec<_> = effects
        .instantiates
        .iter()
        .map(|by| (entity.scope(), *by))
        .collect();
    let routed = route_home(
        source,
        &reads,
        &classes,
        &closure,
        &instantiates,
        &mut diagnostics,
    );
    let configured = configured(&[&effects], &[&closure]);
    let parts = closure.asking_parts().collect();
    let shard = HomeShard {
        aspects: planned_aspects(&mut closure),
        digest: None,
        home: name.clone(),
        outputs: routed.outputs,
        settings,
        system: facts.system.clone(),
        user: facts.user.clone(),
        version: VERSION,
        reads: reads.into_tree(),
    };
    Some(HomePlan {
        shard: shard.sealed(),
        diagnostics,
        unrouted: routed.unrouted,
        resolved,
        troubles,
        without: BTreeMap::new(),
        configured,
        parts,
    })
}
