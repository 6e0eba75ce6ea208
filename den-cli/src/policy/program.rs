//! The program of a host: what holds there when all rules have been followed.
//!
//! Facts are the declared tags and environments; rules are those of the fleet, each at every scope of its kind. Where a
//! condition looks at aspects, the include graph of the entities is part of the program: an aspect is there when a root,
//! or an aspect that is there, includes it, and nothing excludes it. Rules are made for what is possible at all, so the
//! program grows with what the host has and not with the fleet.

use std::collections::{BTreeMap, BTreeSet};

use gen_derive::{Formula, Model, NegativeCycle, Program};

use super::atom::{Atom, Step};
use super::condition::{Condition, PartOf};
use super::effects::{By, Effects};
use super::rules::{PreparedRule, Rules};
use super::world::World;
use crate::aspect::closure::{default_root, own_roots, shared_roots};
use crate::aspect::entity::{Entity, HostEntity};
use crate::aspect::graph::{fired_parts, resolve};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::declared::Declared;
use crate::document::effect::Effect;
use crate::document::fleet::Kind;
use crate::document::name::{AspectId, EnvironmentName, PolicyName};
use crate::inventory::{declared_claims, declared_tags};
use crate::reads::{AspectRef, Reads, Site};

/// What rules come to.
pub type Conclusions<'d> = Model<Atom<'d>, Step<'d>>;

type HostProgram<'d> = Program<Atom<'d>, Step<'d>>;

/// The kind of an entity; none for other scopes.
pub fn kind_of(site: Site<'_>) -> Option<Kind> {
    match site {
        Site::Fleet | Site::Environment(_) => None,
        Site::Host(_) => Some(Kind::Host),
        Site::User(..) => Some(Kind::User),
        Site::Home(_) => Some(Kind::Home),
    }
}

/// What the fleet's rules come to in a world. `asked` are the effects of function policies at an entity.
///
/// Where rules depend on their own absence, that is reported, and nothing follows from rules.
///
/// # Complexity
///
/// Linear in the rules that have a chance to fire, in their conditions, and, where conditions look at aspects, in the
/// includes that have a chance to be there.
pub fn conclusions<'d>(
    reads: &Reads<'_, 'd>,
    rules: &Rules<'d>,
    world: &World<'d>,
    asked: &BTreeMap<Site<'d>, &Effects<'d>>,
    diagnostics: &mut Diagnostics,
) -> Option<Conclusions<'d>> {
    let mut maker = Maker {
        reads,
        rules,
        world,
        inline: BTreeMap::new(),
        parts: BTreeSet::new(),
    };
    let mut program = Program::new();
    for site in world.sites() {
        maker.facts(site, &mut program);
        maker.rules(site, &mut program);
        if rules.of_aspects {
            maker.roots(site, asked.get(&site).copied(), &mut program);
        }
    }
    program.complete(|atom, program| maker.follow(atom, program));
    match program.evaluate() {
        Ok(model) => Some(model),
        Err(cycle) => {
            diagnostics.push(refused(reads, &cycle));
            None
        }
    }
}

/// Makes the rules of a program.
struct Maker<'r, 'c, 'd> {
    reads: &'r Reads<'c, 'd>,
    rules: &'r Rules<'d>,
    world: &'r World<'d>,
    /// Aspects that have no name, by identity.
    inline: BTreeMap<AspectId, AspectRef<'d>>,
    /// The parts of selectors that rules were made for.
    parts: BTreeSet<(Site<'d>, PartOf<'d>)>,
}

impl<'d> Maker<'_, '_, 'd> {
    /// What is declared of an entity.
    fn facts(&self, site: Site<'d>, program: &mut HostProgram<'d>) {
        let Site::Host(host) = site else { return };
        for tag in declared_tags(self.reads, host) {
            program.fact(Atom::Tag(site, tag));
        }
        // One that there is not is reported where the host's own is worked out.
        let claims = declared_claims(self.reads, host).into_iter();
        for environment in claims.filter(|name| self.reads.has_environment(name)) {
            program.fact(Atom::Environment(site, environment.clone()));
        }
    }

    /// The rules of the fleet, at an entity.
    fn rules(&mut self, site: Site<'d>, program: &mut HostProgram<'d>) {
        let Self { reads, world, .. } = *self;
        let holds = |condition: &Condition<'d>| condition.formula(reads, world, site);
        let mut pending = Vec::new();
        if let Site::Host(_) = site {
            for (name, picks) in &self.rules.environments {
                let head = Atom::Environment(site, (*name).clone());
                let picked = holds(picks);
                self.mentioned(&picked, &mut pending);
                program.rule(Step::Selector(name), head, picked);
            }
        }
        let kind = kind_of(site);
        for rule in kind.into_iter().flat_map(|kind| self.rules.of_kind(kind)) {
            let PreparedRule {
                name, when, unless, ..
            } = rule;
            let exception = unless.as_ref().map(|unless| !holds(unless));
            let overridden = self.rules.overriding(name);
            let overridden = overridden.map(|by| !Formula::atom(Atom::Fires(site, by)));
            let conditions = [holds(when)].into_iter().chain(exception).chain(overridden);
            let fires = Formula::all(conditions);
            self.mentioned(&fires, &mut pending);
            program.rule(Step::Rule(name), Atom::Fires(site, name), fires);
        }
        // What a part of a selector says is a rule as well, made once for all that look at it.
        while let Some((site, part)) = pending.pop() {
            if !self.parts.insert((site, part)) {
                continue;
            }
            if let Some(condition) = self.rules.condition(part.owner) {
                let says = condition.formula_of(reads, world, part, site);
                self.mentioned(&says, &mut pending);
                program.rule(Step::Part, Atom::Says(site, part), says);
            }
        }
    }

    /// The parts of selectors that a formula speaks of, and that no rules were made for.
    fn mentioned(&self, formula: &Formula<Atom<'d>>, pending: &mut Vec<(Site<'d>, PartOf<'d>)>) {
        if !self.rules.of_others {
            return;
        }
        let parts = formula.atoms().filter_map(|(atom, _)| match atom {
            Atom::Says(site, part) => Some((*site, *part)),
            _ => None,
        });
        pending.extend(parts.filter(|part| !self.parts.contains(part)));
    }

    /// The aspects that an entity begins with.
    fn roots(
        &mut self,
        site: Site<'d>,
        asked: Option<&Effects<'d>>,
        program: &mut HostProgram<'d>,
    ) {
        let Some(entity) = self.entity(site) else {
            return;
        };
        let nothing = Effects::default();
        let asked = asked.unwrap_or(&nothing);
        // A user begins with what the host begins with.
        if !matches!(site, Site::User(..)) {
            let shared = shared_roots(self.reads, &[Site::Fleet]);
            for root in default_root(self.reads).into_iter().chain(shared) {
                self.included(site, Step::Root, &root.aspect, &Formula::always(), program);
            }
        }
        for root in own_roots(self.reads, entity, asked) {
            self.included(site, Step::Root, &root.aspect, &Formula::always(), program);
        }
        let declared = self.reads.excludes(site);
        let excluded = asked.excludes.iter().map(|by| by.effect);
        for id in declared.chain(excluded) {
            self.excluded(site, Step::Root, id, &Formula::always(), program);
        }
    }

    /// The entity, in whatever environment it may be.
    fn entity(&self, site: Site<'d>) -> Option<Entity<'d>> {
        let environment = self.world.environments.first().copied();
        let host = |name| HostEntity { environment, name };
        Some(match site {
            Site::Fleet | Site::Environment(_) => return None,
            Site::Host(name) => Entity::Host(host(name)),
            Site::User(name, user) => Entity::User(user, host(name)),
            Site::Home(name) => {
                let facts = self.reads.home_facts(name)?.good()?;
                Entity::Home(name, &facts.user)
            }
        })
    }

    /// An entity and, below a host, its users.
    fn and_users(&self, site: Site<'d>) -> Vec<Site<'d>> {
        let users = self.world.users(site).iter().copied();
        [site].into_iter().chain(users).collect()
    }

    /// An aspect is there for an entity and its users where a condition holds, unless it is excluded.
    fn included(
        &mut self,
        site: Site<'d>,
        step: Step<'d>,
        aspect: &AspectRef<'d>,
        condition: &Formula<Atom<'d>>,
        program: &mut HostProgram<'d>,
    ) {
        for site in self.and_users(site) {
            self.included_at(site, step.clone(), aspect, condition, program);
        }
    }

    fn included_at(
        &mut self,
        site: Site<'d>,
        step: Step<'d>,
        aspect: &AspectRef<'d>,
        condition: &Formula<Atom<'d>>,
        program: &mut HostProgram<'d>,
    ) {
        let id = &aspect.id;
        self.inline
            .entry(id.clone())
            .or_insert_with(|| aspect.clone());
        let kept = !Formula::atom(Atom::Excluded(site, id.clone()));
        program.rule(
            step,
            Atom::Aspect(site, id.clone()),
            condition.clone() & kept,
        );
    }

    /// An aspect is excluded at an entity and its users where a condition holds.
    fn excluded(
        &self,
        site: Site<'d>,
        step: Step<'d>,
        id: &AspectId,
        condition: &Formula<Atom<'d>>,
        program: &mut HostProgram<'d>,
    ) {
        for site in self.and_users(site) {
            let head = Atom::Excluded(site, id.clone());
            program.rule(step.clone(), head, condition.clone());
        }
    }

    /// What follows from an atom that is possible.
    fn follow(&mut self, atom: &Atom<'d>, program: &mut HostProgram<'d>) {
        match atom {
            Atom::Environment(site, name) => {
                let here = Formula::atom(atom.clone());
                program.rule(Step::Placed, Atom::Placed(*site), here.clone());
                if self.rules.of_aspects
                    && let Some(name) = self.known_environment(name)
                {
                    for root in shared_roots(self.reads, &[Site::Environment(name)]) {
                        self.included(*site, Step::Root, &root.aspect, &here, program);
                    }
                }
            }
            Atom::Fires(site, name) => self.fire(*site, name, program),
            Atom::Aspect(site, id) => self.expand(*site, id, program),
            Atom::Tag(..) | Atom::Placed(_) | Atom::Excluded(..) | Atom::Says(..) => {}
        }
    }

    fn known_environment(&self, name: &EnvironmentName) -> Option<&'d EnvironmentName> {
        let mut known = self.world.environments.iter().copied();
        known.find(|known| *known == name)
    }

    /// What a rule asks for where it fires.
    fn fire(&mut self, site: Site<'d>, name: &'d PolicyName, program: &mut HostProgram<'d>) {
        let Some(rule) = self.rules.find(name) else {
            return;
        };
        let fires = Formula::atom(Atom::Fires(site, name));
        for effect in &rule.rule.effects {
            if let Effect::Tag(tag) = effect {
                for tag in &tag.tags {
                    program.rule(
                        Step::Rule(name),
                        Atom::Tag(site, tag.clone()),
                        fires.clone(),
                    );
                }
            }
        }
        if !self.rules.of_aspects {
            return;
        }
        let mut effects = Effects::default();
        effects.add_rule(name, rule.rule);
        for by in &effects.includes {
            let by: By<'d, _> = *by;
            if let Some(aspect) = resolve(self.reads, by.effect, || by.inline(site)) {
                self.included(site, Step::Rule(name), &aspect, &fires, program);
            }
        }
        for by in &effects.excludes {
            self.excluded(site, Step::Rule(name), by.effect, &fires, program);
        }
    }

    /// What an aspect brings and takes away at an entity.
    fn expand(&mut self, site: Site<'d>, id: &AspectId, program: &mut HostProgram<'d>) {
        let known = self.inline.get(id).cloned();
        let (Some(aspect), Some(entity)) = (known, self.entity(site)) else {
            return;
        };
        // What is not known of a shape is reported where the aspects of the entity are worked out.
        let here = fired_parts(self.reads, entity, &aspect, &mut Diagnostics::default());
        let there = Formula::atom(Atom::Aspect(site, id.clone()));
        let host = match site {
            Site::User(host, _) => Site::Host(host),
            other => other,
        };
        for fired in here.parts {
            let args = fired.part.args.iter().flat_map(|args| &args.required);
            let placed = args.into_iter().any(|arg| arg == "environment");
            let there = if placed {
                there.clone() & Formula::atom(Atom::Placed(host))
            } else {
                there.clone()
            };
            for (position, include) in fired.part.includes.iter().enumerate() {
                let inline = || AspectId::inline(id, format_args!("{}.{position}", fired.index));
                if let Some(included) = resolve(self.reads, include, inline) {
                    let step = Step::Includes(id.clone());
                    self.included_at(site, step, &included, &there, program);
                }
            }
            for excluded in fired.part.excludes.iter().filter_map(Declared::good) {
                let step = Step::Excludes(id.clone());
                self.excluded(site, step, excluded, &there, program);
            }
        }
    }
}

/// Why rules that depend on their own absence have no meaning.
fn refused<'d>(reads: &Reads<'_, 'd>, cycle: &NegativeCycle<Atom<'d>, Step<'d>>) -> Diagnostic {
    let positions = &reads.source.document.positions;
    let message = format!("rules depend on their own absence: {cycle}");
    let steps = || cycle.steps().iter();
    let of_rules = steps().any(|step| matches!(step.rule, Step::Rule(_) | Step::Selector(_)));
    let help = if !of_rules {
        "rules here look at aspects, and which of these are there depends on their being excluded: drop one of the `excludes`, or see to it that no entity has both"
    } else if steps().all(|step| matches!(step.atom, Atom::Fires(..))) {
        "these rules override one another: drop one of the `overrides`"
    } else {
        "no order of these rules gives an answer: let one of them look at something that none of the others changes"
    };
    let mut diagnostic = Diagnostic::error("den::rule::cycle", message).help(help);
    for step in cycle.steps() {
        diagnostic = diagnostic.at(match &step.rule {
            Step::Rule(name) => positions.nearest(["rules", name.as_str()]),
            Step::Selector(name) => {
                positions.nearest(["fleet", "environments", name.as_str(), "selector"])
            }
            Step::Includes(id) | Step::Excludes(id) => {
                let place = crate::survey::place_of(id);
                positions.nearest(place.iter().map(|step| step.as_str()))
            }
            Step::Root | Step::Inherited | Step::Placed | Step::Part => None,
        });
    }
    diagnostic
}
