//! Explanations: the chain of layers behind a setting, with positions.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::Document;
use crate::document::name::{AspectId, PolicyName};
use crate::document::positions::Position;
use crate::document::value::{Attribute, Value};
use crate::plan::{plan_one, plan_one_home, unknown_home, unknown_host};
use crate::reads::Source;
use crate::scope::Scope;
use crate::settings::check::option_name;
use crate::settings::layer::Layer;
use crate::settings::resolve::{Resolved, ResolvedLeaf};

/// Why an option has its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// The entity.
    pub scope: Scope,
    /// The aspect.
    pub aspect: AspectId,
    /// The way to the option.
    pub path: Vec<SmolStr>,
    /// Its value; null where no layer gives one, and where only Nix can work it out.
    pub value: Option<Value>,
    /// Whether only Nix can work the value out.
    pub computed: bool,
    /// What each layer says, the least authoritative first.
    pub chain: Vec<ExplainedLayer>,
}

/// What one layer says of an option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainedLayer {
    /// The layer.
    pub layer: Layer,
    /// What it says.
    pub value: Value,
    /// The policies that it comes from.
    pub policies: Vec<PolicyName>,
    /// Where it was written.
    pub at: Vec<Position>,
    /// Whether the value is the option's, or part of it.
    pub wins: bool,
}

/// Explains the options at or below `option` (`nginx`, `nginx.tls`, `nginx.tls.port`) at a host or a user.
///
/// # Errors
///
/// A scope, an aspect or an option that does not exist there, with the nearest names.
pub fn explain(
    document: &Document,
    scope: &Scope,
    option: &str,
) -> Result<Vec<Explanation>, Box<Diagnostic>> {
    let source = Source::new(document);
    let host = match scope {
        Scope::Host(host) | Scope::User(_, host) => host,
        Scope::Home(home) => {
            let planned = plan_one_home(&source, home.as_str())
                .ok_or_else(|| Box::new(unknown_home(document, home.as_str())))?;
            let aspects = planned.shard.aspects.iter().map(|planned| &planned.aspect);
            let there = There {
                resolved: &planned.resolved,
                scopes: vec![scope.clone()],
                aspects: aspects.collect(),
            };
            return explain_at(document, &there, option);
        }
        Scope::Fleet | Scope::Environment(_) => {
            let message =
                format!("settings are resolved at hosts, users and homes, not at `{scope}`");
            return Err(Diagnostic::error("den::scope::kind", message)
                .help("name a host (`web1`), a user (`alice@web1`) or a home (`home:alice`)")
                .into());
        }
    };
    let planned = plan_one(&source, host.as_str())
        .ok_or_else(|| Box::new(unknown_host(document, host.as_str())))?;
    if let Scope::User(user, _) = scope
        && !planned.shard.users.contains_key(user)
    {
        let known = planned
            .shard
            .users
            .keys()
            .map(crate::document::name::UserName::as_str);
        let help = did_you_mean(user.as_str(), known.clone())
            .unwrap_or_else(|| format!("its users: {}", known.collect::<Vec<_>>().join(", ")));
        return Err(Diagnostic::error(
            "den::scope::unknown",
            format!("host `{host}` has no user `{user}`"),
        )
        .help(help)
        .into());
    }
    let user = match scope {
        Scope::User(user, _) => planned.shard.users.get(user),
        _ => None,
    };
    let aspects = planned
        .shard
        .aspects
        .iter()
        .chain(user.into_iter().flat_map(|user| &user.aspects));
    let there = There {
        resolved: &planned.resolved,
        scopes: vec![scope.clone(), Scope::Host(host.clone())],
        aspects: aspects.map(|planned| &planned.aspect).collect(),
    };
    explain_at(document, &there, option)
}

fn explain_at(
    document: &Document,
    there: &There<'_>,
    option: &str,
) -> Result<Vec<Explanation>, Box<Diagnostic>> {
    let scope = &there.scopes[0];
    let (aspect, way, resolved) = find(there, option)?;
    let chosen: Vec<_> = resolved
        .leaves()
        .into_iter()
        .filter(|(leaf, _)| leaf.starts_with(&way))
        .collect();
    if chosen.is_empty() {
        let leaves: Vec<_> = resolved
            .leaves()
            .into_iter()
            .map(|(leaf, _)| option_name(aspect.as_str(), &leaf))
            .collect();
        let help = did_you_mean(option, leaves.iter().map(String::as_str))
            .unwrap_or_else(|| format!("it has {}", leaves.join(", ")));
        return Err(Diagnostic::error(
            "den::settings::unknown-key",
            format!("`{aspect}` has no option `{}`", way.join(".")),
        )
        .help(help)
        .into());
    }
    Ok(chosen
        .into_iter()
        .map(|(path, leaf)| explained(document, scope, &aspect, path, leaf))
        .collect())
}

/// What is resolved at an entity.
struct There<'p> {
    resolved: &'p BTreeMap<(Scope, AspectId), Resolved>,
    /// The entity, and the host around it.
    scopes: Vec<Scope>,
    aspects: Vec<&'p AspectId>,
}

/// The aspect that an option's name begins with, the way to the option below it, and the aspect's settings.
fn find<'p>(
    there: &There<'p>,
    option: &str,
) -> Result<(AspectId, Vec<SmolStr>, &'p Resolved), Box<Diagnostic>> {
    // Names of aspects may hold dots; the longest that fits is meant.
    let mut best: Option<(&AspectId, &str)> = None;
    for (_, id) in there
        .resolved
        .keys()
        .filter(|(at, _)| there.scopes.contains(at))
    {
        let Some(rest) = option.strip_prefix(id.as_str()) else {
            continue;
        };
        let fits = rest.is_empty() || rest.starts_with('.');
        if fits && best.is_none_or(|(known, _)| known.as_str().len() < id.as_str().len()) {
            best = Some((id, rest));
        }
    }
    let scope = &there.scopes[0];
    let Some((id, rest)) = best else {
        let name = option.split('.').next().unwrap_or_default();
        if there.aspects.iter().any(|id| id.as_str() == name) {
            return Err(Diagnostic::error(
                "den::settings::no-interface",
                format!("aspect `{name}` offers no settings"),
            )
            .help(format!("declare them in `den.aspects.{name}.settings`"))
            .into());
        }
        let known = there.resolved.keys().map(|(_, id)| id.as_str());
        let help = did_you_mean(name, known.clone()).unwrap_or_else(|| {
            let names: std::collections::BTreeSet<_> = known.collect();
            match names.is_empty() {
                true => "none of its aspects offers settings".to_owned(),
                false => format!(
                    "aspects with settings there: {}",
                    Vec::from_iter(names).join(", ")
                ),
            }
        });
        return Err(Diagnostic::error(
            "den::aspect::not-included",
            format!("`{scope}` does not include an aspect `{name}` with settings"),
        )
        .help(help)
        .into());
    };
    let at = there
        .scopes
        .iter()
        .find_map(|at| there.resolved.get(&(at.clone(), id.clone())));
    let way = split_path(rest.strip_prefix('.').unwrap_or_default());
    at.map(|resolved| (id.clone(), way, resolved))
        .ok_or_else(|| {
            let message = format!("`{scope}` does not include `{id}`");
            Diagnostic::error("den::aspect::not-included", message).into()
        })
}

/// Splits an attribute path; a name in double quotes may hold dots.
fn split_path(text: &str) -> Vec<SmolStr> {
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

fn explained(
    document: &Document,
    scope: &Scope,
    aspect: &AspectId,
    path: Vec<SmolStr>,
    leaf: &ResolvedLeaf,
) -> Explanation {
    let chain = leaf.chain.iter().map(|link| {
        let mut at: Vec<_> = link
            .paths
            .iter()
            .filter_map(|path| document.positions.nearest(path))
            .cloned()
            .collect();
        if at.is_empty() {
            at.extend(
                link.policies
                    .iter()
                    .filter_map(|policy| document.positions.nearest(["policies", policy.as_str()]))
                    .cloned(),
            );
        }
        at.dedup();
        ExplainedLayer {
            layer: link.layer,
            value: link.value.clone(),
            policies: link.policies.clone(),
            at,
            wins: link.contributes,
        }
    });
    Explanation {
        scope: scope.clone(),
        aspect: aspect.clone(),
        chain: chain.collect(),
        computed: leaf.computed,
        value: leaf.value.clone().filter(|_| !leaf.computed),
        path,
    }
}

impl Explanation {
    /// The option as one writes it.
    pub fn option(&self) -> String {
        option_name(self.aspect.as_str(), &self.path)
    }
}

/// A chain on one line: `80 default (aspects/nginx.nix:7) → 8443 host (hosts.nix:12)`.
impl std::fmt::Display for ExplainedLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.value, self.layer.name())?;
        for policy in &self.policies {
            write!(f, " {}", Attribute(policy.as_str()))?;
        }
        if !self.at.is_empty() {
            let at: Vec<_> = self.at.iter().map(ToString::to_string).collect();
            write!(f, " ({})", at.join(", "))?;
        }
        Ok(())
    }
}
