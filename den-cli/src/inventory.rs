//! Inventory: which environment a host is in, and which tags it has.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::document::declared::Declared;
use crate::document::effect::Effect;
use crate::document::host::HostFacts;
use crate::document::name::{EnvironmentName, HostName, TagName};
use crate::policy::atom::Atom;
use crate::policy::program::Conclusions;
use crate::policy::rules::{PreparedRule, Rules};
use crate::reads::{Reads, Site};
use crate::scope::Scope;

/// The tag of every host.
pub const ALL: &str = "all";

/// Where a host stands in the fleet.
#[derive(Clone, Debug)]
pub struct Standing<'d> {
    /// What is known of the host itself.
    pub facts: &'d HostFacts,
    /// Its environment; none also where two claim it.
    pub environment: Option<&'d EnvironmentName>,
    /// Its tags, sorted.
    pub tags: BTreeSet<TagName>,
}

/// The tags that are declared for a host, by itself or by the fleet, and the one that all have.
pub fn declared_tags<'d>(reads: &Reads<'_, 'd>, host: &'d HostName) -> BTreeSet<TagName> {
    let facts = reads.facts(host).and_then(Declared::good);
    let own = facts.into_iter().flat_map(|facts| &facts.tags);
    let own = own.filter_map(Declared::good).cloned();
    let named = reads.membership(host).tags.iter();
    let named = named.map(|&tag| tag.clone());
    own.chain(named).chain([ALL.into()]).collect()
}

/// The environments that a host says it is in, or that name it.
pub fn declared_claims<'d>(
    reads: &Reads<'_, 'd>,
    host: &'d HostName,
) -> BTreeSet<&'d EnvironmentName> {
    let facts = reads.facts(host).and_then(Declared::good);
    let own = facts.and_then(|facts| facts.environment.as_ref()?.good());
    let named = reads.membership(host).environments.iter().copied();
    own.into_iter().chain(named).collect()
}

/// What follows for a host from rules and from the selectors of environments.
#[derive(Clone, Debug, Default)]
pub struct Derived<'d> {
    /// Tags.
    pub tags: BTreeSet<TagName>,
    /// Environments that pick it.
    pub environments: BTreeSet<&'d EnvironmentName>,
}

impl<'d> Derived<'d> {
    /// What was concluded about a host.
    pub fn of(rules: &Rules<'d>, conclusions: Option<&Conclusions<'d>>, site: Site<'d>) -> Self {
        let Some(model) = conclusions else {
            return Self::default();
        };
        // The model can be that of a whole fleet: it is asked, and not gone through.
        let fires = |rule: &&PreparedRule<'d>| model.holds(&Atom::Fires(site, rule.name));
        let effects = rules.rules.iter().filter(fires);
        let effects = effects.flat_map(|rule| &rule.rule.effects);
        let tags = effects.filter_map(|effect| match effect {
            Effect::Tag(tag) => Some(tag.tags.iter().cloned()),
            _ => None,
        });
        let environments = rules.environments.iter().map(|(name, _)| *name);
        let picks =
            |name: &&'d EnvironmentName| model.holds(&Atom::Environment(site, (*name).clone()));
        Self {
            tags: tags.flatten().collect(),
            environments: environments.filter(picks).collect(),
        }
    }
}

/// Works out where a host stands. None where its declaration is malformed, which the survey reports.
///
/// `derived` are the tags and environments that follow from rules and selectors.
pub fn standing<'d>(
    reads: &Reads<'_, 'd>,
    host: &'d HostName,
    derived: &Derived<'d>,
    diagnostics: &mut Diagnostics,
) -> Option<Standing<'d>> {
    let facts = reads.facts(host)?.good()?;
    let mut tags = declared_tags(reads, host);
    tags.extend(derived.tags.iter().cloned());

    let own = facts.environment.as_ref().and_then(Declared::good);
    let mut claims: BTreeSet<_> = declared_claims(reads, host);
    claims.extend(derived.environments.iter().copied());
    let (known, unknown): (Vec<_>, Vec<_>) = claims
        .into_iter()
        .partition(|name| reads.has_environment(name));
    let positions = &reads.source.document.positions;
    for name in unknown {
        let names = reads
            .source
            .document
            .fleet
            .environments
            .keys()
            .map(EnvironmentName::as_str);
        diagnostics.push(
            Diagnostic::error("den::fleet::unknown-environment", format!("there is no environment `{name}`"))
                .at(positions.nearest(["hosts", host.as_str(), "facts", "environment"]))
                .scope(Scope::Host(host.clone()))
                .help(did_you_mean(name.as_str(), names).unwrap_or_else(|| {
                    format!("declare it as `den.fleet.environments.{name} = {{ }};`, or take the host out of it")
                })),
        );
    }
    let environment = match known[..] {
        [] => None,
        [one] => Some(one),
        _ => {
            let names: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
            let mut diagnostic = Diagnostic::error(
                "den::fleet::two-environments",
                format!("host `{host}` is claimed by the environments {}", names.join(" and ")),
            )
            .scope(Scope::Host(host.clone()))
            .help("a host is in one environment at most: take it out of all others, and use tags for what they have in common");
            for name in &known {
                let position = if own == Some(name) {
                    positions.nearest(["hosts", host.as_str(), "facts", "environment"])
                } else {
                    let declared =
                        positions.nearest(["fleet", "environments", name.as_str(), "hosts"]);
                    let picked =
                        || positions.nearest(["fleet", "environments", name.as_str(), "selector"]);
                    declared.or_else(picked)
                };
                diagnostic = diagnostic.at(position);
            }
            diagnostics.push(diagnostic);
            None
        }
    };
    Some(Standing {
        facts,
        environment,
        tags,
    })
}
