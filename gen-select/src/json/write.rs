//! Writing the JSON form.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::deeper;
use crate::atom::{Atom, Dimension, Scalar};
use crate::selector::{Layout, Node, Selector};

/// The JSON form, at any depth; reading it gives the same selector. Cost: linear.
impl Serialize for Selector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let part = Part {
            nodes: self.nodes(),
            layout: &Layout::of(self),
            root: self.nodes().len() - 1,
        };
        part.serialize(serializer)
    }
}

/// As JSON has it.
impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::String(value) => serializer.serialize_str(value),
        }
    }
}

/// One node with what is below it.
#[derive(Clone, Copy)]
struct Part<'s> {
    nodes: &'s [Node],
    layout: &'s Layout,
    root: usize,
}

impl<'s> Part<'s> {
    /// The operands, the last one first.
    fn operands(self) -> impl Iterator<Item = Part<'s>> {
        let operands = self.layout.operands(self.root);
        operands.map(move |root| Part { root, ..self })
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        deeper(|| match &self.nodes[self.root] {
            Node::Atom(atom) => write_atom(atom, serializer),
            Node::And(_) => entry(serializer, "and", &Operands(*self)),
            Node::Any(_) => entry(serializer, "any", &Operands(*self)),
            Node::Not => entry(serializer, "not", &Only(*self)),
            Node::Relation(relation) => entry(serializer, relation.key(), &Only(*self)),
        })
    }
}

/// The operands of a node, as a list.
struct Operands<'s>(Part<'s>);

impl Serialize for Operands<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut operands: Vec<_> = self.0.operands().collect();
        operands.reverse();
        let mut list = serializer.serialize_seq(Some(operands.len()))?;
        for operand in &operands {
            list.serialize_element(operand)?;
        }
        list.end()
    }
}

/// The one operand of a node.
struct Only<'s>(Part<'s>);

impl Serialize for Only<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.operands().next() {
            Some(operand) => operand.serialize(serializer),
            None => serializer.serialize_unit(),
        }
    }
}

fn write_atom<S: Serializer>(atom: &Atom, serializer: S) -> Result<S::Ok, S::Error> {
    match atom {
        Atom::Star => entry(serializer, "star", &true),
        Atom::Name(glob) => entry(serializer, "name", glob.as_str()),
        Atom::Is(Dimension::Name, name) => entry(serializer, "name", &Entry("is", name.as_str())),
        Atom::Is(dimension, word) => entry(serializer, dimension.key(), word.as_str()),
        Atom::Attr(key, value) => entry(serializer, "attrs", &Entry(key, value)),
    }
}

fn entry<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    key: &str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(Some(1))?;
    object.serialize_entry(key, value)?;
    object.end()
}

/// An object of one key.
struct Entry<'e, T: ?Sized>(&'e str, &'e T);

impl<T: Serialize + ?Sized> Serialize for Entry<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        entry(serializer, self.0, self.1)
    }
}
