//! What of a survey concerns one host, or the settings of one aspect there.
//!
//! A finding stands at a place of the document; the place tells whom it concerns.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Path, Survey, path};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::Document;
use crate::document::declared::Declared;
use crate::document::name::AspectId;
use crate::plan::host::HostPlan;
use crate::scope::Scope;

/// What was found on behalf of a host.
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
    let focus = Focus {
        planned,
        settings,
        aspects: aspects(planned),
    };
    let mut survey = Survey::new(document, Some(focus));
    survey.declarations();
    survey.merged(&[planned.facet()]);
    Concern {
        elsewhere: survey.elsewhere.count(Severity::Error),
        found: survey.found,
    }
}

/// The aspects of a host and of its users.
fn aspects<'p>(planned: &'p HostPlan<'_>) -> BTreeSet<&'p str> {
    let users = planned.shard.users.values().flat_map(|user| &user.aspects);
    let all = planned.shard.aspects.iter().chain(users);
    all.map(|planned| planned.aspect.as_str()).collect()
}

/// On whose behalf a survey is made.
pub(crate) struct Focus<'f> {
    planned: &'f HostPlan<'f>,
    settings: Option<(&'f Scope, &'f AspectId)>,
    aspects: BTreeSet<&'f str>,
}

impl Focus<'_> {
    /// Whether what stands at a place of the document concerns the host, or the aspect's settings.
    fn concerns(&self, document: &Document, place: &[SmolStr]) -> bool {
        let shard = &self.planned.shard;
        let place: Vec<_> = place.iter().map(SmolStr::as_str).collect();
        let environment = shard.environment.as_ref().map(|name| name.as_str());
        match place[..] {
            ["aspects", ref names @ ..] => self.has(&named(names)),
            ["homes", ..] => false,
            ["hosts", host, ..] if host != shard.host.as_str() => false,
            ["hosts", _, "users", user, ..] if !self.asks_of(user) => false,
            ["fleet", "environments", name, ..] if Some(name) != environment => false,
            ["fleet", "settings", aspect, ..]
            | ["fleet", "environments", _, "settings", aspect, ..] => self.has(aspect),
            ["hosts", _, "settings", aspect, ..]
            | ["hosts", _, "users", _, "settings", aspect, ..] => {
                self.settings.is_none() || self.has(aspect)
            }
            _ if self.settings.is_some() => false,
            // What could not be read might have been for this host too.
            ["fleet", "tags", tag, ..] => {
                let malformed = document.fleet.tags.get(tag).and_then(Declared::malformed);
                malformed.is_some() || shard.tags.contains(tag)
            }
            ["policies", policy, ..] => {
                let malformed = document
                    .policies
                    .get(policy)
                    .and_then(|policy| policy.content().malformed());
                let host = document.hosts.get(&shard.host);
                let here = host.is_some_and(|host| {
                    let users = host.users.values().map(|user| &user.policies);
                    std::iter::once(&host.policies)
                        .chain(users)
                        .any(|policies| policies.contains_key(policy))
                });
                malformed.is_some() || here
            }
            _ => true,
        }
    }

    fn has(&self, aspect: &str) -> bool {
        match self.settings {
            Some((_, asked)) => asked.as_str() == aspect,
            None => self.aspects.contains(aspect),
        }
    }

    fn asks_of(&self, user: &str) -> bool {
        match self.settings {
            Some((Scope::User(asked, _), _)) => asked.as_str() == user,
            Some(_) => false,
            None => true,
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
    pub(super) fn add(&mut self, place: &[SmolStr], diagnostic: Diagnostic) {
        let focus = self.focus.as_ref();
        if focus.is_none_or(|focus| focus.concerns(self.document, place)) {
            self.found.push(diagnostic);
        } else {
            self.elsewhere.push(diagnostic);
        }
    }
}
