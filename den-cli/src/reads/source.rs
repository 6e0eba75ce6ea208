//! A document as it is read: with its projections, and with the ways to its parts.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use serde::Serialize;
use smol_str::SmolStr;

use super::places::Places;
use crate::aspect::offers::Offers;
use crate::document::Document;
use crate::document::aspect::{Include, Shape};
use crate::document::declared::Declared;
use crate::document::effect::Effect;
use crate::document::fleet::Settings;
use crate::document::name::{
    AspectId, EnvironmentName, HomeName, HostName, PolicyName, TagName, UserName,
};
use crate::document::selector::WrittenSelector;
use crate::document::slice::{Digest, Slice};
use crate::document::value::Value;
use crate::scope::Scope;
use crate::settings::shared::Shared;

/// What the fleet says of one host: a projection of `fleet.tags` and `fleet.environments`, a slice of its own, so that a
/// tag that gains one host leaves the plans of all others fresh.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Membership<'d> {
    /// Environments that name the host, sorted.
    pub environments: Vec<&'d EnvironmentName>,
    /// Tags that name the host, sorted.
    pub tags: Vec<&'d TagName>,
}

/// What every entity reads: a projection of `fleet.environments` and of the metadata of all aspects.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Common<'s, 'd> {
    /// The aspects that require or provide something, sorted: the plans of others need not list that they do not.
    dependencies: &'s [AspectId],
    /// The environments that pick their hosts, with how: one that names its hosts makes no host stale.
    environment_selectors: BTreeMap<&'d EnvironmentName, &'d Declared<WrittenSelector>>,
}

/// A document, with the projections that hosts read.
pub struct Source<'d> {
    /// The document.
    pub document: &'d Document,
    memberships: BTreeMap<&'d HostName, Membership<'d>>,
    nobody: Membership<'d>,
    common: OnceLock<Digest>,
    offers: OnceLock<Offers<'d>>,
    pub(super) places: Places<'d>,
    /// Settings that were worked out already.
    pub(crate) shared: Shared,
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").finish_non_exhaustive()
    }
}

impl<'d> Source<'d> {
    /// Prepares a document. Linear in the length of its lists of hosts.
    pub fn new(document: &'d Document) -> Self {
        let mut memberships: BTreeMap<&HostName, Membership<'_>> = BTreeMap::new();
        for (environment, declaration) in &document.fleet.environments {
            for host in declaration.hosts.iter().filter_map(Declared::good) {
                let known = &mut memberships.entry(host).or_default().environments;
                if known.last() != Some(&environment) {
                    known.push(environment);
                }
            }
        }
        for (tag, declaration) in &document.fleet.tags {
            for host in declaration
                .good()
                .into_iter()
                .flat_map(|tag| &tag.hosts)
                .filter_map(Declared::good)
            {
                let known = &mut memberships.entry(host).or_default().tags;
                if known.last() != Some(&tag) {
                    known.push(tag);
                }
            }
        }
        Self {
            document,
            memberships,
            nobody: Membership::default(),
            common: OnceLock::new(),
            offers: OnceLock::new(),
            places: Places::new(document),
            shared: Shared::default(),
        }
    }

    /// What the fleet says of a host.
    pub fn membership(&self, host: &HostName) -> &Membership<'d> {
        self.memberships.get(host).unwrap_or(&self.nobody)
    }

    /// What the fleet has to offer where something is missing, for advice; worked out once.
    pub(crate) fn offers(&self) -> &Offers<'d> {
        self.offers.get_or_init(|| Offers::new(self.document))
    }

    /// The digest of what every entity reads, worked out once.
    pub(super) fn common(&self) -> Digest {
        *self.common.get_or_init(|| {
            Digest::of(&Common {
                dependencies: &self.places.dependencies,
                environment_selectors: environment_selectors(self.document).collect(),
            })
        })
    }
}

/// A place that has includes and settings of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Site<'d> {
    /// The fleet.
    Fleet,
    /// An environment.
    Environment(&'d EnvironmentName),
    /// A host.
    Host(&'d HostName),
    /// A user of a host.
    User(&'d HostName, &'d UserName),
    /// A home without a host.
    Home(&'d HomeName),
}

impl<'d> Site<'d> {
    /// The path of the site in the document.
    pub fn path(self) -> Vec<&'d str> {
        self.steps().collect()
    }

    /// The site as a scope.
    pub fn scope(self) -> Scope {
        match self {
            Self::Fleet => Scope::Fleet,
            Self::Environment(name) => Scope::Environment(name.clone()),
            Self::Host(host) => Scope::Host(host.clone()),
            Self::User(host, user) => Scope::User(user.clone(), host.clone()),
            Self::Home(home) => Scope::Home(home.clone()),
        }
    }

    /// The steps of its path.
    pub fn steps(self) -> impl Iterator<Item = &'d str> {
        let steps = match self {
            Self::Fleet => [Some("fleet"), None, None, None],
            Self::Environment(name) => [
                Some("fleet"),
                Some("environments"),
                Some(name.as_str()),
                None,
            ],
            Self::Host(host) => [Some("hosts"), Some(host.as_str()), None, None],
            Self::User(host, user) => [
                Some("hosts"),
                Some(host.as_str()),
                Some("users"),
                Some(user.as_str()),
            ],
            Self::Home(home) => [Some("homes"), Some(home.as_str()), None, None],
        };
        steps.into_iter().flatten()
    }
}

/// As a scope is written: errors and logs of evaluation speak of scopes so.
impl fmt::Debug for Site<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.scope())
    }
}

/// What a host, a user and a home have in common.
pub(crate) struct Declarations<'d> {
    pub(crate) attributes: &'d BTreeMap<SmolStr, Slice<Value>>,
    pub(crate) excludes: &'d Slice<Vec<Declared<AspectId>>>,
    pub(crate) includes: &'d Slice<Vec<Include>>,
    pub(crate) policies: &'d BTreeMap<PolicyName, Slice<Vec<Effect>>>,
    pub(crate) settings: &'d Settings,
    pub(crate) shapes: &'d BTreeMap<AspectId, Slice<Declared<Shape>>>,
}

/// The declarations at the site of an entity; none for other sites, and where there is no such entity.
pub(crate) fn declarations<'d>(document: &'d Document, site: Site<'_>) -> Option<Declarations<'d>> {
    macro_rules! of {
        ($entity:expr) => {{
            let entity = $entity;
            Some(Declarations {
                attributes: &entity.attributes,
                excludes: &entity.excludes,
                includes: &entity.includes,
                policies: &entity.policies,
                settings: &entity.settings,
                shapes: &entity.shapes,
            })
        }};
    }
    match site {
        Site::Fleet | Site::Environment(_) => None,
        Site::Host(host) => of!(document.hosts.get(host)?),
        Site::User(host, user) => of!(document.hosts.get(host)?.users.get(user)?),
        Site::Home(home) => of!(document.homes.get(home)?),
    }
}

/// The environments that pick their hosts, with how.
pub(crate) fn environment_selectors(
    document: &Document,
) -> impl Iterator<Item = (&EnvironmentName, &Declared<WrittenSelector>)> {
    let environments = document.fleet.environments.iter();
    environments.filter_map(|(name, environment)| {
        let selector = environment.selector.content().as_ref()?;
        Some((name, selector))
    })
}

/// The settings declared at a site; none where the site does not exist.
pub(crate) fn site_settings<'d>(document: &'d Document, site: Site<'_>) -> Option<&'d Settings> {
    match site {
        Site::Fleet => Some(&document.fleet.settings),
        Site::Environment(name) => document
            .fleet
            .environments
            .get(name)
            .map(|environment| &environment.settings),
        entity => declarations(document, entity).map(|declared| declared.settings),
    }
}

/// The path of a named aspect: `aspects.gaming.provides.emulation`.
pub(crate) fn aspect_steps(id: &AspectId) -> impl Iterator<Item = &str> {
    let names = id.as_str().split('/');
    names
        .enumerate()
        .flat_map(|(depth, name)| [if depth == 0 { "aspects" } else { "provides" }, name])
}

/// The path of a slice of a named aspect: `aspects.gaming.provides.emulation.shape`.
pub(crate) fn aspect_path<'a>(id: &'a AspectId, slice: &'a str) -> impl Iterator<Item = &'a str> {
    aspect_steps(id).chain([slice])
}
