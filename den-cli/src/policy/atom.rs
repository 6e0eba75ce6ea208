//! What rules conclude, and what conditions look at.

use std::fmt;

use super::condition::PartOf;
use crate::document::name::{AspectId, EnvironmentName, PolicyName, TagName};
use crate::reads::Site;

/// Something that holds at a scope, or does not.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom<'d> {
    /// The scope has a tag.
    Tag(Site<'d>, TagName),
    /// The host is in an environment.
    Environment(Site<'d>, EnvironmentName),
    /// The host is in some environment.
    Placed(Site<'d>),
    /// The entity has an aspect.
    Aspect(Site<'d>, AspectId),
    /// The entity is not to have an aspect.
    Excluded(Site<'d>, AspectId),
    /// A rule fires at the scope.
    Fires(Site<'d>, &'d PolicyName),
    /// A part of a selector says this of the scope.
    Says(Site<'d>, PartOf<'d>),
}

impl fmt::Display for Atom<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(site, tag) => write!(f, "{site:?} has tag `{tag}`"),
            Self::Environment(site, name) => write!(f, "{site:?} is in environment `{name}`"),
            Self::Placed(site) => write!(f, "{site:?} is in an environment"),
            Self::Aspect(site, id) => write!(f, "{site:?} has aspect `{id}`"),
            Self::Excluded(site, id) => write!(f, "aspect `{id}` is excluded at {site:?}"),
            Self::Fires(site, rule) => write!(f, "rule `{rule}` fires at {site:?}"),
            Self::Says(site, part) => write!(f, "{part} of {site:?}"),
        }
    }
}

impl fmt::Debug for Atom<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why an atom follows from others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step<'d> {
    /// A rule says so.
    Rule(&'d PolicyName),
    /// The selector of an environment picks the host.
    Selector(&'d EnvironmentName),
    /// It is included by everything, the fleet, the environment, or the entity itself.
    Root,
    /// Another aspect includes it.
    Includes(AspectId),
    /// Another aspect excludes it.
    Excludes(AspectId),
    /// The user has it of the host.
    Inherited,
    /// The host is in this environment.
    Placed,
    /// What a part of a selector looks at is so.
    Part,
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(name) => write!(f, "rule `{name}`"),
            Self::Selector(name) => write!(f, "the selector of environment `{name}`"),
            Self::Root => f.write_str("included there"),
            Self::Includes(id) => write!(f, "included by aspect `{id}`"),
            Self::Excludes(id) => write!(f, "excluded by aspect `{id}`"),
            Self::Inherited => f.write_str("as on its host"),
            Self::Placed => f.write_str("that environment"),
            Self::Part => f.write_str("by what is within"),
        }
    }
}

impl fmt::Debug for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
