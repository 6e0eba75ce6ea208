//! What scopes must tell for selectors to range over them.

use std::hash::Hash;

use crate::atom::Scalar;

/// What one scope says of itself.
pub trait Scope {
    /// Its name.
    fn name(&self) -> &str;

    /// What it is: `host`, `user`, …
    fn kind(&self) -> &str;

    /// The class of modules that it is made of, if it is made of any.
    fn class(&self) -> Option<&str> {
        None
    }

    /// The system that it runs on.
    fn system(&self) -> Option<&str> {
        None
    }

    /// The environment that it is in.
    fn environment(&self) -> Option<&str> {
        None
    }

    /// Its tags, in any order.
    fn tags(&self) -> impl Iterator<Item = &str>;

    /// The aspects that it includes, in any order.
    fn aspects(&self) -> impl Iterator<Item = &str>;

    /// Its attributes: one pair for each that is a scalar, and one pair for each scalar in one that is a list. What is
    /// neither does not take part.
    fn attributes(&self) -> impl Iterator<Item = (&str, Scalar<&str>)>;

    /// Whether a tag is among [`tags`](Self::tags). Worth writing where they are looked up faster than gone through.
    fn has_tag(&self, tag: &str) -> bool {
        self.tags().any(|found| found == tag)
    }

    /// Whether an aspect is among [`aspects`](Self::aspects).
    fn has_aspect(&self, aspect: &str) -> bool {
        self.aspects().any(|found| found == aspect)
    }

    /// The scalars among [`attributes`](Self::attributes) with this key.
    fn attribute(&self, key: &str) -> impl Iterator<Item = Scalar<&str>> {
        self.attributes()
            .filter_map(move |(found, value)| (found == key).then_some(value))
    }

    /// Whether a scalar is among [`attribute`](Self::attribute).
    fn has_attribute(&self, key: &str, value: Scalar<&str>) -> bool {
        self.attribute(key).any(|found| found == value)
    }
}

impl<S: Scope + ?Sized> Scope for &S {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn kind(&self) -> &str {
        (**self).kind()
    }

    fn class(&self) -> Option<&str> {
        (**self).class()
    }

    fn system(&self) -> Option<&str> {
        (**self).system()
    }

    fn environment(&self) -> Option<&str> {
        (**self).environment()
    }

    fn tags(&self) -> impl Iterator<Item = &str> {
        (**self).tags()
    }

    fn aspects(&self) -> impl Iterator<Item = &str> {
        (**self).aspects()
    }

    fn attributes(&self) -> impl Iterator<Item = (&str, Scalar<&str>)> {
        (**self).attributes()
    }

    fn has_tag(&self, tag: &str) -> bool {
        (**self).has_tag(tag)
    }

    fn has_aspect(&self, aspect: &str) -> bool {
        (**self).has_aspect(aspect)
    }

    fn attribute(&self, key: &str) -> impl Iterator<Item = Scalar<&str>> {
        (**self).attribute(key)
    }

    fn has_attribute(&self, key: &str, value: Scalar<&str>) -> bool {
        (**self).has_attribute(key, value)
    }
}

/// A forest of scopes.
///
/// It must be one: `children(p)` has `c` exactly where `parent(c)` is `p`, no scope is above itself, and
/// [`scopes`](Self::scopes) has every scope once. What matches in something else is not said; above a scope that is
/// above itself, [matching](crate::Matcher) does not end.
///
/// [`Forest`](crate::Forest) is one that stands ready.
pub trait Scopes {
    /// What names a scope.
    type Id: Copy + Ord + Hash;

    /// What one scope says of itself; a reference, or a view that is put together when it is asked for.
    type Data<'a>: Scope
    where
        Self: 'a;

    /// All scopes, in any order.
    fn scopes(&self) -> impl Iterator<Item = Self::Id>;

    /// What a scope says of itself.
    fn data(&self, id: Self::Id) -> Self::Data<'_>;

    /// The scope that it lies in, unless it is outermost.
    fn parent(&self, id: Self::Id) -> Option<Self::Id>;

    /// The scopes that lie directly in it.
    fn children(&self, id: Self::Id) -> impl Iterator<Item = Self::Id>;

    /// The scopes around it, from the inside out; not itself.
    fn ancestors(&self, id: Self::Id) -> impl Iterator<Item = Self::Id> {
        std::iter::successors(self.parent(id), |&id| self.parent(id))
    }
}
