//! Graphs that are known to be acyclic: their order, their waves, and their transitive reduction.
//!
//! The order is that of Kahn, *Topological sorting of large networks* (1962), with the least vertex first wherever more
//! than one could be next.

use std::ops::Deref;

use crate::adjacency::Adjacency;
use crate::cycle::Cyclic;
use crate::graph::Graph;
use crate::ready::Ready;

/// A graph that has a topological order. It is a [`Graph`] in every other respect.
///
/// Where an edge `x → y` is read as *x needs y*, the order has what needs before what is needed, and the waves have what
/// is needed first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Acyclic<V> {
    graph: Graph<V>,
    order: Vec<u32>,
}

impl<V: Clone> Graph<V> {
    /// The graph as an acyclic one.
    ///
    /// Linear, with a logarithm to the base 64 for every vertex.
    ///
    /// # Errors
    ///
    /// When the graph is cyclic: with the cycles that [`check_acyclic`](Self::check_acyclic) finds.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::edges([("web", "db"), ("web", "cache"), ("db", "disk")]);
    /// let graph = graph.acyclic()?;
    /// assert!(graph.order().eq(["web", "cache", "db", "disk"].iter()));
    /// # Ok::<(), gen_graph::Cyclic<&str>>(())
    /// ```
    pub fn acyclic(self) -> Result<Acyclic<V>, Cyclic<V>> {
        let order = order(self.outgoing());
        if order.len() < self.vertex_count() {
            self.check_acyclic()?;
        }
        Ok(Acyclic { graph: self, order })
    }
}

impl<V> Acyclic<V> {
    /// For graphs that are acyclic by construction.
    pub(crate) fn trusted(graph: Graph<V>) -> Self {
        let order = order(graph.outgoing());
        Self { graph, order }
    }

    /// For graphs whose order is known.
    pub(crate) fn ordered(graph: Graph<V>, order: Vec<u32>) -> Self {
        Self { graph, order }
    }

    /// All vertices, so that every edge leads forward; where more than one could be next, the least is.
    pub fn order(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.order.iter().map(|&number| self.graph.key(number))
    }

    /// The vertices in waves: first those without edges, then those whose edges all lead to earlier waves, and so on.
    /// Each vertex is in the earliest wave that it can be in; each wave is ascending.
    ///
    /// Where an edge `x → y` is read as *x needs y*, whatever is in one wave can be done at the same time, after all that
    /// it needs. Linear.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::edges([("web", "db"), ("web", "cache"), ("db", "disk")]).acyclic()?;
    /// assert_eq!(graph.waves(), [vec![&"cache", &"disk"], vec![&"db"], vec![&"web"]]);
    /// # Ok::<(), gen_graph::Cyclic<&str>>(())
    /// ```
    pub fn waves(&self) -> Vec<Vec<&V>> {
        let waves = waves(self.graph.outgoing(), &self.order);
        let keys = waves
            .into_iter()
            .map(|wave| self.graph.canonical.keys(wave));
        keys.collect()
    }

    /// The graph, whatever is known about it.
    pub fn into_graph(self) -> Graph<V> {
        self.graph
    }

    pub(crate) fn numbers(&self) -> &[u32] {
        &self.order
    }
}

impl<V> Deref for Acyclic<V> {
    type Target = Graph<V>;

    fn deref(&self) -> &Graph<V> {
        &self.graph
    }
}

impl<V> AsRef<Graph<V>> for Acyclic<V> {
    fn as_ref(&self) -> &Graph<V> {
        &self.graph
    }
}

/// The vertices before which nothing is left, least first, for as long as there are any.
fn order(edges: &Adjacency) -> Vec<u32> {
    let mut before = vec![0_u32; edges.vertex_count()];
    for &next in edges.targets() {
        before[next as usize] += 1;
    }
    let mut ready = Ready::new(edges.vertex_count());
    for vertex in edges
        .vertices()
        .filter(|&vertex| before[vertex as usize] == 0)
    {
        ready.insert(vertex);
    }
    let mut order = Vec::with_capacity(edges.vertex_count());
    while let Some(vertex) = ready.pop() {
        order.push(vertex);
        for &next in edges.row(vertex) {
            let left = &mut before[next as usize];
            *left -= 1;
            if *left == 0 {
                ready.insert(next);
            }
        }
    }
    order
}

/// The waves of an acyclic graph with a topological order.
pub(crate) fn waves(edges: &Adjacency, order: &[u32]) -> Vec<Vec<u32>> {
    let mut wave_of = vec![0_usize; edges.vertex_count()];
    let mut count = 0;
    for &vertex in order.iter().rev() {
        let needed = edges
            .row(vertex)
            .iter()
            .map(|&next| wave_of[next as usize] + 1);
        let wave = needed.max().unwrap_or(0);
        wave_of[vertex as usize] = wave;
        count = count.max(wave + 1);
    }
    let mut waves = vec![Vec::new(); count];
    for (vertex, wave) in (0..).zip(wave_of) {
        waves[wave].push(vertex);
    }
    waves
}
