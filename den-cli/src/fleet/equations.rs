//! The equations of the stages. Each asks for what it needs, and leaves the work to the stage's own module.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gen_scope::attribute::{Attribute, Computed, Context};

use super::around::around;
use super::draft::{Draft, EntityDraft};
use super::{Fleet, Found, Stage};
use crate::aspect::closure::Closure;
use crate::aspect::entity::{Entity, HostEntity};
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::document::declared::Declared;
use crate::document::name::AspectId;
use crate::inventory::{self, Derived, Standing};
use crate::policy::atom::Atom;
use crate::policy::checks::check;
use crate::policy::program::{self, Conclusions};
use crate::policy::requirements::requirements;
use crate::policy::rules::Rules;
use crate::policy::world::World;
use crate::policy::{Effects, effects};
use crate::reads::{Reads, Site, Source};
use crate::route::{Asked, Routed, UserClosure, route, route_home};
use crate::select::Inhabited;
use crate::settings::layer::Layer;
use crate::settings::settle::{Configure, Settled, Settler};
use crate::settings::{LayerAt, layer_of};

type Cx<'c, 'd> = Context<'c, Fleet<'d>>;

/// What an equation of the fleet gives.
type Answer<'d, V> = Computed<Fleet<'d>, V>;

/// A value, and what the stage finds while it works it out.
fn found<T>(stage: impl FnOnce(&mut Diagnostics) -> T) -> Stage<T> {
    let mut diagnostics = Diagnostics::default();
    let value = stage(&mut diagnostics);
    Arc::new(Found { value, diagnostics })
}

impl<'d> Fleet<'d> {
    /// The scopes of a document. Linear in the document's size.
    pub fn new(document: &'d Document) -> Self {
        Self {
            source: Source::new(document),
            rules: Attribute::new("rules", |cx, _| Ok(Arc::new(Rules::new(&Reads::new(cx))))),
            asked: Attribute::new("asked", |cx, &site| {
                Ok(Arc::new(effects(&Reads::new(cx), site)))
            }),
            conclusions: Attribute::new("conclusions", |cx, &site| conclusions(cx, site)),
            standing: Attribute::new("standing", |cx, &site| standing(cx, site)),
            entity: Attribute::new("entity", |cx, &site| entity(cx, site)),
            around: Attribute::new("around", |cx, &site| around(cx, site)),
            users: Attribute::new("users", |cx, &site| users(cx, site)),
            effects: Attribute::new("effects", |cx, &site| effects_of_all(cx, site)),
            aspects: Attribute::new("aspects", |cx, &site| aspects(cx, site)),
            settings: Attribute::new("settings", |cx, &site| settings(cx, site)),
            outputs: Attribute::new("outputs", |cx, &site| outputs(cx, site)),
            plan: Attribute::new("plan", |cx, &site| plan(cx, site)),
        }
    }
}

/// What follows from rules: at the fleet for all of it, where rules look from one host at others; at each host otherwise.
fn conclusions<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Stage<Option<Conclusions<'d>>>> {
    let rules = cx.get(|fleet| &fleet.rules, &Site::Fleet)?;
    if rules.is_empty() {
        return Ok(Arc::default());
    }
    if rules.of_others && site != Site::Fleet {
        return cx.get(|fleet| &fleet.conclusions, &Site::Fleet);
    }
    let reads = Reads::new(cx);
    let entities = match site {
        Site::Fleet => reads.entities(),
        Site::Host(_) | Site::Home(_) => vec![site],
        Site::User(host, _) => return cx.get(|fleet| &fleet.conclusions, &Site::Host(host)),
        Site::Environment(_) => return Ok(Arc::default()),
    };
    let with_users = entities
        .into_iter()
        .map(|site| (site, reads.user_sites(site)));
    let world = World::new(reads.source.document, with_users.collect());
    let mut asked = BTreeMap::new();
    if rules.of_aspects {
        for site in world.sites() {
            asked.insert(site, cx.get(|fleet| &fleet.asked, &site)?);
        }
    }
    let asked = asked
        .iter()
        .map(|(site, effects)| (*site, &**effects))
        .collect();
    Ok(found(|diagnostics| {
        program::conclusions(&reads, &rules, &world, &asked, diagnostics)
    }))
}

fn standing<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Stage<Option<Standing<'d>>>> {
    let Site::Host(host) = site else {
        return Ok(Arc::default());
    };
    let conclusions = cx.get(|fleet| &fleet.conclusions, &site)?;
    let rules = cx.get(|fleet| &fleet.rules, &Site::Fleet)?;
    let derived = Derived::of(&rules, conclusions.value.as_ref(), site);
    let reads = Reads::new(cx);
    Ok(found(|diagnostics| {
        diagnostics.append(conclusions.diagnostics.clone().at_scope(&site.scope()));
        inventory::standing(&reads, host, &derived, diagnostics)
    }))
}

/// What function policies ask for, and what the rules ask for that fire.
fn effects_of_all<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Arc<Effects<'d>>> {
    let asked = cx.get(|fleet| &fleet.asked, &site)?;
    let conclusions = cx.get(|fleet| &fleet.conclusions, &site)?;
    let Some(model) = &conclusions.value else {
        return Ok(asked);
    };
    let rules = cx.get(|fleet| &fleet.rules, &Site::Fleet)?;
    let mut all = Effects::clone(&asked);
    for rule in &rules.rules {
        if model.holds(&Atom::Fires(site, rule.name)) {
            all.add_rule(rule.name, rule.rule);
        }
    }
    Ok(Arc::new(all))
}

fn entity<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Option<Entity<'d>>> {
    let reads = Reads::new(cx);
    Ok(match site {
        Site::Fleet | Site::Environment(_) => None,
        Site::Host(name) => {
            let standing = cx.get(|fleet| &fleet.standing, &site)?;
            standing.value.as_ref().map(|standing| {
                let environment = standing.environment;
                Entity::Host(HostEntity { environment, name })
            })
        }
        Site::User(host, user) => {
            let around = cx.get(|fleet| &fleet.entity, &Site::Host(host))?;
            let around = around.and_then(Entity::host);
            let declared = || reads.user_facts(host, user).and_then(Declared::good);
            around.and_then(|host| declared().map(|_| Entity::User(user, host)))
        }
        Site::Home(name) => {
            let facts = reads.home_facts(name).and_then(Declared::good);
            facts.map(|facts| Entity::Home(name, &facts.user))
        }
    })
}

fn users<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Arc<[Site<'d>]>> {
    let Site::Host(host) = site else {
        return Ok(Arc::default());
    };
    let mut users = Vec::new();
    for user in Reads::new(cx).users(host) {
        let site = Site::User(host, user);
        if cx.get(|fleet| &fleet.entity, &site)?.is_some() {
            users.push(site);
        }
    }
    Ok(users.into())
}

/// A user's aspects begin with those of the host.
fn aspects<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Option<Stage<Closure<'d>>>> {
    let Some(entity) = cx.get(|fleet| &fleet.entity, &site)? else {
        return Ok(None);
    };
    let effects = cx.get(|fleet| &fleet.effects, &site)?;
    let host = match site {
        Site::User(host, _) => cx.get(|fleet| &fleet.aspects, &Site::Host(host))?,
        _ => None,
    };
    let around = cx.get(|fleet| &fleet.around, &site)?;
    let reads = Reads::new(cx);
    Ok(Some(found(|diagnostics| match host {
        Some(host) => Closure::of_user(&reads, &host.value, entity, &effects, diagnostics),
        None => Closure::of_host(&reads, &around, entity, &effects, diagnostics),
    })))
}

/// The settings that policies give at an entity: those of the host count for its users, too.
fn configures<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Vec<Configure<'d>>> {
    let mut configures = match site {
        Site::User(host, _) => configures(cx, Site::Host(host))?,
        _ => vec![],
    };
    let effects = cx.get(|fleet| &fleet.effects, &site)?;
    let settings = effects.configures.iter().map(|by| (Layer::Policy, *by));
    let enforced = effects.enforces.iter().map(|by| (Layer::Enforce, *by));
    let settings = settings.chain(enforced);
    configures.extend(settings.map(|(layer, by)| (layer, site, by)));
    Ok(configures)
}

/// The layers that are declared as such: what the scopes around say, the outermost first.
fn layers<'c, 'd>(cx: &'c Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Vec<LayerAt<'c, 'd>>> {
    let reads = Reads::new(cx);
    let around = cx.get(|fleet| &fleet.around, &site)?;
    let declared = around.iter().rev();
    let declared = declared.filter_map(|site| Some((layer_of(*site), reads.site_settings(*site)?)));
    Ok(declared.collect())
}

fn settings<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Stage<Settled>> {
    let Some(aspects) = cx.get(|fleet| &fleet.aspects, &site)? else {
        return Ok(Arc::default());
    };
    let closure = &aspects.value;
    let configures = configures(cx, site)?;
    let reads = Reads::new(cx);
    let layers = layers(cx, site)?;
    let around = match site {
        Site::User(host, _) => Some(cx.get(|fleet| &fleet.settings, &Site::Host(host))?),
        _ => None,
    };
    Ok(found(|diagnostics| {
        let settler = Settler {
            reads: &reads,
            layers: &layers,
            configures: &configures,
            around: around.as_ref().map(|settled| &settled.value),
        };
        // What a user has of the host, with the host's settings, stands there.
        let own = |id: &AspectId| {
            let configured = |(_, at, by): &Configure<'d>| *at == site && by.effect.aspect == *id;
            let said = || {
                let own = layers.iter().filter(|(_, declared)| declared.site == site);
                own.into_iter()
                    .any(|(_, declared)| !reads.settings(declared, id).is_empty())
            };
            configures.iter().any(configured) || !closure.inherits(id) || said()
        };
        match site {
            Site::User(..) => settler.settle(closure, own, diagnostics),
            _ => settler.settle(closure, |_| true, diagnostics),
        }
    }))
}

/// Adds what policies ask for at an entity that concerns outputs.
fn ask<'d>(cx: &Cx<'_, 'd>, site: Site<'d>, asked: &mut Asked<'d>) -> Answer<'d, ()> {
    let effects = cx.get(|fleet| &fleet.effects, &site)?;
    let scope = site.scope();
    let instantiates = effects.instantiates.iter();
    let instantiates = instantiates.map(|by| (scope.clone(), *by));
    asked.instantiates.extend(instantiates);
    let routes = effects.routes.iter().map(|by| (scope.clone(), *by));
    asked.routes.extend(routes);
    Ok(())
}

fn outputs<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Stage<Routed>> {
    let Some(aspects) = cx.get(|fleet| &fleet.aspects, &site)? else {
        return Ok(Arc::default());
    };
    let reads = Reads::new(cx);
    let mut asked = Asked::default();
    ask(cx, site, &mut asked)?;
    if let Site::Home(name) = site {
        let facts = reads.home_facts(name).and_then(Declared::good);
        let classes = facts.into_iter().flat_map(|facts| &facts.classes);
        let classes = classes.filter_map(Declared::good).collect();
        return Ok(found(|diagnostics| {
            route_home(&reads, &classes, &aspects.value, &asked, diagnostics)
        }));
    }
    let standing = cx.get(|fleet| &fleet.standing, &site)?;
    let Some(standing) = &standing.value else {
        return Ok(Arc::default());
    };
    let mut closures = Vec::new();
    for user in cx.get(|fleet| &fleet.users, &site)?.iter() {
        ask(cx, *user, &mut asked)?;
        if let Site::User(host, name) = *user
            && let Some(aspects) = cx.get(|fleet| &fleet.aspects, user)?
            && let Some(facts) = reads.user_facts(host, name).and_then(Declared::good)
        {
            let classes = facts.classes.iter().filter_map(Declared::good).collect();
            closures.push((name, classes, aspects));
        }
    }
    let users: Vec<UserClosure<'_, 'd>> = closures
        .iter()
        .map(|(name, classes, aspects)| (*name, classes, &aspects.value))
        .collect();
    Ok(found(|diagnostics| {
        route(
            &reads,
            standing,
            &aspects.value,
            &users,
            &asked,
            diagnostics,
        )
    }))
}

/// What is computed at one entity; none where there is no such entity.
fn entity_draft<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Option<EntityDraft<'d>>> {
    let Some(aspects) = cx.get(|fleet| &fleet.aspects, &site)? else {
        return Ok(None);
    };
    Ok(Some(EntityDraft {
        effects: cx.get(|fleet| &fleet.effects, &site)?,
        aspects,
        settings: cx.get(|fleet| &fleet.settings, &site)?,
    }))
}

fn plan<'d>(cx: &Cx<'_, 'd>, site: Site<'d>) -> Answer<'d, Option<Arc<Draft<'d>>>> {
    let Some(own) = entity_draft(cx, site)? else {
        return Ok(None);
    };
    let mut users = Vec::new();
    for user in cx.get(|fleet| &fleet.users, &site)?.iter() {
        if let (Site::User(_, name), Some(draft)) = (*user, entity_draft(cx, *user)?) {
            users.push((name, draft));
        }
    }
    let mut fires = BTreeSet::new();
    let conclusions = cx.get(|fleet| &fleet.conclusions, &site)?;
    if let Some(model) = &conclusions.value {
        let rules = cx.get(|fleet| &fleet.rules, &Site::Fleet)?;
        let users = cx.get(|fleet| &fleet.users, &site)?;
        for site in users.iter().copied().chain([site]) {
            let names = rules.rules.iter().map(|rule| rule.name);
            fires.extend(names.filter(|name| model.holds(&Atom::Fires(site, name))));
        }
    }
    let mut draft = Draft {
        standing: cx.get(|fleet| &fleet.standing, &site)?,
        own,
        users,
        outputs: cx.get(|fleet| &fleet.outputs, &site)?,
        checks: Diagnostics::default(),
        fires,
    };
    draft.checks = checks(&Reads::new(cx), &draft);
    // A host's are told where it stands.
    if let Site::Home(_) = site {
        let refused = conclusions.diagnostics.clone();
        draft.checks.append(refused.at_scope(&site.scope()));
    }
    Ok(Some(Arc::new(draft)))
}

/// What must hold at a host and its users, or at a home, and does not.
fn checks<'d>(reads: &Reads<'_, 'd>, draft: &Draft<'d>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for entity in draft.entities() {
        let (closure, effects) = (&entity.aspects.value, &entity.effects);
        let host = match closure.entity {
            Entity::User(..) => Some(&draft.own.aspects.value),
            Entity::Host(_) | Entity::Home(..) => None,
        };
        requirements(reads, closure, host, effects, &mut diagnostics);
    }
    let mut entities = draft.entities();
    if entities.all(|entity| entity.effects.asserts.is_empty()) {
        return diagnostics;
    }
    let mut inhabited = Inhabited::new(reads);
    draft.inhabit(&mut inhabited, None);
    for entity in draft.entities() {
        let (closure, effects) = (&entity.aspects.value, &entity.effects);
        check(reads, closure, effects, &inhabited, &mut diagnostics);
    }
    diagnostics
}
