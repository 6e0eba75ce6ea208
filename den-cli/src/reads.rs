//! The recording accessor: the only way for a stage to read the document.
//!
//! | module | holds |
//! |---|---|
//! | [`source`] | a document with its projections, and the sites of it |
//! | `places` | what many entities read |
//! | [`tree`] | what was read |
//!
//! A [`Reads`] is made for one entity. Every slice that a stage asks for is written down, and so are absences and key
//! sets: what a plan lists is what was asked, not what somebody remembered to list. (Surveys of the whole document, such
//! as the search for unknown names, do not plan and do not record.)

mod places;
pub mod source;
pub mod tree;

use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use serde::Serialize;
use smol_str::SmolStr;

use crate::document::aspect::{Aspect, Include, Shape};
use crate::document::declared::Declared;
use crate::document::effect::Effect;
use crate::document::fleet::{Class, Settings};
use crate::document::home::HomeFacts;
use crate::document::host::{Host, HostFacts, UserFacts};
use crate::document::interface::Interface;
use crate::document::name::{AspectId, EnvironmentName, HomeName, HostName, PolicyName, UserName};
use crate::document::slice::{Digest, Slice};
use crate::document::value::Value;
use places::Rank;
use source::aspect_steps;
pub(crate) use source::{Declarations, aspect_path, declarations, site_settings};
pub use source::{Membership, Site, Source};
pub use tree::{Path, ReadTree};

/// An aspect together with the place that says whether reading it is a read of its own.
#[derive(Clone, Debug)]
pub struct AspectRef<'d> {
    /// Its identity.
    pub id: AspectId,
    aspect: &'d Aspect,
    /// Inline aspects are part of a slice that was read already.
    covered: bool,
}

impl<'d> AspectRef<'d> {
    /// An aspect written inside the includes of something that was read already.
    pub fn inline(id: AspectId, aspect: &'d Aspect) -> Self {
        Self {
            id,
            aspect,
            covered: true,
        }
    }
}

/// The settings of a site, of which nothing is read yet.
#[derive(Clone, Copy, Debug)]
pub struct SiteSettings<'d> {
    /// The site.
    pub site: Site<'d>,
    settings: &'d Settings,
}

/// Reads of the document on behalf of one entity.
pub struct Reads<'s, 'd> {
    source: &'s Source<'d>,
    log: RefCell<Log>,
}

/// What was read so far, each once.
#[derive(Default)]
struct Log {
    seen: FxHashSet<Read>,
    /// Slices that many entities read.
    shared: Vec<(Rank, Digest)>,
    /// Everything else.
    own: Vec<(Path, Option<Digest>)>,
}

/// What can be read, told apart by its place in memory: a document does not move while it is read.
#[derive(PartialEq, Eq, Hash)]
enum Read {
    /// A slice.
    Slice(usize),
    /// Which names a collection has.
    Names(usize),
    /// That a collection does not have a name.
    Absent(usize, SmolStr),
}

fn address<T>(thing: &T) -> usize {
    std::ptr::from_ref(thing).addr()
}

fn path<'a>(steps: impl IntoIterator<Item = &'a str>) -> Path {
    steps.into_iter().map(Into::into).collect()
}

impl<'s, 'd> Reads<'s, 'd> {
    /// Nothing read so far.
    pub fn new(source: &'s Source<'d>) -> Self {
        Self {
            source,
            log: RefCell::default(),
        }
    }

    /// Writes a read down, unless it is there already.
    fn note(&self, read: Read, entry: impl FnOnce() -> (Path, Option<Digest>)) {
        let mut log = self.log.borrow_mut();
        if log.seen.insert(read) {
            log.own.push(entry());
        }
    }

    fn slice<T: Serialize>(&self, slice: &'d Slice<T>, path: impl FnOnce() -> Path) -> &'d T {
        let address = address(slice);
        let mut log = self.log.borrow_mut();
        if log.seen.insert(Read::Slice(address)) {
            let digest = slice.digest();
            match self.source.places.rank(address) {
                Some(rank) => log.shared.push((rank, digest)),
                None => log.own.push((path(), Some(digest))),
            }
        }
        slice.content()
    }

    /// Reads one entry of a collection, or that it is not there.
    fn entry<K, T>(
        &self,
        collection: &'d BTreeMap<K, Slice<T>>,
        name: &str,
        path: impl FnOnce() -> Path,
    ) -> Option<&'d T>
    where
        K: Borrow<str> + Ord,
        T: Serialize,
    {
        let found = collection.get(name);
        if found.is_none() {
            self.absent(collection, name, path);
            return None;
        }
        found.map(|slice| self.slice(slice, path))
    }

    /// Reads that a collection does not have a name.
    fn absent<K, T>(&self, collection: &BTreeMap<K, T>, name: &str, path: impl FnOnce() -> Path) {
        let read = Read::Absent(address(collection), name.into());
        self.note(read, || (path(), None));
    }

    /// Reads which names a collection has; `path` leads to the collection.
    fn names<K: Serialize + Ord, V>(
        &self,
        collection: &'d BTreeMap<K, V>,
        path: impl FnOnce() -> Path,
    ) {
        self.note(Read::Names(address(collection)), || {
            let digest = Digest::of(&collection.keys().collect::<Vec<_>>());
            let steps = path()
                .iter()
                .cloned()
                .chain([SmolStr::new_static("*")])
                .collect();
            (steps, Some(digest))
        });
    }

    fn declared(&self, site: Site<'_>) -> Option<Declarations<'d>> {
        declarations(self.source.document, site)
    }

    fn host(&self, name: &HostName) -> Option<&'d Host> {
        self.source.document.hosts.get(name)
    }

    /// What is known of a host itself; none where there is no such host.
    pub fn facts(&self, name: &'d HostName) -> Option<&'d Declared<HostFacts>> {
        let way = || path(Site::Host(name).steps().chain(["facts"]));
        match self.host(name) {
            Some(host) => Some(self.slice(&host.facts, way)),
            None => {
                self.absent(&self.source.document.hosts, name.as_str(), way);
                None
            }
        }
    }

    /// What the fleet says of a host.
    pub fn membership(&self, host: &'d HostName) -> &'s Membership<'d> {
        let known = self.source.memberships.get(host);
        let membership = known.unwrap_or(&self.source.nobody);
        self.note(Read::Slice(address(membership)), || {
            let digest = Digest::of(membership);
            (path(["inventory", host.as_str()]), Some(digest))
        });
        membership
    }

    /// Whether there is an environment of this name.
    pub fn has_environment(&self, name: &'d EnvironmentName) -> bool {
        let environments = &self.source.document.fleet.environments;
        let known = environments.contains_key(name);
        if known {
            // Any slice of it tells that it is there; this one is read anyway where the environment is the host's.
            self.includes(Site::Environment(name));
        } else {
            self.absent(environments, name.as_str(), || {
                path(Site::Environment(name).steps())
            });
        }
        known
    }

    /// The names of a host's users, sorted.
    pub fn users(&self, host: &'d HostName) -> impl Iterator<Item = &'d UserName> + use<'d> {
        let users = self.host(host).map(|found| &found.users);
        if let Some(users) = users {
            self.names(users, || path(Site::Host(host).steps().chain(["users"])));
        }
        users.into_iter().flat_map(BTreeMap::keys)
    }

    /// What is known of a user.
    pub fn user_facts(
        &self,
        host: &'d HostName,
        name: &'d UserName,
    ) -> Option<&'d Declared<UserFacts>> {
        // Whether there is one was read with the names of the host's users.
        let user = self.host(host)?.users.get(name)?;
        let way = || path(Site::User(host, name).steps().chain(["facts"]));
        Some(self.slice(&user.facts, way))
    }

    /// What is known of a home; none where there is no such home.
    pub fn home_facts(&self, name: &'d HomeName) -> Option<&'d Declared<HomeFacts>> {
        let homes = &self.source.document.homes;
        let way = || path(Site::Home(name).steps().chain(["facts"]));
        match homes.get(name) {
            Some(home) => Some(self.slice(&home.facts, way)),
            None => {
                self.absent(homes, name.as_str(), way);
                None
            }
        }
    }

    /// The includes of a site; empty where it does not exist.
    pub fn includes(&self, site: Site<'d>) -> &'d [Include] {
        let fleet = &self.source.document.fleet;
        let slice = match site {
            Site::Fleet => Some(&fleet.includes),
            Site::Environment(name) => fleet
                .environments
                .get(name)
                .map(|environment| &environment.includes),
            entity => self.declared(entity).map(|declared| declared.includes),
        };
        // Whether there is such a site was read before.
        slice.map_or(&[], |slice| {
            let way = || path(site.steps().chain(["includes"]));
            self.slice(slice, way).as_slice()
        })
    }

    /// The aspects that a host or a user is not to have.
    pub fn excludes(&self, site: Site<'d>) -> impl Iterator<Item = &'d AspectId> + use<'d> {
        let declared = self.declared(site);
        let excludes = declared.map_or(&[][..], |declared| {
            let way = || path(site.steps().chain(["excludes"]));
            self.slice(declared.excludes, way).as_slice()
        });
        excludes.iter().filter_map(Declared::good)
    }

    /// The definitions of settings of an aspect at a site.
    ///
    /// An absence is one entry for fleet and environments, which many hosts share; for a host or a user it is the set
    /// of aspects that have settings there.
    pub fn settings(&self, declared: &SiteSettings<'d>, aspect: &str) -> &'d [Value] {
        let SiteSettings { site, settings } = *declared;
        match site {
            Site::Host(_) | Site::User(..) | Site::Home(_) if !settings.contains_key(aspect) => {
                self.names(settings, || path(site.steps().chain(["settings"])));
                &[]
            }
            _ => self
                .entry(settings, aspect, || {
                    path(site.steps().chain(["settings", aspect]))
                })
                .map_or(&[], Vec::as_slice),
        }
    }

    /// The settings of a site, to be read aspect by aspect; none where the site does not exist.
    pub fn site_settings(&self, site: Site<'d>) -> Option<SiteSettings<'d>> {
        let settings = site_settings(self.source.document, site)?;
        Some(SiteSettings { site, settings })
    }

    /// The effects of every function policy at a host or a user.
    pub fn policies(
        &self,
        site: Site<'d>,
    ) -> impl Iterator<Item = (&'d PolicyName, &'d [Effect])> + '_ {
        let policies = self.declared(site).map(|declared| declared.policies);
        if let Some(policies) = policies {
            self.names(policies, || path(site.steps().chain(["policies"])));
        }
        policies.into_iter().flatten().map(move |(name, effects)| {
            let way = || path(site.steps().chain(["policies", name.as_str()]));
            (name, self.slice(effects, way).as_slice())
        })
    }

    /// Finds an aspect by its identity; none where it does not exist.
    pub fn aspect(&self, id: &AspectId) -> Option<AspectRef<'d>> {
        match self.source.places.find(id) {
            Some(aspect) => Some(AspectRef {
                id: id.clone(),
                aspect,
                covered: false,
            }),
            None => {
                // `aspects.gaming.provides.emulation`, whichever part of it is missing.
                self.absent(&self.source.document.aspects, id.as_str(), || {
                    path(aspect_steps(id))
                });
                None
            }
        }
    }

    /// The shape of an aspect.
    pub fn shape(&self, aspect: &AspectRef<'d>) -> &'d Declared<Shape> {
        if aspect.covered {
            return aspect.aspect.shape.content();
        }
        self.slice(&aspect.aspect.shape, || {
            path(aspect_path(&aspect.id, "shape"))
        })
    }

    /// The shape of an aspect as it is at an entity; none where Nix did not reach it there.
    pub fn entity_shape(&self, site: Site<'d>, id: &AspectId) -> Option<&'d Declared<Shape>> {
        let shapes = self.declared(site)?.shapes;
        self.entry(shapes, id.as_str(), || {
            path(site.steps().chain(["shapes", id.as_str()]))
        })
    }

    /// The settings interface of an aspect, where it has a good one.
    pub fn interface(&self, aspect: &AspectRef<'d>) -> Option<&'d Interface> {
        let interface = if aspect.covered {
            aspect.aspect.interface.content()
        } else {
            self.slice(&aspect.aspect.interface, || {
                path(aspect_path(&aspect.id, "interface"))
            })
        };
        interface.as_ref().and_then(Declared::good)
    }

    /// A class; none where it is not registered.
    pub fn class(&self, name: &str) -> Option<&'d Class> {
        self.entry(&self.source.document.classes, name, || {
            path(["classes", name])
        })
    }

    /// Everything that was read.
    pub fn into_tree(self) -> ReadTree {
        let Log {
            mut shared, own, ..
        } = self.log.into_inner();
        shared.sort_unstable_by_key(|(rank, _)| *rank);
        let places = &self.source.places;
        let shared = shared
            .into_iter()
            .filter_map(|(rank, digest)| Some((places.path(rank)?.clone(), Some(digest))));
        ReadTree::new(shared, own)
    }
}
