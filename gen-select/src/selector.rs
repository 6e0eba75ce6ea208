//! Selectors, as nodes in postorder.
//!
//! A selector is a list: the nodes of its operands, one operand after the other, and its own node last. There is no
//! pointer from one to another, so whatever goes through a selector is a loop, and the depth of what a user nests is
//! bounded by memory and not by the stack. That holds for what the compiler derives too: a selector is cloned,
//! compared, printed and thrown away as a list.

use std::ops;

use smol_str::SmolStr;

use crate::atom::{AliasError, Atom, Dimension, Scalar};
use crate::glob::Glob;

/// Where around a scope an operand must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// At its parent.
    Parent,
    /// At some scope around it.
    Within,
    /// At some child of it.
    Has,
    /// At some scope in it, at any depth.
    HasWithin,
}

impl Relation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Parent, Self::Within, Self::Has, Self::HasWithin];

    /// Its key in the JSON form.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Within => "within",
            Self::Has => "has",
            Self::HasWithin => "hasWithin",
        }
    }

    /// What stands before the parenthesis in the text form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::HasWithin => "has-within",
            _ => self.key(),
        }
    }
}

/// One step of a selector.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A look at the scope itself.
    Atom(Atom),
    /// Holds where all of this many operands hold: of none, everywhere.
    And(usize),
    /// Holds where any of this many operands holds: of none, nowhere.
    Any(usize),
    /// Holds where its operand does not.
    Not,
    /// Holds where its operand holds at a scope that is so related.
    Relation(Relation),
}

impl Node {
    /// How many operands it has.
    pub const fn operands(&self) -> usize {
        match self {
            Self::Atom(_) => 0,
            Self::And(operands) | Self::Any(operands) => *operands,
            Self::Not | Self::Relation(_) => 1,
        }
    }
}

/// What holds of some scopes and not of others.
///
/// Two selectors are equal when they are written alike; whether they hold of the same scopes is another question.
/// [`Display`](std::fmt::Display) and [`FromStr`](std::str::FromStr) are the text form; with the feature `serde`,
/// `Serialize` and `Deserialize` are the JSON form.
///
/// Making a selector of others moves their nodes: what is made first is not copied, what is added to it is.
///
/// ```
/// use gen_select::Selector;
///
/// let made = Selector::tag("web") & !Selector::kind("user");
/// assert_eq!(made, "tag:web & !kind:user".parse()?);
/// # Ok::<(), gen_select::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Selector {
    /// In postorder; never empty, and every node has its operands before it.
    nodes: Vec<Node>,
}

impl Selector {
    /// Takes nodes that stand as they must.
    pub(crate) fn from_nodes(nodes: Vec<Node>) -> Self {
        Self { nodes }
    }

    fn atom(atom: Atom) -> Self {
        Self::from_nodes(vec![Node::Atom(atom)])
    }

    fn is_in(dimension: Dimension, word: impl Into<SmolStr>) -> Self {
        Self::atom(Atom::Is(dimension, word.into()))
    }

    fn under(mut self, node: Node) -> Self {
        self.nodes.push(node);
        self
    }

    fn joined(operands: impl IntoIterator<Item = Self>, node: fn(usize) -> Node) -> Self {
        let mut operands = operands.into_iter();
        let Some(Self { mut nodes }) = operands.next() else {
            return Self::from_nodes(vec![node(0)]);
        };
        let mut count = 1;
        for operand in operands {
            nodes.extend(operand.nodes);
            count += 1;
        }
        nodes.push(node(count));
        Self::from_nodes(nodes)
    }

    /// What stands at one of its [nodes](Self::nodes), with all of its operands; nothing where there is no such node.
    ///
    /// Cost: linear in the nodes before it.
    ///
    /// ```
    /// use gen_select::Selector;
    ///
    /// let selector: Selector = "kind:host & within(tag:web)".parse()?;
    /// let within = selector.nodes().len() - 2;
    /// assert_eq!(selector.part(within), Some("within(tag:web)".parse()?));
    /// # Ok::<(), gen_select::ParseError>(())
    /// ```
    pub fn part(&self, node: usize) -> Option<Self> {
        let nodes = self.nodes.get(..=node)?;
        // How many parts begin further on.
        let mut missing = 1;
        let start = nodes.iter().rposition(|node| {
            missing += node.operands();
            missing -= 1;
            missing == 0
        })?;
        Some(Self::from_nodes(nodes.get(start..)?.to_vec()))
    }

    /// Everything.
    pub fn star() -> Self {
        Self::atom(Atom::Star)
    }

    /// What has a tag.
    pub fn tag(tag: impl Into<SmolStr>) -> Self {
        Self::is_in(Dimension::Tag, tag)
    }

    /// What has a name of this pattern (see [`Glob`]).
    pub fn name(pattern: impl Into<SmolStr>) -> Self {
        Self::atom(Atom::Name(Glob::new(pattern)))
    }

    /// What has exactly this name.
    pub fn is(name: impl Into<SmolStr>) -> Self {
        Self::is_in(Dimension::Name, name)
    }

    /// What has one of these names exactly: what a bare list of names means.
    pub fn names(names: impl IntoIterator<Item = impl Into<SmolStr>>) -> Self {
        Self::any(names.into_iter().map(Self::is))
    }

    /// What is of a kind.
    pub fn kind(kind: impl Into<SmolStr>) -> Self {
        Self::is_in(Dimension::Kind, kind)
    }

    /// What is made of a class.
    pub fn class(class: impl Into<SmolStr>) -> Self {
        Self::is_in(Dimension::Class, class)
    }

    /// What runs on a system.
    pub fn system(system: impl Into<SmolStr>) -> Self {
        Self::is_in(Dimension::System, system)
    }

    /// What is in an environment.
    pub fn environment(environment: impl Into<SmolStr>) -> Self {
        Self::is_in(Dimension::Environment, environment)
    }

    /// What includes an aspect.
    pub fn aspect(aspect: impl Into<SmolStr>) -> Self {
        Self::is_in(Dimension::Aspect, aspect)
    }

    /// What has an attribute with this value, or with a list that contains it.
    ///
    /// The keys `tag` (also `tags`), `name`, `kind`, `class`, `system` and `environment` stand for the selectors of
    /// these names, so `attr("tag", "x")` is `tag("x")`.
    ///
    /// # Errors
    ///
    /// When such a key is compared with something that is no text.
    pub fn attr(key: impl Into<SmolStr>, value: impl Into<Scalar>) -> Result<Self, AliasError> {
        Atom::attr(key.into(), value.into()).map(Self::atom)
    }

    /// What has all of these attributes.
    ///
    /// # Errors
    ///
    /// As [`attr`](Self::attr).
    pub fn attrs<K: Into<SmolStr>, V: Into<Scalar>>(
        attributes: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, AliasError> {
        let mut nodes = Vec::new();
        for (key, value) in attributes {
            nodes.push(Node::Atom(Atom::attr(key.into(), value.into())?));
        }
        if nodes.len() != 1 {
            nodes.push(Node::And(nodes.len()));
        }
        Ok(Self::from_nodes(nodes))
    }

    /// What all of these hold of; of none, everything.
    pub fn and(operands: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(operands, Node::And)
    }

    /// What any of these holds of; of none, nothing.
    pub fn any(operands: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(operands, Node::Any)
    }

    /// What is so related to something that `operand` holds of.
    pub fn related(relation: Relation, operand: Self) -> Self {
        operand.under(Node::Relation(relation))
    }

    /// What `operand` holds of the parent of.
    pub fn parent(operand: Self) -> Self {
        Self::related(Relation::Parent, operand)
    }

    /// What `operand` holds of some scope around.
    pub fn within(operand: Self) -> Self {
        Self::related(Relation::Within, operand)
    }

    /// What `operand` holds of some child of.
    pub fn has(operand: Self) -> Self {
        Self::related(Relation::Has, operand)
    }

    /// What `operand` holds of some scope in, at any depth.
    pub fn has_within(operand: Self) -> Self {
        Self::related(Relation::HasWithin, operand)
    }

    /// What `child` holds of, directly in something that `parent` holds of.
    pub fn child(parent: Self, child: Self) -> Self {
        child & Self::parent(parent)
    }

    /// What `descendant` holds of, in something that `ancestor` holds of.
    pub fn descendant(ancestor: Self, descendant: Self) -> Self {
        descendant & Self::within(ancestor)
    }

    /// Its nodes in postorder: each operand before what it is an operand of, the whole last.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Works something out from the operands up, which come in the order that they are written in.
    ///
    /// Cost: one call a node, and no recursion.
    ///
    /// ```
    /// use gen_select::{Node, Selector};
    ///
    /// let selector: Selector = "tag:a & !(tag:b | tag:c)".parse()?;
    /// let depth = selector.fold(|_, operands: Vec<usize>| 1 + operands.into_iter().max().unwrap_or(0));
    /// assert_eq!(depth, 4);
    /// # Ok::<(), gen_select::ParseError>(())
    /// ```
    pub fn fold<T>(&self, mut combine: impl FnMut(&Node, Vec<T>) -> T) -> T {
        let mut values = Vec::new();
        for node in &self.nodes {
            let operands = values.split_off(values.len() - node.operands());
            values.push(combine(node, operands));
        }
        match values.pop() {
            Some(value) => value,
            None => unreachable!("a selector has a node"),
        }
    }
}

impl ops::BitAnd for Selector {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::and([self, other])
    }
}

impl ops::BitOr for Selector {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self::any([self, other])
    }
}

impl ops::Not for Selector {
    type Output = Self;

    fn not(self) -> Self {
        self.under(Node::Not)
    }
}

/// Where the operands of each node stand.
pub(crate) struct Layout {
    /// For each node, the first of those that belong to it.
    starts: Vec<usize>,
}

impl Layout {
    pub(crate) fn of(selector: &Selector) -> Self {
        let mut starts = Vec::with_capacity(selector.nodes.len());
        let mut open: Vec<usize> = Vec::new();
        for (index, node) in selector.nodes.iter().enumerate() {
            let operands = open.split_off(open.len() - node.operands());
            let start = operands.first().copied().unwrap_or(index);
            open.push(start);
            starts.push(start);
        }
        Self { starts }
    }

    /// The operands of a node, the last one first.
    pub(crate) fn operands(&self, node: usize) -> impl Iterator<Item = usize> {
        let mut before = node;
        std::iter::from_fn(move || {
            let operand = self.operand_before(node, before)?;
            before = self.starts[operand];
            Some(operand)
        })
    }

    /// The last operand of a node that ends before another node.
    fn operand_before(&self, node: usize, before: usize) -> Option<usize> {
        (before > self.starts[node]).then(|| before - 1)
    }

    /// The operand of a node that comes before one of its operands; the last one, before the node itself.
    pub(crate) fn next(&self, node: usize, after: usize) -> Option<usize> {
        let before = if after == node {
            node
        } else {
            self.starts[after]
        };
        self.operand_before(node, before)
    }
}
