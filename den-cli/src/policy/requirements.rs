//! Requirements: the aspects that policies require at an entity, and what the aspects that are there require beside them.
//!
//! A small program says what is there: an entity *has* its aspects, and what one of them is or provides is *met*. Each
//! requirement is a constraint on its model (crate `gen-derive`). Only what somebody requires is part of it.

use std::collections::BTreeSet;

use gen_derive::{Constraint, Formula, Program};

use super::effects::{By, Effects};
use crate::aspect::closure::Closure;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::effect::RequireEffect;
use crate::document::name::AspectId;
use crate::reads::{AspectRef, Reads, Site};

/// What requirements look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Atom<'a> {
    /// The entity has an aspect.
    Has(&'a str),
    /// An aspect that the entity has is this, or provides it. A user has what the host has.
    Met(&'a str),
}

/// Whose a requirement is.
#[derive(Clone, Copy, Debug)]
enum Demand<'a, 'd> {
    /// A policy wants an aspect.
    Policy(By<'d, RequireEffect>),
    /// An aspect wants this, at the position in its list.
    Aspect(&'a AspectId, usize, &'d str),
}

impl<'a, 'd: 'a> Demand<'a, 'd> {
    fn name(self) -> &'a str {
        match self {
            Self::Policy(by) => by.effect.aspect.as_str(),
            Self::Aspect(_, _, name) => name,
        }
    }

    /// What must hold.
    fn constraint(self) -> Constraint<Atom<'a>, &'a str, Self> {
        let name = self.name();
        let holds = match self {
            Self::Policy(_) => Atom::Has(name),
            Self::Aspect(..) => Atom::Met(name),
        };
        Constraint::assert(name, Formula::atom(holds), self)
    }
}

/// Checks what is required at an entity. `host` is what the host of a user has.
///
/// What a user has of the host is required at the host, and not once more.
///
/// # Complexity
///
/// Linear in the aspects that are there.
pub fn requirements<'d>(
    reads: &Reads<'_, 'd>,
    closure: &Closure<'d>,
    host: Option<&Closure<'d>>,
    effects: &Effects<'d>,
    diagnostics: &mut Diagnostics,
) {
    let depending = reads.dependencies(aspects(closure));
    let by_policies = effects.requires.iter().copied().map(Demand::Policy);
    let by_aspects = depending
        .iter()
        .filter(|(aspect, _)| !closure.inherits(&aspect.id))
        .flat_map(|(aspect, dependencies)| {
            let requires = dependencies.requires();
            requires.map(|(index, name)| Demand::Aspect(&aspect.id, index, name))
        });
    let demands: Vec<_> = by_policies.chain(by_aspects).collect();
    if demands.is_empty() {
        return;
    }
    let wanted: BTreeSet<&str> = demands.iter().map(|demand| demand.name()).collect();
    let mut program = Program::new();
    let present = aspects(closure).map(|aspect| aspect.id.as_str());
    for id in present.filter(|id| wanted.contains(id)) {
        program.fact(Atom::Has(id));
        program.rule("is", Atom::Met(id), Atom::Has(id));
    }
    for (aspect, dependencies) in &depending {
        let provided = dependencies.provides().map(|name| name.as_str());
        for name in provided.filter(|name| wanted.contains(name)) {
            let has = Atom::Has(aspect.id.as_str());
            program.fact(has);
            program.rule("provides", Atom::Met(name), has);
        }
    }
    if let Some(host) = host {
        let there = reads.dependencies(aspects(host));
        let provided = there.iter().flat_map(|(_, found)| found.provides());
        let provided = provided.map(|name| name.as_str());
        let present = aspects(host).map(|aspect| aspect.id.as_str());
        for name in present.chain(provided) {
            if wanted.contains(name) {
                program.fact(Atom::Met(name));
            }
        }
    }
    // There is no negation in it, so there is no cycle through one.
    let Ok(model) = program.evaluate() else {
        return;
    };
    let site = closure.entity.site();
    for demand in demands {
        if let Some(unmet) = demand.constraint().check(&model) {
            diagnostics.push(told(reads, site, *unmet.diagnostic));
        }
    }
}

fn aspects<'a, 'd>(closure: &'a Closure<'d>) -> impl Iterator<Item = &'a AspectRef<'d>> {
    closure.members.iter().map(|member| &member.aspect)
}

fn told(reads: &Reads<'_, '_>, site: Site<'_>, demand: Demand<'_, '_>) -> Diagnostic {
    let by = match demand {
        Demand::Policy(by) => by,
        Demand::Aspect(aspect, index, name) => {
            let document = reads.source.document;
            let unmet = reads.source.offers().unmet(document, aspect, index, name);
            return unmet.scope(site.scope());
        }
    };
    let aspect = &by.effect.aspect;
    let message = by.effect.message.clone().unwrap_or_else(|| {
        format!(
            "`{}` requires aspect `{aspect}`, which is not there",
            by.policy
        )
    });
    let code = "den::policy::require";
    let found = super::checks::told(reads, site, &by, Severity::Error, code, message);
    found.help(format!(
        "include it there: `includes = [ {} ];`",
        aspect.attribute()
    ))
}
