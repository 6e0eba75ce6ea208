//! Settings of every layer: for aspects that exist and offer settings, with keys and values that their interfaces take.

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use super::{Path, Survey, below};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::declared::Declared;
use crate::document::effect::Effect;
use crate::document::interface::Interface;
use crate::document::name::{AspectId, PolicyName};
use crate::document::slice::Slice;
use crate::policy::{By, Origin};
use crate::reads::{Site, aspect_path, site_settings};
use crate::settings::check::Checker;
use crate::settings::layer::{Definition, Layer};
use crate::settings::report::report;
use crate::settings::resolve::resolve;

impl<'d> Survey<'d> {
    pub(super) fn layers(&mut self) {
        let document = self.document;
        let checker = Checker::new(&document.positions, self.types.clone());
        self.layer(&checker, Layer::Fleet, Site::Fleet);
        self.rules_configure(&checker);
        for environment in document.fleet.environments.keys() {
            self.layer(&checker, Layer::Environment, Site::Environment(environment));
        }
        for (name, home) in &document.homes {
            self.layer(&checker, Layer::Home, Site::Home(name));
            self.configures(&checker, Site::Home(name), &home.policies);
        }
        for (name, host) in &document.hosts {
            self.layer(&checker, Layer::Host, Site::Host(name));
            self.configures(&checker, Site::Host(name), &host.policies);
            for (user_name, user) in &host.users {
                self.layer(&checker, Layer::User, Site::User(name, user_name));
                self.configures(&checker, Site::User(name, user_name), &user.policies);
            }
        }
    }

    /// The settings of one layer at one site.
    fn layer(&mut self, checker: &Checker<'d>, layer: Layer, site: Site<'d>) {
        let at: Path = below(&super::path(site.path()), ["settings"]);
        for (aspect, values) in site_settings(self.document, site).into_iter().flatten() {
            let at = below(&at, [aspect.as_str()]);
            let id = AspectId::from(aspect.as_str());
            let Some(interface) = self.offered(&at, &format!("the {} layer", layer.name()), &id)
            else {
                continue;
            };
            let definitions: Vec<_> = values
                .content()
                .iter()
                .enumerate()
                .map(|(index, value)| {
                    let path = at
                        .iter()
                        .cloned()
                        .chain([format_smolstr!("{index}")])
                        .collect();
                    Definition {
                        layer,
                        path,
                        policy: None,
                        rank: 0,
                        priority: None,
                        value,
                    }
                })
                .collect();
            for definition in &definitions {
                checker
                    .check(aspect, interface, definition.clone())
                    .into_iter()
                    .for_each(|found| self.add(&at, found));
            }
            // A conflict inside one layer is one whether or not a host meets it.
            let base: Vec<SmolStr> = aspect_path(&id, "interface").map(Into::into).collect();
            let mut troubles = Vec::new();
            resolve(interface, definitions, &base, &mut troubles);
            for trouble in &troubles {
                self.add(&at, report(self.document, &id, trouble));
            }
        }
    }

    /// The settings that policies configure at one site.
    fn configures(
        &mut self,
        checker: &Checker<'d>,
        site: Site<'d>,
        policies: &'d BTreeMap<PolicyName, Slice<Vec<Effect>>>,
    ) {
        for (policy, effects) in policies {
            let written = super::path(["policies", policy.as_str()]);
            let what = format!("policy `{policy}`");
            let at = super::path(site.path());
            for (index, effect) in effects.content().iter().enumerate() {
                let by = By {
                    origin: Origin::Function,
                    policy,
                    index,
                    priority: 0,
                    effect,
                };
                self.configured(checker, (&written, &at), &what, site, &by);
            }
        }
    }

    /// The settings that rules give.
    fn rules_configure(&mut self, checker: &Checker<'d>) {
        for (policy, rule) in &self.document.rules {
            let Declared::Good(rule) = rule.content() else {
                continue;
            };
            let written = super::path(["rules", policy.as_str()]);
            let what = format!("rule `{policy}`");
            for (index, effect) in rule.effects.iter().enumerate() {
                let by = By {
                    origin: Origin::Rule,
                    policy,
                    index,
                    priority: rule.priority,
                    effect,
                };
                self.configured(checker, (&written, &written), &what, Site::Fleet, &by);
            }
        }
    }

    /// The settings that an effect gives: its policy is `written` somewhere, and it counts `at` a place.
    fn configured(
        &mut self,
        checker: &Checker<'d>,
        (written, at): (&Path, &Path),
        what: &str,
        site: Site<'d>,
        by: &By<'d, Effect>,
    ) {
        let (layer, configure) = match by.effect {
            Effect::Configure(configure) => (Layer::Policy, configure),
            Effect::Enforce(configure) => (Layer::Enforce, configure),
            _ => return,
        };
        let id = &configure.aspect;
        let Some(interface) = self.offered(written, what, id) else {
            return;
        };
        let mut definition = Definition::of_policy(layer, site, &by.part(configure));
        if self.document.positions.nearest(&definition.path).is_none() {
            definition.path.clone_from(written);
        }
        let at = below(at, ["settings", id.as_str()]);
        checker
            .check(id.as_str(), interface, definition)
            .into_iter()
            .for_each(|found| self.add(&at, found));
    }

    /// The interface of an aspect that settings are given for; reports where there is none.
    fn offered(&mut self, at: &Path, who: &str, id: &AspectId) -> Option<&'d Interface> {
        let Some(aspect) = self.known.get(id).copied() else {
            let known = self.known.keys().map(AspectId::as_str);
            let help = did_you_mean(id.as_str(), known).unwrap_or_else(|| {
                format!("declare it as `den.aspects.{id} = {{ … }};`, or drop the settings")
            });
            self.push(
                at,
                Diagnostic::error(
                    "den::aspect::unknown",
                    format!("{who} gives settings for `{id}`, which is no aspect"),
                )
                .help(help),
            );
            return None;
        };
        match aspect.interface.content() {
            Some(interface) => interface.good(),
            None => {
                let message = format!("{who} gives settings for `{id}`, which offers none");
                let help = format!(
                    "declare them: `den.aspects.{id}.settings = {{ lib, ... }}: {{ options = {{ … }}; }};`, or drop the line"
                );
                self.push(
                    at,
                    Diagnostic::error("den::settings::no-interface", message).help(help),
                );
                None
            }
        }
    }
}
