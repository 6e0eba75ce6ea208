//! Which option a person means: names of aspects may hold dots, so the ones that are there decide what a dot divides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::Document;
use crate::document::name::{AspectId, DEFAULT_ASPECT};
use crate::document::value::Attribute;
use crate::plan::home::HomePlan;
use crate::plan::host::HostPlan;
use crate::scope::Scope;
use crate::settings::{Resolved, option_name};
use crate::survey::known_aspects;

/// How many names a hint lists.
const NAMES: usize = 8;

/// A host, a user or a home, and the aspects that it has.
pub(super) struct Here<'p> {
    pub(super) document: &'p Document,
    pub(super) scope: &'p Scope,
    /// The host around a user.
    around: Option<Scope>,
    resolved: &'p BTreeMap<(Scope, AspectId), Arc<Resolved>>,
    troubles: &'p BTreeMap<(Scope, AspectId), Vec<Diagnostic>>,
    members: BTreeSet<&'p AspectId>,
    /// What the host has and the user has not.
    lacked: BTreeSet<&'p AspectId>,
}

impl<'p> Here<'p> {
    pub(super) fn of_host(
        document: &'p Document,
        planned: &'p HostPlan<'p>,
        scope: &'p Scope,
    ) -> Self {
        let shard = &planned.shard;
        let (user, around) = match scope {
            Scope::User(user, host) => (Some(user), Some(Scope::Host(host.clone()))),
            _ => (None, None),
        };
        let lacked = user.and_then(|user| planned.without.get(user));
        let lacked: BTreeSet<_> = lacked.into_iter().flatten().collect();
        let own = user.and_then(|user| shard.users.get(user));
        let own = own.into_iter().flat_map(|own| &own.aspects);
        let members = shard.aspects.iter().map(|of| &of.aspect);
        let members = members.filter(|id| !lacked.contains(id));
        Self {
            document,
            scope,
            around,
            resolved: &planned.resolved,
            troubles: &planned.troubles,
            members: members.chain(own.map(|of| &of.aspect)).collect(),
            lacked,
        }
    }

    pub(super) fn of_home(
        document: &'p Document,
        planned: &'p HomePlan<'p>,
        scope: &'p Scope,
    ) -> Self {
        let members = planned.shard.aspects.iter().map(|of| &of.aspect);
        Self {
            document,
            scope,
            around: None,
            resolved: &planned.resolved,
            troubles: &planned.troubles,
            members: members.collect(),
            lacked: BTreeSet::new(),
        }
    }

    /// The aspects that are there.
    pub(super) fn members(&self) -> impl Iterator<Item = &'p AspectId> {
        self.members.iter().copied()
    }

    /// The aspect that an option's name begins with, and the way to the option below it.
    pub(super) fn aspect(
        &self,
        option: &str,
    ) -> Result<(&'p AspectId, Vec<SmolStr>), Box<Diagnostic>> {
        let fitting = self
            .members
            .iter()
            .filter_map(|id| Some((*id, rest(option, id)?)));
        let longest = fitting.max_by_key(|(id, _)| id.as_str().len());
        longest
            .map(|(id, rest)| (id, split(rest)))
            .ok_or_else(|| self.not_there(option).into())
    }

    /// The settings of an aspect that is there, and what is wrong where their layers meet. A user who says nothing of
    /// an aspect has the settings of the host.
    pub(super) fn settings(&self, id: &AspectId) -> Option<(&'p Resolved, &'p [Diagnostic])> {
        let scopes = [Some(self.scope), self.around.as_ref()];
        scopes.into_iter().flatten().find_map(|at| {
            let key = (at.clone(), id.clone());
            let troubles = self.troubles.get(&key).map_or(&[][..], Vec::as_slice);
            Some((self.resolved.get(&key)?.as_ref(), troubles))
        })
    }

    fn not_there(&self, option: &str) -> Diagnostic {
        let scope = self.scope;
        if option.is_empty() {
            let message = "a setting is named by its aspect and its path, as `nginx.port`";
            return Diagnostic::error("den::settings::unknown-key", message)
                .help(self.have_settings());
        }
        let known = known_aspects(self.document);
        let default = AspectId::from(DEFAULT_ASPECT);
        let known = known.keys().chain([&default]);
        let elsewhere = known.filter(|id| rest(option, id).is_some());
        if let Some(id) = elsewhere.max_by_key(|id| id.as_str().len()) {
            let message = format!("`{scope}` does not have the aspect `{id}`");
            let help = match &self.around {
                Some(Scope::Host(host)) if self.lacked.contains(id) => format!(
                    "its host has it, and an exclusion takes it away: `den explain {host} {option}`"
                ),
                _ => self.have_settings(),
            };
            return Diagnostic::error("den::aspect::not-included", message).help(help);
        }
        let names = self.with_settings();
        // Where the name of the aspect ends is not known, so every beginning may be it.
        let ends = option.match_indices('.').map(|(end, _)| end);
        let near = ends
            .chain([option.len()])
            .find_map(|end| did_you_mean(&option[..end], names.iter().copied()));
        let name = split(option).first().cloned().unwrap_or_default();
        let message = format!("`{scope}` has no aspect `{name}`");
        Diagnostic::error("den::aspect::not-included", message)
            .help(near.unwrap_or_else(|| self.have_settings()))
    }

    fn with_settings(&self) -> Vec<&'p str> {
        let members = self.members.iter();
        let offering = members.filter(|id| self.settings(id).is_some());
        offering.map(|id| id.as_str()).collect()
    }

    fn have_settings(&self) -> String {
        match &self.with_settings()[..] {
            [] => "none of its aspects offers settings".to_owned(),
            names => format!("aspects with settings there: {}", list(names)),
        }
    }

    pub(super) fn no_interface(&self, id: &AspectId) -> Diagnostic {
        let help = match id.as_str() {
            DEFAULT_ASPECT => format!("declare them in `{DEFAULT_ASPECT}.settings`"),
            _ if id.is_inline() => "declare them where it is written, as `settings`".to_owned(),
            id => {
                let names: Vec<_> = id
                    .split('/')
                    .map(|name| Attribute(name).to_string())
                    .collect();
                format!(
                    "declare them in `den.aspects.{}.settings`",
                    names.join(".provides.")
                )
            }
        };
        Diagnostic::error(
            "den::settings::no-interface",
            format!("aspect `{id}` offers no settings"),
        )
        .help(help)
    }
}

/// An error for the name of an option that an aspect does not have.
pub(super) fn no_option(aspect: &AspectId, way: &[SmolStr], resolved: &Resolved) -> Diagnostic {
    let name = |way: &[SmolStr]| option_name(aspect.as_str(), way);
    let leaves: Vec<_> = resolved
        .leaves()
        .into_iter()
        .map(|(leaf, _)| leaf)
        .collect();
    let names: Vec<_> = leaves.iter().map(|leaf| name(leaf)).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let above = leaves.iter().find(|leaf| way.starts_with(leaf));
    let help = if let Some(leaf) = above {
        format!(
            "`{}` is one option, and is explained as a whole",
            name(leaf)
        )
    } else if names.is_empty() {
        "it declares none".to_owned()
    } else {
        did_you_mean(&name(way), names.iter().copied())
            .unwrap_or_else(|| format!("it has {}", list(&names)))
    };
    let message = format!("there is no option `{}`", name(way));
    Diagnostic::error("den::settings::unknown-key", message).help(help)
}

fn list(names: &[&str]) -> String {
    let more = if names.len() > NAMES { ", …" } else { "" };
    format!("{}{more}", names[..names.len().min(NAMES)].join(", "))
}

/// What follows the name of an aspect in the name of an option; none where the name is another's. A name may be quoted.
fn rest<'o>(option: &'o str, id: &AspectId) -> Option<&'o str> {
    let id = id.as_str();
    let quoted = || {
        option
            .strip_prefix('"')?
            .strip_prefix(id)?
            .strip_prefix('"')
    };
    let rest = option.strip_prefix(id).or_else(quoted)?;
    match rest.strip_prefix('.') {
        Some(way) => Some(way),
        None => rest.is_empty().then_some(rest),
    }
}

/// Splits an attribute path; a name in double quotes may hold dots.
fn split(text: &str) -> Vec<SmolStr> {
    let mut names = Vec::new();
    let (mut name, mut quoted) = (String::new(), false);
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            '.' if !quoted => names.push(std::mem::take(&mut name).into()),
            _ => name.push(letter),
        }
    }
    if !name.is_empty() {
        names.push(name.into());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_aspect_may_hold_dots_and_quotes() {
        assert_eq!(rest("z.y.port", &"z.y".into()), Some("port"));
        assert_eq!(rest("\"z.y\".port", &"z.y".into()), Some("port"));
        assert_eq!(rest("z.y", &"z.y".into()), Some(""));
        assert_eq!(rest("z.yy.port", &"z.y".into()), None);
        assert_eq!(rest("\"z.y.port", &"z.y".into()), None);
        assert_eq!(split("a.\"b.c\".d"), ["a", "b.c", "d"]);
    }
}
