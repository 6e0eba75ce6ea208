//! The scopes that conditions look at, and how they lie around one another.
//!
//! Which environment a host is in can follow from rules, so that a host lies in each environment that may claim it, on
//! condition that it does.

use gen_derive::Formula;
use gen_select::Relation;
use rustc_hash::FxHashMap;

use super::atom::Atom;
use crate::document::Document;
use crate::document::name::EnvironmentName;
use crate::reads::Site;

/// A host with its users, or a home; or all of them: with the fleet and its environments around.
#[derive(Clone, Debug)]
pub struct World<'d> {
    /// The environments.
    pub environments: Vec<&'d EnvironmentName>,
    /// The hosts and homes that are looked at, each with its users.
    pub entities: Vec<(Site<'d>, Vec<Site<'d>>)>,
    /// Where each of them stands among the others.
    index: FxHashMap<Site<'d>, usize>,
}

/// A scope beside another, and the condition on which it is there.
type Beside<'d> = (Site<'d>, Formula<Atom<'d>>);

fn in_environment<'d>(host: Site<'d>, name: &EnvironmentName) -> Formula<Atom<'d>> {
    Formula::atom(Atom::Environment(host, name.clone()))
}

impl<'d> World<'d> {
    /// These entities with everything around them.
    pub fn new(document: &'d Document, entities: Vec<(Site<'d>, Vec<Site<'d>>)>) -> Self {
        let sites = entities.iter().enumerate();
        Self {
            environments: document.fleet.environments.keys().collect(),
            index: sites.map(|(at, (site, _))| (*site, at)).collect(),
            entities,
        }
    }

    /// All entities, users included.
    pub fn sites(&self) -> impl Iterator<Item = Site<'d>> {
        let entities = self.entities.iter();
        entities.flat_map(|(site, users)| users.iter().copied().chain([*site]))
    }

    /// The users of a host of this world.
    pub fn users(&self, host: Site<'d>) -> &[Site<'d>] {
        let found = self.index.get(&host).and_then(|&at| self.entities.get(at));
        found.map_or(&[], |(_, users)| users)
    }

    /// The scopes that a relation leads to.
    pub fn related(&self, relation: Relation, site: Site<'d>) -> Vec<Beside<'d>> {
        match relation {
            Relation::Parent => self.parents(site),
            Relation::Within => self.around(site),
            Relation::Has => self.children(site),
            Relation::HasWithin => self.inside(site),
        }
    }

    fn parents(&self, site: Site<'d>) -> Vec<Beside<'d>> {
        match site {
            Site::Fleet => vec![],
            Site::Environment(_) | Site::Home(_) => vec![(Site::Fleet, Formula::always())],
            Site::User(host, _) => vec![(Site::Host(host), Formula::always())],
            Site::Host(_) => {
                let environments = self.environments.iter();
                let environments =
                    environments.map(|name| (Site::Environment(name), in_environment(site, name)));
                let alone = !Formula::atom(Atom::Placed(site));
                environments.chain([(Site::Fleet, alone)]).collect()
            }
        }
    }

    fn around(&self, site: Site<'d>) -> Vec<Beside<'d>> {
        match site {
            Site::User(host, _) => {
                let host = Site::Host(host);
                let mut around = self.around(host);
                around.push((host, Formula::always()));
                around
            }
            Site::Host(_) => {
                let mut around = self.parents(site);
                // The fleet is around every host.
                around.pop();
                around.push((Site::Fleet, Formula::always()));
                around
            }
            _ => self.parents(site),
        }
    }

    fn children(&self, site: Site<'d>) -> Vec<Beside<'d>> {
        let entities = self.entities.iter().map(|(site, _)| *site);
        match site {
            Site::User(..) | Site::Home(_) => vec![],
            Site::Host(_) => {
                let users = self.users(site).iter();
                users.map(|user| (*user, Formula::always())).collect()
            }
            Site::Environment(name) => entities
                .filter(|site| matches!(site, Site::Host(_)))
                .map(|host| (host, in_environment(host, name)))
                .collect(),
            Site::Fleet => {
                let environments = self.environments.iter();
                let environments =
                    environments.map(|name| (Site::Environment(name), Formula::always()));
                let entities = entities.map(|site| match site {
                    Site::Host(_) => (site, !Formula::atom(Atom::Placed(site))),
                    _ => (site, Formula::always()),
                });
                environments.chain(entities).collect()
            }
        }
    }

    fn inside(&self, site: Site<'d>) -> Vec<Beside<'d>> {
        match site {
            Site::User(..) | Site::Home(_) | Site::Host(_) => self.children(site),
            Site::Environment(_) => {
                let mut inside = self.children(site);
                for (host, there) in inside.clone() {
                    let users = self.users(host).iter();
                    inside.extend(users.map(|user| (*user, there.clone())));
                }
                inside
            }
            Site::Fleet => {
                let environments = self.environments.iter().map(|name| Site::Environment(name));
                let all = environments.chain(self.sites());
                all.map(|site| (site, Formula::always())).collect()
            }
        }
    }
}
