//! The scopes of a fleet as selectors see them, once everything is worked out.

use std::collections::BTreeSet;

use gen_select::{Scalar, Scope as Looked, Scopes};

use crate::document::name::{AspectId, EnvironmentName, TagName};
use crate::policy::facts::Facts;
use crate::reads::{Reads, Site};

/// A scope with what rules and includes came to.
#[derive(Clone, Debug)]
pub struct Member<'d> {
    /// The scope.
    pub site: Site<'d>,
    /// The environment around it.
    pub environment: Option<&'d EnvironmentName>,
    /// Its tags.
    pub tags: BTreeSet<TagName>,
    /// Its aspects.
    pub aspects: BTreeSet<AspectId>,
}

impl<'d> Member<'d> {
    /// A scope without tags and aspects.
    pub fn new(site: Site<'d>) -> Self {
        Self {
            site,
            environment: match site {
                Site::Environment(name) => Some(name),
                _ => None,
            },
            tags: BTreeSet::new(),
            aspects: BTreeSet::new(),
        }
    }
}

/// Scopes around and within one another. What selectors look at is read when they do.
pub struct Inhabited<'r, 'c, 'd> {
    reads: &'r Reads<'c, 'd>,
    members: Vec<Member<'d>>,
    parents: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
}

impl<'r, 'c, 'd> Inhabited<'r, 'c, 'd> {
    /// No scopes yet.
    pub fn new(reads: &'r Reads<'c, 'd>) -> Self {
        Self {
            reads,
            members: Vec::new(),
            parents: Vec::new(),
            children: Vec::new(),
        }
    }

    /// Adds a scope inside another one that is there.
    pub fn push(&mut self, parent: Option<usize>, member: Member<'d>) -> usize {
        let index = self.members.len();
        if let Some(siblings) = parent.and_then(|parent| self.children.get_mut(parent)) {
            siblings.push(index);
        }
        self.members.push(member);
        self.parents.push(parent);
        self.children.push(Vec::new());
        index
    }

    /// Where a scope is among those that were added.
    pub fn find(&self, site: Site<'_>) -> Option<usize> {
        self.members.iter().position(|member| member.site == site)
    }

    /// A scope that was added.
    pub fn member(&self, index: usize) -> Option<&Member<'d>> {
        self.members.get(index)
    }
}

/// One scope.
pub struct View<'v, 'c, 'd> {
    facts: Facts<'v, 'c, 'd>,
    member: &'v Member<'d>,
}

impl Looked for View<'_, '_, '_> {
    fn name(&self) -> &str {
        self.facts.name()
    }

    fn kind(&self) -> &str {
        self.facts.kind()
    }

    fn class(&self) -> Option<&str> {
        self.facts.class()
    }

    fn system(&self) -> Option<&str> {
        self.facts.system()
    }

    fn environment(&self) -> Option<&str> {
        self.member.environment.map(|name| name.as_str())
    }

    fn tags(&self) -> impl Iterator<Item = &str> {
        self.member.tags.iter().map(TagName::as_str)
    }

    fn aspects(&self) -> impl Iterator<Item = &str> {
        self.member.aspects.iter().map(AspectId::as_str)
    }

    fn attributes(&self) -> impl Iterator<Item = (&str, Scalar<&str>)> {
        self.facts.attributes()
    }

    fn has_tag(&self, tag: &str) -> bool {
        self.member.tags.contains(tag)
    }

    fn has_aspect(&self, aspect: &str) -> bool {
        self.member.aspects.contains(aspect)
    }

    fn attribute(&self, key: &str) -> impl Iterator<Item = Scalar<&str>> {
        self.facts.attribute(key)
    }
}

impl<'d, 'c> Scopes for Inhabited<'_, 'c, 'd> {
    type Id = usize;
    type Data<'v>
        = View<'v, 'c, 'd>
    where
        Self: 'v;

    fn scopes(&self) -> impl Iterator<Item = usize> {
        0..self.members.len()
    }

    fn data(&self, id: usize) -> View<'_, 'c, 'd> {
        let member = &self.members[id];
        View {
            facts: Facts::new(self.reads, member.site),
            member,
        }
    }

    fn parent(&self, id: usize) -> Option<usize> {
        self.parents.get(id).copied().flatten()
    }

    fn children(&self, id: usize) -> impl Iterator<Item = usize> {
        self.children.get(id).into_iter().flatten().copied()
    }
}
