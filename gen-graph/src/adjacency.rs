//! The edges of a graph between vertices that are numbers: compressed sparse rows, sorted, each pair once.
//!
//! Everything that gives an adjacency goes through a [`Builder`], which merges the labels of equal pairs and drops those
//! that say nothing: there is one way to be canonical.

use std::cmp::Ordering;
use std::iter::{Peekable, repeat_n};
use std::mem::needs_drop;

/// What an edge carries. Plain edges carry `()`.
pub(crate) trait Label: Clone {
    /// What two edges between the same vertices carry together.
    fn join(&mut self, other: Self);

    /// Whether this is what no edge would carry.
    fn is_nothing(&self) -> bool;
}

impl Label for () {
    fn join(&mut self, (): Self) {}

    fn is_nothing(&self) -> bool {
        false
    }
}

/// An edge between numbered vertices.
pub(crate) type Edge<L> = (u32, u32, L);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Adjacency<L = ()> {
    /// Where the row of each vertex begins, and where the last one ends.
    bounds: Vec<usize>,
    targets: Vec<u32>,
    labels: Vec<L>,
}

impl<L> Adjacency<L> {
    pub(crate) fn vertex_count(&self) -> usize {
        self.bounds.len() - 1
    }

    pub(crate) fn edge_count(&self) -> usize {
        self.targets.len()
    }

    /// Where edges lead, one for each edge.
    pub(crate) fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// Where `vertex` has edges to, ascending.
    pub(crate) fn row(&self, vertex: u32) -> &[u32] {
        let vertex = vertex as usize;
        &self.targets[self.bounds[vertex]..self.bounds[vertex + 1]]
    }

    /// What the edges of `vertex` carry, in the order of its row.
    pub(crate) fn labels(&self, vertex: u32) -> &[L] {
        let vertex = vertex as usize;
        &self.labels[self.bounds[vertex]..self.bounds[vertex + 1]]
    }

    pub(crate) fn label(&self, from: u32, to: u32) -> Option<&L> {
        let found = self.row(from).binary_search(&to).ok()?;
        self.labels(from).get(found)
    }

    /// All vertices.
    pub(crate) fn vertices(
        &self,
    ) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + use<L> {
        0..self.vertex_count() as u32
    }

    /// All edges, ascending.
    pub(crate) fn edges(&self) -> impl Iterator<Item = (u32, u32, &L)> {
        self.vertices().flat_map(|from| {
            let labels = self.labels(from);
            let row = self.row(from).iter().zip(labels);
            row.map(move |(&to, label)| (from, to, label))
        })
    }

    /// All edges, ascending.
    pub(crate) fn into_edges(self) -> impl Iterator<Item = Edge<L>> {
        let bounds = self.bounds;
        let from = (0..bounds.len() - 1).flat_map(move |from| {
            let degree = bounds[from + 1] - bounds[from];
            repeat_n(from as u32, degree)
        });
        let to = self.targets.into_iter().zip(self.labels);
        from.zip(to).map(|(from, (to, label))| (from, to, label))
    }

    /// The same edges turned around, without what they carry.
    pub(crate) fn reversed(&self) -> Adjacency {
        let mut bounds = vec![0; self.bounds.len()];
        for &to in &self.targets {
            bounds[to as usize + 1] += 1;
        }
        for row in 1..bounds.len() {
            bounds[row] += bounds[row - 1];
        }
        let mut next = bounds.clone();
        let mut targets = vec![0; self.targets.len()];
        for from in self.vertices() {
            for &to in self.row(from) {
                let place = &mut next[to as usize];
                targets[*place] = from;
                *place += 1;
            }
        }
        Adjacency {
            bounds,
            labels: vec![(); targets.len()],
            targets,
        }
    }

    /// The same edges, without what they carry.
    pub(crate) fn plain(&self) -> Adjacency {
        Adjacency {
            bounds: self.bounds.clone(),
            targets: self.targets.clone(),
            labels: vec![(); self.targets.len()],
        }
    }
}

impl<L: Label> Adjacency<L> {
    /// The adjacency of edges that come in ascending order, with equal pairs next to each other.
    pub(crate) fn from_sorted(vertices: usize, edges: impl Iterator<Item = Edge<L>>) -> Self {
        let mut canonical = Builder::new(edges.size_hint().0);
        for (from, to, label) in edges {
            canonical.push(from, to, label);
        }
        canonical.finish(vertices)
    }

    /// The adjacency of edges in any order: by counting and then row by row, where labels can be copied for nothing.
    pub(crate) fn from_edges(vertices: usize, mut edges: Vec<Edge<L>>) -> Self {
        if needs_drop::<L>() {
            edges.sort_unstable_by_key(|&(from, to, _)| u64::from(from) << 32 | u64::from(to));
            return Self::from_sorted(vertices, edges.into_iter());
        }
        let mut places = vec![0; vertices + 1];
        for (from, _, _) in &edges {
            places[*from as usize + 1] += 1;
        }
        for row in 1..places.len() {
            places[row] += places[row - 1];
        }
        let mut rows: Vec<(u32, L)> = edges
            .iter()
            .map(|(_, to, label)| (*to, label.clone()))
            .collect();
        for (from, to, label) in edges {
            let place = &mut places[from as usize];
            rows[*place] = (to, label);
            *place += 1;
        }
        // Each place has moved to the end of its row.
        let mut start = 0;
        for &end in &places[..vertices] {
            rows[start..end].sort_unstable_by_key(|&(to, _)| to);
            start = end;
        }
        let mut rows = rows.into_iter();
        let mut canonical = Builder::new(rows.len());
        let mut start = 0;
        for (from, &end) in (0..).zip(&places[..vertices]) {
            for (to, label) in rows.by_ref().take(end - start) {
                canonical.push(from, to, label);
            }
            start = end;
        }
        canonical.finish(vertices)
    }

    /// The adjacency among more vertices, under a numbering that keeps their order.
    pub(crate) fn renumbered(self, vertices: usize, number: &[u32]) -> Self {
        let edges = self.into_edges();
        let edges =
            edges.map(|(from, to, label)| (number[from as usize], number[to as usize], label));
        Self::from_sorted(vertices, edges)
    }

    /// The edges of both.
    pub(crate) fn merged(self, other: Self) -> Self {
        let vertices = self.vertex_count().max(other.vertex_count());
        let expected = self.edge_count().max(other.edge_count());
        let merge = Merge {
            left: self.into_edges().peekable(),
            right: other.into_edges().peekable(),
            expected,
        };
        Self::from_sorted(vertices, merge)
    }

    /// An edge from each of `from` to each of `to`, both ascending.
    pub(crate) fn complete(vertices: usize, from: &[u32], to: &[u32], label: &L) -> Self {
        let edges = from
            .iter()
            .flat_map(|&from| to.iter().map(move |&to| (from, to, label.clone())));
        Self::from_sorted(vertices, edges)
    }
}

/// An adjacency to which edges are added in ascending order.
struct Builder<L> {
    bounds: Vec<usize>,
    targets: Vec<u32>,
    labels: Vec<L>,
}

impl<L: Label> Builder<L> {
    fn new(expected: usize) -> Self {
        Self {
            bounds: vec![0],
            targets: Vec::with_capacity(expected),
            labels: Vec::with_capacity(expected),
        }
    }

    fn push(&mut self, from: u32, to: u32, label: L) {
        if label.is_nothing() {
            return;
        }
        let from = from as usize;
        if self.bounds.len() <= from {
            self.bounds.resize(from + 1, self.targets.len());
        }
        let in_row = self.targets.len() > self.bounds[from];
        match (self.targets.last(), self.labels.last_mut()) {
            (Some(&last), Some(carried)) if in_row && last == to => carried.join(label),
            _ => {
                self.targets.push(to);
                self.labels.push(label);
            }
        }
    }

    fn finish(mut self, vertices: usize) -> Adjacency<L> {
        self.bounds.resize(vertices + 1, self.targets.len());
        Adjacency {
            bounds: self.bounds,
            targets: self.targets,
            labels: self.labels,
        }
    }
}

/// Two ascending sequences of edges as one.
struct Merge<A: Iterator, B: Iterator> {
    left: Peekable<A>,
    right: Peekable<B>,
    expected: usize,
}

impl<L, A, B> Iterator for Merge<A, B>
where
    A: Iterator<Item = Edge<L>>,
    B: Iterator<Item = Edge<L>>,
{
    type Item = Edge<L>;

    fn next(&mut self) -> Option<Edge<L>> {
        match (self.left.peek(), self.right.peek()) {
            (Some(left), Some(right)) => match (left.0, left.1).cmp(&(right.0, right.1)) {
                Ordering::Greater => self.right.next(),
                Ordering::Less | Ordering::Equal => self.left.next(),
            },
            (Some(_), None) => self.left.next(),
            (None, _) => self.right.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.expected, None)
    }
}
