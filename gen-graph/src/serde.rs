//! Graphs as data: their vertices and their edges, ascending; read in any order.

use std::hash::Hash;

use serde::de::Deserializer;
use serde::ser::{SerializeStruct as _, Serializer};
use serde::{Deserialize, Serialize};

use crate::canonical::Canonical;
use crate::dioid::Dioid;
use crate::graph::Graph;
use crate::labelled::Labelled;

/// What is read. The ends of edges need not be among the vertices.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read<V, E> {
    #[serde(default = "Vec::new")]
    vertices: Vec<V>,
    #[serde(default = "Vec::new")]
    edges: Vec<E>,
}

/// `{"vertices": [1, 2], "edges": [[1, 2]]}`.
impl<V: Serialize> Serialize for Graph<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = serializer.serialize_struct("Graph", 2)?;
        written.serialize_field("vertices", &Sequence(|| self.vertex_set()))?;
        written.serialize_field("edges", &Sequence(|| self.edge_set()))?;
        written.end()
    }
}

impl<'de, V: Deserialize<'de> + Ord + Hash> Deserialize<'de> for Graph<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read: Read<V, (V, V)> = Read::deserialize(deserializer)?;
        let edges = read.edges.into_iter().map(|(from, to)| (from, (), to));
        Ok(Canonical::from_edges(read.vertices, edges).into())
    }
}

/// `{"vertices": [1, 2], "edges": [[1, true, 2]]}`.
impl<V: Serialize, L: Serialize> Serialize for Labelled<V, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = serializer.serialize_struct("Labelled", 2)?;
        written.serialize_field("vertices", &Sequence(|| self.vertex_set()))?;
        written.serialize_field("edges", &Sequence(|| self.edge_set()))?;
        written.end()
    }
}

impl<'de, V, L> Deserialize<'de> for Labelled<V, L>
where
    V: Deserialize<'de> + Ord + Hash,
    L: Deserialize<'de> + Dioid,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read: Read<V, (V, L, V)> = Read::deserialize(deserializer)?;
        Ok(Canonical::from_edges(read.vertices, read.edges).into())
    }
}

/// What an iterator gives, as a sequence.
struct Sequence<F>(F);

impl<F, I> Serialize for Sequence<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
