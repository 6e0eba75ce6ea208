//! The edges of a graph between vertices that are numbers: compressed sparse rows, sorted, each pair once.
//!
//! Everything that gives an adjacency goes through [`Adjacency::from_sorted`], which merges the labels of equal pairs and
//! drops those that say nothing: there is one way to be canonical.

use std::cmp::Ordering;
use std::iter::{Peekable, repeat_n};

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
        let expected = edges.size_hint().0;
        let mut bounds = Vec::with_capacity(vertices + 1);
        bounds.push(0);
        let mut targets: Vec<u32> = Vec::with_capacity(expected);
        let mut labels: Vec<L> = Vec::with_capacity(expected);
        for (from, to, label) in edges {
            if label.is_nothing() {
                continue;
            }
            if bounds.len() <= from as usize {
                bounds.resize(from as usize + 1, targets.len());
            }
            let in_row = targets.len() > bounds[from as usize];
            match (targets.last(), labels.last_mut()) {
                (Some(&last), Some(carried)) if in_row && last == to => carried.join(label),
                _ => {
                    targets.push(to);
                    labels.push(label);
                }
            }
        }
        bounds.resize(vertices + 1, targets.len());
        Self {
            bounds,
            targets,
            labels,
        }
    }

    /// The adjacency of edges in any order.
    pub(crate) fn from_edges(vertices: usize, mut edges: Vec<Edge<L>>) -> Self {
        edges.sort_unstable_by_key(|&(from, to, _)| u64::from(from) << 32 | u64::from(to));
        Self::from_sorted(vertices, edges.into_iter())
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
