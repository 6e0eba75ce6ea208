//! Simple paths, one after the other.
//!
//! A search in depth that enters a vertex only if the rest of a path leads on from there, past all vertices that the path
//! has been to already (in the manner of Read and Tarjan, *Bounds on backtrack algorithms*, 1975). So it never turns back
//! empty-handed: between two paths lie at most as many searches of the graph as a path has vertices.

use std::borrow::Borrow;
use std::collections::VecDeque;

use crate::graph::Graph;

/// The simple paths between two vertices, as [`Graph::simple_paths`] gives them.
#[derive(Clone, Debug)]
pub struct SimplePaths<'g, V> {
    graph: &'g Graph<V>,
    to: u32,
    longest: usize,
    /// The path so far.
    path: Vec<u32>,
    /// For each vertex of the path, where it has still to go on to, the last one first.
    ahead: Vec<Vec<u32>>,
    /// Where to begin, until that is done.
    start: Option<u32>,
}

impl<V> Graph<V> {
    /// The paths from one vertex to another that visit no vertex twice and have at most `longest` edges, in the order of
    /// their vertices, each with both its ends.
    ///
    /// There may be exponentially many; take as many as you want. Each takes at most as long as searching the graph once
    /// for each of its vertices.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::clique([1, 2, 3, 4]);
    /// let paths: Vec<_> = graph.simple_paths(&1, &4, 2).take(10).collect();
    /// assert_eq!(paths, [vec![&1, &2, &4], vec![&1, &3, &4], vec![&1, &4]]);
    /// ```
    pub fn simple_paths<Q>(&self, from: &Q, to: &Q, longest: usize) -> SimplePaths<'_, V>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let ends = self.find(from).zip(self.find(to));
        SimplePaths {
            graph: self,
            to: ends.map_or(0, |(_, to)| to),
            longest,
            path: Vec::new(),
            ahead: Vec::new(),
            start: ends.map(|(from, _)| from),
        }
    }
}

impl<V> SimplePaths<'_, V> {
    /// Goes on to a vertex.
    fn enter(&mut self, vertex: u32) {
        self.path.push(vertex);
        let ahead = if vertex == self.to {
            Vec::new()
        } else {
            self.viable(vertex)
        };
        self.ahead.push(ahead);
    }

    /// The successors of the last vertex of the path from which the path can be completed, the last one first.
    fn viable(&self, last: u32) -> Vec<u32> {
        const FAR: usize = usize::MAX;
        let left = self.longest.saturating_sub(self.path.len());
        let Some(left) = (self.path.len() <= self.longest).then_some(left) else {
            return Vec::new();
        };
        let mut closed = vec![false; self.graph.vertex_count()];
        for &vertex in &self.path {
            closed[vertex as usize] = true;
        }
        let mut distance = vec![FAR; self.graph.vertex_count()];
        distance[self.to as usize] = 0;
        let mut pending = VecDeque::from([self.to]);
        while let Some(vertex) = pending.pop_front() {
            let next = distance[vertex as usize] + 1;
            if next > left {
                break;
            }
            for &before in self.graph.incoming().row(vertex) {
                if !closed[before as usize] && distance[before as usize] == FAR {
                    distance[before as usize] = next;
                    pending.push_back(before);
                }
            }
        }
        let next = self.graph.outgoing().row(last).iter().rev().copied();
        next.filter(|&next| distance[next as usize] <= left)
            .collect()
    }
}

impl<'g, V> Iterator for SimplePaths<'g, V> {
    type Item = Vec<&'g V>;

    fn next(&mut self) -> Option<Vec<&'g V>> {
        if let Some(start) = self.start.take() {
            self.enter(start);
        } else {
            // The last vertex is where the path before this one ended.
            self.path.pop();
            self.ahead.pop();
        }
        loop {
            if self.path.last() == Some(&self.to) {
                let path = self.path.iter().copied();
                return Some(self.graph.canonical.keys(path));
            }
            match self.ahead.last_mut()?.pop() {
                Some(next) => self.enter(next),
                None => {
                    self.path.pop();
                    self.ahead.pop();
                }
            }
        }
    }
}
