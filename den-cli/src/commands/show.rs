//! `den show`: the fleet as a tree, or one scope.

mod entity;

use std::collections::BTreeMap;

use den::document::name::{EnvironmentName, HostName};
use den::explain::no_user;
use den::output::{Output, ShownFleet};
use den::plan::shard::Shard;
use den::plan::{Plan, home_not_planned, not_planned, plan};
use den::scope::Scope;

use crate::cli::Global;
use crate::cli::error::CommandError;
use crate::cli::render;
use crate::cli::source::LoadedFleet;
use crate::cli::terminal::{Text, plural, print, print_json};

/// Show the fleet as a tree, or one host, user, home or environment
///
/// A host is shown with its tags, its environment, its aspects and why it has them, its settings and its outputs.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// A host (`web1`), a user (`alice@web1`), a home (`home:alice`), an environment (`env:prod`), or `fleet`
    #[arg(default_value = "fleet")]
    scope: Scope,
}

impl ShowArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let fleet = global.load()?;
        let plan = plan(&fleet.document);
        let host = |name: &HostName| {
            let shard = plan.shards.get(name);
            shard.ok_or_else(|| Box::new(not_planned(&fleet.document, name.as_str())))
        };
        let answer = Answer {
            plan: &plan,
            json: global.json,
        };
        match &self.scope {
            Scope::Fleet => {
                let data = ShownFleet {
                    homes: plan.homes.iter().collect(),
                    hosts: plan.shards.iter().collect(),
                };
                answer.give(&data, || tree(&fleet, &plan))?;
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
            render::diagnostics(
                &plan.diagnostics,
                fleet.root.as_deref(),
                global.verbose,
                global.quiet,
            );
        }
        if plan.diagnostics.has_errors() {
            Err(CommandError::found())
        } else {
            Ok(())
        }
    }
}

/// How the answer is given.
struct Answer<'a> {
    plan: &'a Plan,
    json: bool,
}

impl Answer<'_> {
    fn give(
        &self,
        data: &impl serde::Serialize,
        text: impl FnOnce() -> Text,
    ) -> Result<(), CommandError> {
        if self.json {
            print_json(&Output::new(data).with(self.plan.diagnostics.iter()))
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
fn tree(fleet: &LoadedFleet, plan: &Plan) -> Text {
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
