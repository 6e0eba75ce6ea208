//! Names, tags, environments, hosts and their users, policies and their effects.

use super::{Path, Survey, below, path};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::Policy;
use crate::document::declared::Declared;
use crate::document::name::{HostName, is_valid};
use crate::inventory::ALL;

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
        self.data(
            &path(["fleet", "meta"]),
            "meta of the fleet",
            fleet.meta.content(),
        );
        self.fields(&path(["fleet", "unknown"]), "den", &fleet.unknown);
        for class in document.classes.keys() {
            self.name(&path(["classes", class.as_str()]), "class", class.as_str());
        }
        for (name, tag) in &fleet.tags {
            let at = path(["fleet", "tags", name.as_str()]);
            let what = format!("tag `{name}`");
            self.name(&at, "tag", name.as_str());
            if name.as_str() == ALL {
                let message = "`all` is the tag of every host, and cannot be given";
                let help = "drop it from `den.fleet.tags`, or choose another name";
                self.push(
                    &at,
                    Diagnostic::error("den::fleet::reserved-tag", message).help(help),
                );
            }
            match tag {
                Declared::Good(tag) => self.hosts_of(&at, &what, &tag.hosts),
                Declared::Malformed(malformed) => self.malformed(&at, &what, malformed),
            }
        }
        for (name, environment) in &fleet.environments {
            let at = path(["fleet", "environments", name.as_str()]);
            let what = format!("environment `{name}`");
            self.name(&at, "environment", name.as_str());
            self.data(
                &below(&at, ["meta"]),
                &format!("meta of {what}"),
                environment.meta.content(),
            );
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
        let asks = |name: &str| policy.args.required.contains(name);
        let of_host = ["environment", "host", "user"]
            .into_iter()
            .find(|name| asks(name));
        if let (true, Some(other)) = (asks("home"), of_host) {
            let message = format!(
                "{what} asks for `home` and `{other}`, which no entity has together, so it never runs"
            );
            let help = "a home has no host: write one policy for homes and one for hosts";
            self.push(at, Diagnostic::error(UNKNOWN_ARGUMENT, message).help(help));
        }
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

    pub(super) fn name(&mut self, at: &Path, kind: &str, name: &str) {
        if !is_valid(name) {
            let help = super::advice("den::name::invalid").unwrap_or_default();
            let article = if kind.starts_with(['a', 'e']) {
                "an"
            } else {
                "a"
            };
            self.push(
                at,
                Diagnostic::error(
                    "den::name::invalid",
                    format!("`{name}` is no name for {article} {kind}"),
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
}
