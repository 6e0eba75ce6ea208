//! Transitive closure and transitive reduction.
//!
//! The closure is worked out component by component, those that are needed first, so that each takes over what its
//! successors reach (Purdom, *A transitive closure algorithm*, 1970). The reduction goes through the vertices of an acyclic
//! graph in the same order; it is unique (Aho, Garey and Ullman, *The transitive reduction of a directed graph*, 1972).

use crate::acyclic::{Acyclic, waves};
use crate::adjacency::Adjacency;
use crate::component::Partition;
use crate::graph::Graph;
use crate::mark::Marks;
use crate::spread::Spread;

impl<V: Clone> Graph<V> {
    /// The graph with an edge wherever a walk of at least one edge leads.
    ///
    /// Takes as long as the graph and all that it gives are large, times the out-degree in the transitive reduction.
    /// On several threads with the feature `parallel`.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// assert_eq!(Graph::path([1, 2, 3]).closure(), Graph::clique([1, 2, 3]));
    /// assert!(Graph::circuit([1, 2]).closure().contains_edge(&1, &1));
    /// ```
    #[must_use]
    pub fn closure(&self) -> Self {
        let condensation = self.condensation();
        let between = condensation.graph();
        let partition = condensation.partition();
        let reached = reached(
            between.outgoing(),
            between.numbers(),
            partition,
            self.outgoing(),
        );
        self.with_edges(expanded(partition, &reached))
    }
}

impl<V: Clone> Acyclic<V> {
    /// The smallest graph with the same closure: the graph without each edge that a longer path makes superfluous.
    ///
    /// There is exactly one on an acyclic graph. Takes at most as long as searching it from every vertex; memory is
    /// linear.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::clique([1, 2, 3]).acyclic()?;
    /// assert_eq!(graph.reduction().into_graph(), Graph::path([1, 2, 3]));
    /// # Ok::<(), gen_graph::Cyclic<i32>>(())
    /// ```
    #[must_use]
    pub fn reduction(&self) -> Self {
        let rows = reduced(self.outgoing(), self.numbers());
        let edges = (0..).zip(rows).flat_map(|(from, row)| {
            let row = row.into_iter();
            row.map(move |to| (from, to, ()))
        });
        let reduced = self.with_edges(Adjacency::from_sorted(self.vertex_count(), edges));
        Self::ordered(reduced, self.numbers().to_vec())
    }
}

/// The vertices that each component reaches, ascending, given the edges between components and an order of these.
fn reached(
    between: &Adjacency,
    order: &[u32],
    partition: &Partition,
    edges: &Adjacency,
) -> Vec<Vec<u32>> {
    let place = places(order);
    let spread = Spread::new(|| Marks::new(edges.vertex_count()));
    let mut reached: Vec<Vec<u32>> = vec![Vec::new(); between.vertex_count()];
    for wave in waves(between, order) {
        let rows = spread.map(&wave, |marks, &component| {
            // What comes first in the order reaches most: what it reaches need not be looked at again.
            let mut next = between.row(component).to_vec();
            next.sort_unstable_by_key(|&next| place[next as usize]);
            for next in next {
                let members = partition.members(next);
                if members
                    .first()
                    .is_some_and(|&member| !marks.contains(member))
                {
                    marks.extend(members);
                    marks.extend(&reached[next as usize]);
                }
            }
            if partition.is_cyclic(component, edges) {
                marks.extend(partition.members(component));
            }
            marks.take()
        });
        for (component, row) in wave.into_iter().zip(rows) {
            reached[component as usize] = row;
        }
    }
    reached
}

/// The edges of each vertex that no other path makes superfluous, given an order.
fn reduced(edges: &Adjacency, order: &[u32]) -> Vec<Vec<u32>> {
    let place = places(order);
    let spread = Spread::new(|| Marks::new(edges.vertex_count()));
    let mut reduced: Vec<Vec<u32>> = vec![Vec::new(); edges.vertex_count()];
    for wave in waves(edges, order) {
        let rows = spread.map(&wave, |marks, &vertex| {
            let mut next = edges.row(vertex).to_vec();
            if next.len() > 1 {
                // Whatever lies on a path to a successor comes before it in the order.
                next.sort_unstable_by_key(|&next| place[next as usize]);
                let last = next.last().map_or(0, |&last| place[last as usize]);
                next.retain(|&next| {
                    let kept = !marks.contains(next);
                    search(marks, next, &reduced, |vertex| {
                        place[vertex as usize] <= last
                    });
                    kept
                });
                marks.clear();
                next.sort_unstable();
            }
            next
        });
        for (vertex, row) in wave.into_iter().zip(rows) {
            reduced[vertex as usize] = row;
        }
    }
    reduced
}

/// Marks what can be reached from a vertex within bounds, itself included.
fn search(marks: &mut Marks, from: u32, rows: &[Vec<u32>], within: impl Fn(u32) -> bool) {
    let mut pending = Vec::new();
    if marks.insert(from) {
        pending.push(from);
    }
    while let Some(vertex) = pending.pop() {
        let next = rows[vertex as usize].iter().copied();
        pending.extend(next.filter(|&next| within(next) && marks.insert(next)));
    }
}

/// Where in the order each vertex stands.
fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, &vertex) in (0..).zip(order) {
        places[vertex as usize] = place;
    }
    places
}

/// The edges of vertices, from what their components reach.
fn expanded(partition: &Partition, reached: &[Vec<u32>]) -> Adjacency {
    let rows = (0..).zip(partition.components());
    let edges = rows.flat_map(|(from, &component)| {
        let row = reached[component as usize].iter();
        row.map(move |&to| (from, to, ()))
    });
    Adjacency::from_sorted(partition.components().len(), edges)
}
