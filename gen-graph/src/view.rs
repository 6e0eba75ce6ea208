//! A graph as petgraph's algorithms see it.

use std::iter::Copied;
use std::ops::Range;
use std::slice;

use fixedbitset::FixedBitSet;
use petgraph::Direction;
use petgraph::visit::{
    GraphBase, GraphRef, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers, Visitable,
};

use crate::adjacency::Adjacency;
use crate::graph::Graph;

#[derive(Clone, Copy)]
pub(crate) struct View<'g> {
    outgoing: &'g Adjacency,
    incoming: &'g Adjacency,
}

impl<'g> View<'g> {
    pub(crate) fn new<V>(graph: &'g Graph<V>) -> Self {
        Self {
            outgoing: graph.outgoing(),
            incoming: graph.incoming(),
        }
    }
}

impl GraphBase for View<'_> {
    type EdgeId = (u32, u32);
    type NodeId = u32;
}

impl GraphRef for View<'_> {}

impl<'g> IntoNeighbors for View<'g> {
    type Neighbors = Copied<slice::Iter<'g, u32>>;

    fn neighbors(self, vertex: u32) -> Self::Neighbors {
        self.outgoing.row(vertex).iter().copied()
    }
}

impl<'g> IntoNeighborsDirected for View<'g> {
    type NeighborsDirected = Copied<slice::Iter<'g, u32>>;

    fn neighbors_directed(self, vertex: u32, direction: Direction) -> Self::NeighborsDirected {
        let edges = match direction {
            Direction::Outgoing => self.outgoing,
            Direction::Incoming => self.incoming,
        };
        edges.row(vertex).iter().copied()
    }
}

impl IntoNodeIdentifiers for View<'_> {
    type NodeIdentifiers = Range<u32>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        0..self.outgoing.vertex_count() as u32
    }
}

impl Visitable for View<'_> {
    type Map = FixedBitSet;

    fn visit_map(&self) -> FixedBitSet {
        FixedBitSet::with_capacity(self.outgoing.vertex_count())
    }

    fn reset_map(&self, map: &mut FixedBitSet) {
        map.clear();
    }
}
