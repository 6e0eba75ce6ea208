//! The survey: what is wrong in a document whether or not a host's plan meets it.
//!
//! | module | looks at |
//! |---|---|
//! | [`fleet`] | names, tags, environments, policies |
//! | [`rules`] | rules, and selectors |
//! | [`hosts`] | hosts and their users, homes, and what policies do at them |
//! | [`aspects`] | aspects, their includes, keys and interfaces |
//! | [`manifests`] | what aspects say of themselves |
//! | [`layers`] | settings of every layer |
//! | [`merged`] | values that several layers make together |
//! | [`usage`] | what was declared and reaches nothing |
//! | [`mod@focus`] | what of all this concerns one host |
//!
//! A survey reads everything and plans nothing, so it does not record its reads.

pub mod aspects;
pub mod fleet;
pub mod focus;
pub mod hosts;
pub mod layers;
pub mod manifests;
pub mod merged;
pub mod rules;
pub mod usage;

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::document::aspect::Aspect;
use crate::document::declared::Declared;
use crate::document::name::AspectId;
use crate::document::positions::Position;
use crate::document::value::{Malformed, Marker, MarkerAt, Value};
use crate::plan::home::HomePlan;
use crate::plan::host::HostPlan;

/// Surveys a document whose hosts and homes are planned. Linear in the size of all.
pub fn survey(document: &Document, hosts: &[HostPlan<'_>], homes: &[HomePlan<'_>]) -> Diagnostics {
    let mut survey = Survey::new(document, None);
    let facets: Vec<_> = hosts
        .iter()
        .map(HostPlan::facet)
        .chain(homes.iter().map(HomePlan::facet))
        .collect();
    survey.declarations();
    survey.usage(&facets);
    survey.merged(&facets);
    survey.found
}

/// A survey under way.
pub(crate) struct Survey<'d> {
    pub(crate) document: &'d Document,
    /// Every aspect that has a name.
    pub(crate) known: BTreeMap<AspectId, &'d Aspect>,
    /// The names that selectors can mention.
    mentionable: rules::Mentionable<'d>,
    pub(crate) found: Diagnostics,
    /// On whose behalf it is made; none for the whole fleet.
    focus: Option<focus::Focus<'d>>,
    /// What concerns others only.
    elsewhere: Diagnostics,
}

/// A place in the document.
pub(crate) type Path = Vec<SmolStr>;

/// A place in the document, from its steps.
pub(crate) fn path<'a>(steps: impl IntoIterator<Item = &'a str>) -> Path {
    steps.into_iter().map(Into::into).collect()
}

/// A place below another.
pub(crate) fn below<'a>(path: &Path, steps: impl IntoIterator<Item = &'a str>) -> Path {
    path.iter()
        .cloned()
        .chain(steps.into_iter().map(Into::into))
        .collect()
}

/// The place of an aspect in the document, also of one that is written inside the includes of something.
pub(crate) fn place_of(id: &AspectId) -> Path {
    let mut names = id.as_str().split('/');
    let owner = names.next().unwrap_or_default();
    let mut place = match owner.split_once(':') {
        None => path(["aspects", owner]),
        Some(("env", name)) => path(["fleet", "environments", name]),
        Some(("home", name)) => path(["homes", name]),
        Some(("host", name)) => path(["hosts", name]),
        Some(("policy", rest)) => path(["policies", rest.split('@').next().unwrap_or_default()]),
        Some(("rule", name)) => path(["rules", name]),
        Some(("user", rest)) => {
            let (user, host) = rest.split_once('@').unwrap_or_default();
            path(["hosts", host, "users", user])
        }
        Some(_) => path(["fleet"]),
    };
    for name in names {
        let inline = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'));
        place = match inline.map(|at| at.split_once('.').ok_or(at)) {
            None => below(&place, ["provides", name]),
            // An inline aspect of a rule stands in an effect of it.
            Some(Err(at)) if owner.starts_with("rule:") => below(&place, ["effects", at]),
            Some(Err(at)) => below(&place, ["includes", at, "inline"]),
            Some(Ok((part, at))) => {
                below(&place, ["shape", "parts", part, "includes", at, "inline"])
            }
        };
    }
    place
}

impl<'d> Survey<'d> {
    fn new(document: &'d Document, focus: Option<focus::Focus<'d>>) -> Self {
        Self {
            document,
            known: known_aspects(document),
            mentionable: rules::Mentionable::new(document),
            found: Diagnostics::default(),
            focus,
            elsewhere: Diagnostics::default(),
        }
    }

    /// Looks at all that is declared.
    fn declarations(&mut self) {
        self.fleet();
        self.rules();
        self.hosts();
        self.homes();
        self.aspects();
        self.layers();
    }
}

impl Survey<'_> {
    pub(crate) fn position(&self, path: &Path) -> Option<&Position> {
        self.document.positions.nearest(path)
    }

    /// Adds a finding at a place of the document.
    pub(crate) fn push(&mut self, path: &Path, diagnostic: Diagnostic) {
        let position = self.position(path).cloned();
        self.add(path, diagnostic.at(position.as_ref()));
    }

    /// Reports a malformed value. `what` says of what it is the value.
    pub(crate) fn malformed(&mut self, path: &Path, what: &str, malformed: &Malformed) {
        let message = format!(
            "{what}: expected {}, found {}",
            malformed.expected, malformed.found
        );
        let diagnostic = Diagnostic::error(malformed.code.clone(), message)
            .maybe_help(remedy(malformed).map(Into::into));
        self.push(path, diagnostic);
    }

    /// Reports what is malformed among the fields of something; a field that is only near the name of another is the
    /// user's own, and a warning.
    pub(crate) fn fields(&mut self, path: &Path, what: &str, fields: &[Declared<SmolStr>]) {
        for (index, malformed) in fields.iter().filter_map(Declared::malformed).enumerate() {
            let at = below(path, [index.to_string().as_str()]);
            if malformed.code != "den::host::near-miss" {
                self.malformed(&at, what, malformed);
                continue;
            }
            let Malformed {
                expected, found, ..
            } = malformed;
            let message = format!("`{found}` of {what} is taken for an attribute of your own");
            let help = format!(
                "did you mean `{expected}`? If not, declare it in `den.schema`: `options.{found} = lib.mkOption {{ … }};`"
            );
            self.push(
                &at,
                Diagnostic::warning("den::host::near-miss", message).help(help),
            );
        }
    }

    /// Reports what is malformed inside data.
    pub(crate) fn data(&mut self, path: &Path, what: &str, value: &Value) {
        for MarkerAt { way, marker, .. } in value.markers() {
            let at = path.iter().cloned().chain(way).collect();
            match marker {
                Marker::Malformed(malformed) => self.malformed(&at, what, malformed),
                Marker::Priority(_) | Marker::Merge(_) | Marker::Reset(_) => {
                    let message = format!(
                        "{what}: `mkForce`, `mkDefault`, `mkMerge`, `reset` and their kin have no meaning here"
                    );
                    self.push(
                        &at,
                        Diagnostic::error("den::value::property", message)
                            .help("write the value itself"),
                    );
                }
                Marker::Hole(_) | Marker::Attrs(_) | Marker::Ref(_) => {}
            }
        }
    }
}

/// What to do about something malformed.
pub(crate) fn remedy(malformed: &Malformed) -> Option<&'static str> {
    match &*malformed.code {
        // Only Nix knows why.
        "den::settings::interface" if malformed.found == "an expression that throws" => {
            advice("den::aspect::throws")
        }
        code => advice(code),
    }
}

/// What to do about what a code stands for.
fn advice(code: &str) -> Option<&'static str> {
    Some(match code {
        "den::name::invalid" => {
            "names begin with a letter, a digit or `_`, and go on with these and `.`, `+`, `-`; a home's may have one `@`"
        }
        "den::host::two-systems" => {
            "a host or a home has one system: declare it under one of `den.hosts.<system>` or `den.homes.<system>`"
        }
        "den::fleet::tag-list" => "write a list of host names, or a function `hosts: [ names ]`",
        "den::fleet::computed-tag" => {
            "a computed tag is a function from the hosts to a list of names: `hosts: builtins.filter (name: …) (builtins.attrNames hosts)`"
        }
        "den::fleet::environment" => {
            "an environment is `{ hosts = [ … ]; includes = [ … ]; settings = { … }; meta = { … }; }`"
        }
        "den::aspect::shape" => "an aspect is an attribute set, or a function that gives one",
        "den::aspect::planned-shape" => {
            "which keys and includes an aspect has is decided before settings are: use `lib.mkIf` inside the class's content, or decide by `host`"
        }
        "den::aspect::unknown-argument" => {
            "an aspect's function takes `host`, `user`, `home`, `environment`, `fleet`, `settings`, `peers`, `members`, `vars`, `service` and `lib`; ask for `pkgs`, `config` and others in the class's content: `nixos = { pkgs, ... }: { … };`"
        }
        "den::aspect::include" => {
            "include an aspect (`den.aspects.nginx`), its name (`\"nginx\"`), or an inline one (`{ nixos = …; }`)"
        }
        "den::aspect::updated" => {
            "`//` keeps the identity of the aspect that it changes: write `{ includes = [ den.aspects.x ]; … }` instead"
        }
        "den::aspect::throws" => "see the error itself with `nix eval .#den.strict.aspects`",
        "den::settings::interface" => {
            "an interface is a module `{ lib, ... }: { options.port = lib.mkOption { … }; }`, or options as `{ port = { default = 80; }; }`"
        }
        "den::settings::reference" => {
            "a reference is `den.lib.ref den.aspects.base \"tls.port\"`: an aspect or its name, and the way to one of its options"
        }
        "den::policy::unknown-argument" => {
            "a policy takes `host`, `user`, `home`, `environment`, `fleet` and `lib`"
        }
        "den::policy::effect" => {
            "a policy gives effects made by `den.lib.policy`: `include`, `exclude`, `configure`, `enforce`, `instantiate`, `route`, `require`, `assertion`; a rule `tag`, too"
        }
        "den::policy::result" => {
            "a policy gives a list of effects; `lib.optional condition effect` gives one or none"
        }
        "den::declaration::shape" => {
            "den's options are sets of what they declare, by name: `den.hosts.<system>.<name>`, `den.aspects.<name>`, …"
        }
        "den::fleet::field" => {
            "`den.fleet` takes `meta`, `tags`, `includes`, `settings` (by aspect) and `environments`"
        }
        "den::policy::environment" => {
            "which environment the host is in follows from rules, or from what is around it, and functions run before: write a `policy.rule` with `when = sel.environment …`"
        }
        "den::aspect::environment" => {
            "which environment the host is in follows from rules, or from what is around it, and shapes are read before: use `environment` inside the class's content, or include the aspect by a `policy.rule`"
        }
        "den::policy::rule" => {
            "a rule is `policy.rule { when = sel.…; effects = [ … ]; }`, with `unless`, `for`, `priority` and `overrides` if need be"
        }
        "den::selector::malformed" => {
            "selectors are made by `sel`: `sel.tag \"web\"`, `sel.and [ … ]`, …"
        }
        "den::value::throws" => "see the error itself with `nix eval .#den.strict`",
        "den::value::order" => {
            "`mkBefore` and `mkAfter` have no meaning in settings: write the list in the order that you want, or use `merge = \"append\"`"
        }
        "den::value::property" => "`mkIf` takes a Boolean and a value, `mkMerge` a list of values",
        "den::value::too-deep" => {
            "settings and metadata are plain data of moderate depth; pass larger things through a function in the class's content"
        }
        _ => return None,
    })
}

/// Every aspect that has a name, by its identity.
pub(crate) fn known_aspects(document: &Document) -> BTreeMap<AspectId, &Aspect> {
    let mut known = BTreeMap::new();
    let mut pending: Vec<(AspectId, &Aspect)> = document
        .aspects
        .iter()
        .map(|(name, aspect)| (AspectId::from(name.as_str()), aspect))
        .collect();
    while let Some((id, aspect)) = pending.pop() {
        pending.extend(
            aspect
                .provides
                .iter()
                .map(|(name, provided)| (id.provided(name), provided)),
        );
        known.insert(id, aspect);
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aspect_has_a_place_wherever_it_is_written() {
        let place = |id: &str| place_of(&id.into()).join(".");
        assert_eq!(
            place("gaming/emulation"),
            "aspects.gaming.provides.emulation"
        );
        assert_eq!(
            place("web1/[0.2]"),
            "aspects.web1.shape.parts.0.includes.2.inline"
        );
        assert_eq!(
            place("user:alice@web1/[1]"),
            "hosts.web1.users.alice.includes.1.inline"
        );
        assert_eq!(
            place("policy:p@host:web1/[3]"),
            "policies.p.includes.3.inline"
        );
        assert_eq!(place("rule:watch/[2]"), "rules.watch.effects.2");
        assert_eq!(place("fleet:/[0]"), "fleet.includes.0.inline");
    }
}
