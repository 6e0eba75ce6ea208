//! `den show`: the fleet as a tree, or one scope.

mod text;

use std::collections::BTreeMap;

use den::document::Document;
use den::document::name::{EnvironmentName, HostName};
use den::output::ShownFleet;
use den::plan::shard::Shard;
use den::plan::{plan, unknown_home};
use den::scope::Scope;

use super::plan::not_planned;
use crate::cli::error::CommandError;
use crate::cli::{Global, print, print_json, render};
use text::{one_home, one_host, one_user, tree};

/// Show the fleet as a tree, or one host, user or environment
///
/// A host is shown with its tags, its environment, its aspects and why it has them, its settings and its outputs.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// A host (`web1`), a user (`alice@web1`), an environment (`env:prod`), or `fleet`
    #[arg(default_value = "fleet")]
    scope: String,
}

impl ShowArgs {
    pub fn run(&self, global: &Global) -> Result<(), CommandError> {
        let fleet = global.load()?;
        let plan = plan(&fleet.document);
        let host = |name: &HostName| {
            plan.shards
                .get(name)
                .ok_or_else(|| not_planned(&fleet.document, name.as_str()))
        };
        match Scope::parse(&self.scope) {
            Scope::Fleet if global.json => print_json(&ShownFleet {
                homes: plan.homes.iter().collect(),
                hosts: plan.shards.iter().collect(),
            })?,
            Scope::Fleet => print(&tree(&fleet, &plan, None))?,
            Scope::Environment(name) => {
                if !fleet.document.fleet.environments.contains_key(&name) {
                    let known = fleet
                        .document
                        .fleet
                        .environments
                        .keys()
                        .map(EnvironmentName::as_str);
                    let error = CommandError::usage(format!("there is no environment `{name}`"));
                    return Err(match den::diagnostic::did_you_mean(name.as_str(), known) {
                        Some(hint) => error.hint(hint),
                        None => error,
                    });
                }
                if global.json {
                    let here = |shard: &Shard| shard.environment.as_ref() == Some(&name);
                    print_json(&ShownFleet {
                        homes: BTreeMap::new(),
                        hosts: plan
                            .shards
                            .iter()
                            .filter(|(_, shard)| here(shard))
                            .collect(),
                    })?;
                } else {
                    print(&tree(&fleet, &plan, Some(&name)))?;
                }
            }
            Scope::Host(name) if global.json => print_json(host(&name)?)?,
            Scope::Host(name) => print(&one_host(host(&name)?))?,
            Scope::Home(name) => {
                let shard = plan
                    .homes
                    .get(&name)
                    .ok_or_else(|| home_not_planned(&fleet.document, name.as_str()))?;
                if global.json {
                    print_json(shard)?;
                } else {
                    print(&one_home(shard))?;
                }
            }
            Scope::User(user, name) => {
                let shard = host(&name)?;
                let Some(planned) = shard.users.get(&user) else {
                    let users: Vec<_> = shard.users.keys().map(ToString::to_string).collect();
                    return Err(
                        CommandError::usage(format!("host `{name}` has no user `{user}`"))
                            .hint(format!("its users: {}", users.join(", "))),
                    );
                };
                if global.json {
                    print_json(planned)?;
                } else {
                    print(&one_user(&user, &name, planned))?;
                }
            }
        }
        render::diagnostics(
            &plan.diagnostics,
            fleet.root.as_deref(),
            global.verbose,
            global.quiet || global.json,
        );
        if plan.diagnostics.has_errors() {
            Err(CommandError::found())
        } else {
            Ok(())
        }
    }
}

/// Why a home has no plan.
fn home_not_planned(document: &Document, name: &str) -> CommandError {
    if document.homes.contains_key(name) {
        CommandError::usage(format!(
            "home `{name}` cannot be planned: its declaration is malformed"
        ))
        .hint("`den check` says how")
    } else {
        unknown_home(document, name).into()
    }
}
