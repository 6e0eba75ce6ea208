//! What a scope says of itself, whatever rules say: what selectors look at besides tags, environments and aspects.

use gen_select::{Scalar, Scope};

use crate::document::declared::Declared;
use crate::document::value::{Marker, Value};
use crate::reads::{Reads, Site};

/// A scope as it is declared. What is looked at is read.
#[derive(Clone, Copy)]
pub struct Facts<'r, 'c, 'd> {
    reads: &'r Reads<'c, 'd>,
    site: Site<'d>,
}

impl<'r, 'c, 'd> Facts<'r, 'c, 'd> {
    /// The facts of a scope.
    pub fn new(reads: &'r Reads<'c, 'd>, site: Site<'d>) -> Self {
        Self { reads, site }
    }
}

/// The word for what a scope is.
pub fn kind(site: Site<'_>) -> &'static str {
    match site {
        Site::Fleet => "fleet",
        Site::Environment(_) => "environment",
        Site::Host(_) => "host",
        Site::User(..) => "user",
        Site::Home(_) => "home",
    }
}

/// The name of a scope within its parent.
pub fn name(site: Site<'_>) -> &str {
    match site {
        Site::Fleet => "fleet",
        Site::Environment(name) => name.as_str(),
        Site::Host(name) => name.as_str(),
        Site::User(_, name) => name.as_str(),
        Site::Home(name) => name.as_str(),
    }
}

/// The scalars that a value is, or has, where it is one or a list of them.
pub fn scalars(value: &Value) -> impl Iterator<Item = Scalar<&str>> {
    let all = match value {
        Value::List(items) => &items[..],
        scalar => std::slice::from_ref(scalar),
    };
    all.iter().filter_map(|value| match value {
        Value::Null => Some(Scalar::Null),
        Value::Bool(value) => Some(Scalar::Bool(*value)),
        Value::Integer(value) => Some(Scalar::Int(*value)),
        Value::String(value) => Some(Scalar::String(value.as_ref())),
        _ => None,
    })
}

/// The names of the attributes of a set; none where it is no set.
fn attributes_of(set: &Value) -> impl Iterator<Item = &str> {
    let set = match set {
        Value::Set(set) => Some(set),
        Value::Marker(marker) => match &**marker {
            Marker::Attrs(set) => Some(set),
            _ => None,
        },
        _ => None,
    };
    set.into_iter()
        .flat_map(|set| set.keys().map(|key| key.as_str()))
}

/// The attribute of a set; none where it is no set, or has none of this name.
fn attribute_of<'v>(set: &'v Value, key: &str) -> Option<&'v Value> {
    match set {
        Value::Set(set) => set.get(key),
        Value::Marker(marker) => match &**marker {
            Marker::Attrs(set) => set.get(key),
            _ => None,
        },
        _ => None,
    }
}

impl<'d> Scope for Facts<'_, '_, 'd> {
    fn name(&self) -> &str {
        name(self.site)
    }

    fn kind(&self) -> &str {
        kind(self.site)
    }

    fn class(&self) -> Option<&str> {
        match self.site {
            Site::Host(name) => Some(self.reads.facts(name)?.good()?.class.as_str()),
            Site::User(host, user) => {
                let facts = self.reads.user_facts(host, user)?.good()?;
                let class = facts.classes.iter().find_map(Declared::good);
                class.map(|class| class.as_str())
            }
            Site::Home(name) => {
                let facts = self.reads.home_facts(name)?.good()?;
                let class = facts.classes.iter().find_map(Declared::good);
                class.map(|class| class.as_str())
            }
            Site::Fleet | Site::Environment(_) => None,
        }
    }

    fn system(&self) -> Option<&str> {
        match self.site {
            Site::Host(name) | Site::User(name, _) => {
                Some(self.reads.facts(name)?.good()?.system.as_str())
            }
            Site::Home(name) => Some(self.reads.home_facts(name)?.good()?.system.as_str()),
            Site::Fleet | Site::Environment(_) => None,
        }
    }

    /// None: rules can add some.
    fn tags(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    /// None: rules can add some.
    fn aspects(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    fn attributes(&self) -> impl Iterator<Item = (&str, Scalar<&str>)> {
        let meta = self.reads.meta(self.site).map(attributes_of);
        let own = self.reads.attribute_names(self.site);
        let keys = meta.into_iter().flatten().chain(own);
        keys.flat_map(|key| self.attribute(key).map(move |value| (key, value)))
    }

    fn attribute(&self, key: &str) -> impl Iterator<Item = Scalar<&str>> {
        let value = match self.reads.meta(self.site) {
            Some(meta) => attribute_of(meta, key),
            None => self.reads.attribute(self.site, key),
        };
        value.into_iter().flat_map(scalars)
    }
}
