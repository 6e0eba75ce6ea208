//! Selectors as formulas over atoms.
//!
//! What rules can change (tags, environments, aspects) becomes atoms; everything else is known, and becomes `true` or
//! `false` on the spot. A selector that looks at other scopes becomes a formula over the atoms of those. All of it is done
//! in loops, so a selector may be as deep as it likes.
//!
//! Where a selector looks outwards and in again, many scopes look at the same ones, and what it says of those is an atom
//! of its own ([`PartOf`]): the formula stands there once, and not again wherever somebody looks from (Tseitin, *On the
//! complexity of derivation in propositional calculus*, 1968).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{Hash, Hasher};

use gen_derive::Formula;
use gen_select::{Atom as Look, Dimension, Node, Relation, Selector};

use super::atom::Atom;
use super::world::World;
use crate::document::name::{AspectId, EnvironmentName, PolicyName, TagName};
use crate::policy::facts::Facts;
use crate::reads::{Reads, Site};

/// Whose a selector is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner<'d> {
    /// An environment picks its hosts.
    Environment(&'d EnvironmentName),
    /// A rule does not fire there.
    Unless(&'d PolicyName),
    /// A rule fires there.
    When(&'d PolicyName),
}

/// A selector of a rule or an environment, prepared.
#[derive(Clone, Debug)]
pub struct Condition<'d> {
    owner: Owner<'d>,
    selector: &'d Selector,
    parts: Vec<Prepared>,
}

/// What is known of a node of a selector.
#[derive(Clone, Debug)]
struct Prepared {
    /// Its operands, which come before it.
    operands: Vec<usize>,
    /// The first node of the part that it is the last of.
    start: usize,
    /// Whether the condition holds more often where the part holds less often.
    negated: bool,
    /// Whether what it says of a scope is an atom of its own.
    apart: bool,
}

/// A part of a selector whose meaning at a scope is an atom.
#[derive(Clone, Copy, Debug)]
pub struct PartOf<'d> {
    /// Whose the selector is.
    pub owner: Owner<'d>,
    node: usize,
    selector: &'d Selector,
    /// Whether the atom says that the part does not hold: no negation comes between it and the condition, so that two of
    /// them come to none.
    negated: bool,
}

impl PartOf<'_> {
    fn key(&self) -> (Owner<'_>, usize) {
        (self.owner, self.node)
    }
}

impl PartialEq for PartOf<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for PartOf<'_> {}

impl PartialOrd for PartOf<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PartOf<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for PartOf<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for PartOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.selector.part(self.node);
        let part = part.as_ref().unwrap_or(self.selector);
        let holds = if self.negated {
            "does not hold"
        } else {
            "holds"
        };
        write!(f, "`{part}` {holds}")
    }
}

/// For each node, whether it looks inwards from where something around it looked outwards: at scopes that many share.
fn shared(nodes: &[Node]) -> Vec<bool> {
    let mut shared = vec![false; nodes.len()];
    // From the end, each node meets whether something around it looks outwards.
    let mut outwards = vec![false];
    for (node, shared) in nodes.iter().zip(&mut shared).rev() {
        let mut around = outwards.pop().unwrap_or_default();
        match node {
            Node::Relation(Relation::Has | Relation::HasWithin) => *shared = around,
            Node::Relation(Relation::Parent | Relation::Within) => around = true,
            _ => {}
        }
        outwards.extend(std::iter::repeat_n(around, node.operands()));
    }
    shared
}

/// Whether a selector looks outwards and, from there, inwards again.
pub(crate) fn looks_at_others(selector: &Selector) -> bool {
    shared(selector.nodes()).contains(&true)
}

impl<'d> Condition<'d> {
    /// Prepares a selector. Linear.
    pub fn new(owner: Owner<'d>, selector: &'d Selector) -> Self {
        let nodes = selector.nodes();
        let mut parts: Vec<Prepared> = Vec::with_capacity(nodes.len());
        let mut open: Vec<usize> = Vec::new();
        for (index, (node, apart)) in nodes.iter().zip(shared(nodes)).enumerate() {
            let operands = open.split_off(open.len().saturating_sub(node.operands()));
            let start = operands.first().and_then(|&first| parts.get(first));
            let start = start.map_or(index, |first| first.start);
            open.push(index);
            parts.push(Prepared {
                operands,
                start,
                negated: matches!(owner, Owner::Unless(_)),
                apart,
            });
        }
        for (index, node) in nodes.iter().enumerate().rev() {
            let below = parts[index].negated != matches!(node, Node::Not);
            for operand in parts[index].operands.clone() {
                parts[operand].negated = below;
            }
        }
        Self {
            owner,
            selector,
            parts,
        }
    }

    /// The selector.
    pub fn selector(&self) -> &'d Selector {
        self.selector
    }

    /// The formula that says whether the selector holds at a scope.
    ///
    /// Linear in the selector, times the scopes that its relations lead to; what stands in a [`PartOf`] not counted.
    pub fn formula(
        &self,
        reads: &Reads<'_, 'd>,
        world: &World<'d>,
        site: Site<'d>,
    ) -> Formula<Atom<'d>> {
        let whole = self.parts.len().saturating_sub(1);
        self.formula_at(reads, world, whole, site)
    }

    /// The formula of the atom that a part says something of a scope.
    pub fn formula_of(
        &self,
        reads: &Reads<'_, 'd>,
        world: &World<'d>,
        part: PartOf<'d>,
        site: Site<'d>,
    ) -> Formula<Atom<'d>> {
        let formula = self.formula_at(reads, world, part.node, site);
        if part.negated { !formula } else { formula }
    }

    fn formula_at(
        &self,
        reads: &Reads<'_, 'd>,
        world: &World<'d>,
        whole: usize,
        site: Site<'d>,
    ) -> Formula<Atom<'d>> {
        let nodes = self.selector.nodes();
        let start = self.parts.get(whole).map_or(0, |part| part.start);
        let range = start..(whole + 1).min(nodes.len());
        let apart = |index: usize| index != whole && self.parts[index].apart;
        // The scopes at which each node is asked for: from the whole, which comes last, to its parts.
        let mut asked: Vec<BTreeSet<Site<'d>>> = vec![BTreeSet::new(); range.len()];
        if let Some(whole) = asked.last_mut() {
            whole.insert(site);
        }
        for index in range.clone().rev() {
            if apart(index) {
                continue;
            }
            let here = asked[index - start].clone();
            let below: BTreeSet<_> = match &nodes[index] {
                Node::Relation(relation) => {
                    let related = here
                        .into_iter()
                        .flat_map(|site| related(reads, world, *relation, site));
                    related.map(|(site, _)| site).collect()
                }
                _ => here,
            };
            for &operand in &self.parts[index].operands {
                asked[operand - start].extend(below.iter().copied());
            }
        }
        // The formulas, from the parts to the whole.
        let mut formulas: Vec<BTreeMap<Site<'d>, Formula<Atom<'d>>>> =
            Vec::with_capacity(range.len());
        for index in range {
            let below = &self.parts[index].operands;
            let mut here = BTreeMap::new();
            for &site in &asked[index - start] {
                let mut taken = || taken(&mut formulas, below, start, site);
                let formula = match &nodes[index] {
                    Node::Relation(_) if apart(index) => self.atom_of(index, site),
                    Node::Atom(look) => atom(reads, look, site),
                    // Each part is asked for once, by this whole.
                    Node::And(_) => Formula::all(taken()),
                    Node::Any(_) => Formula::any(taken()),
                    Node::Not => !Formula::any(taken()),
                    Node::Relation(relation) => {
                        let related = related(reads, world, *relation, site).into_iter();
                        let part = below
                            .first()
                            .and_then(|&operand| formulas.get(operand - start));
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

    /// What a part says of a scope, as an atom.
    fn atom_of(&self, node: usize, site: Site<'d>) -> Formula<Atom<'d>> {
        let Self {
            owner, selector, ..
        } = *self;
        let negated = self.parts[node].negated;
        let part = PartOf {
            owner,
            node,
            selector,
            negated,
        };
        let says = Formula::atom(Atom::Says(site, part));
        if negated { !says } else { says }
    }
}

/// The scopes beside one.
fn related<'d>(
    reads: &Reads<'_, 'd>,
    world: &World<'d>,
    relation: Relation,
    site: Site<'d>,
) -> Vec<(Site<'d>, Formula<Atom<'d>>)> {
    if let (Relation::Has | Relation::HasWithin, Site::Fleet) = (relation, site) {
        reads.environment_names();
    }
    world.related(relation, site)
}

/// The formulas of the operands of a node at a scope.
fn taken<'d>(
    formulas: &mut [BTreeMap<Site<'d>, Formula<Atom<'d>>>],
    operands: &[usize],
    start: usize,
    site: Site<'d>,
) -> Vec<Formula<Atom<'d>>> {
    let operands = operands.iter();
    let taken = operands.filter_map(|&operand| formulas.get_mut(operand - start)?.remove(&site));
    taken.collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_out_and_in_again_reaches_other_hosts() {
        let looks = |text: &str| looks_at_others(&text.parse().unwrap());
        assert!(looks("within(has-within(tag:web))"));
        assert!(looks("tag:a & !parent(kind:host | has(is:web2))"));
        assert!(!looks(
            "has(within(env:prod)) & within(is:prod) & has-within(tag:web)"
        ));
    }
}
