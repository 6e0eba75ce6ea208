//! Hosts and their users, homes, and what policies do at them.

use std::collections::BTreeMap;

use super::{Path, Survey, below, path};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::aspect::{Include, Shape};
use crate::document::declared::Declared;
use crate::document::effect::Effect;
use crate::document::fleet::Kind;
use crate::document::host::{Host, User};
use crate::document::name::{
    AspectId, ClassName, HomeName, HostName, PolicyName, is_valid, is_valid_for_home,
};
use crate::document::slice::Slice;
use crate::reads::{Site, declarations};
use crate::scope::Scope;

/// Systems that nixpkgs builds for, for suggestions.
const SYSTEMS: [&str; 8] = [
    "aarch64-darwin",
    "aarch64-linux",
    "armv7l-linux",
    "i686-linux",
    "powerpc64le-linux",
    "riscv64-linux",
    "x86_64-darwin",
    "x86_64-linux",
];

impl<'d> Survey<'d> {
    pub(super) fn hosts(&mut self) {
        let mut folded: BTreeMap<String, &HostName> = BTreeMap::new();
        for (name, host) in &self.document.hosts {
            let at = path(["hosts", name.as_str()]);
            let what = format!("host `{name}`");
            if let Some(other) = folded.insert(name.as_str().to_ascii_lowercase(), name) {
                self.same_but_for_case(&at, "hosts", other.as_str(), name.as_str());
            }
            self.name(&at, "host", name.as_str());
            self.facts(&at, name, host);
            self.entity(&at, &what, &Scope::Host(name.clone()));
            for (user_name, user) in &host.users {
                let at = below(&at, ["users", user_name.as_str()]);
                let scope = Scope::User(user_name.clone(), name.clone());
                self.name(&at, "user", user_name.as_str());
                self.user(&at, scope, user);
            }
        }
    }

    pub(super) fn homes(&mut self) {
        let mut folded: BTreeMap<String, &HomeName> = BTreeMap::new();
        for (name, home) in &self.document.homes {
            let at = path(["homes", name.as_str()]);
            let what = format!("home `{name}`");
            if let Some(other) = folded.insert(name.as_str().to_ascii_lowercase(), name) {
                self.same_but_for_case(&at, "homes", other.as_str(), name.as_str());
            }
            if !is_valid_for_home(name.as_str()) {
                let message = format!("`{name}` is no name for a home");
                let help = "a home is called as its user is, or `user@machine`";
                self.push(
                    &at,
                    Diagnostic::error("den::name::invalid", message).help(help),
                );
            }
            let facts = below(&at, ["facts"]);
            match home.facts.content() {
                // Said already, in better words.
                Declared::Malformed(malformed) if malformed.code == "den::name::invalid" => {}
                Declared::Malformed(malformed) => self.malformed(&facts, &what, malformed),
                Declared::Good(good) => {
                    self.system(&facts, &what, &good.system);
                    self.classes(&facts, &what, &good.classes);
                    self.fields(&below(&facts, ["unknown"]), &what, &good.unknown);
                }
            }
            self.entity(&at, &what, &Scope::Home(name.clone()));
        }
    }

    fn same_but_for_case(&mut self, at: &Path, kind: &str, one: &str, other: &str) {
        let message = format!("the {kind} `{one}` and `{other}` differ by case alone");
        let help = "their plans would be one file where file names have no case: rename one";
        self.push(at, Diagnostic::error("den::name::case", message).help(help));
    }

    /// What hosts, users and homes have in common.
    fn entity(&mut self, at: &Path, what: &str, scope: &Scope) {
        let site = match scope {
            Scope::Host(host) => Site::Host(host),
            Scope::User(user, host) => Site::User(host, user),
            Scope::Home(home) => Site::Home(home),
            Scope::Fleet | Scope::Environment(_) => return,
        };
        let Some(declared) = declarations(self.document, site) else {
            return;
        };
        self.includes(&below(at, ["includes"]), what, declared.includes.content());
        self.excludes(&below(at, ["excludes"]), what, declared.excludes.content());
        self.effects(at, scope, declared.policies);
        self.shapes(at, declared.shapes);
    }

    /// The classes of a user or a home.
    fn classes(&mut self, at: &Path, what: &str, classes: &[Declared<ClassName>]) {
        for class in classes {
            match class {
                Declared::Malformed(malformed) => {
                    self.malformed(at, &format!("classes of {what}"), malformed)
                }
                Declared::Good(class) => self.user_class(at, what, class),
            }
        }
    }

    fn user(&mut self, at: &Path, scope: Scope, user: &'d User) {
        let what = format!("user `{}`", scope.to_string().trim_start_matches("user:"));
        match user.facts.content() {
            Declared::Malformed(malformed) => self.malformed(at, &what, malformed),
            Declared::Good(facts) => {
                self.classes(at, &what, &facts.classes);
                self.fields(&below(at, ["facts", "unknown"]), &what, &facts.unknown);
            }
        }
        self.entity(at, &what, &scope);
    }

    fn facts(&mut self, at: &Path, name: &HostName, host: &'d Host) {
        let what = format!("host `{name}`");
        let at = below(at, ["facts"]);
        let facts = match host.facts.content() {
            // Said already, in better words.
            Declared::Malformed(malformed)
                if malformed.code == "den::name::invalid" && !is_valid(name.as_str()) =>
            {
                return;
            }
            Declared::Malformed(malformed) => return self.malformed(&at, &what, malformed),
            Declared::Good(facts) => facts,
        };
        self.system(&at, &what, &facts.system);
        self.class(&at, &what, &facts.class);
        if let Some(Declared::Malformed(malformed)) = &facts.environment {
            let at = below(&at, ["environment"]);
            self.malformed(&at, &format!("environment of {what}"), malformed);
        }
        for (index, tag) in facts.tags.iter().enumerate() {
            let at = below(&at, ["tags", index.to_string().as_str()]);
            match tag {
                Declared::Malformed(malformed) => {
                    self.malformed(&at, &format!("tags of {what}"), malformed)
                }
                Declared::Good(tag) => self.name(&at, "tag", tag.as_str()),
            }
        }
        self.fields(&below(&at, ["unknown"]), &what, &facts.unknown);
    }

    /// A host without a system would be taken for a system: `den.hosts.web1.users` is a host `users`.
    fn system(&mut self, at: &Path, what: &str, system: &str) {
        let parts: Vec<_> = system.split('-').collect();
        let known = parts.len() == 2 && parts.iter().all(|part| !part.is_empty());
        if known {
            return;
        }
        let message = format!("{what} is of `{system}`, which is no system");
        let help = did_you_mean(system, SYSTEMS).unwrap_or_else(|| {
            format!("hosts stand below their system: `den.hosts.x86_64-linux.{system} = {{ … }};`")
        });
        self.push(
            at,
            Diagnostic::error("den::host::system", message).help(help),
        );
    }

    /// A class of a user's own environment: one whose content is the users'.
    fn user_class(&mut self, at: &Path, what: &str, class: &ClassName) {
        self.class(at, what, class);
        let declared = self.document.classes.get(class).map(Slice::content);
        if declared.is_some_and(|class| class.at != Some(Kind::User)) {
            let message = format!("{what} has the class `{class}`, which is not one of users");
            let help = "a user's `classes` are those with `at = \"user\"`, such as `homeManager`";
            self.push(
                at,
                Diagnostic::warning("den::class::not-of-users", message).help(help),
            );
        }
    }

    fn class(&mut self, at: &Path, what: &str, class: &ClassName) {
        if !self.document.classes.contains_key(class) {
            let known = self.document.classes.keys().map(ClassName::as_str);
            let help = did_you_mean(class.as_str(), known)
                .unwrap_or_else(|| format!("register it: `den.classes.{class} = {{ }};`"));
            self.push(
                at,
                Diagnostic::error(
                    "den::class::unknown",
                    format!("{what} names `{class}`, which is no class"),
                )
                .help(help),
            );
        }
    }

    fn effects(
        &mut self,
        at: &Path,
        scope: &Scope,
        policies: &'d BTreeMap<PolicyName, Slice<Vec<Effect>>>,
    ) {
        for (policy, effects) in policies {
            // The user wrote the policy, not the effect at each entity.
            let written = path(["policies", policy.as_str()]);
            for (index, effect) in effects.content().iter().enumerate() {
                let what = format!("effect {index} of policy `{policy}`");
                let at = below(at, ["policies", policy.as_str(), &index.to_string()]);
                self.effect(&written, &at, &what, Some(scope), effect);
                if let Effect::Tag(_) = effect {
                    let message = format!("{what} gives tags, which only a rule can");
                    let help = "write a `policy.rule`: other rules see the tags that it gives";
                    let found = Diagnostic::error("den::policy::effect", message);
                    self.push(&written, found.help(help).scope(scope.clone()));
                }
            }
        }
    }

    /// An effect: `written` is where its policy or rule stands, `at` the effect itself.
    pub(super) fn effect(
        &mut self,
        written: &Path,
        at: &Path,
        what: &str,
        scope: Option<&Scope>,
        effect: &'d Effect,
    ) {
        match effect {
            Effect::Malformed(malformed) => {
                let message = format!(
                    "{what}: expected {}, found {}",
                    malformed.expected, malformed.found
                );
                let mut diagnostic = Diagnostic::error(malformed.code.clone(), message)
                    .maybe_help(super::remedy(malformed).map(Into::into));
                diagnostic.scopes.extend(scope.cloned());
                self.push(written, diagnostic);
            }
            Effect::Include(inner) => {
                let at = below(at, ["include", "aspect"]);
                match &inner.aspect {
                    Include::Aspect(id) => self.known(written, what, "includes", id),
                    other => self.include(&at, what, other),
                }
            }
            Effect::Exclude(inner) => self.known(written, what, "excludes", &inner.aspect),
            Effect::Require(inner) => self.known(written, what, "requires", &inner.aspect),
            Effect::Assert(inner) => self.assertion(written, what, &inner.that),
            // The survey of layers looks at the settings.
            Effect::Configure(_) | Effect::Enforce(_) | Effect::Tag(_) => {}
            Effect::Instantiate(inner) => self.class(written, what, &inner.class),
            Effect::Route(inner) => {
                self.class(written, what, &inner.from);
                self.class(written, what, &inner.into);
            }
        }
    }

    fn shapes(&mut self, at: &Path, shapes: &'d BTreeMap<AspectId, Slice<Declared<Shape>>>) {
        for (id, shape) in shapes {
            let written = path(crate::reads::aspect_path(id, "shape"));
            // Positions of an aspect's own parts are better than none for what depends on an entity.
            let at = if self.position(&written).is_some() {
                written
            } else {
                below(at, ["shapes", id.as_str()])
            };
            self.shape(&at, &format!("aspect `{id}`"), shape.content());
        }
    }
}
