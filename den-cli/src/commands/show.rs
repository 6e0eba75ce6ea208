//! `den show`: the fleet as a tree, or one scope.

pub(crate) mod entity;

use std::collections::{BTreeMap, BTreeSet};

use den::diagnostic::Diagnostics;
use den::diagnostic::did_you_mean;
use den::document::Document;
use den::document::name::{EnvironmentName, HostName, TagName};
use den::explain::no_user;
use den::output::{Output, ShownFleet};
use den::plan::shard::Shard;
use den::plan::{Plan, Planner, home_not_planned, not_planned, plan};
use den::scope::Scope;
use den::survey::focus::{concern, home_concern};

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::render;
use crate::cli::source::LoadedFleet;
use crate::cli::terminal::{Text, plural, print, print_json};

/// Show the fleet as a tree, or one host, user, home or environment
///
/// A host is shown with its tags, its environment, its aspects and why it has them, its settings and its outputs. What
/// is wrong with what is shown is reported besides, and ends the command with 1.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// A host (`web1`), a user (`alice@web1`), a home (`home:alice`), an environment (`env:prod`), or `fleet`
    #[arg(default_value = "fleet")]
    scope: Scope,
    /// Of the fleet, only hosts with this tag; given more than once, with all of them
    #[arg(long, value_name = "TAG", conflicts_with = "scope")]
    tag: Vec<String>,
    /// Of the fleet, only hosts in this environment
    #[arg(
        long,
        value_name = "ENVIRONMENT",
        visible_alias = "env",
        conflicts_with = "scope"
    )]
    environment: Option<String>,
}

impl ShowArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let fleet = global.load()?;
        let mut plan = plan(&fleet.document);
        self.filter(&fleet, &mut plan)?;
        let host = |name: &HostName| {
            let shard = plan.shards.get(name);
            shard.ok_or_else(|| Box::new(not_planned(&fleet.document, name.as_str())))
        };
        let found = about(&self.scope, &fleet.document, &plan);
        let found = found.as_ref().unwrap_or(&plan.diagnostics);
        let answer = Answer {
            found,
            json: global.json,
        };
        match &self.scope {
            Scope::Fleet => {
                let data = ShownFleet {
                    homes: plan.homes.iter().collect(),
                    hosts: plan.shards.iter().collect(),
                };
                answer.give(&data, || tree(&fleet, &plan, self.in_part()))?;
            }
            Scope::Environment(name) => {
                known_environment(&fleet, name)?;
                let inside = |shard: &&Shard| shard.environment.as_ref() == Some(name);
                let shards: Vec<_> = plan.shards.values().filter(inside).collect();
                let data = ShownFleet {
                    homes: BTreeMap::new(),
                    hosts: shards.iter().map(|shard| (&shard.host, *shard)).collect(),
                };
                answer.give(&data, || {
                    let mut text = Text::default();
                    group(&mut text, Some(name), &shards);
                    text
                })?;
            }
            Scope::Host(name) => {
                let shard = host(name)?;
                answer.give(shard, || entity::host(shard))?;
            }
            Scope::Home(name) => {
                let shard = plan.homes.get(name);
                let shard =
                    shard.ok_or_else(|| home_not_planned(&fleet.document, name.as_str()))?;
                answer.give(shard, || entity::home(shard))?;
            }
            Scope::User(user, name) => {
                let shard = host(name)?;
                let planned = shard.users.get(user);
                let planned = planned.ok_or_else(|| no_user(shard, user.as_str()))?;
                answer.give(planned, || entity::user(user, shard, planned))?;
            }
        }
        if !global.json {
            let root = fleet.root.as_deref();
            render::diagnostics(found, root, global.verbose, global.quiet);
        }
        if found.has_errors() {
            Err(CommandError::found())
        } else {
            Ok(())
        }
    }
}

impl ShowArgs {
    /// Leaves only the hosts that are asked for.
    fn filter(&self, fleet: &LoadedFleet, plan: &mut Plan) -> Result<(), CommandError> {
        if let Some(name) = &self.environment {
            known_environment(fleet, &name.as_str().into())?;
        }
        for tag in &self.tag {
            let known = |shard: &Shard| shard.tags.contains(tag.as_str());
            if !plan.shards.values().any(known) {
                let tags = plan.shards.values().flat_map(|shard| &shard.tags);
                let tags: BTreeSet<_> = tags.map(TagName::as_str).collect();
                let error = CommandError::usage(format!("no host has tag `{tag}`"));
                return Err(match did_you_mean(tag, tags) {
                    Some(help) => error.hint(help),
                    None => error,
                });
            }
        }
        if self.in_part() {
            plan.homes.clear();
            plan.shards.retain(|_, shard| {
                let environment = shard.environment.as_ref().map(EnvironmentName::as_str);
                let here = self
                    .environment
                    .as_deref()
                    .is_none_or(|wanted| environment == Some(wanted));
                here && self.tag.iter().all(|tag| shard.tags.contains(tag.as_str()))
            });
        }
        Ok(())
    }

    /// Whether the fleet is shown in part.
    fn in_part(&self) -> bool {
        self.environment.is_some() || !self.tag.is_empty()
    }
}

/// What was found that concerns one host or home; none where all of it does.
fn about(scope: &Scope, document: &Document, plan: &Plan) -> Option<Diagnostics> {
    let mut found = concerning(scope, &Planner::new(document), document)?;
    let own = |at: &Scope| match (scope, at) {
        (Scope::Host(host) | Scope::User(_, host), Scope::Host(at) | Scope::User(_, at)) => {
            at == host
        }
        _ => at == scope,
    };
    let scoped = plan.diagnostics.iter();
    for diagnostic in scoped.filter(|found| found.scopes.iter().any(own)) {
        found.push(diagnostic.clone());
    }
    Some(found)
}

/// What was found on behalf of one host or home, without a look at the others; none of a scope that is neither, or that
/// has no plan.
pub(crate) fn concerning(
    scope: &Scope,
    planner: &Planner<'_>,
    document: &Document,
) -> Option<Diagnostics> {
    Some(match scope {
        Scope::Fleet | Scope::Environment(_) => return None,
        Scope::Host(name) | Scope::User(_, name) => {
            let planned = planner.plan_host(name.as_str()).ok()?;
            let mut found = concern(document, &planned, None).found;
            found.append(planned.diagnostics);
            found
        }
        Scope::Home(name) => {
            let planned = planner.plan_home(name.as_str()).ok()?;
            let mut found = home_concern(document, &planned, None).found;
            found.append(planned.diagnostics);
            found
        }
    })
}

/// How the answer is given.
struct Answer<'a> {
    found: &'a Diagnostics,
    json: bool,
}

impl Answer<'_> {
    fn give(
        &self,
        data: &impl serde::Serialize,
        text: impl FnOnce() -> Text,
    ) -> Result<(), CommandError> {
        if self.json {
            print_json(&Output::new(data).with(self.found.iter()))
        } else {
            print(&text())
        }
    }
}

fn known_environment(fleet: &LoadedFleet, name: &EnvironmentName) -> Result<(), CommandError> {
    let environments = &fleet.document.fleet.environments;
    if environments.contains_key(name) {
        return Ok(());
    }
    let known = environments.keys().map(EnvironmentName::as_str);
    let hint = match &known.clone().collect::<Vec<_>>()[..] {
        [] => "the fleet has no environments".to_owned(),
        names => den::diagnostic::did_you_mean(name.as_str(), known)
            .unwrap_or_else(|| format!("known environments: {}", names.join(", "))),
    };
    Err(
        CommandError::usage(format!("there is no environment `{name}`"))
            .code("den::scope::unknown")
            .hint(hint),
    )
}

/// The fleet by environment.
fn tree(fleet: &LoadedFleet, plan: &Plan, in_part: bool) -> Text {
    let mut text = Text::default();
    text.bold("fleet");
    if let Some(name) = fleet.document.fleet.name() {
        text.bold(format_args!(" {name}"));
    }
    let count = plural(plan.shards.len(), "host");
    text.plain("  ").dim(count).end();
    let environments = fleet.document.fleet.environments.keys();
    let mut groups: BTreeMap<Option<&EnvironmentName>, Vec<&Shard>> =
        environments.map(|name| (Some(name), vec![])).collect();
    for shard in plan.shards.values() {
        let environment = shard.environment.as_ref();
        groups.entry(environment).or_default().push(shard);
    }
    // Hosts without an environment come last.
    let without = groups.remove(&None);
    // What is empty is worth a line where all is shown.
    groups.retain(|_, shards| !(in_part && shards.is_empty()));
    for (environment, shards) in &groups {
        group(&mut text, *environment, shards);
    }
    if let Some(shards) = without {
        group(&mut text, None, &shards);
    }
    if !plan.homes.is_empty() {
        let count = plural(plan.homes.len(), "home");
        text.bold("homes without a host")
            .plain("  ")
            .dim(count)
            .end();
        for (index, home) in plan.homes.values().enumerate() {
            let (branch, stem) = twig(index, plan.homes.len());
            entity::home_branch(&mut text, home, branch, stem);
        }
    }
    text
}

/// How a branch of the tree begins, and how its further lines do.
fn twig(index: usize, count: usize) -> (&'static str, &'static str) {
    if index + 1 == count {
        ("└─", "  ")
    } else {
        ("├─", "│ ")
    }
}

/// One environment, or the hosts in none.
fn group(text: &mut Text, environment: Option<&EnvironmentName>, shards: &[&Shard]) {
    match environment {
        Some(name) => text.bold(format_args!("environment {name}")),
        None => text.bold("in no environment"),
    };
    let count = plural(shards.len(), "host");
    text.plain("  ").dim(count).end();
    for (index, shard) in shards.iter().enumerate() {
        let (branch, stem) = twig(index, shards.len());
        entity::branch(text, shard, branch, stem);
    }
}
