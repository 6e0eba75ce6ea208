//! One host or user for people: on a branch of the tree, or with everything that is planned for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use den::aspect::graph::Because;
use den::document::name::{AspectId, UserName};
use den::document::value::{Attribute, Value, attribute_path};
use den::plan::shard::{HomeShard, Output, PlannedAspect, PlannedUser, Settings, Shard};

use crate::cli::terminal::{Text, plural};

/// A host on a branch of the fleet's tree.
pub fn branch(text: &mut Text, shard: &Shard, branch: &str, stem: &str) {
    text.plain(format_args!("{branch} ")).bold(&shard.host);
    text.plain(format_args!(" {} {}", shard.class, shard.system));
    let tags = shard.tags.iter().filter(|tag| tag.as_str() != "all");
    let tags = list(tags);
    if !tags.is_empty() {
        text.dim(format_args!("  {tags}"));
    }
    text.end();
    below(
        text,
        stem,
        &shard.aspects,
        list(shard.users.keys()),
        &shard.outputs,
    );
}

/// A home on a branch of the fleet's tree.
pub fn home_branch(text: &mut Text, shard: &HomeShard, branch: &str, stem: &str) {
    text.plain(format_args!("{branch} ")).bold(&shard.home);
    text.plain(format_args!(" {}", shard.system)).end();
    below(text, stem, &shard.aspects, String::new(), &shard.outputs);
}

/// The lines below a branch.
fn below(
    text: &mut Text,
    stem: &str,
    aspects: &[PlannedAspect],
    users: String,
    outputs: &[Output],
) {
    let aspects = list(aspects.iter().map(|planned| &planned.aspect));
    let outputs = list(outputs.iter().map(|output| attribute_path(&output.at)));
    for (name, line) in [("aspects", aspects), ("users", users), ("outputs", outputs)] {
        if !line.is_empty() {
            text.plain(format_args!("{stem}   {name:<7}  {line}")).end();
        }
    }
}

fn list(names: impl Iterator<Item = impl ToString>) -> String {
    let names: Vec<_> = names.map(|name| name.to_string()).collect();
    names.join(", ")
}

/// Everything that is planned for a host.
pub fn host(shard: &Shard) -> Text {
    let mut text = Text::default();
    text.bold(format_args!("host {}", shard.host)).end();
    let environment = match &shard.environment {
        Some(name) => name.to_string(),
        None => "none".to_owned(),
    };
    for (name, line) in [
        ("system", format!("{} ({})", shard.system, shard.class)),
        ("environment", environment),
        ("tags", list(shard.tags.iter())),
    ] {
        text.plain(format_args!("  {name:<11}  {line}")).end();
    }
    aspects(&mut text, &shard.aspects, "aspects");
    settings(&mut text, &shard.settings, "settings");
    for (user, planned) in &shard.users {
        text.bold(format_args!("user {user}")).end();
        besides(&mut text, planned);
    }
    outputs(&mut text, &shard.outputs);
    text
}

/// Everything that is planned for a home without a host.
pub fn home(shard: &HomeShard) -> Text {
    let mut text = Text::default();
    text.bold(format_args!("home {}", shard.home)).end();
    text.plain(format_args!("  system  {}", shard.system)).end();
    text.plain(format_args!("  user    {}", shard.user)).end();
    aspects(&mut text, &shard.aspects, "aspects");
    settings(&mut text, &shard.settings, "settings");
    outputs(&mut text, &shard.outputs);
    text
}

/// What is planned for a user.
pub fn user(user: &UserName, shard: &Shard, planned: &PlannedUser) -> Text {
    let mut text = Text::default();
    text.bold(format_args!("user {user}"));
    text.plain(format_args!(" of host {}", shard.host)).end();
    besides(&mut text, planned);
    if planned.aspects.is_empty() && planned.settings.is_empty() {
        text.plain("  ").dim("has what the host has").end();
    }
    text
}

/// What a user has besides what the host has.
fn besides(text: &mut Text, planned: &PlannedUser) {
    aspects(text, &planned.aspects, "aspects besides those of the host");
    settings(
        text,
        &planned.settings,
        "settings besides those of the host",
    );
}

fn outputs(text: &mut Text, outputs: &[Output]) {
    if outputs.is_empty() {
        return;
    }
    text.bold("outputs").end();
    let modules = |count: usize, class: &dyn std::fmt::Display| {
        format!("{} of class {class}", plural(count, "module"))
    };
    for output in outputs {
        let path = attribute_path(&output.at);
        text.plain(format_args!("  {path}  "));
        text.dim(modules(output.modules.len(), &output.class)).end();
        for forward in &output.forward {
            let path = attribute_path(&forward.path);
            text.plain(format_args!("    {path}  "));
            text.dim(modules(forward.modules.len(), &forward.class))
                .end();
        }
    }
}

fn aspects(text: &mut Text, aspects: &[PlannedAspect], heading: &str) {
    if aspects.is_empty() {
        return;
    }
    text.bold(heading).end();
    let names = aspects.iter().map(|planned| planned.aspect.as_str());
    let width = names.map(|name| name.chars().count()).max().unwrap_or(0);
    for planned in aspects {
        let name = planned.aspect.as_str();
        let because = list(planned.because.iter().map(reason));
        text.plain(format_args!("  {name:<width$}  "))
            .dim(because)
            .end();
    }
}

pub fn reason(because: &Because) -> String {
    match because {
        Because::Default => "everything has it".to_owned(),
        Because::Fleet => "included by the fleet".to_owned(),
        Because::Environment(name) => format!("included by environment {name}"),
        Because::Own => "its own aspect".to_owned(),
        Because::Host => "included by the host".to_owned(),
        Because::User => "included by the user".to_owned(),
        Because::Home => "included by the home".to_owned(),
        Because::Policy(name) => format!("included by policy {name}"),
        Because::Rule(name) => format!("included by rule {name}"),
        Because::Aspect(id) => format!("included by {id}"),
    }
}

fn settings(text: &mut Text, settings: &BTreeMap<AspectId, Arc<Settings>>, heading: &str) {
    if settings.is_empty() {
        return;
    }
    text.bold(heading).end();
    for (aspect, settings) in settings {
        let Value::Set(values) = &settings.values else {
            continue;
        };
        for (name, value) in values {
            let name = Attribute(name);
            text.plain(format_args!("  {aspect}.{name} = {value}"))
                .end();
        }
        for way in &settings.missing {
            let path = attribute_path(way);
            text.plain(format_args!("  {aspect}.{path}  "));
            text.dim("has no value").end();
        }
        if settings.declared.is_some() {
            let rest = format_args!("{aspect}: Nix works out the rest");
            text.plain("  ").dim(rest).end();
        }
    }
}
