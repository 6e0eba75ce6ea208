//! The recording accessor: the only way for a stage to read the document.
//!
//! | module | holds |
//! |---|---|
//! | [`source`] | a document with its projections, and the sites of it |
//! | [`read`] | what can be read: slices by their place |
//! | `places` | what many entities read |
//! | [`tree`] | what was read |
//!
//! Stages are attributes (see [`crate::fleet`]), and a [`Reads`] is made for one evaluation of one of them. Every slice
//! that a stage asks for is written down, and so are absences and key sets: what a plan lists is what was asked, not what
//! somebody remembered to list. (Surveys of the whole document, such as the search for unknown names, do not plan and do
//! not record.)

mod places;
pub mod read;
pub mod source;
pub mod tree;

use std::collections::BTreeMap;

use gen_scope::attribute::Context;
use smol_str::SmolStr;

use crate::document::aspect::{Aspect, Include, Shape};
use crate::document::declared::Declared;
use crate::document::effect::Effect;
use crate::document::fleet::{Class, Settings};
use crate::document::home::HomeFacts;
use crate::document::host::{Host, HostFacts, UserFacts};
use crate::document::interface::{Interface, Offer};
use crate::document::manifest::Dependencies;
use crate::document::name::{
    AspectId, ClassName, EnvironmentName, HomeName, HostName, PolicyName, UserName,
};
use crate::document::rule::Rule;
use crate::document::selector::WrittenSelector;
use crate::document::slice::Slice;
use crate::document::value::Value;
use crate::fleet::Fleet;
pub use places::Rank;
use places::{Placed, PlacedSite};
pub use read::{Part, Read};
pub(crate) use source::{
    Declarations, aspect_path, declarations, environment_selectors, site_settings,
};
pub use source::{Membership, Site, Source};
pub use tree::{Path, ReadTree};

/// An aspect that was found, of which nothing is read yet.
#[derive(Clone, Debug)]
pub struct AspectRef<'d> {
    /// Its identity.
    pub id: AspectId,
    aspect: &'d Aspect,
    /// Its slices; none for an inline aspect, which is part of a slice that was read already.
    slices: Option<AspectSlices>,
}

#[derive(Clone, Copy, Debug)]
struct AspectSlices {
    dependencies: Option<Rank>,
    interface: Rank,
    shape: Rank,
}

impl<'d> AspectRef<'d> {
    /// An aspect written inside the includes of something that was read already.
    pub fn inline(id: AspectId, aspect: &'d Aspect) -> Self {
        Self {
            id,
            aspect,
            slices: None,
        }
    }
}

/// The settings of a site, of which nothing is read yet.
#[derive(Clone, Copy)]
pub struct SiteSettings<'c, 'd> {
    /// The site.
    pub site: Site<'d>,
    settings: SettingsAt<'c, 'd>,
}

#[derive(Clone, Copy)]
enum SettingsAt<'c, 'd> {
    Shared(&'c PlacedSite<'d>),
    Own(&'d Settings),
}

/// Where reads are written down.
pub trait Log<'d> {
    /// Writes a read down.
    fn note(&self, read: Read<'d>);
}

impl<'d> Log<'d> for Context<'_, Fleet<'d>> {
    fn note(&self, read: Read<'d>) {
        self.read(read);
    }
}

/// Nothing is written down.
struct Nowhere;

impl<'d> Log<'d> for Nowhere {
    fn note(&self, _: Read<'d>) {}
}

/// Reads of the document on behalf of one evaluation.
#[derive(Clone, Copy)]
pub struct Reads<'c, 'd> {
    /// The document that is read.
    pub source: &'c Source<'d>,
    log: &'c dyn Log<'d>,
}

impl<'c, 'd> Reads<'c, 'd> {
    /// Reads of a stage that is being evaluated.
    pub fn new(cx: &'c Context<'_, Fleet<'d>>) -> Self {
        Self {
            source: &cx.grammar().source,
            log: cx,
        }
    }

    /// Reads on behalf of nobody: questions about the whole fleet.
    pub fn unrecorded(source: &'c Source<'d>) -> Self {
        Self {
            source,
            log: &Nowhere,
        }
    }

    fn note(&self, site: Site<'d>, part: Part<'d>) {
        self.log.note(Read::At(site, part));
    }

    /// Reads a slice of one host, user or home.
    fn own<T>(&self, site: Site<'d>, part: Part<'d>, slice: &'d Slice<T>) -> &'d T {
        self.note(site, part);
        slice.content()
    }

    /// Reads a slice that many read.
    fn shared<T>(&self, placed: Placed<'d, T>) -> &'d T {
        self.log.note(Read::Shared(placed.rank));
        placed.slice.content()
    }

    fn placed(&self, site: Site<'d>) -> Option<&'c PlacedSite<'d>> {
        let places = &self.source.places;
        match site {
            Site::Fleet => Some(&places.fleet),
            Site::Environment(name) => places.environments.get(name),
            Site::Host(_) | Site::User(..) | Site::Home(_) => None,
        }
    }

    fn declared(&self, site: Site<'_>) -> Option<Declarations<'d>> {
        declarations(self.source.document, site)
    }

    fn host(&self, name: &HostName) -> Option<&'d Host> {
        self.source.document.hosts.get(name)
    }

    /// What is known of a host itself; none where there is no such host.
    pub fn facts(&self, name: &'d HostName) -> Option<&'d Declared<HostFacts>> {
        self.note(Site::Host(name), Part::Facts);
        self.host(name).map(|host| host.facts.content())
    }

    /// What the fleet says of a host.
    pub fn membership(&self, host: &'d HostName) -> &'c Membership<'d> {
        self.log.note(Read::Membership(host));
        self.source.membership(host)
    }

    /// Whether there is an environment of this name.
    pub fn has_environment(&self, name: &'d EnvironmentName) -> bool {
        let site = Site::Environment(name);
        let known = self.placed(site).is_some();
        if known {
            // Any slice of it tells that it is there; this one is read anyway where the environment is the host's.
            self.includes(site);
        } else {
            self.note(site, Part::Everything);
        }
        known
    }

    /// Which environments there are: for who looks through all of them.
    pub fn environment_names(&self) {
        self.log.note(Read::EnvironmentNames);
    }

    /// The names of a host's users, sorted.
    pub fn users(&self, host: &'d HostName) -> impl Iterator<Item = &'d UserName> + use<'d> {
        let users = self.host(host).map(|found| &found.users);
        if users.is_some() {
            self.note(Site::Host(host), Part::UserNames);
        }
        users.into_iter().flat_map(BTreeMap::keys)
    }

    /// The users of a host that can be planned; none for other sites.
    pub fn user_sites(&self, site: Site<'d>) -> Vec<Site<'d>> {
        let Site::Host(host) = site else {
            return vec![];
        };
        let good = |name: &&'d UserName| {
            let facts = self.user_facts(host, name);
            facts.is_some_and(|facts| facts.good().is_some())
        };
        let users = self.users(host).filter(good);
        users.map(|name| Site::User(host, name)).collect()
    }

    /// All hosts and homes that can be planned.
    pub fn entities(&self) -> Vec<Site<'d>> {
        self.log.note(Read::HostNames);
        self.log.note(Read::HomeNames);
        let document = self.source.document;
        let hosts = document.hosts.keys().filter(|name| {
            let facts = self.facts(name);
            facts.is_some_and(|facts| facts.good().is_some())
        });
        let homes = document.homes.keys().filter(|name| {
            let facts = self.home_facts(name);
            facts.is_some_and(|facts| facts.good().is_some())
        });
        let hosts = hosts.map(Site::Host);
        hosts.chain(homes.map(Site::Home)).collect()
    }

    /// What is known of a user.
    pub fn user_facts(
        &self,
        host: &'d HostName,
        name: &'d UserName,
    ) -> Option<&'d Declared<UserFacts>> {
        // Whether there is one was read with the names of the host's users.
        let user = self.host(host)?.users.get(name)?;
        Some(self.own(Site::User(host, name), Part::Facts, &user.facts))
    }

    /// What is known of a home; none where there is no such home.
    pub fn home_facts(&self, name: &'d HomeName) -> Option<&'d Declared<HomeFacts>> {
        self.note(Site::Home(name), Part::Facts);
        let home = self.source.document.homes.get(name)?;
        Some(home.facts.content())
    }

    /// The includes of a site; empty where it does not exist, which was read before.
    pub fn includes(&self, site: Site<'d>) -> &'d [Include] {
        let includes = match self.placed(site) {
            Some(placed) => Some(self.shared(placed.includes)),
            None => {
                let declared = self.declared(site);
                declared.map(|declared| self.own(site, Part::Includes, declared.includes))
            }
        };
        includes.map_or(&[], Vec::as_slice)
    }

    /// The aspects that a host, a user or a home is not to have.
    pub fn excludes(&self, site: Site<'d>) -> impl Iterator<Item = &'d AspectId> + use<'d> {
        let declared = self.declared(site);
        let excludes = declared.map(|declared| self.own(site, Part::Excludes, declared.excludes));
        let excludes = excludes.map_or(&[][..], Vec::as_slice);
        excludes.iter().filter_map(Declared::good)
    }

    /// The definitions of settings of an aspect at a site.
    ///
    /// An absence is one entry for fleet and environments, which many hosts share; for a host, a user or a home it is
    /// the set of aspects that have settings there.
    pub fn settings(&self, declared: &SiteSettings<'c, 'd>, aspect: &AspectId) -> &'d [Value] {
        let site = declared.site;
        let said = match declared.settings {
            SettingsAt::Shared(placed) => {
                let said = placed.settings.get(aspect.as_str());
                said.map(|said| self.shared(*said))
            }
            SettingsAt::Own(settings) => {
                let said = settings.get(aspect.as_str());
                said.map(|said| self.own(site, Part::Settings(aspect.clone()), said))
            }
        };
        if said.is_none() {
            self.note(
                site,
                match declared.settings {
                    SettingsAt::Shared(_) => Part::Settings(aspect.clone()),
                    SettingsAt::Own(_) => Part::SettingsNames,
                },
            );
        }
        said.map_or(&[], Vec::as_slice)
    }

    /// The settings of a site, to be read aspect by aspect; none where the site does not exist.
    pub fn site_settings(&self, site: Site<'d>) -> Option<SiteSettings<'c, 'd>> {
        let settings = match self.placed(site) {
            Some(placed) => SettingsAt::Shared(placed),
            None => SettingsAt::Own(self.declared(site)?.settings),
        };
        Some(SiteSettings { site, settings })
    }

    /// The effects of every function policy at a host, a user or a home.
    pub fn policies(
        &self,
        site: Site<'d>,
    ) -> impl Iterator<Item = (&'d PolicyName, &'d [Effect])> + '_ {
        let policies = self.declared(site).map(|declared| declared.policies);
        if policies.is_some() {
            self.note(site, Part::PolicyNames);
        }
        policies.into_iter().flatten().map(move |(name, effects)| {
            let effects = self.own(site, Part::Policy(name), effects);
            (name, effects.as_slice())
        })
    }

    /// All rules by name.
    pub fn rules(&self) -> impl Iterator<Item = (&'d PolicyName, &'d Declared<Rule>)> + '_ {
        self.log.note(Read::RuleNames);
        let rules = &self.source.document.rules;
        rules.iter().map(|(name, rule)| {
            self.log.note(Read::Rule(name));
            (name, rule.content())
        })
    }

    /// The environments that pick their hosts, with how.
    pub fn environment_selectors(
        &self,
    ) -> impl Iterator<Item = (&'d EnvironmentName, &'d Declared<WrittenSelector>)> + use<'d> {
        self.log.note(Read::Common);
        environment_selectors(self.source.document)
    }

    /// The free metadata of the fleet or of an environment; none for other sites.
    pub fn meta(&self, site: Site<'d>) -> Option<&'d Value> {
        let fleet = &self.source.document.fleet;
        let meta = match site {
            Site::Fleet => &fleet.meta,
            Site::Environment(name) => &fleet.environments.get(name)?.meta,
            Site::Host(_) | Site::User(..) | Site::Home(_) => return None,
        };
        Some(self.own(site, Part::Meta, meta))
    }

    /// An attribute of a host, a user or a home; none where it has none of this name.
    pub fn attribute(&self, site: Site<'d>, key: &str) -> Option<&'d Value> {
        let attributes = self.declared(site)?.attributes;
        self.note(site, Part::Attribute(key.into()));
        attributes.get(key).map(Slice::content)
    }

    /// The names of the attributes of a host, a user or a home.
    pub fn attribute_names(&self, site: Site<'d>) -> impl Iterator<Item = &'d str> + use<'d> {
        let attributes = self.declared(site).map(|declared| declared.attributes);
        if attributes.is_some() {
            self.note(site, Part::AttributeNames);
        }
        attributes
            .into_iter()
            .flat_map(BTreeMap::keys)
            .map(SmolStr::as_str)
    }

    /// Finds an aspect by its identity; none where it does not exist.
    pub fn aspect(&self, id: &AspectId) -> Option<AspectRef<'d>> {
        let Some(placed) = self.source.places.aspects.get(id) else {
            self.log.note(Read::NoAspect(id.clone()));
            return None;
        };
        let slices = AspectSlices {
            dependencies: placed.dependencies,
            interface: placed.interface,
            shape: placed.shape,
        };
        Some(AspectRef {
            id: id.clone(),
            aspect: placed.aspect,
            slices: Some(slices),
        })
    }

    /// The shape of an aspect.
    pub fn shape(&self, aspect: &AspectRef<'d>) -> &'d Declared<Shape> {
        if let Some(slices) = aspect.slices {
            self.log.note(Read::Shared(slices.shape));
        }
        aspect.aspect.shape.content()
    }

    /// The shape of an aspect as it is at an entity; none where Nix did not reach it there.
    pub fn entity_shape(&self, site: Site<'d>, id: &AspectId) -> Option<&'d Declared<Shape>> {
        let shapes = self.declared(site)?.shapes;
        self.note(site, Part::Shape(id.clone()));
        shapes.get(id).map(Slice::content)
    }

    /// Those of some aspects that require or provide something, with what.
    ///
    /// That one does neither is read with the names of all that do.
    pub fn dependencies<'a>(
        &self,
        aspects: impl IntoIterator<Item = &'a AspectRef<'d>>,
    ) -> Vec<(&'a AspectRef<'d>, Dependencies<'d>)>
    where
        'd: 'a,
    {
        self.log.note(Read::Common);
        let found = aspects.into_iter().filter_map(|aspect| {
            if let Some(slices) = aspect.slices {
                self.log.note(Read::Shared(slices.dependencies?));
            }
            let dependencies = Dependencies::of(aspect.aspect.meta.content())?;
            Some((aspect, dependencies))
        });
        found.collect()
    }

    /// The settings interface of an aspect, where it has a good one.
    pub fn interface(&self, aspect: &AspectRef<'d>) -> Option<&'d Interface> {
        if let Some(slices) = aspect.slices {
            self.log.note(Read::Shared(slices.interface));
        }
        let interface = aspect.aspect.interface.content();
        interface
            .as_ref()
            .and_then(Declared::good)
            .and_then(Offer::interface)
    }

    /// A class; none where it is not registered.
    pub fn class(&self, name: &ClassName) -> Option<&'d Class> {
        let Some(&class) = self.source.places.classes.get(name.as_str()) else {
            self.log.note(Read::NoClass(name.clone()));
            return None;
        };
        Some(self.shared(class))
    }
}
