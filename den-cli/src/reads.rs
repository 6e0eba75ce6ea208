//! The recording accessor: the only way for a stage to read the document.
//!
//! A [`Reads`] is made for one host. Every slice that a stage asks for is written down, and so are absences and key
//! sets: what the host's plan lists is what was asked, not what somebody remembered to list. (Surveys of the whole
//! document, such as the search for unknown names, do not plan and do not record.)

use std::cell::RefCell;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};
use smol_str::SmolStr;

use crate::document::Document;
use crate::document::aspect::{Aspect, Include, Shape};
use crate::document::declared::Declared;
use crate::document::effect::Effect;
use crate::document::fleet::{Class, Settings};
use crate::document::host::{Host, HostFacts, User, UserFacts};
use crate::document::interface::Interface;
use crate::document::name::{AspectId, EnvironmentName, HostName, PolicyName, TagName, UserName};
use crate::document::slice::{Digest, Slice};
use crate::document::value::Value;

/// What the fleet says of one host: a projection of `fleet.tags` and `fleet.environments`, a slice of its own, so that a
/// tag that gains one host leaves the plans of all others fresh.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Membership<'d> {
    /// Environments that name the host, sorted.
    pub environments: Vec<&'d EnvironmentName>,
    /// Tags that name the host, sorted.
    pub tags: Vec<&'d TagName>,
}

/// A document, with the projections that hosts read.
pub struct Source<'d> {
    /// The document.
    pub document: &'d Document,
    memberships: BTreeMap<&'d HostName, Membership<'d>>,
    nobody: Membership<'d>,
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
        }
    }
}

/// A place that has includes and settings of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Site<'d> {
    /// The fleet.
    Fleet,
    /// An environment.
    Environment(&'d EnvironmentName),
    /// A host.
    Host(&'d HostName),
    /// A user of a host.
    User(&'d HostName, &'d UserName),
}

impl<'d> Site<'d> {
    /// The path of the site in the document.
    pub fn path(self) -> Vec<&'d str> {
        match self {
            Self::Fleet => vec!["fleet"],
            Self::Environment(name) => vec!["fleet", "environments", name.as_str()],
            Self::Host(host) => vec!["hosts", host.as_str()],
            Self::User(host, user) => vec!["hosts", host.as_str(), "users", user.as_str()],
        }
    }
}

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

    fn host(&self, name: &HostName) -> Option<&'d Host> {
        self.source.document.hosts.get(name)
    }

    fn user(&self, host: &HostName, user: &UserName) -> Option<&'d User> {
        self.host(host)?.users.get(user)
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
        self.entry(&path, self.user(host, user).map(|user| &user.facts))
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
            Site::Host(host) => self.host(host).map(|host| &host.includes),
            Site::User(host, user) => self.user(host, user).map(|user| &user.includes),
        };
        let path: Vec<_> = site.path().into_iter().chain(["includes"]).collect();
        self.entry(&path, slice).map_or(&[], Vec::as_slice)
    }

    /// The aspects that a host or a user is not to have.
    pub fn excludes(&self, site: Site<'d>) -> impl Iterator<Item = &'d AspectId> + use<'d> {
        let slice = match site {
            Site::Host(host) => self.host(host).map(|host| &host.excludes),
            Site::User(host, user) => self.user(host, user).map(|user| &user.excludes),
            Site::Fleet | Site::Environment(_) => None,
        };
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
            (Site::Host(_) | Site::User(..), Some(settings), None) => {
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
        let policies = match site {
            Site::Host(host) => self.host(host).map(|host| &host.policies),
            Site::User(host, user) => self.user(host, user).map(|user| &user.policies),
            Site::Fleet | Site::Environment(_) => None,
        };
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
        let shapes = match site {
            Site::Host(host) => self.host(host).map(|host| &host.shapes),
            Site::User(host, user) => self.user(host, user).map(|user| &user.shapes),
            Site::Fleet | Site::Environment(_) => None,
        };
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

/// The settings declared at a site; none where the site does not exist.
pub(crate) fn site_settings<'d>(document: &'d Document, site: Site<'_>) -> Option<&'d Settings> {
    match site {
        Site::Fleet => Some(&document.fleet.settings),
        Site::Environment(name) => document
            .fleet
            .environments
            .get(name)
            .map(|environment| &environment.settings),
        Site::Host(host) => document.hosts.get(host).map(|host| &host.settings),
        Site::User(host, user) => document
            .hosts
            .get(host)?
            .users
            .get(user)
            .map(|user| &user.settings),
    }
}

/// Finds a named aspect.
///
/// # Errors
///
/// The path at which it would stand.
pub(crate) fn find_aspect<'d>(
    document: &'d Document,
    id: &AspectId,
) -> Result<&'d Aspect, Vec<SmolStr>> {
    let mut names = id.as_str().split('/');
    let mut aspect = names.next().and_then(|name| document.aspects.get(name));
    for name in names {
        aspect = aspect.and_then(|aspect| aspect.provides.get(name));
    }
    aspect.ok_or_else(|| {
        // `aspects.gaming.provides.emulation`, whichever part of it is missing.
        let mut path: Vec<_> = aspect_path(id, "").map(SmolStr::from).collect();
        path.pop();
        path
    })
}

/// The path of a slice of a named aspect: `aspects.gaming.provides.emulation.shape`.
pub(crate) fn aspect_path<'a>(id: &'a AspectId, slice: &'a str) -> impl Iterator<Item = &'a str> {
    let names = id.as_str().split('/');
    let path = names
        .enumerate()
        .flat_map(|(depth, name)| [if depth == 0 { "aspects" } else { "provides" }, name]);
    path.chain([slice])
}

/// Slices by their path, with their digests: nested as the document is.
#[derive(Clone, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct ReadTree(BTreeMap<SmolStr, ReadNode>);

/// A part of a [`ReadTree`].
#[derive(Clone, Debug, PartialEq, Eq)]
enum ReadNode {
    /// A slice with this digest, or the set of names of a collection, under the name `*`.
    Digest(Digest),
    /// Nothing stood there.
    Absent,
    /// Slices below.
    Below(ReadTree),
}

impl ReadTree {
    fn insert(&mut self, path: &[SmolStr], digest: Option<Digest>) {
        match path {
            [] => {}
            [name] => {
                self.0.insert(
                    name.clone(),
                    digest.map_or(ReadNode::Absent, ReadNode::Digest),
                );
            }
            [name, rest @ ..] => {
                let node = self
                    .0
                    .entry(name.clone())
                    .or_insert_with(|| ReadNode::Below(Self::default()));
                if !matches!(node, ReadNode::Below(_)) {
                    *node = ReadNode::Below(Self::default());
                }
                if let ReadNode::Below(below) = node {
                    below.insert(rest, digest);
                }
            }
        }
    }

    /// All paths with their digests, in order; no digest for an absence.
    pub fn flatten(&self) -> Vec<(Vec<SmolStr>, Option<Digest>)> {
        let mut paths = Vec::new();
        self.flatten_into(&mut Vec::new(), &mut paths);
        paths
    }

    fn flatten_into(
        &self,
        prefix: &mut Vec<SmolStr>,
        paths: &mut Vec<(Vec<SmolStr>, Option<Digest>)>,
    ) {
        for (name, node) in &self.0 {
            prefix.push(name.clone());
            match node {
                ReadNode::Digest(digest) => paths.push((prefix.clone(), Some(*digest))),
                ReadNode::Absent => paths.push((prefix.clone(), None)),
                ReadNode::Below(below) => below.flatten_into(prefix, paths),
            }
            prefix.pop();
        }
    }
}

impl Serialize for ReadTree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(&self.0)
    }
}

impl Serialize for ReadNode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Digest(digest) => digest.serialize(serializer),
            Self::Absent => serializer.serialize_unit(),
            Self::Below(below) => below.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ReadNode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::{IntoDeserializer, MapAccess, Visitor, value::MapAccessDeserializer};
        struct NodeVisitor;
        impl<'de> Visitor<'de> for NodeVisitor {
            type Value = ReadNode;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a digest, null, or slices below")
            }
            fn visit_unit<E>(self) -> Result<ReadNode, E> {
                Ok(ReadNode::Absent)
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<ReadNode, E> {
                Digest::deserialize(text.into_deserializer()).map(ReadNode::Digest)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ReadNode, A::Error> {
                ReadTree::deserialize(MapAccessDeserializer::new(map)).map(ReadNode::Below)
            }
        }
        deserializer.deserialize_any(NodeVisitor)
    }
}

impl JsonSchema for ReadTree {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ReadTree".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let below = generator.subschema_for::<Self>();
        schemars::json_schema!({
            "description": "Digests of slices, nested as the document is; null for what was not there, `*` for a set of names.",
            "type": "object",
            "additionalProperties": { "anyOf": [
                { "type": "string", "pattern": "^[0-9a-f]{64}$" },
                { "type": "null" },
                below,
            ] },
        })
    }
}
