//! The plan: what goes where, host by host.
//!
//! | module | holds |
//! |---|---|
//! | [`shard`] | the plan of one host as it is written |
//! | [`index`] | the names of hosts and outputs |
//! | [`entity`] | what planning hosts and homes has in common |
//! | [`planner`], `population` | planning one host or home at a time |
//! | [`host`], [`home`] | the plan of one host, of one home |
//! | [`directory`] | the files of a plan |
//!
//! A host's plan is a function of the slices that it lists; planning all hosts is planning each.

pub mod directory;
pub mod entity;
pub mod home;
pub mod host;
pub mod index;
pub mod planner;
mod population;
pub mod shard;

use std::collections::BTreeMap;

use rayon::iter::Either;
use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::document::Document;
use crate::document::name::{HomeName, HostName, is_valid, is_valid_for_home};
use crate::survey;
use home::HomePlan;
use host::HostPlan;
use index::Index;
pub use planner::Planner;
pub use population::Selected;
use shard::{HomeShard, Shard};

/// The version of the format of plans.
pub const VERSION: u32 = 1;

/// A planned fleet.
#[derive(Debug)]
pub struct Plan {
    /// The names of hosts and outputs.
    pub index: Index,
    /// The plan of each host.
    pub shards: BTreeMap<HostName, Shard>,
    /// The plan of each home without a host.
    pub homes: BTreeMap<HomeName, HomeShard>,
    /// Everything that was found on the way.
    pub diagnostics: Diagnostics,
}

/// Plans all hosts, in parallel on rayon's current pool, and surveys the whole document.
///
/// The result depends on nothing but the document. Linear in the sum of what each host reads.
pub fn plan(document: &Document) -> Plan {
    let planner = Planner::new(document);
    let hosts: Vec<_> = document.hosts.keys().collect();
    let hosts = hosts.into_par_iter().filter(|name| is_valid(name.as_str()));
    let hosts = hosts.filter_map(|name| planner.host(name).transpose());
    let (failed, planned): (Vec<_>, Vec<HostPlan<'_>>) = hosts.partition_map(Either::from);

    let homes: Vec<_> = document.homes.keys().collect();
    let homes = homes
        .into_par_iter()
        .filter(|name| is_valid_for_home(name.as_str()));
    let homes = homes.filter_map(|name| planner.home(name).transpose());
    let (failed_homes, planned_homes): (Vec<_>, Vec<HomePlan<'_>>) =
        homes.partition_map(Either::from);

    let mut diagnostics = survey::survey(document, &planned, &planned_homes);
    diagnostics.extend(failed.into_iter().chain(failed_homes).map(|found| *found));
    let (mut shards, mut homes) = (BTreeMap::new(), BTreeMap::new());
    for host in planned {
        diagnostics.append(host.diagnostics);
        shards.insert(host.shard.host.clone(), host.shard);
    }
    for home in planned_homes {
        diagnostics.append(home.diagnostics);
        homes.insert(home.shard.home.clone(), home.shard);
    }
    let index = Index::new(&shards, &homes, document, &mut diagnostics);
    Plan {
        index,
        shards,
        homes,
        diagnostics,
    }
}

/// Why the name of a host has no plan: there is none, or its declaration is malformed.
pub fn not_planned(document: &Document, name: &str) -> Diagnostic {
    let known = document.hosts.keys().map(HostName::as_str);
    without_plan("host", name, known)
}

/// Why the name of a home has no plan.
pub fn home_not_planned(document: &Document, name: &str) -> Diagnostic {
    let known = document.homes.keys().map(HomeName::as_str);
    without_plan("home", name, known)
}

fn without_plan<'d>(
    kind: &str,
    name: &str,
    known: impl ExactSizeIterator<Item = &'d str> + Clone,
) -> Diagnostic {
    if known.clone().any(|known| known == name) {
        let message = format!("{kind} `{name}` cannot be planned: its declaration is malformed");
        return Diagnostic::error("den::scope::malformed", message).help("`den check` says how");
    }
    let help = did_you_mean(name, known.clone()).unwrap_or_else(|| {
        let more = if known.len() > NAMES { ", …" } else { "" };
        match known.take(NAMES).collect::<Vec<_>>().join(", ") {
            none if none.is_empty() => format!("the fleet has no {kind}s"),
            names => format!("known {kind}s: {names}{more}"),
        }
    });
    Diagnostic::error(
        "den::scope::unknown",
        format!("there is no {kind} `{name}`"),
    )
    .help(help)
}

/// How many names a hint lists.
const NAMES: usize = 8;
