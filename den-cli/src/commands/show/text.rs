//! What `den show` prints for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use den::aspect::graph::Because;
use den::document::name::{EnvironmentName, HostName, UserName};
use den::document::value::{Attribute, Value, attribute_path};
use den::plan::Plan;
use den::plan::shard::{HomeShard, Output, PlannedAspect, PlannedUser, Settings, Shard};

use crate::cli::source::LoadedFleet;

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";

fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// The fleet by environment, or one environment of it.
pub fn tree(fleet: &LoadedFleet, plan: &Plan, only: Option<&EnvironmentName>) -> String {
    let name = match fleet.document.fleet.name() {
        Some(name) => format!("fleet {name}"),
        None => "fleet".to_owned(),
    };
    let mut text = String::new();
    if only.is_none() {
        let _ = writeln!(
            text,
            "{BOLD}{name}{RESET}  {DIM}{}{RESET}",
            plural(plan.shards.len(), "host")
        );
    }
    let mut groups: BTreeMap<Option<&EnvironmentName>, Vec<&Shard>> = BTreeMap::new();
    groups.extend(
        fleet
            .document
            .fleet
            .environments
            .keys()
            .map(|name| (Some(name), vec![])),
    );
    for shard in plan.shards.values() {
        groups
            .entry(shard.environment.as_ref())
            .or_default()
            .push(shard);
    }
    // Hosts without an environment come last.
    let without = groups.remove(&None);
    let groups = groups
        .into_iter()
        .chain(without.map(|shards| (None, shards)));
    for (environment, shards) in
        groups.filter(|(environment, _)| only.is_none() || *environment == only)
    {
        let heading = environment.map_or_else(
            || "in no environment".to_owned(),
            |name| format!("environment {name}"),
        );
        let _ = writeln!(
            text,
            "{BOLD}{heading}{RESET}  {DIM}{}{RESET}",
            plural(shards.len(), "host")
        );
        for (index, shard) in shards.iter().enumerate() {
            let (branch, stem) = if index + 1 == shards.len() {
                ("└─", "  ")
            } else {
                ("├─", "│ ")
            };
            host_branch(&mut text, shard, branch, stem);
        }
    }
    if only.is_none() && !plan.homes.is_empty() {
        let count = plural(plan.homes.len(), "home");
        let _ = writeln!(
            text,
            "{BOLD}homes without a host{RESET}  {DIM}{count}{RESET}"
        );
        for (index, home) in plan.homes.values().enumerate() {
            let branch = if index + 1 == plan.homes.len() {
                "└─"
            } else {
                "├─"
            };
            let names: Vec<_> = home
                .aspects
                .iter()
                .map(|planned| planned.aspect.to_string())
                .collect();
            let _ = writeln!(
                text,
                "{branch} {BOLD}{}{RESET} {}  {DIM}{}{RESET}",
                home.home,
                home.system,
                names.join(", ")
            );
        }
    }
    text
}

fn host_branch(text: &mut String, shard: &Shard, branch: &str, stem: &str) {
    let tags: Vec<_> = shard
        .tags
        .iter()
        .map(ToString::to_string)
        .filter(|tag| tag != "all")
        .collect();
    let tags = if tags.is_empty() {
        String::new()
    } else {
        format!("  {}", tags.join(", "))
    };
    let _ = writeln!(
        text,
        "{branch} {BOLD}{}{RESET} {} {}{DIM}{tags}{RESET}",
        shard.host, shard.class, shard.system
    );
    let names: Vec<_> = shard
        .aspects
        .iter()
        .map(|planned| planned.aspect.to_string())
        .collect();
    if !names.is_empty() {
        let _ = writeln!(text, "{stem}   aspects  {}", names.join(", "));
    }
    if !shard.users.is_empty() {
        let names: Vec<_> = shard.users.keys().map(ToString::to_string).collect();
        let _ = writeln!(text, "{stem}   users    {}", names.join(", "));
    }
    let outputs: Vec<_> = shard
        .outputs
        .iter()
        .map(|output| attribute_path(&output.at))
        .collect();
    if !outputs.is_empty() {
        let _ = writeln!(text, "{stem}   outputs  {}", outputs.join(", "));
    }
}

pub fn one_host(shard: &Shard) -> String {
    let mut text = format!("{BOLD}host {}{RESET}\n", shard.host);
    let _ = writeln!(text, "  system       {} ({})", shard.system, shard.class);
    let environment = shard
        .environment
        .as_ref()
        .map_or_else(|| "none".to_owned(), ToString::to_string);
    let _ = writeln!(text, "  environment  {environment}");
    let tags: Vec<_> = shard.tags.iter().map(ToString::to_string).collect();
    let _ = writeln!(text, "  tags         {}", tags.join(", "));
    aspects(&mut text, &shard.aspects, "aspects");
    settings(&mut text, &shard.settings);
    for (user, planned) in &shard.users {
        let _ = writeln!(text, "{BOLD}user {user}{RESET}");
        user_body(&mut text, planned);
    }
    outputs(&mut text, &shard.outputs);
    text
}

/// A user of a host.
pub fn one_user(user: &UserName, host: &HostName, planned: &PlannedUser) -> String {
    let mut text = format!("{BOLD}user {user}{RESET} of host {host}\n");
    user_body(&mut text, planned);
    text
}

fn user_body(text: &mut String, planned: &PlannedUser) {
    aspects(text, &planned.aspects, "aspects besides those of the host");
    settings(text, &planned.settings);
}

/// A home without a host.
pub fn one_home(shard: &HomeShard) -> String {
    let mut text = format!("{BOLD}home {}{RESET}\n", shard.home);
    let _ = writeln!(text, "  system  {}", shard.system);
    let _ = writeln!(text, "  user    {}", shard.user);
    aspects(&mut text, &shard.aspects, "aspects");
    settings(&mut text, &shard.settings);
    outputs(&mut text, &shard.outputs);
    text
}

fn outputs(text: &mut String, outputs: &[Output]) {
    let _ = writeln!(text, "{BOLD}outputs{RESET}");
    for output in outputs {
        let _ = writeln!(
            text,
            "  {}  {DIM}{} of class {}{RESET}",
            attribute_path(&output.at),
            plural(output.modules.len(), "module"),
            output.class
        );
        for forward in &output.forward {
            let path = attribute_path(&forward.path);
            let _ = writeln!(
                text,
                "    {path}  {DIM}{} of class {}{RESET}",
                plural(forward.modules.len(), "module"),
                forward.class
            );
        }
    }
}

fn aspects(text: &mut String, aspects: &[PlannedAspect], heading: &str) {
    if aspects.is_empty() {
        return;
    }
    let _ = writeln!(text, "{BOLD}{heading}{RESET}");
    let width = aspects
        .iter()
        .map(|planned| planned.aspect.as_str().chars().count())
        .max()
        .unwrap_or(0);
    for planned in aspects {
        let because: Vec<_> = planned.because.iter().map(reason).collect();
        let _ = writeln!(
            text,
            "  {:<width$}  {DIM}{}{RESET}",
            planned.aspect.as_str(),
            because.join(", ")
        );
    }
}

fn reason(because: &Because) -> String {
    match because {
        Because::Default => "everything has it".to_owned(),
        Because::Fleet => "included by the fleet".to_owned(),
        Because::Environment(name) => format!("included by environment {name}"),
        Because::Own => "its own aspect".to_owned(),
        Because::Host => "included by the host".to_owned(),
        Because::User => "included by the user".to_owned(),
        Because::Home => "included by the home".to_owned(),
        Because::Policy(name) => format!("included by policy {name}"),
        Because::Aspect(id) => format!("included by {id}"),
    }
}

fn settings(text: &mut String, settings: &BTreeMap<den::document::name::AspectId, Settings>) {
    if settings.is_empty() {
        return;
    }
    let _ = writeln!(text, "{BOLD}settings{RESET}");
    for (aspect, settings) in settings {
        let Value::Set(values) = &settings.values else {
            continue;
        };
        for (name, value) in values {
            let _ = writeln!(text, "  {aspect}.{} = {value}", Attribute(name));
        }
        for way in &settings.missing {
            let _ = writeln!(
                text,
                "  {aspect}.{}  {DIM}has no value{RESET}",
                attribute_path(way)
            );
        }
        if settings.declared.is_some() {
            let _ = writeln!(text, "  {DIM}{aspect}: Nix works out the rest{RESET}");
        }
    }
}
