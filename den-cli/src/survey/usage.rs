//! What was declared and reaches nothing, told once all hosts are planned.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::{Survey, below};
use crate::diagnostic::Diagnostic;
use crate::document::interface::Offer;
use crate::document::name::{AspectId, ClassName, EnvironmentName, PolicyName};
use crate::plan::entity::Facet;
use crate::policy::rules::readable;
use crate::reads::{Site, site_settings};
use crate::route::Nowhere;
use crate::scope::Scope;

impl Survey<'_> {
    /// Adds settings of aspects that nobody in the layer's reach includes, content without an output, functions that
    /// never fire, requirements that nothing could meet.
    pub(super) fn usage(&mut self, planned: &[Facet<'_, '_>]) {
        self.idle_settings(planned);
        self.idle_effects(planned);
        self.idle_selectors(planned);
        self.silent_parts(planned);
        self.lost_content(planned);
        self.idle_requirements(planned);
    }

    fn idle_settings(&mut self, planned: &[Facet<'_, '_>]) {
        let document = self.document;
        // The settings that reach an aspect of some entity.
        let mut used: FxHashSet<(Site<'_>, &str)> = FxHashSet::default();
        for entity in planned {
            let mut scopes: Vec<_> = entity.resolved.keys().map(|(scope, _)| scope).collect();
            scopes.dedup();
            for scope in scopes {
                let has = |aspect: &str| {
                    let key = (scope.clone(), AspectId::from(aspect));
                    entity.resolved.contains_key(&key)
                };
                for site in sites(scope, entity.environment) {
                    let declared = site_settings(document, site);
                    for aspect in declared.into_iter().flat_map(BTreeMap::keys) {
                        if !used.contains(&(site, aspect.as_str())) && has(aspect) {
                            used.insert((site, aspect.as_str()));
                        }
                    }
                }
            }
        }
        let environments = document.fleet.environments.keys().map(Site::Environment);
        // A host that cannot be planned uses nothing, and has worse to hear.
        let good = document
            .hosts
            .iter()
            .filter(|(_, host)| host.facts.content().good().is_some());
        let hosts = good.flat_map(|(name, host)| {
            let users = host.users.keys().map(move |user| Site::User(name, user));
            std::iter::once(Site::Host(name)).chain(users)
        });
        let homes = document.homes.iter();
        let homes = homes.filter(|(_, home)| home.facts.content().good().is_some());
        let homes = homes.map(|(name, _)| Site::Home(name));
        for site in std::iter::once(Site::Fleet)
            .chain(environments)
            .chain(hosts)
            .chain(homes)
        {
            for aspect in site_settings(document, site)
                .into_iter()
                .flat_map(BTreeMap::keys)
            {
                let id = AspectId::from(aspect.as_str());
                if !self.offers(&id) || used.contains(&(site, aspect.as_str())) {
                    continue;
                }
                let who = match site {
                    Site::Fleet => "nothing includes it".to_owned(),
                    Site::Environment(name) => {
                        format!("no host of environment `{name}` includes it")
                    }
                    Site::Host(name) => {
                        format!("neither host `{name}` nor a user of it includes it")
                    }
                    Site::User(host, user) => format!("user `{user}@{host}` does not include it"),
                    Site::Home(name) => format!("home `{name}` does not include it"),
                };
                let message = format!("settings for `{aspect}` do nothing: {who}");
                let at = below(&super::path(site.path()), ["settings", aspect.as_str()]);
                let help = format!(
                    "include it (`includes = [ {} ];`), or drop the settings",
                    id.attribute()
                );
                self.push(
                    &at,
                    Diagnostic::warning("den::settings::unused", message).help(help),
                );
            }
        }
    }

    /// Whether an aspect has settings that can be read.
    fn offers(&self, id: &AspectId) -> bool {
        let interface = self.known.get(id);
        let interface = interface.and_then(|aspect| aspect.interface.content().as_ref()?.good());
        interface.and_then(Offer::interface).is_some()
    }

    /// Settings that policies give to aspects which nobody has where they run.
    fn idle_effects(&mut self, planned: &[Facet<'_, '_>]) {
        let document = self.document;
        let mut used: BTreeMap<(&PolicyName, &AspectId), bool> = BTreeMap::new();
        for entity in planned {
            for (policy, aspect, present) in entity.configured {
                *used.entry((policy, aspect)).or_default() |= present;
            }
        }
        for ((policy, aspect), used) in used {
            if self.offers(aspect) && !used {
                let message = format!(
                    "policy `{policy}` configures `{aspect}`, which nothing includes where it does"
                );
                let help = format!(
                    "include it there (`policy.include {}`), or drop the effect",
                    aspect.attribute()
                );
                let container = match document.rules.contains_key(policy) {
                    true => "rules",
                    false => "policies",
                };
                let at = super::path([container, policy.as_str()]);
                self.push(
                    &at,
                    Diagnostic::warning("den::settings::unused", message).help(help),
                );
            }
        }
    }

    /// Rules that fire nowhere, and environments that pick no host, unless a mistake that is told by itself is why.
    fn idle_selectors(&mut self, planned: &[Facet<'_, '_>]) {
        if planned.iter().any(|entity| entity.undecided) {
            return;
        }
        let document = self.document;
        let code = "den::selector::empty";
        let mut fires: BTreeSet<&PolicyName> = BTreeSet::new();
        planned.iter().for_each(|entity| fires.extend(entity.fires));
        for (name, rule) in &document.rules {
            let readable = rule.content().good().and_then(|rule| readable(&rule.when));
            if readable.is_some() && !fires.contains(name) {
                let at = super::path(["rules", name.as_str(), "when"]);
                let message = format!("rule `{name}` fires nowhere");
                let help = "`den select` shows which scopes a selector picks";
                self.push(&at, Diagnostic::warning(code, message).help(help));
            }
        }
        let inhabited: BTreeSet<_> = planned
            .iter()
            .filter_map(|entity| entity.environment)
            .collect();
        for (name, environment) in &document.fleet.environments {
            let selector = environment.selector.content().as_ref().and_then(readable);
            if selector.is_some() && !inhabited.contains(name) {
                let at = super::path(["fleet", "environments", name.as_str(), "selector"]);
                let message = format!("environment `{name}` picks no host");
                let help = "`den select` shows which scopes a selector picks";
                self.push(&at, Diagnostic::warning(code, message).help(help));
            }
        }
    }

    /// Functions that are included and fire nowhere, because the entities that they ask for are nowhere there.
    fn silent_parts(&mut self, planned: &[Facet<'_, '_>]) {
        let mut fires: BTreeMap<(&AspectId, usize), bool> = BTreeMap::new();
        for entity in planned {
            for (aspect, part, fired) in entity.parts {
                *fires.entry((aspect, *part)).or_default() |= fired;
            }
        }
        for ((aspect, part), _) in fires.into_iter().filter(|(_, fires)| !fires) {
            let shape = self
                .known
                .get(aspect)
                .and_then(|aspect| aspect.shape.content().good());
            let args = shape.and_then(|shape| shape.parts.get(part)?.args.as_ref());
            let Some(args) = args else { continue };
            let names: Vec<_> = args
                .required
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            let message = format!(
                "aspect `{aspect}` asks for {}, and is nowhere where all of it exists",
                names.join(", ")
            );
            let help = "include it where these exist, or give the arguments defaults: `{ host, user ? null }: …`";
            let at = below(
                &below(&super::place_of(aspect), ["shape"]),
                ["parts", part.to_string().as_str()],
            );
            self.push(
                &at,
                Diagnostic::warning("den::aspect::never-fires", message).help(help),
            );
        }
    }

    fn lost_content(&mut self, planned: &[Facet<'_, '_>]) {
        let mut lost: BTreeMap<(&AspectId, &ClassName, Nowhere), Vec<Scope>> = BTreeMap::new();
        for entity in planned {
            for unrouted in entity.unrouted {
                for aspect in &unrouted.aspects {
                    let scopes = lost
                        .entry((aspect, &unrouted.class, unrouted.reason))
                        .or_default();
                    scopes.push(unrouted.scope.clone());
                }
            }
        }
        // Content that some host turns into an output is not lost, only not meant for every host.
        let aspects: FxHashSet<_> = lost.keys().map(|(aspect, ..)| *aspect).collect();
        let outputs = planned.iter().flat_map(|entity| entity.outputs);
        let modules = outputs.filter(|_| !aspects.is_empty()).flat_map(|output| {
            let forwarded = output.forward.iter().flat_map(|forward| &forward.modules);
            output.modules.iter().chain(forwarded)
        });
        let reached: FxHashSet<_> = modules
            .map(|module| &module.aspect)
            .filter(|aspect| aspects.contains(aspect))
            .collect();
        for ((aspect, class, reason), scopes) in lost {
            let (why, help) = explanation(reason);
            let message =
                format!("`{class}` content of aspect `{aspect}` reaches no output: {why}");
            let code = "den::class::no-output";
            let by_platform = matches!(reason, Nowhere::OtherHostClass | Nowhere::NoOutput);
            let mut diagnostic = if by_platform && reached.contains(aspect) {
                Diagnostic::note(code, message)
            } else {
                Diagnostic::warning(code, message)
            };
            diagnostic.scopes = scopes;
            let shape = below(&super::place_of(aspect), ["shape"]);
            let part = self.part_with(aspect, class);
            let at = below(
                &shape,
                [
                    "parts",
                    part.to_string().as_str(),
                    "classes",
                    class.as_str(),
                ],
            );
            self.push(&at, diagnostic.help(help));
        }
    }

    /// The first part of an aspect that has content of a class.
    fn part_with(&self, aspect: &AspectId, class: &ClassName) -> usize {
        let shape = self
            .known
            .get(aspect)
            .and_then(|aspect| aspect.shape.content().good());
        shape
            .and_then(|shape| {
                shape
                    .parts
                    .iter()
                    .position(|part| part.classes.contains_key(class))
            })
            .unwrap_or_default()
    }
}

/// The sites whose settings reach a scope.
fn sites<'p>(
    scope: &'p Scope,
    environment: Option<&'p EnvironmentName>,
) -> impl Iterator<Item = Site<'p>> {
    let (own, host) = match scope {
        Scope::Host(host) => (Some(Site::Host(host)), None),
        Scope::User(user, host) => (Some(Site::User(host, user)), Some(Site::Host(host))),
        Scope::Home(home) => (Some(Site::Home(home)), None),
        Scope::Fleet | Scope::Environment(_) => (None, None),
    };
    let around = environment.map(Site::Environment);
    [own, host, around, Some(Site::Fleet)].into_iter().flatten()
}

/// Why content reaches no output, and what to do about it.
fn explanation(reason: Nowhere) -> (&'static str, &'static str) {
    match reason {
        Nowhere::NoUsers => (
            "the host has no users",
            "give the host a user: `users.alice = { };`, or take the aspect out of its includes",
        ),
        Nowhere::NotOfUser => (
            "the user does not have this class",
            "add the class to the user's `classes`, or take the aspect out of the user's includes",
        ),
        Nowhere::NotTaken => (
            "the class of the host takes none of it",
            "name the host's class in the class's `forward.into`",
        ),
        Nowhere::OtherHostClass => (
            "it is of another class",
            "nothing is to be done where other entities use it",
        ),
        Nowhere::NotRouted => (
            "the class that a policy routes it to has no output there",
            "route it to the class of the host, or to another that has an output there; a class of users, such as `homeManager`, takes nothing on a host",
        ),
        Nowhere::NoOutput => (
            "the class has no output",
            "give the class an `at`, an `intoAttr` and an `instantiate`, or write a policy with `policy.instantiate`",
        ),
    }
}
