//! The rules of a fleet, and the selectors of its environments, prepared.

use gen_select::{Atom, Dimension, Node, Relation, Selector};

use crate::document::declared::Declared;
use crate::document::fleet::Kind;
use crate::document::name::{EnvironmentName, PolicyName};
use crate::document::rule::Rule;
use crate::document::selector::WrittenSelector;
use crate::reads::Reads;

/// A rule whose selectors can be read.
#[derive(Clone, Copy, Debug)]
pub struct PreparedRule<'d> {
    /// Its name.
    pub name: &'d PolicyName,
    /// The rule.
    pub rule: &'d Rule,
    /// Where it fires.
    pub when: &'d Selector,
    /// Where it does not all the same.
    pub unless: Option<&'d Selector>,
}

/// Everything that looks at scopes with selectors.
#[derive(Clone, Debug, Default)]
pub struct Rules<'d> {
    /// The rules, by name.
    pub rules: Vec<PreparedRule<'d>>,
    /// The environments that pick their hosts.
    pub environments: Vec<(&'d EnvironmentName, &'d Selector)>,
    /// Whether some selector looks at the aspects of entities.
    pub of_aspects: bool,
    /// Whether some selector looks from a host to its surroundings and from there to other hosts.
    pub of_others: bool,
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
                Some(unless) => Some(readable(unless)?),
                None => None,
            };
            let when = readable(&rule.when)?;
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
            .filter_map(|(name, selector)| Some((name, readable(selector)?)))
            .collect();
        let selectors = || {
            let of_rules = rules
                .iter()
                .flat_map(|rule| rule.unless.into_iter().chain([rule.when]));
            of_rules.chain(environments.iter().map(|(_, selector)| *selector))
        };
        Self {
            of_aspects: selectors().any(looks_at_aspects),
            of_others: selectors().any(looks_at_others),
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
        let overrides = move |rule: &&PreparedRule<'d>| {
            let mut named = rule.rule.overrides.iter().filter_map(Declared::good);
            named.any(|overridden| overridden == name)
        };
        self.rules.iter().filter(overrides).map(|rule| rule.name)
    }

    /// The rule of a name.
    pub fn find(&self, name: &PolicyName) -> Option<&PreparedRule<'d>> {
        self.rules.iter().find(|rule| rule.name == name)
    }
}

/// Whether a selector asks for aspects.
fn looks_at_aspects(selector: &Selector) -> bool {
    let asks = |node: &Node| matches!(node, Node::Atom(Atom::Is(Dimension::Aspect, _)));
    selector.nodes().iter().any(asks)
}

/// Whether a selector looks outwards and, from there, inwards again.
pub(crate) fn looks_at_others(selector: &Selector) -> bool {
    // From the end, each node meets whether something around it looks outwards.
    let mut outwards = vec![false];
    for node in selector.nodes().iter().rev() {
        let mut around = outwards.pop().unwrap_or_default();
        match node {
            Node::Relation(Relation::Has | Relation::HasWithin) if around => return true,
            Node::Relation(Relation::Parent | Relation::Within) => around = true,
            _ => {}
        }
        let operands = node.operands();
        outwards.extend(std::iter::repeat_n(around, operands));
    }
    false
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
