//! Names, tags, environments, hosts and their users, policies and their effects.

use super::{Path, Survey, below, path};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::Policy;
use crate::document::aspect::{Include, Shape};
use crate::document::declared::Declared;
use crate::document::effect::Effect;
use crate::document::host::Host;
use crate::document::name::{AspectId, ClassName, HostName, PolicyName, is_valid};
use crate::document::slice::Slice;
use crate::scope::Scope;

/// The entities that a policy can ask for.
const POLICY_ARGUMENTS: [&str; 6] = ["environment", "fleet", "home", "host", "lib", "user"];

/// A policy that asks for what no entity has.
const UNKNOWN_ARGUMENT: &str = "den::policy::unknown-argument";

impl<'d> Survey<'d> {
    pub(super) fn fleet(&mut self) {
        let document = self.document;
        let fleet = &document.fleet;
        self.includes(
            &path(["fleet", "includes"]),
            "the fleet",
            fleet.includes.content(),
        );
        for (name, tag) in &fleet.tags {
            let at = path(["fleet", "tags", name.as_str()]);
            let what = format!("tag `{name}`");
            self.name(&at, "tag", name.as_str());
            match tag {
                Declared::Good(tag) => self.hosts_of(&at, &what, &tag.hosts),
                Declared::Malformed(malformed) => self.malformed(&at, &what, malformed),
            }
        }
        for (name, environment) in &fleet.environments {
            let at = path(["fleet", "environments", name.as_str()]);
            let what = format!("environment `{name}`");
            self.name(&at, "environment", name.as_str());
            self.hosts_of(&below(&at, ["hosts"]), &what, &environment.hosts);
            self.includes(
                &below(&at, ["includes"]),
                &what,
                environment.includes.content(),
            );
        }
        for (name, policy) in &document.policies {
            let at = path(["policies", name.as_str()]);
            let what = format!("policy `{name}`");
            self.name(&at, "policy", name.as_str());
            match policy.content() {
                Declared::Good(policy) => self.policy(&at, &what, policy),
                Declared::Malformed(malformed) => self.malformed(&at, &what, malformed),
            }
        }
    }

    fn policy(&mut self, at: &Path, what: &str, policy: &Policy) {
        for argument in &policy.args.required {
            if !POLICY_ARGUMENTS.contains(&argument.as_str()) {
                let message =
                    format!("{what} asks for `{argument}`, which no entity has, so it never runs");
                let help = did_you_mean(argument, POLICY_ARGUMENTS)
                    .or_else(|| super::advice(UNKNOWN_ARGUMENT).map(Into::into));
                self.push(
                    at,
                    Diagnostic::error(UNKNOWN_ARGUMENT, message).maybe_help(help),
                );
            }
        }
    }

    fn name(&mut self, at: &Path, kind: &str, name: &str) {
        if !is_valid(name) {
            let help = super::advice("den::name::invalid").unwrap_or_default();
            self.push(
                at,
                Diagnostic::error(
                    "den::name::invalid",
                    format!("`{name}` is no name for a {kind}"),
                )
                .help(help),
            );
        }
    }

    fn hosts_of(&mut self, at: &Path, what: &str, hosts: &[Declared<HostName>]) {
        for (index, host) in hosts.iter().enumerate() {
            let at = below(at, [index.to_string().as_str()]);
            match host {
                Declared::Malformed(malformed) => self.malformed(&at, what, malformed),
                Declared::Good(host) if !self.document.hosts.contains_key(host) => {
                    let known = self.document.hosts.keys().map(HostName::as_str);
                    let help = did_you_mean(host.as_str(), known)
                        .unwrap_or_else(|| format!("declare the host under `den.hosts.<system>.{host}`, or drop it from the list"));
                    self.push(
                        &at,
                        Diagnostic::error(
                            "den::fleet::unknown-host",
                            format!("{what} lists `{host}`, which is no host"),
                        )
                        .help(help),
                    );
                }
                Declared::Good(_) => {}
            }
        }
    }

    pub(super) fn hosts(&mut self) {
        let document = self.document;
        for (name, host) in &document.hosts {
            let at = path(["hosts", name.as_str()]);
            let what = format!("host `{name}`");
            self.name(&at, "host", name.as_str());
            self.facts(&at, name, host);
            self.includes(&below(&at, ["includes"]), &what, host.includes.content());
            self.effects(&at, &Scope::Host(name.clone()), &host.policies);
            self.shapes(&at, &host.shapes);
            for (user_name, user) in &host.users {
                let at = below(&at, ["users", user_name.as_str()]);
                let what = format!("user `{user_name}@{name}`");
                self.name(&at, "user", user_name.as_str());
                match user.facts.content() {
                    Declared::Malformed(malformed) => self.malformed(&at, &what, malformed),
                    Declared::Good(facts) => {
                        for class in &facts.classes {
                            match class {
                                Declared::Malformed(malformed) => {
                                    self.malformed(&at, &format!("classes of {what}"), malformed)
                                }
                                Declared::Good(class) => self.class(&at, &what, class),
                            }
                        }
                    }
                }
                self.includes(&below(&at, ["includes"]), &what, user.includes.content());
                self.effects(
                    &at,
                    &Scope::User(user_name.clone(), name.clone()),
                    &user.policies,
                );
                self.shapes(&at, &user.shapes);
            }
        }
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
        self.class(&at, &what, &facts.class);
        if let Some(Declared::Malformed(malformed)) = &facts.environment {
            self.malformed(
                &below(&at, ["environment"]),
                &format!("environment of {what}"),
                malformed,
            );
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
        for field in &facts.unknown {
            if let Declared::Malformed(malformed) = field {
                self.malformed(&at, &what, malformed);
            }
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
        policies: &'d std::collections::BTreeMap<PolicyName, Slice<Vec<Effect>>>,
    ) {
        for (policy, effects) in policies {
            // The user wrote the policy, not the effect at each entity.
            let written = path(["policies", policy.as_str()]);
            for (index, effect) in effects.content().iter().enumerate() {
                let what = format!("effect {index} of policy `{policy}`");
                match effect {
                    Effect::Malformed(malformed) => {
                        let message = format!(
                            "{what}: expected {}, found {}",
                            malformed.expected, malformed.found
                        );
                        let diagnostic = Diagnostic::error(malformed.code.clone(), message)
                            .maybe_help(super::advice(&malformed.code).map(Into::into))
                            .scope(scope.clone());
                        self.push(&written, diagnostic);
                    }
                    Effect::Include(inner) => {
                        let at = below(
                            at,
                            [
                                "policies",
                                policy.as_str(),
                                &index.to_string(),
                                "include",
                                "aspect",
                            ],
                        );
                        match &inner.aspect {
                            Include::Aspect(id) => self.known(&written, &what, "includes", id),
                            other => self.include(&at, &what, other),
                        }
                    }
                    Effect::Exclude(inner) => {
                        self.known(&written, &what, "excludes", &inner.aspect)
                    }
                    // The survey of layers looks at the settings.
                    Effect::Configure(_) => {}
                    Effect::Instantiate(inner) => self.class(&written, &what, &inner.class),
                }
            }
        }
    }

    fn shapes(
        &mut self,
        at: &Path,
        shapes: &'d std::collections::BTreeMap<AspectId, Slice<Declared<Shape>>>,
    ) {
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
