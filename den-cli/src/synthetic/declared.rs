//! Declarations as data, close to what a user writes. What stands here twice in other words, once in the document and
//! once in the flake, is said once.

use std::collections::BTreeSet;

use crate::document::interface::Merge;
use crate::document::value::Value;

/// Everything that a fleet declares.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    pub aspects: Vec<Aspect>,
    pub environments: Vec<Environment>,
    pub hosts: Vec<Host>,
    pub includes: Vec<Include>,
    pub policies: Vec<Policy>,
    pub settings: Vec<Setting>,
    pub tags: Vec<Tag>,
}

/// An aspect; every part is a definition of its own, in a file of its own.
#[derive(Clone, Debug, Default)]
pub struct Aspect {
    pub name: String,
    pub description: Option<&'static str>,
    pub interface: Option<Interface>,
    pub parts: Vec<Part>,
    pub provides: Vec<Aspect>,
    /// What it says that it requires, and that it provides, in its metadata.
    pub needs: Vec<&'static str>,
    pub gives: Vec<&'static str>,
}

/// A definition of an aspect: an attribute set, or a function with these arguments.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub args: Option<&'static [&'static str]>,
    pub contents: Vec<Content>,
    pub excludes: Vec<String>,
    pub includes: Includes,
    /// The file of `aspects/` that it stands in.
    pub file: &'static str,
}

/// What a part includes.
#[derive(Clone, Debug)]
pub enum Includes {
    Always(Vec<Include>),
    /// One thing on hosts that give themselves a tag, another thing on all others: known only at a host.
    ByTag {
        tag: &'static str,
        with: Vec<Include>,
        without: Vec<Include>,
    },
}

impl Default for Includes {
    fn default() -> Self {
        Self::Always(vec![])
    }
}

/// One include.
#[derive(Clone, Debug)]
pub enum Include {
    /// `den.aspects.nginx`, `den.aspects.gaming.provides.emulation`.
    Aspect(String),
    /// `"nginx"`.
    Name(String),
    /// An aspect of its own.
    Inline(Aspect),
}

/// Content for a class; a function where it asks for arguments.
#[derive(Clone, Debug)]
pub struct Content {
    pub class: &'static str,
    pub args: &'static [&'static str],
    /// The definitions in it, as Nix.
    pub body: String,
}

/// The settings that an aspect offers.
#[derive(Clone, Debug)]
pub struct Interface {
    /// Written as a module of the module system, and not as leaves.
    pub module: bool,
    pub properties: Vec<(&'static str, Property)>,
}

/// An option, or a group of them.
#[derive(Clone, Debug)]
pub enum Property {
    Group(Vec<(&'static str, Property)>),
    Leaf(Leaf),
}

/// An option.
#[derive(Clone, Debug)]
pub struct Leaf {
    pub default: Value,
    pub description: Option<&'static str>,
    pub merge: Merge,
    pub kind: Kind,
}

/// The type of an option.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Bool,
    Port,
    String,
    Strings,
    StringByName,
}

/// Settings of an aspect in some layer: a definition of them.
#[derive(Clone, Debug)]
pub struct Setting {
    pub aspect: String,
    pub value: Value,
    /// Written `aspects.<a>.settings`, and not `settings.<a>`.
    pub long: bool,
}

/// An environment, with the hosts that it lists.
#[derive(Clone, Debug)]
pub struct Environment {
    pub name: &'static str,
    pub hosts: BTreeSet<String>,
    pub includes: Vec<Include>,
    pub region: &'static str,
    pub settings: Vec<Setting>,
}

/// A tag that names its hosts.
#[derive(Clone, Debug)]
pub enum Tag {
    Listed(&'static str, BTreeSet<String>),
    /// The hosts that give themselves one of these tags.
    Computed(&'static str, &'static [&'static str]),
}

/// A host.
#[derive(Clone, Debug)]
pub struct Host {
    pub name: String,
    pub system: &'static str,
    /// A free attribute.
    pub location: &'static str,
    /// The environment that it says it is in.
    pub environment: Option<&'static str>,
    pub includes: Vec<Include>,
    pub settings: Vec<Setting>,
    pub tags: Vec<&'static str>,
    pub users: Vec<User>,
}

/// A user of a host.
#[derive(Clone, Debug)]
pub struct User {
    pub name: String,
    pub settings: Vec<Setting>,
}

/// A policy: one effect where its condition holds, none elsewhere.
#[derive(Clone, Debug)]
pub struct Policy {
    pub name: &'static str,
    pub args: &'static [&'static str],
    /// The tag that the host must have.
    pub when: Option<&'static str>,
    pub effect: Effect,
}

/// What a policy asks for.
#[derive(Clone, Debug)]
pub enum Effect {
    Configure(String, Value),
    Exclude(String),
    Include(String),
    /// The content of a class, into `<output>.<host>`.
    Instantiate(&'static str, &'static str),
}

impl Host {
    /// The class of its system.
    pub fn class(&self) -> &'static str {
        if self.system.ends_with("-darwin") {
            "darwin"
        } else {
            "nixos"
        }
    }
}

impl Fleet {
    /// The environment of a host.
    pub fn environment(&self, host: &Host) -> Option<&'static str> {
        let listing = |environment: &&Environment| environment.hosts.contains(&host.name);
        host.environment.or_else(|| {
            self.environments
                .iter()
                .find(listing)
                .map(|environment| environment.name)
        })
    }

    /// The hosts of a tag of the fleet.
    pub fn hosts_of(&self, tag: &Tag) -> BTreeSet<String> {
        match tag {
            Tag::Listed(_, hosts) => hosts.clone(),
            Tag::Computed(_, among) => {
                let named = self
                    .hosts
                    .iter()
                    .filter(|host| among.iter().any(|tag| host.tags.contains(tag)));
                named.map(|host| host.name.clone()).collect()
            }
        }
    }

    /// Whether a host has a tag, its own or the fleet's.
    pub fn has_tag(&self, host: &Host, name: &str) -> bool {
        host.tags.contains(&name)
            || self.tags.iter().any(|tag| match tag {
                Tag::Listed(known, hosts) => *known == name && hosts.contains(&host.name),
                Tag::Computed(known, among) => {
                    *known == name && among.iter().any(|tag| host.tags.contains(tag))
                }
            })
    }
}
