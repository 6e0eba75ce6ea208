//! Cycles: one short witness for each strongly connected component that has any.

use std::collections::VecDeque;
use std::fmt;

use crate::adjacency::Adjacency;
use crate::component::Partition;
use crate::graph::Graph;

/// A closed walk: an edge from each vertex to the next one, and from the last to the first.
///
/// It begins with the least vertex of its strongly connected component, and no closed walk through that is shorter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cycle<V>(Vec<V>);

impl<V> Cycle<V> {
    /// The vertices, each once, in the order of the walk. There is at least one.
    pub fn vertices(&self) -> &[V] {
        &self.0
    }

    /// The vertices, each once, in the order of the walk. There is at least one.
    pub fn into_vertices(self) -> Vec<V> {
        self.0
    }

    /// The edges, in the order of the walk.
    pub fn edges(&self) -> impl Iterator<Item = (&V, &V)> {
        let next = self.0.iter().cycle().skip(1);
        self.0.iter().zip(next)
    }
}

/// `a → b → a`.
impl<V: fmt::Display> fmt::Display for Cycle<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for vertex in &self.0 {
            write!(f, "{vertex} → ")?;
        }
        self.0.first().map_or(Ok(()), |first| write!(f, "{first}"))
    }
}

/// Why a graph has no topological order: its cycles, at least one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cyclic<V> {
    first: Cycle<V>,
    others: Vec<Cycle<V>>,
}

impl<V> Cyclic<V> {
    /// One cycle for each strongly connected component that has any, by their least vertices.
    pub fn cycles(&self) -> impl Iterator<Item = &Cycle<V>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The one of the least vertex.
    pub fn first(&self) -> &Cycle<V> {
        &self.first
    }
}

/// `cyclic: a → b → a, c → c`.
impl<V: fmt::Display> fmt::Display for Cyclic<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cyclic: {}", self.first)?;
        self.others
            .iter()
            .try_for_each(|cycle| write!(f, ", {cycle}"))
    }
}

impl<V: fmt::Debug + fmt::Display> std::error::Error for Cyclic<V> {}

impl<V: Clone> Graph<V> {
    /// Says whether the graph is cyclic, and why: a shortest closed walk through the least vertex of each strongly
    /// connected component that has one.
    ///
    /// Linear: the components by [`components`](Self::components), then a search in breadth within each.
    ///
    /// # Errors
    ///
    /// When there is a cycle.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let cyclic = Graph::edges([(1, 2), (2, 3), (3, 1), (3, 2), (4, 4)]).check_acyclic().unwrap_err();
    /// assert_eq!(cyclic.to_string(), "cyclic: 1 → 2 → 3 → 1, 4 → 4");
    /// ```
    pub fn check_acyclic(&self) -> Result<(), Cyclic<V>> {
        let mut cycles = self.cycles();
        match cycles.next() {
            None => Ok(()),
            Some(first) => Err(Cyclic {
                first,
                others: cycles.collect(),
            }),
        }
    }

    fn cycles(&self) -> impl Iterator<Item = Cycle<V>> {
        let edges = self.outgoing();
        let partition = Partition::of(self);
        let mut search = Search::new(edges);
        partition
            .cyclic(edges)
            .into_iter()
            .filter_map(move |least| {
                let component = partition.component(least);
                let within = |vertex| partition.component(vertex) == component;
                let walk = search.walk(least, least, within)?;
                let vertices = walk.into_iter().map(|number| self.key(number).clone());
                Some(Cycle(vertices.collect()))
            })
    }
}

/// Searches in breadth, in parts of a graph that have no vertex in common.
pub(crate) struct Search<'g> {
    edges: &'g Adjacency,
    /// Where each vertex was first reached from, or [`UNSEEN`].
    reached_from: Vec<u32>,
}

const UNSEEN: u32 = u32::MAX;

impl<'g> Search<'g> {
    pub(crate) fn new(edges: &'g Adjacency) -> Self {
        Self {
            edges,
            reached_from: vec![UNSEEN; edges.vertex_count()],
        }
    }

    /// The vertices of a shortest walk of at least one edge, without the last one; the least such walk in their order.
    pub(crate) fn walk(
        &mut self,
        from: u32,
        to: u32,
        within: impl Fn(u32) -> bool,
    ) -> Option<Vec<u32>> {
        let mut pending = VecDeque::from([from]);
        while let Some(vertex) = pending.pop_front() {
            for &next in self.edges.row(vertex) {
                if next == to {
                    return Some(self.back(from, vertex));
                }
                if next != from && self.reached_from[next as usize] == UNSEEN && within(next) {
                    self.reached_from[next as usize] = vertex;
                    pending.push_back(next);
                }
            }
        }
        None
    }

    fn back(&self, from: u32, mut vertex: u32) -> Vec<u32> {
        let mut walk = vec![vertex];
        while vertex != from {
            vertex = self.reached_from[vertex as usize];
            walk.push(vertex);
        }
        walk.reverse();
        walk
    }
}
