//! Rules, and the selectors of rules and environments.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use gen_select::{Atom as Look, Dimension, Mention, Node, Selector};

use super::{Path, Survey, below, known_aspects, path};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::Document;
use crate::document::declared::Declared;
use crate::document::effect::{Assertion, Effect};
use crate::document::fleet::Kind;
use crate::document::name::{PolicyName, TagName};
use crate::document::rule::Rule;
use crate::document::selector::WrittenSelector;
use crate::inventory::ALL;
use crate::policy::condition::looks_at_others;

/// What a scope can be.
const KINDS: [&str; 5] = ["environment", "fleet", "home", "host", "user"];

impl<'d> Survey<'d> {
    pub(super) fn rules(&mut self) {
        let document = self.document;
        for (name, environment) in &document.fleet.environments {
            let at = path(["fleet", "environments", name.as_str(), "selector"]);
            let what = format!("environment `{name}`");
            if let Some(selector) = environment.selector.content() {
                self.selector(&at, &what, selector);
                self.picks_hosts(&at, &what, selector);
            }
        }
        for (name, rule) in &document.rules {
            let at = path(["rules", name.as_str()]);
            let what = format!("rule `{name}`");
            self.name(&at, "rule", name.as_str());
            match rule.content() {
                Declared::Good(rule) => self.rule(&at, &what, name, rule),
                Declared::Malformed(malformed) => self.malformed(&at, &what, malformed),
            }
        }
    }

    fn rule(&mut self, at: &Path, what: &str, own: &PolicyName, rule: &'d Rule) {
        let when = format!("`when` of {what}");
        self.selector(&below(at, ["when"]), &when, &rule.when);
        if let Some(unless) = &rule.unless {
            let exception = format!("`unless` of {what}");
            self.selector(&below(at, ["unless"]), &exception, unless);
        }
        for (index, overridden) in rule.overrides.iter().enumerate() {
            let at = below(at, ["overrides", index.to_string().as_str()]);
            match overridden {
                Declared::Good(name) => self.overridden(&at, what, own, name),
                Declared::Malformed(malformed) => self.malformed(&at, what, malformed),
            }
        }
        for (index, effect) in rule.effects.iter().enumerate() {
            let at = below(at, ["effects", index.to_string().as_str()]);
            let what = format!("effect {index} of {what}");
            self.effect(&at, &at, &what, None, effect);
            if let (Effect::Tag(_), true) = (effect, rule.r#for != Kind::Host) {
                let message = format!("{what} gives tags to what is no host");
                let help = "only hosts have tags: drop the effect, or `for`";
                self.push(&at, Diagnostic::error("den::rule::tag", message).help(help));
            }
        }
    }

    fn overridden(&mut self, at: &Path, what: &str, own: &PolicyName, name: &PolicyName) {
        if own == name {
            let message =
                format!("{what} overrides itself, so that it would fire where it does not");
            let help = "drop it from its own `overrides`";
            self.push(
                at,
                Diagnostic::error("den::rule::overrides", message).help(help),
            );
            return;
        }
        if self.document.rules.contains_key(name) {
            return;
        }
        let help = if self.document.policies.contains_key(name) {
            "a function policy cannot be overridden: write it as a `policy.rule`".to_owned()
        } else {
            let known = self.document.rules.keys().map(PolicyName::as_str);
            let nearest = did_you_mean(name.as_str(), known);
            nearest.unwrap_or_else(|| "declare it, or drop it from `overrides`".to_owned())
        };
        let message = format!("{what} overrides `{name}`, which is no rule");
        self.push(
            at,
            Diagnostic::error("den::rule::unknown", message).help(help),
        );
    }

    /// What is wrong with a selector.
    fn selector(&mut self, at: &Path, what: &str, written: &Declared<WrittenSelector>) {
        match written {
            Declared::Malformed(malformed) => self.malformed(at, what, malformed),
            Declared::Good(written) => match written.selector() {
                Ok(selector) => self.mentions(at, what, selector),
                Err(error) => {
                    let message = format!("{what} is no selector: {error}");
                    let help = "selectors are made by `sel`: `sel.tag \"web\"`, `sel.and [ … ]`, …";
                    let found = Diagnostic::error("den::selector::malformed", message);
                    self.push(at, found.help(help));
                }
            },
        }
    }

    /// Names that a selector uses and that nothing has.
    fn mentions(&mut self, at: &Path, what: &str, selector: &Selector) {
        for mention in selector.mentions() {
            let Some(unknown) = self.mentionable.unknown(&mention) else {
                continue;
            };
            let Unknown { word, kind, .. } = unknown;
            let message = format!("{what} looks for the {kind} `{word}`, which there is not");
            let code = "den::selector::unknown";
            let found = match (kind, unknown.negated) {
                ("tag", false) => Diagnostic::warning(code, message),
                ("tag", true) => Diagnostic::note(code, message),
                _ => Diagnostic::error(code, message),
            };
            self.push(at, found.maybe_help(unknown.help));
        }
    }

    /// An environment's selector looks at hosts, and at nothing that depends on environments.
    fn picks_hosts(&mut self, at: &Path, what: &str, written: &Declared<WrittenSelector>) {
        let readable = written.good().and_then(|written| written.selector().ok());
        let Some(selector) = readable else { return };
        let looks = |node: &Node| match node {
            Node::Relation(relation) => Some(relation.word().to_owned()),
            Node::Atom(Look::Is(Dimension::Environment, _)) => Some("environment".to_owned()),
            _ => None,
        };
        if let Some(word) = selector.nodes().iter().find_map(looks) {
            let message = format!(
                "{what} picks its hosts by `{word}`, which depends on the environments of hosts"
            );
            let help = "look at tags, names, classes, systems, aspects or attributes of the host";
            let found = Diagnostic::error("den::environment::selector", message);
            self.push(at, found.help(help));
        }
    }

    /// What an assertion looks at.
    pub(super) fn assertion(&mut self, at: &Path, what: &str, that: &Assertion) {
        let Assertion::Selector(written) = that else {
            return;
        };
        self.selector(at, what, &Declared::Good(written.clone()));
        if written.selector().is_ok_and(looks_at_others) {
            let message = format!("{what} looks from a host at other hosts");
            let help = "an assertion is about one host and its users";
            let found = Diagnostic::error("den::selector::too-far", message);
            self.push(at, found.help(help));
        }
    }
}

/// A name that a selector mentions and that nothing in the fleet has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The name.
    pub word: String,
    /// What it is the name of.
    pub kind: &'static str,
    /// Whether the selector holds of more scopes because nothing has it.
    pub negated: bool,
    /// The names that may be meant.
    pub help: Option<String>,
}

/// The names that a selector can mention: those of each kind are gathered once, when the first is looked up.
#[derive(Debug)]
pub struct Mentionable<'d> {
    document: &'d Document,
    aspects: OnceCell<BTreeSet<String>>,
    environments: OnceCell<BTreeSet<String>>,
    kinds: OnceCell<BTreeSet<String>>,
    tags: OnceCell<BTreeSet<String>>,
}

impl<'d> Mentionable<'d> {
    /// Nothing gathered yet.
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            aspects: OnceCell::new(),
            environments: OnceCell::new(),
            kinds: OnceCell::new(),
            tags: OnceCell::new(),
        }
    }

    /// The mentioned name, where nothing has it.
    pub fn unknown(&self, mention: &Mention<'_>) -> Option<Unknown> {
        fn names<T: ToString>(all: impl IntoIterator<Item = T>) -> BTreeSet<String> {
            all.into_iter().map(|name| name.to_string()).collect()
        }
        let Look::Is(dimension, word) = mention.atom else {
            return None;
        };
        let document = self.document;
        let (kind, known) = match dimension {
            Dimension::Environment => {
                let known = || names(document.fleet.environments.keys());
                ("environment", self.environments.get_or_init(known))
            }
            Dimension::Aspect => {
                let known = || names(known_aspects(document).into_keys());
                ("aspect", self.aspects.get_or_init(known))
            }
            Dimension::Kind => ("kind", self.kinds.get_or_init(|| names(KINDS))),
            Dimension::Tag => {
                let known = || names(known_tags(document));
                ("tag", self.tags.get_or_init(known))
            }
            Dimension::Name | Dimension::Class | Dimension::System => return None,
        };
        (!known.contains(word.as_str())).then(|| Unknown {
            word: word.to_string(),
            kind,
            negated: mention.negated,
            help: did_you_mean(word, known.iter().map(String::as_str)),
        })
    }
}

/// The tags that some host has, or may get.
fn known_tags(document: &Document) -> BTreeSet<TagName> {
    let declared = document.fleet.tags.keys().cloned();
    let hosts = document.hosts.values();
    let facts = hosts.filter_map(|host| host.facts.content().good());
    let own = facts.flat_map(|facts| facts.tags.iter().filter_map(Declared::good).cloned());
    let rules = document.rules.values();
    let rules = rules.filter_map(|rule| rule.content().good());
    let effects = rules.flat_map(|rule| &rule.effects);
    let derived = effects.filter_map(|effect| match effect {
        Effect::Tag(tag) => Some(tag.tags.iter().cloned()),
        _ => None,
    });
    let all = declared.chain(own).chain(derived.flatten());
    all.chain([ALL.into()]).collect()
}
