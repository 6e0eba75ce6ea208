//! Selectors as formulas over atoms.
//!
//! What rules can change (tags, environments, aspects) becomes atoms; everything else is known, and becomes `true` or
//! `false` on the spot. A selector that looks at other scopes becomes a formula over the atoms of those. All of it is done
//! in loops, so a selector may be as deep as it likes.

use std::collections::{BTreeMap, BTreeSet};

use gen_derive::Formula;
use gen_select::{Atom as Look, Dimension, Node, Selector};

use super::atom::Atom;
use super::world::World;
use crate::document::name::{AspectId, EnvironmentName, TagName};
use crate::policy::facts::Facts;
use crate::reads::{Reads, Site};

/// The formula that says whether a selector holds at a scope.
///
/// Linear in the selector, times the scopes that its relations lead to.
pub fn condition<'d>(
    reads: &Reads<'_, 'd>,
    world: &World<'d>,
    selector: &Selector,
    site: Site<'d>,
) -> Formula<Atom<'d>> {
    let nodes = selector.nodes();
    // The scopes at which each node is asked for: from the whole, which comes last, to its parts.
    let operands = operands(nodes);
    let mut asked: Vec<BTreeSet<Site<'d>>> = vec![BTreeSet::new(); nodes.len()];
    if let Some(whole) = asked.last_mut() {
        whole.insert(site);
    }
    for index in (0..nodes.len()).rev() {
        let here = asked[index].clone();
        let below: BTreeSet<_> = match &nodes[index] {
            Node::Relation(relation) => {
                let related = here
                    .into_iter()
                    .flat_map(|site| world.related(*relation, site));
                related.map(|(site, _)| site).collect()
            }
            _ => here,
        };
        for &operand in &operands[index] {
            asked[operand].extend(below.iter().copied());
        }
    }
    // The formulas, from the parts to the whole.
    let mut formulas: Vec<BTreeMap<Site<'d>, Formula<Atom<'d>>>> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        let below = &operands[index];
        let mut here = BTreeMap::new();
        for &site in &asked[index] {
            let formula = match node {
                Node::Atom(look) => atom(reads, look, site),
                // Each part is asked for once, by this whole.
                Node::And(_) => Formula::all(taken(&mut formulas, below, site)),
                Node::Any(_) => Formula::any(taken(&mut formulas, below, site)),
                Node::Not => !Formula::any(taken(&mut formulas, below, site)),
                Node::Relation(relation) => {
                    let related = world.related(*relation, site).into_iter();
                    let part = below.first().and_then(|&operand| formulas.get(operand));
                    Formula::any(related.filter_map(|(other, there)| {
                        let holds = part?.get(&other)?.clone();
                        Some(there & holds)
                    }))
                }
            };
            here.insert(site, formula);
        }
        formulas.push(here);
    }
    let whole = formulas.pop().and_then(|mut here| here.remove(&site));
    whole.unwrap_or_else(Formula::never)
}

/// The formulas of the operands of a node at a scope.
fn taken<'d>(
    formulas: &mut [BTreeMap<Site<'d>, Formula<Atom<'d>>>],
    operands: &[usize],
    site: Site<'d>,
) -> Vec<Formula<Atom<'d>>> {
    let operands = operands.iter();
    let taken = operands.filter_map(|&operand| formulas.get_mut(operand)?.remove(&site));
    taken.collect()
}

/// The operands of each node, which come before it.
fn operands(nodes: &[Node]) -> Vec<Vec<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut all = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        all.push(open.split_off(open.len().saturating_sub(node.operands())));
        open.push(index);
    }
    all
}

/// What a look at one scope comes to.
fn atom<'d>(reads: &Reads<'_, 'd>, look: &Look, site: Site<'d>) -> Formula<Atom<'d>> {
    let known = |holds: bool| {
        if holds {
            Formula::always()
        } else {
            Formula::never()
        }
    };
    let entity = matches!(site, Site::Host(_) | Site::User(..) | Site::Home(_));
    match look {
        Look::Is(Dimension::Tag, tag) if entity => {
            Formula::atom(Atom::Tag(site, TagName::from(tag.as_str())))
        }
        Look::Is(Dimension::Aspect, id) if entity => {
            Formula::atom(Atom::Aspect(site, AspectId::from(id.as_str())))
        }
        Look::Is(Dimension::Environment, name) => match site {
            Site::Environment(this) => known(this.as_str() == name),
            Site::Host(host) | Site::User(host, _) => Formula::atom(Atom::Environment(
                Site::Host(host),
                EnvironmentName::from(name.as_str()),
            )),
            Site::Fleet | Site::Home(_) => known(false),
        },
        _ => known(look.holds(&Facts::new(reads, site))),
    }
}
