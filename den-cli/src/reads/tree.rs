//! What was read: slices by their path, with their digests.

use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use smol_str::SmolStr;

use crate::document::slice::Digest;

/// The steps that lead to a slice; `*` at the end is the set of names of a collection. Plans share them.
pub type Path = Arc<[SmolStr]>;

/// Slices by their path, with their digests: in JSON nested as the document is.
///
/// In order of their paths, each once. No path is the beginning of another.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ReadTree(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    path: Path,
    /// How many of its first steps are those of the entry before.
    common: usize,
    digest: Option<Digest>,
}

/// A path, and the digest of what stood there; none where nothing did.
pub(super) type Read = (Path, Option<Digest>);

impl ReadTree {
    /// Puts reads together, of which some are in order. Of what lies below something absent, that is all there is to
    /// say.
    pub(super) fn new(sorted: impl IntoIterator<Item = Read>, mut others: Vec<Read>) -> Self {
        others.sort_unstable();
        let (mut sorted, mut others) =
            (sorted.into_iter().peekable(), others.into_iter().peekable());
        let mut entries: Vec<Entry> = Vec::with_capacity(sorted.size_hint().0 + others.len());
        loop {
            let first = match (sorted.peek(), others.peek()) {
                (Some((a, _)), Some((b, _))) => a <= b,
                (a, _) => a.is_some(),
            };
            let next = if first { sorted.next() } else { others.next() };
            let Some((path, digest)) = next else {
                return Self(entries);
            };
            let last = entries.last();
            let common = last.map_or(0, |last| {
                let steps = last.path.iter().zip(path.iter());
                steps.take_while(|(a, b)| a == b).count()
            });
            if last.is_none_or(|last| common < last.path.len()) {
                entries.push(Entry {
                    path,
                    common,
                    digest,
                });
            }
        }
    }

    /// All paths with their digests, in order; no digest for an absence.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[SmolStr], Option<Digest>)> {
        self.0.iter().map(|entry| (&entry.path[..], entry.digest))
    }
}

impl Serialize for ReadTree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Below {
            entries: &self.0,
            depth: 0,
        }
        .serialize(serializer)
    }
}

/// Entries that have their first steps in common, this many.
struct Below<'a> {
    entries: &'a [Entry],
    depth: usize,
}

impl Serialize for Below<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for entries in self.entries.chunk_by(|_, next| next.common > self.depth) {
            let Some(first) = entries.first() else {
                continue;
            };
            let Some(name) = first.path.get(self.depth) else {
                continue;
            };
            if first.path.len() == self.depth + 1 {
                map.serialize_entry(name, &first.digest)?;
            } else {
                let depth = self.depth + 1;
                map.serialize_entry(name, &Below { entries, depth })?;
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for ReadTree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Node::deserialize(deserializer)? {
            Node::Below(below) => {
                let reads = below
                    .into_iter()
                    .map(|(path, digest)| (path.into(), digest));
                Ok(Self::new([], reads.collect()))
            }
            Node::Leaf(_) => Err(D::Error::custom("slices stand below names")),
        }
    }
}

/// A part of a tree as it is read.
enum Node {
    Leaf(Option<Digest>),
    Below(Vec<(Vec<SmolStr>, Option<Digest>)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NodeVisitor;
        impl<'de> Visitor<'de> for NodeVisitor {
            type Value = Node;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a digest, null, or slices below")
            }
            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Leaf(None))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
                let digest = Digest::deserialize(text.into_deserializer())?;
                Ok(Node::Leaf(Some(digest)))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut entries = Vec::new();
                while let Some(name) = map.next_key::<SmolStr>()? {
                    match map.next_value()? {
                        Node::Leaf(digest) => entries.push((vec![name], digest)),
                        Node::Below(below) => {
                            entries.extend(below.into_iter().map(|(mut path, digest)| {
                                path.insert(0, name.clone());
                                (path, digest)
                            }));
                        }
                    }
                }
                Ok(Node::Below(entries))
            }
        }
        deserializer.deserialize_any(NodeVisitor)
    }
}

impl JsonSchema for ReadTree {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ReadTree".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let below = generator.subschema_for::<Self>();
        schemars::json_schema!({
            "description": "Digests of slices, nested as the document is; null for what was not there, `*` for a set of names.",
            "type": "object",
            "additionalProperties": { "anyOf": [
                { "type": "string", "pattern": "^[0-9a-f]{64}$" },
                { "type": "null" },
                below,
            ] },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_below_what_is_absent() {
        let path = |path: &str| path.split('.').map(SmolStr::from).collect::<Path>();
        let digest = Digest::of("");
        let sorted = [
            (path("aspects.a.interface"), Some(digest)),
            (path("aspects.z.shape"), Some(digest)),
        ];
        let others = vec![
            (path("aspects.ghost.provides.tool"), None),
            (path("aspects.ghost"), None),
            (path("aspects.ghost"), None),
            (path("aspects.a.shape"), Some(digest)),
        ];
        let tree = ReadTree::new(sorted, others);
        let json = serde_json::json!({ "aspects": {
            "a": { "interface": digest, "shape": digest },
            "ghost": null,
            "z": { "shape": digest },
        } });
        assert_eq!(serde_json::to_value(&tree).unwrap(), json);
        assert_eq!(serde_json::from_value::<ReadTree>(json).unwrap(), tree);
    }
}
