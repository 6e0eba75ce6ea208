//! What of a survey concerns one host or home, or the settings of one aspect there.
//!
//! A finding stands at a place of the document; the place tells whom it concerns.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Path, Survey, path};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::Document;
use crate::document::declared::Declared;
use crate::document::name::{AspectId, EnvironmentName, TagName};
use crate::plan::entity::Facet;
use crate::plan::home::HomePlan;
use crate::plan::host::HostPlan;
use crate::plan::shard::PlannedAspect;
use crate::reads::{Site, declarations};
use crate::scope::Scope;

/// What was found on behalf of a host or a home.
#[derive(Debug)]
pub struct Concern {
    /// The findings that concern it.
    pub found: Diagnostics,
    /// How many errors concern others only.
    pub elsewhere: usize,
}

/// Surveys a document on behalf of a planned host, or of one aspect's settings at a scope of it. Linear in the size of
/// the document.
///
/// What depends on the plans of all hosts is not looked for: what reaches nobody.
pub fn concern(
    document: &Document,
    planned: &HostPlan<'_>,
    settings: Option<(&Scope, &AspectId)>,
) -> Concern {
    let shard = &planned.shard;
    let users = shard.users.values().flat_map(|user| &user.aspects);
    let focus = Focus {
        entity: Scope::Host(shard.host.clone()),
        environment: shard.environment.as_ref(),
        tags: shard.tags.iter().collect(),
        settings,
        aspects: names(shard.aspects.iter().chain(users)),
    };
    surveyed(document, planned.facet(), focus)
}

/// The same on behalf of a planned home.
pub fn home_concern(
    document: &Document,
    planned: &HomePlan<'_>,
    settings: Option<(&Scope, &AspectId)>,
) -> Concern {
    let focus = Focus {
        entity: Scope::Home(planned.shard.home.clone()),
        environment: None,
        tags: BTreeSet::new(),
        settings,
        aspects: names(planned.shard.aspects.iter()),
    };
    surveyed(document, planned.facet(), focus)
}

fn surveyed<'d>(document: &'d Document, facet: Facet<'d, 'd>, focus: Focus<'d>) -> Concern {
    let mut survey = Survey::new(document, Some(focus));
    survey.declarations();
    survey.merged(&[facet]);
    Concern {
        elsewhere: survey.elsewhere.count(Severity::Error),
        found: survey.found,
    }
}

fn names<'p>(aspects: impl Iterator<Item = &'p PlannedAspect>) -> BTreeSet<&'p str> {
    aspects.map(|planned| planned.aspect.as_str()).collect()
}

/// On whose behalf a survey is made.
pub(crate) struct Focus<'f> {
    entity: Scope,
    environment: Option<&'f EnvironmentName>,
    tags: BTreeSet<&'f TagName>,
    settings: Option<(&'f Scope, &'f AspectId)>,
    aspects: BTreeSet<&'f str>,
}

impl Focus<'_> {
    /// Whether what stands at a place of the document concerns the entity, or the aspect's settings.
    fn concerns(&self, document: &Document, place: &[SmolStr]) -> bool {
        let place: Vec<_> = place.iter().map(SmolStr::as_str).collect();
        let environment = self.environment.map(|name| name.as_str());
        match (&place[..], &self.entity) {
            (["aspects", names @ ..], _) => self.has(&named(names)),
            (["hosts", name, below @ ..], Scope::Host(host)) if *name == host.as_str() => {
                self.inside(below)
            }
            (["homes", name, below @ ..], Scope::Home(home)) if *name == home.as_str() => {
                self.inside(below)
            }
            (["hosts" | "homes", ..], _) => false,
            (["fleet", "environments", name, ..], _) if Some(*name) != environment => false,
            (["fleet", "settings", aspect, ..], _)
            | (["fleet", "environments", _, "settings", aspect, ..], _)
            | (["rules", _, "settings", aspect, ..], _) => self.has(aspect),
            _ if self.settings.is_some() => false,
            // What could not be read might have been for this entity too.
            (["fleet", "tags", tag, ..], _) => {
                let malformed = document.fleet.tags.get(*tag).and_then(Declared::malformed);
                malformed.is_some() || self.tags.contains(&TagName::from(*tag))
            }
            (["policies", policy, ..], _) => {
                let declared = document.policies.get(*policy);
                let malformed = declared.and_then(|policy| policy.content().malformed());
                malformed.is_some() || self.runs(document, policy)
            }
            // What a rule is about, it is about everywhere.
            _ => true,
        }
    }

    /// Whether what stands at a place inside the entity's own declaration concerns what is asked for.
    fn inside(&self, place: &[&str]) -> bool {
        let Some((asked, _)) = self.settings else {
            return true;
        };
        match place {
            ["settings", aspect, ..] => self.has(aspect),
            ["users", user, "settings", aspect, ..] => {
                matches!(asked, Scope::User(name, _) if name.as_str() == *user) && self.has(aspect)
            }
            _ => false,
        }
    }

    /// Whether a policy has effects at the entity or a user of it.
    fn runs(&self, document: &Document, policy: &str) -> bool {
        let sites: Vec<_> = match &self.entity {
            Scope::Host(host) => {
                let declared = document.hosts.get(host);
                let users = declared.into_iter().flat_map(|host| host.users.keys());
                let users = users.map(|user| Site::User(host, user));
                std::iter::once(Site::Host(host)).chain(users).collect()
            }
            Scope::Home(home) => vec![Site::Home(home)],
            _ => vec![],
        };
        let mut declared = sites
            .into_iter()
            .filter_map(|site| declarations(document, site));
        declared.any(|declared| declared.policies.contains_key(policy))
    }

    fn has(&self, aspect: &str) -> bool {
        match self.settings {
            Some((_, asked)) => asked.as_str() == aspect,
            None => self.aspects.contains(aspect),
        }
    }
}

/// The identity of the aspect that a place below `aspects` belongs to.
fn named(names: &[&str]) -> String {
    let Some((first, mut rest)) = names.split_first() else {
        return String::new();
    };
    let mut id = (*first).to_owned();
    while let ["provides", name, below @ ..] = rest {
        id = format!("{id}/{name}");
        rest = below;
    }
    id
}

/// Where a scope gives settings to an aspect.
pub(crate) fn settings_at(scope: &Scope, aspect: &str) -> Path {
    match scope {
        Scope::Fleet => path(["fleet", "settings", aspect]),
        Scope::Environment(name) => {
            path(["fleet", "environments", name.as_str(), "settings", aspect])
        }
        Scope::Home(home) => path(["homes", home.as_str(), "settings", aspect]),
        Scope::Host(host) => path(["hosts", host.as_str(), "settings", aspect]),
        Scope::User(user, host) => {
            let place = ["hosts", host.as_str(), "users", user.as_str()];
            path(place.into_iter().chain(["settings", aspect]))
        }
    }
}

impl Survey<'_> {
    /// Adds a finding that stands at a place of the document; its position is known already.
    ///
    /// What stands at a host, a user or a home concerns that one: others can be read in spite of it.
    pub(super) fn add(&mut self, place: &[SmolStr], mut diagnostic: Diagnostic) {
        let names: Vec<_> = place.iter().map(SmolStr::as_str).collect();
        let scope = match names[..] {
            ["hosts", host, "users", user, ..] => Some(Scope::User(user.into(), host.into())),
            ["hosts", host, ..] => Some(Scope::Host(host.into())),
            ["homes", home, ..] => Some(Scope::Home(home.into())),
            _ => None,
        };
        if diagnostic.scopes.is_empty() {
            diagnostic.scopes.extend(scope);
        }
        let focus = self.focus.as_ref();
        if focus.is_none_or(|focus| focus.concerns(self.document, place)) {
            self.found.push(diagnostic);
        } else {
            self.elsewhere.push(diagnostic);
        }
    }
}
