//! Inventory: which environment a host is in, and which tags it has.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::document::declared::Declared;
use crate::document::host::HostFacts;
use crate::document::name::{EnvironmentName, HostName, TagName};
use crate::reads::Reads;
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

/// Works out where a host stands. None where its declaration is malformed, which the survey reports.
pub fn standing<'d>(
    reads: &Reads<'_, 'd>,
    host: &'d HostName,
    diagnostics: &mut Diagnostics,
) -> Option<Standing<'d>> {
    let facts = reads.facts(host)?.good()?;
    let membership = reads.membership(host);
    let mut tags: BTreeSet<TagName> = facts
        .tags
        .iter()
        .filter_map(Declared::good)
        .cloned()
        .collect();
    tags.extend(membership.tags.iter().map(|&tag| tag.clone()));
    tags.insert(ALL.into());

    let own = facts.environment.as_ref().and_then(Declared::good);
    let claims: BTreeSet<_> = own
        .into_iter()
        .chain(membership.environments.iter().copied())
        .collect();
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
                    positions.nearest(["fleet", "environments", name.as_str(), "hosts"])
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
