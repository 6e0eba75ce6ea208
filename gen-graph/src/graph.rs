//! The plain graph: its four primitives, and what it consists of.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use crate::adjacency::Adjacency;
use crate::canonical::Canonical;

/// A directed graph: a set of vertices, and a set of pairs of them.
///
/// Two graphs are equal exactly if they have the same vertices and the same edges. Self-loops are edges like others;
/// parallel edges do not exist. What comes out of a graph comes in the order of its vertices, and depends neither on
/// the order in which it was built nor on the number of threads.
///
/// The algebra is that of Andrey Mokhov, *Algebraic Graphs with Class* (Haskell Symposium 2017): every graph comes from
/// [`empty`](Self::empty), [`vertex`](Self::vertex), [`overlay`](Self::overlay) and [`connect`](Self::connect). A graph
/// has room for 2³²−1 vertices; the operations that would need more panic.
///
/// ```
/// use gen_graph::Graph;
///
/// let graph = Graph::vertex("web").connect(Graph::vertex("db").overlay(Graph::vertex("cache")));
/// assert_eq!(graph, Graph::edges([("web", "cache"), ("web", "db")]));
/// ```
#[derive(Clone)]
pub struct Graph<V> {
    pub(crate) canonical: Canonical<V, ()>,
    /// The edges turned around, from when they were first asked for.
    incoming: OnceLock<Adjacency>,
}

impl<V> From<Canonical<V, ()>> for Graph<V> {
    fn from(canonical: Canonical<V, ()>) -> Self {
        Self {
            canonical,
            incoming: OnceLock::new(),
        }
    }
}

impl<V> Graph<V> {
    /// ε, the graph without vertices.
    pub fn empty() -> Self {
        Canonical::empty().into()
    }

    /// One vertex, and no edge.
    pub fn vertex(vertex: V) -> Self {
        Canonical::vertex(vertex).into()
    }

    /// `self + other`: the vertices and edges of both.
    ///
    /// Linear in the size of both; to combine many, see [`overlays`](Self::overlays).
    #[must_use]
    pub fn overlay(self, other: Self) -> Self
    where
        V: Ord,
    {
        self.canonical.overlay(other.canonical).into()
    }

    /// `self → other`: the vertices and edges of both, and an edge from each vertex of `self` to each of `other`.
    ///
    /// Linear in the size of both and of what is new.
    #[must_use]
    pub fn connect(self, other: Self) -> Self
    where
        V: Ord,
    {
        self.canonical.connect(&(), other.canonical).into()
    }

    /// The graph with every edge turned around. Linear, and free once predecessors were asked for.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// assert_eq!(Graph::path([1, 2, 3]).transpose(), Graph::path([3, 2, 1]));
    /// ```
    #[must_use]
    pub fn transpose(mut self) -> Self {
        let edges = self
            .incoming
            .take()
            .unwrap_or_else(|| self.outgoing().reversed());
        Self {
            incoming: self.canonical.edges.into(),
            canonical: Canonical {
                vertices: self.canonical.vertices,
                edges,
            },
        }
    }

    /// The graph with other vertices in place of these. Vertices that become one keep the edges of all.
    ///
    /// Linear, and as long as sorting the new vertices takes.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// assert_eq!(Graph::path([1, 2, 3]).map(|x| x % 2), Graph::circuit([0, 1]));
    /// ```
    #[must_use]
    pub fn map<W: Ord>(self, to: impl FnMut(V) -> W) -> Graph<W>
    where
        V: Ord,
    {
        self.canonical.mapped(to).into()
    }

    /// The vertices that are kept, and the edges between them. Linear.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// assert_eq!(Graph::clique([1, 2, 3, 4]).induce(|x| x % 2 == 0), Graph::edge(2, 4));
    /// ```
    #[must_use]
    pub fn induce(self, keep: impl FnMut(&V) -> bool) -> Self {
        self.canonical.induced(keep).into()
    }

    /// The graph without a vertex and its edges; unchanged where it has no such vertex. Linear.
    #[must_use]
    pub fn remove_vertex<Q>(self, vertex: &Q) -> Self
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        self.induce(|other| other.borrow() != vertex)
    }

    /// The graph without an edge, with both its ends; unchanged where it has no such edge. Linear.
    #[must_use]
    pub fn remove_edge<Q>(self, from: &Q, to: &Q) -> Self
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        match (self.find(from), self.find(to)) {
            (Some(from), Some(to)) => self.canonical.without(from, to).into(),
            _ => self,
        }
    }
}

/// What a graph consists of.
impl<V> Graph<V> {
    /// Whether there is no vertex.
    pub fn is_empty(&self) -> bool {
        self.canonical.vertices.is_empty()
    }

    /// How many vertices there are.
    pub fn vertex_count(&self) -> usize {
        self.canonical.vertices.len()
    }

    /// How many edges there are.
    pub fn edge_count(&self) -> usize {
        self.outgoing().edge_count()
    }

    /// All vertices, ascending.
    pub fn vertex_set(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.canonical.vertices.iter()
    }

    /// All edges, ascending.
    pub fn edge_set(&self) -> impl Iterator<Item = (&V, &V)> {
        let edges = self.outgoing().edges();
        edges.map(|(from, to, ())| (self.key(from), self.key(to)))
    }

    /// Whether there is such a vertex. Logarithmic.
    pub fn contains_vertex<Q>(&self, vertex: &Q) -> bool
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        self.find(vertex).is_some()
    }

    /// Whether there is such an edge. Logarithmic.
    pub fn contains_edge<Q>(&self, from: &Q, to: &Q) -> bool
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let ends = self.find(from).zip(self.find(to));
        ends.is_some_and(|(from, to)| self.outgoing().label(from, to).is_some())
    }

    /// Where the edges of a vertex lead, ascending; nothing for what is no vertex.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::edges([("web", "db"), ("web", "cache")]);
    /// assert!(graph.successors("web").eq([&"cache", &"db"]));
    /// ```
    pub fn successors<Q>(&self, vertex: &Q) -> impl DoubleEndedIterator<Item = &V>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let row = self.find(vertex).map(|vertex| self.outgoing().row(vertex));
        row.unwrap_or_default()
            .iter()
            .map(|&number| self.key(number))
    }

    /// Where edges to a vertex come from, ascending; nothing for what is no vertex. The first call on a graph is linear.
    pub fn predecessors<Q>(&self, vertex: &Q) -> impl DoubleEndedIterator<Item = &V>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let row = self.find(vertex).map(|vertex| self.incoming().row(vertex));
        row.unwrap_or_default()
            .iter()
            .map(|&number| self.key(number))
    }

    /// `self ⊑ other`: whether all vertices and edges are also in `other`, which is to say that overlaying them on
    /// `other` changes nothing.
    pub fn is_subgraph_of(&self, other: &Self) -> bool
    where
        V: Ord,
    {
        let numbers: Option<Vec<u32>> =
            self.vertex_set().map(|vertex| other.find(vertex)).collect();
        numbers.is_some_and(|numbers| {
            self.outgoing().edges().all(|(from, to, ())| {
                let (from, to) = (numbers[from as usize], numbers[to as usize]);
                other.outgoing().label(from, to).is_some()
            })
        })
    }
}

/// Numbers in place of vertices.
impl<V> Graph<V> {
    pub(crate) fn outgoing(&self) -> &Adjacency {
        &self.canonical.edges
    }

    pub(crate) fn incoming(&self) -> &Adjacency {
        self.incoming.get_or_init(|| self.outgoing().reversed())
    }

    pub(crate) fn find<Q>(&self, vertex: &Q) -> Option<u32>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        self.canonical.find(vertex)
    }

    pub(crate) fn key(&self, number: u32) -> &V {
        self.canonical.key(number)
    }
}

impl<V> Default for Graph<V> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<V: PartialEq> PartialEq for Graph<V> {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl<V: Eq> Eq for Graph<V> {}

impl<V: Hash> Hash for Graph<V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl<V: fmt::Debug> fmt::Debug for Graph<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (number, vertex) in (0..).zip(&self.canonical.vertices) {
            let row = self.outgoing().row(number).iter().copied();
            map.entry(vertex, &self.canonical.keys(row));
        }
        map.finish()
    }
}
