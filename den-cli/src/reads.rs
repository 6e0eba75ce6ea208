//! The recording accessor: the only way for a stage to read the document.
//!
//! | module | holds |
//! |---|---|
//! | [`source`] | a document with its projections, and the sites of it |
//! | [`tree`] | what was read |
//!
//! A [`Reads`] is made for one entity. Every slice that a stage asks for is written down, and so are absences and key
//! sets: what a plan lists is what was asked, not what somebody remembered to list. (Surveys of the whole document, such
//! as the search for unknown names, do not plan and do not record.)

pub mod source;
pub mod tree;

use std::cell::RefCell;
use std::collections::BTreeMap;

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
pub(crate) use source::{Declarations, aspect_path, declarations, find_aspect, site_settings};
pub use source::{Membership, Site, Source};
pub use tree::ReadTree;

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

/// Reads of the document on behalf of one host.
pub struct Reads<'s, 'd> {
    source: &'s Source<'d>,
    log: RefCell<Vec<(Vec<SmolStr>, Option<Digest>)>>,
}

impl<'s, 'd> Reads<'s, 'd> {
    /// Nothing read so far.
    pub fn new(source: &'s Source<'d>) -> Self {
        Self {
            source,
            log: RefCell::default(),
        }
    }

    fn note(&self, path: impl IntoIterator<Item = impl Into<SmolStr>>, digest: Option<Digest>) {
        self.log
            .borrow_mut()
            .push((path.into_iter().map(Into::into).collect(), digest));
    }

    fn slice<'a, T: Serialize>(
        &self,
        path: impl IntoIterator<Item = &'a str>,
        slice: &'d Slice<T>,
    ) -> &'d T {
        self.note(path, Some(slice.digest()));
        slice.content()
    }

    /// Reads one entry of a collection, or that it is not there.
    fn entry<'a, T>(&self, path: &[&'a str], found: Option<&'d Slice<T>>) -> Option<&'d T>
    where
        T: Serialize,
    {
        match found {
            Some(slice) => Some(self.slice(path.iter().copied(), slice)),
            None => {
                self.note(path.iter().copied(), None);
                None
            }
        }
    }

    /// Reads which names a collection has.
    fn keys<K: Serialize + Ord, V>(&self, path: &[&str], collection: &'d BTreeMap<K, V>) {
        let digest = Digest::of(&collection.keys().collect::<Vec<_>>());
        self.note(path.iter().copied().chain(["*"]), Some(digest));
    }

    fn declared(&self, site: Site<'_>) -> Option<Declarations<'d>> {
        declarations(self.source.document, site)
    }

    fn host(&self, name: &HostName) -> Option<&'d Host> {
        self.source.document.hosts.get(name)
    }

    /// What is known of a host itself; none where there is no such host.
    pub fn facts(&self, host: &'d HostName) -> Option<&'d Declared<HostFacts>> {
        self.entry(
            &["hosts", host.as_str(), "facts"],
            self.host(host).map(|host| &host.facts),
        )
    }

    /// What the fleet says of a host.
    pub fn membership(&self, host: &'d HostName) -> &'s Membership<'d> {
        let membership = self
            .source
            .memberships
            .get(host)
            .unwrap_or(&self.source.nobody);
        self.note(["inventory", host.as_str()], Some(Digest::of(membership)));
        membership
    }

    /// Whether there is an environment of this name.
    pub fn has_environment(&self, name: &'d EnvironmentName) -> bool {
        let known = self.source.document.fleet.environments.contains_key(name);
        if known {
            // Any slice of it tells that it is there; this one is read anyway where the environment is the host's.
            self.includes(Site::Environment(name));
        } else {
            self.note(["fleet", "environments", name.as_str()], None);
        }
        known
    }

    /// The names of a host's users, sorted.
    pub fn users(&self, host: &'d HostName) -> impl Iterator<Item = &'d UserName> + use<'d> {
        let users = self.host(host).map(|found| &found.users);
        if let Some(users) = users {
            self.keys(&["hosts", host.as_str(), "users"], users);
        }
        users.into_iter().flat_map(BTreeMap::keys)
    }

    /// What is known of a user.
    pub fn user_facts(
        &self,
        host: &'d HostName,
        user: &'d UserName,
    ) -> Option<&'d Declared<UserFacts>> {
        let path = ["hosts", host.as_str(), "users", user.as_str(), "facts"];
        let found = self.host(host).and_then(|host| host.users.get(user));
        self.entry(&path, found.map(|user| &user.facts))
    }

    /// What is known of a home; none where there is no such home.
    pub fn home_facts(&self, home: &'d HomeName) -> Option<&'d Declared<HomeFacts>> {
        let found = self.source.document.homes.get(home);
        self.entry(
            &["homes", home.as_str(), "facts"],
            found.map(|home| &home.facts),
        )
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
        let path: Vec<_> = site.path().into_iter().chain(["includes"]).collect();
        self.entry(&path, slice).map_or(&[], Vec::as_slice)
    }

    /// The aspects that a host or a user is not to have.
    pub fn excludes(&self, site: Site<'d>) -> impl Iterator<Item = &'d AspectId> + use<'d> {
        let slice = self.declared(site).map(|declared| declared.excludes);
        let path: Vec<_> = site.path().into_iter().chain(["excludes"]).collect();
        let excludes = self.entry(&path, slice).map_or(&[][..], Vec::as_slice);
        excludes.iter().filter_map(Declared::good)
    }

    /// The definitions of settings of an aspect at a site.
    ///
    /// An absence is one entry for fleet and environments, which many hosts share; for a host or a user it is the set
    /// of aspects that have settings there.
    pub fn settings(&self, site: Site<'d>, aspect: &str) -> &'d [Value] {
        let settings: Option<&'d Settings> = site_settings(self.source.document, site);
        let found = settings.and_then(|settings| settings.get(aspect));
        let mut path: Vec<_> = site.path();
        path.push("settings");
        match (site, settings, found) {
            (Site::Host(_) | Site::User(..) | Site::Home(_), Some(settings), None) => {
                self.keys(&path, settings);
                &[]
            }
            _ => {
                path.push(aspect);
                self.entry(&path, found).map_or(&[], Vec::as_slice)
            }
        }
    }

    /// The effects of every function policy at a host or a user.
    pub fn policies(
        &self,
        site: Site<'d>,
    ) -> impl Iterator<Item = (&'d PolicyName, &'d [Effect])> + '_ {
        let policies = self.declared(site).map(|declared| declared.policies);
        let path: Vec<_> = site.path().into_iter().chain(["policies"]).collect();
        if let Some(policies) = policies {
            self.keys(&path, policies);
        }
        policies.into_iter().flatten().map(move |(name, effects)| {
            let path = path.iter().copied().chain([name.as_str()]);
            (name, self.slice(path, effects).as_slice())
        })
    }

    /// Finds an aspect by its identity; none where it does not exist.
    pub fn aspect(&self, id: &AspectId) -> Option<AspectRef<'d>> {
        match find_aspect(self.source.document, id) {
            Ok(aspect) => Some(AspectRef {
                id: id.clone(),
                aspect,
                covered: false,
            }),
            Err(missing) => {
                self.note(missing, None);
                None
            }
        }
    }

    /// The shape of an aspect.
    pub fn shape(&self, aspect: &AspectRef<'d>) -> &'d Declared<Shape> {
        if aspect.covered {
            return aspect.aspect.shape.content();
        }
        self.slice(aspect_path(&aspect.id, "shape"), &aspect.aspect.shape)
    }

    /// The shape of an aspect as it is at an entity; none where Nix did not reach it there.
    pub fn entity_shape(&self, site: Site<'d>, id: &AspectId) -> Option<&'d Declared<Shape>> {
        let shapes = self.declared(site).map(|declared| declared.shapes);
        let path: Vec<_> = site
            .path()
            .into_iter()
            .chain(["shapes", id.as_str()])
            .collect();
        self.entry(&path, shapes.and_then(|shapes| shapes.get(id)))
    }

    /// The settings interface of an aspect, where it has a good one.
    pub fn interface(&self, aspect: &AspectRef<'d>) -> Option<&'d Interface> {
        let interface = if aspect.covered {
            aspect.aspect.interface.content()
        } else {
            self.slice(
                aspect_path(&aspect.id, "interface"),
                &aspect.aspect.interface,
            )
        };
        interface.as_ref().and_then(Declared::good)
    }

    /// A class; none where it is not registered.
    pub fn class(&self, name: &'d str) -> Option<&'d Class> {
        self.entry(&["classes", name], self.source.document.classes.get(name))
    }

    /// Everything that was read.
    pub fn into_tree(self) -> ReadTree {
        let mut tree = ReadTree::default();
        for (path, digest) in self.log.into_inner() {
            tree.insert(&path, digest);
        }
        tree
    }
}
