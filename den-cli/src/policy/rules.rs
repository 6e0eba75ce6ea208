//! The rules of a fleet, and the selectors of its environments, prepared.

use std::collections::BTreeMap;

use gen_select::{Atom, Dimension, Node, Selector};

use super::condition::{Condition, Owner, looks_at_others};
use crate::document::declared::Declared;
use crate::document::fleet::Kind;
use crate::document::name::{EnvironmentName, PolicyName};
use crate::document::rule::Rule;
use crate::document::selector::WrittenSelector;
use crate::reads::Reads;

/// A rule whose selectors can be read.
#[derive(Clone, Debug)]
pub struct PreparedRule<'d> {
    /// Its name.
    pub name: &'d PolicyName,
    /// The rule.
    pub rule: &'d Rule,
    /// Where it fires.
    pub when: Condition<'d>,
    /// Where it does not all the same.
    pub unless: Option<Condition<'d>>,
}

/// Everything that looks at scopes with selectors.
#[derive(Clone, Debug, Default)]
pub struct Rules<'d> {
    /// The rules, by name.
    pub rules: Vec<PreparedRule<'d>>,
    /// The environments that pick their hosts.
    pub environments: Vec<(&'d EnvironmentName, Condition<'d>)>,
    /// Whether some selector looks at the aspects of entities.
    pub of_aspects: bool,
    /// Whether some selector looks from a host to its surroundings and from there to other hosts.
    pub of_others: bool,
    /// Where each rule stands among the others.
    index: BTreeMap<&'d PolicyName, usize>,
    /// The rules that override another.
    overriding: BTreeMap<&'d PolicyName, Vec<&'d PolicyName>>,
}

/// What a declared selector means; none where it is malformed, which the survey reports.
pub fn readable(declared: &Declared<WrittenSelector>) -> Option<&Selector> {
    declared.good()?.selector().ok()
}

impl<'d> Rules<'d> {
    /// Reads all rules, and the selectors of all environments. Those that cannot be read are left out; the survey
    /// reports them.
    pub fn new(reads: &Reads<'_, 'd>) -> Self {
        let rules = reads.rules().filter_map(|(name, rule)| {
            let rule = rule.good()?;
            // A rule whose exception cannot be read fires nowhere.
            let unless = match &rule.unless {
                Some(unless) => Some(Condition::new(Owner::Unless(name), readable(unless)?)),
                None => None,
            };
            let when = Condition::new(Owner::When(name), readable(&rule.when)?);
            Some(PreparedRule {
                name,
                rule,
                when,
                unless,
            })
        });
        let rules: Vec<_> = rules.collect();
        let environments: Vec<_> = reads
            .environment_selectors()
            .filter_map(|(name, selector)| {
                let picks = Condition::new(Owner::Environment(name), readable(selector)?);
                Some((name, picks))
            })
            .collect();
        let selectors = || {
            let of_rules = rules
                .iter()
                .flat_map(|rule| rule.unless.iter().chain([&rule.when]));
            let of_environments = environments.iter().map(|(_, picks)| picks);
            of_rules.chain(of_environments).map(Condition::selector)
        };
        let index = rules.iter().enumerate();
        let index = index.map(|(at, rule)| (rule.name, at)).collect();
        let mut overriding: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for rule in &rules {
            for overridden in rule.rule.overrides.iter().filter_map(Declared::good) {
                overriding.entry(overridden).or_default().push(rule.name);
            }
        }
        let of_aspects = selectors().any(looks_at_aspects);
        let of_others = selectors().any(looks_at_others);
        Self {
            of_aspects,
            of_others,
            index,
            overriding,
            rules,
            environments,
        }
    }

    /// Whether there is nothing that looks at scopes.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.environments.is_empty()
    }

    /// The rules for a kind of entity.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &PreparedRule<'d>> {
        self.rules
            .iter()
            .filter(move |rule| rule.rule.r#for == kind)
    }

    /// The rules that override a rule.
    pub fn overriding(&self, name: &PolicyName) -> impl Iterator<Item = &'d PolicyName> {
        let overriding = self.overriding.get(name);
        overriding.into_iter().flatten().copied()
    }

    /// The rule of a name.
    pub fn find(&self, name: &PolicyName) -> Option<&PreparedRule<'d>> {
        self.index.get(name).and_then(|&at| self.rules.get(at))
    }

    /// The condition that is somebody's.
    pub fn condition(&self, owner: Owner<'d>) -> Option<&Condition<'d>> {
        match owner {
            Owner::Environment(name) => {
                let mut known = self.environments.iter();
                known.find_map(|(known, picks)| (*known == name).then_some(picks))
            }
            Owner::Unless(name) => self.find(name)?.unless.as_ref(),
            Owner::When(name) => Some(&self.find(name)?.when),
        }
    }
}

/// Whether a selector asks for aspects.
fn looks_at_aspects(selector: &Selector) -> bool {
    let asks = |node: &Node| matches!(node, Node::Atom(Atom::Is(Dimension::Aspect, _)));
    selector.nodes().iter().any(asks)
}
