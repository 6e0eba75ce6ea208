//! Explanations: the chain of layers behind a setting, and why an entity is what it is, with positions.

mod find;
pub mod reasons;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::document::Document;
use crate::document::name::{AspectId, PolicyName, UserName};
use crate::document::positions::Position;
use crate::document::value::Value;
use crate::plan::Planner;
use crate::plan::shard::Shard;
use crate::scope::Scope;
use crate::settings::layer::{Layer, Source, place_path, policies};
use crate::settings::{ResolvedLeaf, option_name, property_path};
use crate::survey::focus::{concern, home_concern};
use find::{Here, no_option};
use gen_schema::Link;

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

/// An answer to the question why.
#[derive(Debug)]
pub struct Explained {
    /// The options that were asked for.
    pub explanations: Vec<Explanation>,
    /// What is wrong with the settings of the aspect there.
    pub diagnostics: Diagnostics,
}

/// Explains the options at or below `option` (`nginx`, `nginx.tls`, `nginx.tls.port`) at a host, a user or a home.
///
/// # Errors
///
/// A scope, an aspect or an option that does not exist there, with the nearest names.
pub fn explain(
    document: &Document,
    scope: &Scope,
    option: &str,
) -> Result<Explained, Box<Diagnostic>> {
    located(document, scope, |here, found| {
        answer(here, option, |aspect| found(Some(aspect)))
    })
}

/// The settings of a host, a user or a home: of one aspect, or of all that offer some.
#[derive(Debug)]
pub struct SettingsAt {
    /// By aspect.
    pub settings: BTreeMap<AspectId, Explained>,
    /// What is wrong with them.
    pub diagnostics: Diagnostics,
}

/// Resolves the settings at a host, a user or a home, with their chains.
///
/// # Errors
///
/// A scope or an aspect that does not exist there, with the nearest names.
pub fn settings_at(
    document: &Document,
    scope: &Scope,
    aspect: Option<&str>,
) -> Result<SettingsAt, Box<Diagnostic>> {
    located(document, scope, |here, found| {
        if let Some(option) = aspect {
            let (aspect, way) = here.aspect(option)?;
            if !way.is_empty() {
                let message = format!("`{option}` is an option, and settings are shown by aspect");
                let help =
                    format!("`den explain {scope} {option}` tells where its value comes from");
                return Err(Diagnostic::error("den::settings::unknown-key", message)
                    .help(help)
                    .into());
            }
            let mut of_aspect = answer(here, option, |aspect| found(Some(aspect)))?;
            let diagnostics = std::mem::take(&mut of_aspect.diagnostics);
            return Ok(SettingsAt {
                settings: BTreeMap::from([(aspect.clone(), of_aspect)]),
                diagnostics,
            });
        }
        let mut all = SettingsAt {
            settings: BTreeMap::new(),
            diagnostics: found(None),
        };
        for id in here.members() {
            let Some((resolved, troubles)) = here.settings(id) else {
                continue;
            };
            all.diagnostics.extend(troubles.iter().cloned());
            let leaves = resolved.leaves().into_iter();
            let leaves = leaves.map(|(way, leaf)| explained(document, scope, id, way, leaf));
            let of_aspect = Explained {
                explanations: leaves.collect(),
                diagnostics: Diagnostics::default(),
            };
            all.settings.insert(id.clone(), of_aspect);
        }
        Ok(all)
    })
}

/// What the survey finds of the settings of an aspect at an entity, or of all that concerns the entity.
type Concerns<'c> = &'c dyn Fn(Option<&AspectId>) -> Diagnostics;

/// Plans the entity that a scope is, and asks.
fn located<T>(
    document: &Document,
    scope: &Scope,
    ask: impl FnOnce(&Here<'_>, Concerns<'_>) -> Result<T, Box<Diagnostic>>,
) -> Result<T, Box<Diagnostic>> {
    let planner = Planner::new(document);
    let host = match scope {
        Scope::Host(host) | Scope::User(_, host) => host,
        Scope::Home(home) => {
            let planned = planner.plan_home(home.as_str())?;
            let here = Here::of_home(document, &planned, scope);
            return ask(&here, &|aspect| {
                let about = aspect.map(|aspect| (scope, aspect));
                home_concern(document, &planned, about).found
            });
        }
        Scope::Fleet | Scope::Environment(_) => {
            let message =
                format!("settings are resolved at hosts, users and homes, not at `{scope}`");
            return Err(Diagnostic::error("den::scope::kind", message)
                .help("name a host (`web1`), a user (`alice@web1`) or a home (`home:alice`)")
                .into());
        }
    };
    let planned = planner.plan_host(host.as_str())?;
    if let Scope::User(user, _) = scope
        && !planned.shard.users.contains_key(user)
    {
        return Err(no_user(&planned.shard, user.as_str()).into());
    }
    let here = Here::of_host(document, &planned, scope);
    ask(&here, &|aspect| {
        let about = aspect.map(|aspect| (scope, aspect));
        concern(document, &planned, about).found
    })
}

/// Explains what `option` means at an entity. `found` is what the survey finds of an aspect's settings there.
fn answer(
    here: &Here<'_>,
    option: &str,
    found: impl FnOnce(&AspectId) -> Diagnostics,
) -> Result<Explained, Box<Diagnostic>> {
    let (aspect, way) = here.aspect(option)?;
    let mut diagnostics = found(aspect);
    let Some((resolved, troubles)) = here.settings(aspect) else {
        // An interface that cannot be read offers nothing, and says why.
        return if diagnostics.has_errors() {
            Ok(Explained {
                explanations: vec![],
                diagnostics,
            })
        } else {
            Err(here.no_interface(aspect).into())
        };
    };
    for trouble in troubles {
        diagnostics.push(trouble.clone());
    }
    let chosen: Vec<_> = resolved
        .leaves()
        .into_iter()
        .filter(|(leaf, _)| leaf.starts_with(&way))
        .collect();
    if chosen.is_empty() {
        return Err(no_option(aspect, &way, resolved).into());
    }
    let explanations = chosen
        .into_iter()
        .map(|(path, leaf)| explained(here.document, here.scope, aspect, path, leaf));
    Ok(Explained {
        explanations: explanations.collect(),
        diagnostics,
    })
}

/// An error for the name of a user that a host does not have.
pub fn no_user(shard: &Shard, user: &str) -> Diagnostic {
    let known = shard.users.keys().map(UserName::as_str);
    let help = match &known.clone().collect::<Vec<_>>()[..] {
        [] => "it has no users".to_owned(),
        names => {
            did_you_mean(user, known).unwrap_or_else(|| format!("its users: {}", names.join(", ")))
        }
    };
    let message = format!("host `{}` has no user `{user}`", shard.host);
    Diagnostic::error("den::scope::unknown", message).help(help)
}

fn explained(
    document: &Document,
    scope: &Scope,
    aspect: &AspectId,
    way: Vec<SmolStr>,
    leaf: &ResolvedLeaf,
) -> Explanation {
    let chain = leaf
        .chain
        .iter()
        .map(|link| explained_layer(document, aspect, &way, link));
    Explanation {
        scope: scope.clone(),
        aspect: aspect.clone(),
        chain: chain.collect(),
        computed: leaf.computed,
        value: leaf.value.clone().filter(|_| !leaf.computed),
        path: way.clone(),
    }
}

fn explained_layer(
    document: &Document,
    aspect: &AspectId,
    way: &[SmolStr],
    link: &Link<Source>,
) -> ExplainedLayer {
    let places = link.said.iter().map(place_path);
    let places: Vec<_> = match link.layer {
        Layer::Default => vec![property_path(aspect, way)],
        _ => places.collect(),
    };
    let found = places.iter();
    let mut at: Vec<_> = found
        .filter_map(|path| document.positions.nearest(path))
        .cloned()
        .collect();
    let policies = policies(link);
    if at.is_empty() {
        at.extend(
            policies
                .iter()
                .filter_map(|policy| document.positions.nearest(["policies", policy.as_str()]))
                .cloned(),
        );
    }
    at.dedup();
    ExplainedLayer {
        layer: link.layer,
        value: link.value.clone(),
        policies,
        at,
        wins: link.contributes,
    }
}

impl Explanation {
    /// The option as one writes it.
    pub fn option(&self) -> String {
        option_name(self.aspect.as_str(), &self.path)
    }
}
