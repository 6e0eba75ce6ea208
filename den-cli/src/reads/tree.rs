//! What was read: slices by their path, with their digests.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};
use smol_str::SmolStr;

use crate::document::slice::Digest;

/// Slices by their path, with their digests: nested as the document is.
#[derive(Clone, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct ReadTree(BTreeMap<SmolStr, ReadNode>);

/// A part of a [`ReadTree`].
#[derive(Clone, Debug, PartialEq, Eq)]
enum ReadNode {
    /// A slice with this digest, or the set of names of a collection, under the name `*`.
    Digest(Digest),
    /// Nothing stood there.
    Absent,
    /// Slices below.
    Below(ReadTree),
}

impl ReadTree {
    pub(super) fn insert(&mut self, path: &[SmolStr], digest: Option<Digest>) {
        match path {
            [] => {}
            [name] => {
                self.0.insert(
                    name.clone(),
                    digest.map_or(ReadNode::Absent, ReadNode::Digest),
                );
            }
            [name, rest @ ..] => {
                let node = self
                    .0
                    .entry(name.clone())
                    .or_insert_with(|| ReadNode::Below(Self::default()));
                if !matches!(node, ReadNode::Below(_)) {
                    *node = ReadNode::Below(Self::default());
                }
                if let ReadNode::Below(below) = node {
                    below.insert(rest, digest);
                }
            }
        }
    }

    /// All paths with their digests, in order; no digest for an absence.
    pub fn flatten(&self) -> Vec<(Vec<SmolStr>, Option<Digest>)> {
        let mut paths = Vec::new();
        self.flatten_into(&mut Vec::new(), &mut paths);
        paths
    }

    fn flatten_into(
        &self,
        prefix: &mut Vec<SmolStr>,
        paths: &mut Vec<(Vec<SmolStr>, Option<Digest>)>,
    ) {
        for (name, node) in &self.0 {
            prefix.push(name.clone());
            match node {
                ReadNode::Digest(digest) => paths.push((prefix.clone(), Some(*digest))),
                ReadNode::Absent => paths.push((prefix.clone(), None)),
                ReadNode::Below(below) => below.flatten_into(prefix, paths),
            }
            prefix.pop();
        }
    }
}

impl Serialize for ReadTree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(&self.0)
    }
}

impl Serialize for ReadNode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Digest(digest) => digest.serialize(serializer),
            Self::Absent => serializer.serialize_unit(),
            Self::Below(below) => below.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ReadNode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::{IntoDeserializer, MapAccess, Visitor, value::MapAccessDeserializer};
        struct NodeVisitor;
        impl<'de> Visitor<'de> for NodeVisitor {
            type Value = ReadNode;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a digest, null, or slices below")
            }
            fn visit_unit<E>(self) -> Result<ReadNode, E> {
                Ok(ReadNode::Absent)
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<ReadNode, E> {
                Digest::deserialize(text.into_deserializer()).map(ReadNode::Digest)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ReadNode, A::Error> {
                ReadTree::deserialize(MapAccessDeserializer::new(map)).map(ReadNode::Below)
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
