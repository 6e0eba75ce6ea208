//! What can be read: slices of the document, by their place.
//!
//! A place can be read whether or not anything stands there: that nothing does is an answer as well.

use smol_str::SmolStr;

use super::places::Rank;
use super::source::{Membership, Site, Source, aspect_steps, declarations, site_settings};
use super::tree::{Path, ReadTree};
use crate::document::name::{AspectId, ClassName, HostName, PolicyName};
use crate::document::slice::Digest;

/// A slice of the document, or a place where one could be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Read<'d> {
    /// A slice that many entities read: of an aspect, a class, the fleet or an environment.
    Shared(Rank),
    /// What stands at a site.
    At(Site<'d>, Part<'d>),
    /// What the fleet says of a host.
    Membership(&'d HostName),
    /// The names of all hosts.
    HostNames,
    /// The names of all homes.
    HomeNames,
    /// The names of all environments.
    EnvironmentNames,
    /// The names of all rules.
    RuleNames,
    /// A rule.
    Rule(&'d PolicyName),
    /// The selectors of environments, and which aspects require or provide something.
    Common,
    /// That there is no aspect of this identity.
    NoAspect(AspectId),
    /// That there is no class of this name.
    NoClass(ClassName),
}

/// A part of a site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part<'d> {
    /// An attribute of its own.
    Attribute(SmolStr),
    /// The names of its attributes.
    AttributeNames,
    /// All of it; read where there is no such site.
    Everything,
    /// The aspects that are excluded there.
    Excludes,
    /// What is known of it by itself.
    Facts,
    /// The aspects that are included there.
    Includes,
    /// Free metadata.
    Meta,
    /// The effects of a policy there.
    Policy(&'d PolicyName),
    /// The names of the policies that have effects there.
    PolicyNames,
    /// The settings of an aspect there.
    Settings(AspectId),
    /// The aspects that have settings there.
    SettingsNames,
    /// The shape of an aspect there.
    Shape(AspectId),
    /// The names of its users.
    UserNames,
}

impl Part<'_> {
    /// The steps from the site to it.
    fn steps(&self) -> [Option<&str>; 2] {
        match self {
            Self::Attribute(key) => [Some("attributes"), Some(key.as_str())],
            Self::AttributeNames => [Some("attributes"), Some("*")],
            Self::Everything => [None, None],
            Self::Excludes => [Some("excludes"), None],
            Self::Facts => [Some("facts"), None],
            Self::Includes => [Some("includes"), None],
            Self::Meta => [Some("meta"), None],
            Self::Policy(name) => [Some("policies"), Some(name.as_str())],
            Self::PolicyNames => [Some("policies"), Some("*")],
            Self::Settings(aspect) => [Some("settings"), Some(aspect.as_str())],
            Self::SettingsNames => [Some("settings"), Some("*")],
            Self::Shape(aspect) => [Some("shapes"), Some(aspect.as_str())],
            Self::UserNames => [Some("users"), Some("*")],
        }
    }
}

impl<'d> Source<'d> {
    /// The path of what was read.
    pub fn path(&self, read: &Read<'d>) -> Path {
        let path = |steps: &mut dyn Iterator<Item = &str>| steps.map(SmolStr::from).collect();
        match read {
            // A rank is made together with its path.
            Read::Shared(rank) => self.places.path(*rank).cloned().unwrap_or_default(),
            Read::At(site, part) => {
                path(&mut site.steps().chain(part.steps().into_iter().flatten()))
            }
            Read::Membership(host) => path(&mut ["inventory", host.as_str()].into_iter()),
            Read::HostNames => path(&mut ["hosts", "*"].into_iter()),
            Read::HomeNames => path(&mut ["homes", "*"].into_iter()),
            Read::EnvironmentNames => path(&mut ["fleet", "environments", "*"].into_iter()),
            Read::RuleNames => path(&mut ["rules", "*"].into_iter()),
            Read::Rule(name) => path(&mut ["rules", name.as_str()].into_iter()),
            Read::Common => path(&mut ["common"].into_iter()),
            // `aspects.gaming.provides.emulation`, whichever part of it is missing.
            Read::NoAspect(id) => path(&mut aspect_steps(id)),
            Read::NoClass(name) => path(&mut ["classes", name.as_str()].into_iter()),
        }
    }

    /// The digest of what stands there; none where nothing does.
    pub fn digest(&self, read: &Read<'d>) -> Option<Digest> {
        match read {
            Read::Shared(rank) => self.places.digest(*rank),
            Read::At(site, part) => self.digest_at(*site, part),
            Read::Membership(host) => Some(Digest::of::<Membership<'_>>(self.membership(host))),
            Read::HostNames => Some(names(self.document.hosts.keys())),
            Read::HomeNames => Some(names(self.document.homes.keys())),
            Read::EnvironmentNames => Some(names(self.document.fleet.environments.keys())),
            Read::RuleNames => Some(names(self.document.rules.keys())),
            Read::Rule(name) => Some(self.document.rules.get(*name)?.digest()),
            Read::Common => Some(self.common()),
            Read::NoAspect(_) | Read::NoClass(_) => None,
        }
    }

    fn digest_at(&self, site: Site<'d>, part: &Part<'d>) -> Option<Digest> {
        let document = self.document;
        let declared = || declarations(document, site);
        match part {
            Part::Attribute(key) => Some(declared()?.attributes.get(key)?.digest()),
            Part::AttributeNames => Some(names(declared()?.attributes.keys())),
            Part::Everything => None,
            Part::Excludes => Some(declared()?.excludes.digest()),
            Part::Facts => match site {
                Site::Host(host) => Some(document.hosts.get(host)?.facts.digest()),
                Site::User(host, user) => {
                    Some(document.hosts.get(host)?.users.get(user)?.facts.digest())
                }
                Site::Home(home) => Some(document.homes.get(home)?.facts.digest()),
                Site::Fleet | Site::Environment(_) => None,
            },
            Part::Includes => Some(declared()?.includes.digest()),
            Part::Meta => match site {
                Site::Fleet => Some(document.fleet.meta.digest()),
                Site::Environment(name) => {
                    Some(document.fleet.environments.get(name)?.meta.digest())
                }
                _ => None,
            },
            Part::Policy(name) => Some(declared()?.policies.get(*name)?.digest()),
            Part::PolicyNames => Some(names(declared()?.policies.keys())),
            Part::Settings(aspect) => Some(
                site_settings(document, site)?
                    .get(aspect.as_str())?
                    .digest(),
            ),
            Part::SettingsNames => Some(names(site_settings(document, site)?.keys())),
            Part::Shape(aspect) => Some(declared()?.shapes.get(aspect)?.digest()),
            Part::UserNames => match site {
                Site::Host(host) => Some(names(document.hosts.get(host)?.users.keys())),
                _ => None,
            },
        }
    }

    /// What was read, by path and in order, with the digests. O(n log n) in the number of reads.
    pub fn tree(&self, reads: impl IntoIterator<Item = Read<'d>>) -> ReadTree {
        let (mut shared, mut own) = (Vec::new(), Vec::new());
        for read in reads {
            match read {
                Read::Shared(rank) => shared.push(rank),
                other => own.push((self.path(&other), self.digest(&other))),
            }
        }
        shared.sort_unstable();
        shared.dedup();
        let shared = shared.into_iter().filter_map(|rank| {
            let path = self.places.path(rank)?.clone();
            Some((path, self.places.digest(rank)))
        });
        ReadTree::new(shared, own)
    }
}

/// The digest of the names of a collection.
fn names<'a, K: serde::Serialize + 'a>(names: impl Iterator<Item = &'a K>) -> Digest {
    Digest::of(&names.collect::<Vec<_>>())
}
