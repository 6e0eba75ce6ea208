//! Graphs whose edges carry something.

use std::borrow::Borrow;
use std::collections::VecDeque;
use std::fmt;
use std::hash::Hash;

use crate::adjacency::{Adjacency, Label};
use crate::canonical::{Canonical, balanced};
use crate::dioid::{Bounded, Dioid};
use crate::graph::Graph;
use crate::spread::Spread;

/// A directed graph whose edges carry elements of a [`Dioid`]: from each vertex to each vertex one, which is `zero` where
/// there is no edge.
///
/// Two graphs are equal exactly if they have the same vertices and the same edges, with the same labels. The algebra is
/// that of [`Graph`], whose connecting of two graphs is here by an edge that carries a label; `x −[a]→ y + x −[b]→ y` is
/// `x −[a ⊕ b]→ y`. The queries of graphs are those of the [`plain`](Self::plain) one.
///
/// ```
/// use gen_graph::{Distance, Labelled};
///
/// let roads = Labelled::edges([
///     ("home", Distance::finite(9), "work"),
///     ("home", Distance::finite(2), "station"),
///     ("station", Distance::finite(5), "work"),
///     ("home", Distance::finite(8), "work"),
/// ]);
/// assert_eq!(roads.label("home", "work"), Distance::finite(8));
/// assert_eq!(roads.closure().label("home", "work"), Distance::finite(7));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Labelled<V, L> {
    canonical: Canonical<V, L>,
}

impl<L: Dioid> Label for L {
    fn join(&mut self, other: Self) {
        *self = std::mem::replace(self, L::zero()).plus(other);
    }

    fn is_nothing(&self) -> bool {
        *self == L::zero()
    }
}

impl<V, L> From<Canonical<V, L>> for Labelled<V, L> {
    fn from(canonical: Canonical<V, L>) -> Self {
        Self { canonical }
    }
}

impl<V, L: Dioid> Labelled<V, L> {
    /// ε, the graph without vertices.
    pub fn empty() -> Self {
        Canonical::empty().into()
    }

    /// One vertex, and no edge.
    pub fn vertex(vertex: V) -> Self {
        Canonical::vertex(vertex).into()
    }

    /// `self + other`: the vertices and edges of both, with `plus` of their labels. Linear in the size of both.
    #[must_use]
    pub fn overlay(self, other: Self) -> Self
    where
        V: Ord,
    {
        self.canonical.overlay(other.canonical).into()
    }

    /// `self −[label]→ other`: the vertices and edges of both, and an edge that carries `label` from each vertex of `self`
    /// to each of `other`. Linear in the size of both and of what is new.
    #[must_use]
    pub fn connect(self, label: &L, other: Self) -> Self
    where
        V: Ord,
    {
        self.canonical.connect(label, other.canonical).into()
    }

    /// The vertices and edges of many graphs. Each takes part in logarithmically many overlays.
    pub fn overlays(graphs: impl IntoIterator<Item = Self>) -> Self
    where
        V: Ord,
    {
        balanced(graphs, Self::overlay).unwrap_or_default()
    }

    /// An edge, with both its ends.
    pub fn edge(from: V, label: L, to: V) -> Self
    where
        V: Ord,
    {
        Canonical::from_places(vec![from, to], vec![(0, 1, label)]).into()
    }

    /// Edges in any order, with their ends; labels between the same vertices are added up. As fast as [`Graph::edges`].
    pub fn edges(edges: impl IntoIterator<Item = (V, L, V)>) -> Self
    where
        V: Ord + Hash,
    {
        Canonical::from_edges([], edges).into()
    }

    /// The graph with every edge turned around. As long as sorting the edges takes.
    #[must_use]
    pub fn transpose(self) -> Self {
        let vertices = self.canonical.vertices;
        let edges = self.canonical.edges.into_edges();
        let edges = edges.map(|(from, to, label)| (to, from, label)).collect();
        Canonical {
            edges: Adjacency::from_edges(vertices.len(), edges),
            vertices,
        }
        .into()
    }

    /// The graph with other vertices in place of these. Vertices that become one keep the edges of all.
    #[must_use]
    pub fn map<W: Ord>(self, to: impl FnMut(V) -> W) -> Labelled<W, L>
    where
        V: Ord,
    {
        self.canonical.mapped(to).into()
    }

    /// The graph with other labels in place of these. Linear.
    #[must_use]
    pub fn relabel<M: Dioid>(self, mut to: impl FnMut(L) -> M) -> Labelled<V, M> {
        let vertices = self.canonical.vertices;
        let edges = self.canonical.edges.into_edges();
        let edges = edges.map(|(one, other, label)| (one, other, to(label)));
        Canonical {
            edges: Adjacency::from_sorted(vertices.len(), edges),
            vertices,
        }
        .into()
    }

    /// The vertices that are kept, and the edges between them. Linear.
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
        match (self.canonical.find(from), self.canonical.find(to)) {
            (Some(from), Some(to)) => self.canonical.without(from, to).into(),
            _ => self,
        }
    }

    /// What the edge between two vertices carries: `zero` where there is none. Logarithmic.
    pub fn label<Q>(&self, from: &Q, to: &Q) -> L
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let ends = self.canonical.find(from).zip(self.canonical.find(to));
        let label = ends.and_then(|(from, to)| self.canonical.edges.label(from, to));
        label.cloned().unwrap_or_else(L::zero)
    }
}

/// What a graph consists of.
impl<V, L> Labelled<V, L> {
    pub(crate) fn canonical(&self) -> &Canonical<V, L> {
        &self.canonical
    }

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
        self.canonical.edges.edge_count()
    }

    /// All vertices, ascending.
    pub fn vertex_set(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.canonical.vertices.iter()
    }

    /// All edges, ascending by their ends.
    pub fn edge_set(&self) -> impl Iterator<Item = (&V, &L, &V)> {
        let key = |number| self.canonical.key(number);
        let edges = self.canonical.edges.edges();
        edges.map(move |(from, to, label)| (key(from), label, key(to)))
    }

    /// Where the edges of a vertex lead, ascending, and what they carry; nothing for what is no vertex.
    pub fn successors<Q>(&self, vertex: &Q) -> impl DoubleEndedIterator<Item = (&L, &V)>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let edges = &self.canonical.edges;
        let vertex = self.canonical.find(vertex);
        let row = vertex.map(|vertex| (edges.labels(vertex), edges.row(vertex)));
        let (labels, row) = row.unwrap_or_default();
        let row = row.iter().map(|&number| self.canonical.key(number));
        labels.iter().zip(row)
    }

    /// The graph without what its edges carry. Linear.
    pub fn plain(&self) -> Graph<V>
    where
        V: Clone,
    {
        Canonical {
            vertices: self.canonical.vertices.clone(),
            edges: self.canonical.edges.plain(),
        }
        .into()
    }
}

impl<V: Clone, L: Bounded + Send + Sync> Labelled<V, L> {
    /// What the walks of at least one edge carry from each vertex to each vertex, added up.
    ///
    /// From each vertex, labels are passed on for as long as they add something (Mohri 2002, §3): with [`Distance`] at
    /// most vertices × edges steps. On several threads with the feature `parallel`.
    ///
    /// [`Distance`]: crate::Distance
    #[must_use]
    pub fn closure(&self) -> Self {
        let edges = &self.canonical.edges;
        let vertices: Vec<u32> = edges.vertices().collect();
        let count = vertices.len();
        let spread = Spread::new(|| vec![L::zero(); count]);
        let rows = spread.map(&vertices, |carried, &from| passed_on(edges, from, carried));
        let rows = (0..).zip(rows).flat_map(|(from, row)| {
            let row = row.into_iter();
            row.map(move |(to, label)| (from, to, label))
        });
        Canonical {
            edges: Adjacency::from_sorted(vertices.len(), rows),
            vertices: self.canonical.vertices.clone(),
        }
        .into()
    }
}

/// What the walks from a vertex carry, ascending. `carried` is all zero before and after.
fn passed_on<L: Dioid>(edges: &Adjacency<L>, from: u32, carried: &mut [L]) -> Vec<(u32, L)> {
    let mut reached: Vec<u32> = Vec::new();
    let mut waiting = vec![false; carried.len()];
    let mut pending = VecDeque::new();
    let mut pass = |vertex: u32,
                    so_far: &L,
                    carried: &mut [L],
                    pending: &mut VecDeque<u32>,
                    waiting: &mut [bool]| {
        for (&next, label) in edges.row(vertex).iter().zip(edges.labels(vertex)) {
            let place = &mut carried[next as usize];
            let known = place.clone();
            let sum = known.clone().plus(so_far.times(label));
            if sum == known {
                continue;
            }
            if known == L::zero() {
                reached.push(next);
            }
            *place = sum;
            if !std::mem::replace(&mut waiting[next as usize], true) {
                pending.push_back(next);
            }
        }
    };
    pass(from, &L::one(), carried, &mut pending, &mut waiting);
    while let Some(vertex) = pending.pop_front() {
        waiting[vertex as usize] = false;
        let so_far = carried[vertex as usize].clone();
        pass(vertex, &so_far, carried, &mut pending, &mut waiting);
    }
    reached.sort_unstable();
    let row = reached.into_iter().map(|vertex| {
        let label = std::mem::replace(&mut carried[vertex as usize], L::zero());
        (vertex, label)
    });
    row.collect()
}

impl<V, L: Dioid> Default for Labelled<V, L> {
    fn default() -> Self {
        Self::empty()
    }
}

/// [`Labelled::edges`].
impl<V: Ord + Hash, L: Dioid> FromIterator<(V, L, V)> for Labelled<V, L> {
    fn from_iter<I: IntoIterator<Item = (V, L, V)>>(edges: I) -> Self {
        Self::edges(edges)
    }
}

/// Overlays edges: as long as the graph and the edges together.
impl<V: Ord + Hash, L: Dioid> Extend<(V, L, V)> for Labelled<V, L> {
    fn extend<I: IntoIterator<Item = (V, L, V)>>(&mut self, edges: I) {
        let graph = std::mem::take(self);
        *self = graph.overlay(Self::edges(edges));
    }
}

impl<V: fmt::Debug, L: fmt::Debug> fmt::Debug for Labelled<V, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (number, vertex) in (0..).zip(&self.canonical.vertices) {
            let edges = &self.canonical.edges;
            let to = self.canonical.keys(edges.row(number).iter().copied());
            let row: Vec<_> = edges.labels(number).iter().zip(to).collect();
            map.entry(vertex, &row);
        }
        map.finish()
    }
}
