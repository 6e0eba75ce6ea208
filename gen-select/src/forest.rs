//! A forest of scopes for those who have none of their own.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::atom::Scalar;
use crate::scope::{Scope, Scopes};

/// What one scope says of itself, as a plain value.
///
/// ```
/// use gen_select::{Record, Scalar};
///
/// let web1 = Record {
///     environment: Some("prod".into()),
///     ..Record::new("host", "web1").tag("web").attr("port", [Scalar::Int(80), Scalar::Int(443)])
/// };
/// assert!(web1.tags.contains("web"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// What it is.
    pub kind: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// The class of modules that it is made of.
    pub class: Option<SmolStr>,
    /// The system that it runs on.
    pub system: Option<SmolStr>,
    /// The environment that it is in.
    pub environment: Option<SmolStr>,
    /// Its tags.
    pub tags: BTreeSet<SmolStr>,
    /// The aspects that it includes.
    pub aspects: BTreeSet<SmolStr>,
    /// Its attributes: the one scalar of each, or those of its list.
    pub attributes: BTreeMap<SmolStr, Vec<Scalar>>,
}

impl Record {
    /// A scope with a kind and a name, and nothing else.
    pub fn new(kind: impl Into<SmolStr>, name: impl Into<SmolStr>) -> Self {
        Self {
            kind: kind.into(),
            name: name.into(),
            ..Self::default()
        }
    }

    /// The same with one more tag.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<SmolStr>) -> Self {
        self.tags.insert(tag.into());
        self
    }

    /// The same with one more aspect.
    #[must_use]
    pub fn aspect(mut self, aspect: impl Into<SmolStr>) -> Self {
        self.aspects.insert(aspect.into());
        self
    }

    /// The same with an attribute.
    #[must_use]
    pub fn attr(
        mut self,
        key: impl Into<SmolStr>,
        values: impl IntoIterator<Item = impl Into<Scalar>>,
    ) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        self.attributes.insert(key.into(), values);
        self
    }
}

impl Scope for Record {
    fn name(&self) -> &str {
        &self.name
    }

    fn kind(&self) -> &str {
        &self.kind
    }

    fn class(&self) -> Option<&str> {
        self.class.as_deref()
    }

    fn system(&self) -> Option<&str> {
        self.system.as_deref()
    }

    fn environment(&self) -> Option<&str> {
        self.environment.as_deref()
    }

    fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().map(SmolStr::as_str)
    }

    fn aspects(&self) -> impl Iterator<Item = &str> {
        self.aspects.iter().map(SmolStr::as_str)
    }

    fn attributes(&self) -> impl Iterator<Item = (&str, Scalar<&str>)> {
        self.attributes.iter().flat_map(|(key, values)| {
            values
                .iter()
                .map(move |value| (key.as_str(), value.borrowed()))
        })
    }

    fn has_tag(&self, tag: &str) -> bool {
        self.tags.contains(tag)
    }

    fn has_aspect(&self, aspect: &str) -> bool {
        self.aspects.contains(aspect)
    }

    fn attribute(&self, key: &str) -> impl Iterator<Item = Scalar<&str>> {
        let values = self.attributes.get(key).into_iter().flatten();
        values.map(Scalar::borrowed)
    }
}

/// A forest that grows by scopes under those that it has. A scope is named by how many came before it.
///
/// ```
/// use gen_select::{Forest, Record, Selector};
///
/// let mut forest = Forest::new();
/// let prod = forest.push(None, Record::new("environment", "prod"));
/// let web1 = forest.push(Some(prod), Record::new("host", "web1").tag("web"));
///
/// let selector: Selector = "tag:web & parent(is:prod)".parse()?;
/// assert!(selector.matches(&forest, web1));
/// # Ok::<(), gen_select::ParseError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Forest {
    records: Vec<Record>,
    parents: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
}

impl Forest {
    /// A forest without scopes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a scope; one whose parent is not there yet is outermost.
    pub fn push(&mut self, parent: Option<usize>, record: Record) -> usize {
        let id = self.records.len();
        let parent = parent.filter(|&parent| parent < id);
        if let Some(siblings) = parent.and_then(|parent| self.children.get_mut(parent)) {
            siblings.push(id);
        }
        self.records.push(record);
        self.parents.push(parent);
        self.children.push(Vec::new());
        id
    }

    /// How many scopes there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What a scope says of itself, to change it.
    pub fn get_mut(&mut self, id: usize) -> Option<&mut Record> {
        self.records.get_mut(id)
    }
}

/// # Panics
///
/// On an id that the forest did not give.
impl Scopes for Forest {
    type Id = usize;
    type Data<'a> = &'a Record;

    fn scopes(&self) -> impl Iterator<Item = usize> {
        0..self.records.len()
    }

    fn data(&self, id: usize) -> &Record {
        &self.records[id]
    }

    fn parent(&self, id: usize) -> Option<usize> {
        self.parents[id]
    }

    fn children(&self, id: usize) -> impl Iterator<Item = usize> {
        self.children[id].iter().copied()
    }
}
