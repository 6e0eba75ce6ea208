//! Settings of every layer: for aspects that exist and offer settings, with keys and values that their interfaces take.

use std::collections::BTreeMap;

use smol_str::format_smolstr;

use super::{Path, Survey, below};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::declared::Declared;
use crate::document::effect::Effect;
use crate::document::interface::{Interface, Offer};
use crate::document::name::{AspectId, PolicyName};
use crate::document::slice::Slice;
use crate::document::value::{Marker, MarkerAt, Value};
use crate::policy::{By, Origin};
use crate::reads::{Site, site_settings};
use crate::settings::Definition;
use crate::settings::check::faults;
use crate::settings::layer::{Layer, Source, effect_path, place_path};
use crate::settings::report::{report, told_alone};
use gen_schema::{Trouble, resolve};

impl<'d> Survey<'d> {
    pub(super) fn layers(&mut self) {
        let document = self.document;
        self.layer(Layer::Fleet, Site::Fleet);
        self.rules_configure();
        for environment in document.fleet.environments.keys() {
            self.layer(Layer::Environment, Site::Environment(environment));
        }
        for (name, home) in &document.homes {
            self.layer(Layer::Home, Site::Home(name));
            self.configures(Site::Home(name), &home.policies);
        }
        for (name, host) in &document.hosts {
            self.layer(Layer::Host, Site::Host(name));
            self.configures(Site::Host(name), &host.policies);
            for (user_name, user) in &host.users {
                self.layer(Layer::User, Site::User(name, user_name));
                self.configures(Site::User(name, user_name), &user.policies);
            }
        }
    }

    /// The settings of one layer at one site.
    fn layer(&mut self, layer: Layer, site: Site<'d>) {
        let at: Path = below(&super::path(site.path()), ["settings"]);
        for (aspect, values) in site_settings(self.document, site).into_iter().flatten() {
            let at = below(&at, [aspect.as_str()]);
            let id = AspectId::from(aspect.as_str());
            let who = format!("the {} layer", layer.name());
            let Some(interface) = self.offered(&at, &at, &who, &id) else {
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
                    Definition::new(Source::declared(layer, path), value)
                })
                .collect();
            for definition in &definitions {
                let who = format!("{} settings refer to", layer.name());
                self.references(&place_path(&definition.place), &who, definition.value);
                faults(&self.document.positions, &id, interface, definition.clone())
                    .into_iter()
                    .for_each(|found| self.add(&at, found));
            }
            // A conflict inside one layer is one whether or not a host meets it.
            let mut troubles = Vec::new();
            resolve(interface, definitions, &mut troubles);
            // What a reference reads is known only at an entity.
            troubles.retain(|trouble| {
                !matches!(trouble, Trouble::Dangling { .. }) && !told_alone(interface, trouble)
            });
            for trouble in &troubles {
                self.add(&at, report(self.document, &id, trouble));
            }
        }
    }

    /// The settings that policies configure at one site.
    fn configures(
        &mut self,
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
                self.configured((&written, &at), &what, site, &by);
            }
        }
    }

    /// The settings that rules give.
    fn rules_configure(&mut self) {
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
                self.configured((&written, &written), &what, Site::Fleet, &by);
            }
        }
    }

    /// The settings that an effect gives: its policy is `written` somewhere, and it counts `at` a place.
    fn configured(
        &mut self,
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
        let by = by.part(configure);
        let mut path = effect_path(layer, site, &by);
        let Some(interface) = self.offered(written, &path, what, id) else {
            return;
        };
        if self.document.positions.nearest(&path).is_none() {
            path.clone_from(written);
        }
        let source = Source::of_policy(layer, path, &by);
        let definition = Definition::new(source, &configure.settings);
        let who = format!("{what} refers to");
        self.references(&place_path(&definition.place), &who, definition.value);
        let at = below(at, ["settings", id.as_str()]);
        faults(&self.document.positions, id, interface, definition)
            .into_iter()
            .for_each(|found| self.add(&at, found));
    }

    /// Reports references to what is no aspect.
    pub(super) fn references(&mut self, at: &Path, who: &str, value: &Value) {
        for MarkerAt { way, marker, .. } in value.markers() {
            let Marker::Ref(reference) = marker else {
                continue;
            };
            if self.known.contains_key(reference.aspect.as_str()) {
                continue;
            }
            let known = self.known.keys().map(AspectId::as_str);
            let help = did_you_mean(&reference.aspect, known).unwrap_or_else(|| {
                "a reference names an aspect that the entity includes: `den.lib.ref den.aspects.base \"port\"`".to_owned()
            });
            let at = at.iter().cloned().chain(way).collect();
            let message = format!(
                "{who} `{reference}`, and `{}` is no aspect",
                reference.aspect
            );
            self.push(
                &at,
                Diagnostic::error("den::aspect::unknown", message).help(help),
            );
        }
    }

    /// The interface of an aspect that settings are given for; reports where there is none. The settings are `said`
    /// somewhere inside of what is `written`.
    fn offered(
        &mut self,
        written: &Path,
        said: &Path,
        who: &str,
        id: &AspectId,
    ) -> Option<&'d Interface> {
        let positions = &self.document.positions;
        let position = positions.within(said).or_else(|| self.position(written));
        let position = position.cloned();
        let Some(aspect) = self.known.get(id).copied() else {
            let known = self.known.keys().map(AspectId::as_str);
            let help = did_you_mean(id.as_str(), known).unwrap_or_else(|| {
                format!(
                    "declare it as `{} = {{ … }};`, or drop the settings",
                    id.attribute()
                )
            });
            let message = format!("{who} gives settings for `{id}`, which is no aspect");
            let diagnostic = Diagnostic::error("den::aspect::unknown", message).help(help);
            self.add(written, diagnostic.at(position.as_ref()));
            return None;
        };
        match aspect.interface.content() {
            Some(interface) => interface.good().and_then(Offer::interface),
            None => {
                let message = format!("{who} gives settings for `{id}`, which offers none");
                let help = format!(
                    "declare them: `{}.settings = {{ lib, ... }}: {{ options = {{ … }}; }};`, or drop the line",
                    id.attribute()
                );
                let diagnostic =
                    Diagnostic::error("den::settings::no-interface", message).help(help);
                self.add(written, diagnostic.at(position.as_ref()));
                None
            }
        }
    }
}
