//! What can be reached from where.

use std::borrow::Borrow;

use fixedbitset::FixedBitSet;

use crate::adjacency::Adjacency;
use crate::cycle::Search;
use crate::graph::Graph;

impl<V> Graph<V> {
    /// What walks from any of these vertices lead to, ascending. A walk may have no edge, so these are among it; what is
    /// no vertex is ignored. Linear.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::edges([("web", "db"), ("db", "disk"), ("mail", "disk")]);
    /// assert_eq!(graph.reachable(["db"]), [&"db", &"disk"]);
    /// ```
    pub fn reachable<'q, Q>(&self, from: impl IntoIterator<Item = &'q Q>) -> Vec<&V>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized + 'q,
    {
        self.reach(self.outgoing(), from, |_| true)
    }

    /// What walks lead from to any of these vertices, ascending: what is [`reachable`](Self::reachable) in the transposed
    /// graph. Linear.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::edges([("web", "db"), ("db", "disk"), ("mail", "disk")]);
    /// assert_eq!(graph.dependents(["db"]), [&"db", &"web"]);
    /// ```
    pub fn dependents<'q, Q>(&self, of: impl IntoIterator<Item = &'q Q>) -> Vec<&V>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized + 'q,
    {
        self.reach(self.incoming(), of, |_| true)
    }

    /// What a change of these vertices concerns, ascending: their [`dependents`](Self::dependents), except that it does
    /// not get past a vertex of the frontier. That vertex itself is concerned. Linear.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::path(["dashboard", "web", "db", "disk"]);
    /// assert_eq!(graph.impact(["disk"], |vertex| *vertex == "web"), [&"db", &"disk", &"web"]);
    /// ```
    pub fn impact<'q, Q>(
        &self,
        changed: impl IntoIterator<Item = &'q Q>,
        frontier: impl Fn(&V) -> bool,
    ) -> Vec<&V>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized + 'q,
    {
        self.reach(self.incoming(), changed, |number| {
            !frontier(self.key(number))
        })
    }

    /// The vertices of a shortest path, with both ends; the least one of these in the order of vertices. From a vertex to
    /// itself, that is the vertex alone. Linear.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::edges([(1, 2), (2, 4), (1, 3), (3, 4), (4, 5)]);
    /// assert_eq!(graph.shortest_path(&1, &5), Some(vec![&1, &2, &4, &5]));
    /// assert_eq!(graph.shortest_path(&5, &1), None);
    /// ```
    pub fn shortest_path<Q>(&self, from: &Q, to: &Q) -> Option<Vec<&V>>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let (from, to) = (self.find(from)?, self.find(to)?);
        let walk = if from == to {
            Vec::new()
        } else {
            Search::new(self.outgoing()).walk(from, to, |_| true)?
        };
        Some(self.canonical.keys(walk.into_iter().chain([to])))
    }

    fn reach<'q, Q>(
        &self,
        edges: &Adjacency,
        from: impl IntoIterator<Item = &'q Q>,
        passes: impl Fn(u32) -> bool,
    ) -> Vec<&V>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized + 'q,
    {
        let mut reached = FixedBitSet::with_capacity(self.vertex_count());
        let mut pending: Vec<u32> = Vec::new();
        let from = from.into_iter().filter_map(|vertex| self.find(vertex));
        pending.extend(from.filter(|&vertex| !reached.put(vertex as usize)));
        while let Some(vertex) = pending.pop() {
            if passes(vertex) {
                let next = edges.row(vertex).iter().copied();
                pending.extend(next.filter(|&next| !reached.put(next as usize)));
            }
        }
        reached
            .ones()
            .map(|vertex| self.key(vertex as u32))
            .collect()
    }
}
