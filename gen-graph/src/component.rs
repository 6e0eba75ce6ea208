//! Strongly connected components, and the acyclic graph between them.
//!
//! The components are petgraph's, by Kosaraju's algorithm (Sharir, *A strong-connectivity algorithm and its applications
//! in data flow analysis*, 1981): of the two that it has, this one takes constant stack.

use std::borrow::Borrow;
use std::fmt;

use petgraph::algo::kosaraju_scc;

use crate::acyclic::Acyclic;
use crate::adjacency::Adjacency;
use crate::canonical::Canonical;
use crate::graph::Graph;
use crate::view::View;

/// A strongly connected component, as a [`Condensation`] numbers them: by their least vertices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Component(u32);

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The strongly connected components of a graph, and the acyclic graph of the edges between them.
///
/// ```
/// use gen_graph::Graph;
///
/// let graph = Graph::edges([("web", "db"), ("db", "disk"), ("disk", "db"), ("web", "web")]);
/// let condensation = graph.condensation();
/// let order = condensation.graph().order();
/// let members: Vec<Vec<_>> = order.map(|&part| condensation.members(part).collect()).collect();
/// assert_eq!(members, [vec![&"web"], vec![&"db", &"disk"]]);
/// ```
#[derive(Clone, Debug)]
pub struct Condensation<'g, V> {
    of: &'g Graph<V>,
    partition: Partition,
    graph: Acyclic<Component>,
}

impl<V> Graph<V> {
    /// The strongly connected components, by their least vertices, each ascending. Linear.
    ///
    /// ```
    /// use gen_graph::Graph;
    ///
    /// let graph = Graph::edges([(1, 2), (2, 1), (3, 1)]);
    /// assert_eq!(graph.components(), [vec![&1, &2], vec![&3]]);
    /// ```
    pub fn components(&self) -> Vec<Vec<&V>> {
        let partition = Partition::of(self);
        let components = (0..partition.count()).map(|component| {
            let members = partition.members(component).iter().copied();
            self.canonical.keys(members)
        });
        components.collect()
    }

    /// The strongly connected components, and the graph between them.
    ///
    /// Linear, and as long as sorting the edges between components and the order of these takes.
    pub fn condensation(&self) -> Condensation<'_, V> {
        let partition = Partition::of(self);
        let graph: Graph<Component> = Canonical {
            vertices: (0..partition.count()).map(Component).collect(),
            edges: partition.between(self.outgoing()),
        }
        .into();
        Condensation {
            of: self,
            partition,
            graph: Acyclic::trusted(graph),
        }
    }
}

impl<'g, V> Condensation<'g, V> {
    /// The graph of the components: an edge where the graph has one from a member of one to a member of another.
    pub fn graph(&self) -> &Acyclic<Component> {
        &self.graph
    }

    /// The component of a vertex.
    pub fn component<Q>(&self, vertex: &Q) -> Option<Component>
    where
        V: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let number = self.of.find(vertex)?;
        Some(Component(self.partition.component(number)))
    }

    /// The vertices of a component, ascending; nothing for a component of another graph that is not one of this.
    pub fn members(
        &self,
        component: Component,
    ) -> impl DoubleEndedIterator<Item = &'g V> + use<'_, 'g, V> {
        let members = self.partition.members(component.0).iter();
        members.map(|&number| self.of.key(number))
    }

    pub(crate) fn partition(&self) -> &Partition {
        &self.partition
    }

    /// Whether a component has a cycle: more vertices than one, or an edge from its only one to itself.
    pub fn is_cyclic(&self, component: Component) -> bool {
        self.partition.is_cyclic(component.0, self.of.outgoing())
    }
}

/// Which vertex is in which strongly connected component, numbered by their least vertices.
#[derive(Clone, Debug)]
pub(crate) struct Partition {
    components: Vec<u32>,
    /// Where the members of each component begin, and where the last ones end.
    bounds: Vec<usize>,
    members: Vec<u32>,
}

impl Partition {
    pub(crate) fn of<V>(graph: &Graph<V>) -> Self {
        const NONE: u32 = u32::MAX;
        let found = kosaraju_scc(View::new(graph));
        let mut found_in = vec![0; graph.vertex_count()];
        for (component, members) in (0..).zip(&found) {
            for &member in members {
                found_in[member as usize] = component;
            }
        }
        let mut number: Vec<u32> = vec![NONE; found.len()];
        let mut bounds = Vec::with_capacity(found.len() + 1);
        bounds.push(0);
        for component in &mut found_in {
            let found_as = *component as usize;
            if number[found_as] == NONE {
                number[found_as] = bounds.len() as u32 - 1;
                bounds.push(bounds[bounds.len() - 1] + found[found_as].len());
            }
            *component = number[found_as];
        }
        let components = found_in;
        let mut next = bounds.clone();
        let mut members = vec![0; components.len()];
        for (vertex, &component) in (0..).zip(&components) {
            let place = &mut next[component as usize];
            members[*place] = vertex;
            *place += 1;
        }
        Self {
            components,
            bounds,
            members,
        }
    }

    pub(crate) fn count(&self) -> u32 {
        self.bounds.len() as u32 - 1
    }

    /// The component of each vertex.
    pub(crate) fn components(&self) -> &[u32] {
        &self.components
    }

    pub(crate) fn component(&self, vertex: u32) -> u32 {
        self.components[vertex as usize]
    }

    /// The vertices of a component, ascending.
    pub(crate) fn members(&self, component: u32) -> &[u32] {
        let bounds = self.bounds.get(component as usize..);
        match bounds {
            Some(&[start, end, ..]) => &self.members[start..end],
            _ => &[],
        }
    }

    pub(crate) fn is_cyclic(&self, component: u32, edges: &Adjacency) -> bool {
        match self.members(component) {
            [] => false,
            &[only] => edges.label(only, only).is_some(),
            _ => true,
        }
    }

    /// The least vertex of each component that has a cycle.
    pub(crate) fn cyclic(&self, edges: &Adjacency) -> Vec<u32> {
        let components = (0..self.count()).filter(|&component| self.is_cyclic(component, edges));
        let least = components.filter_map(|component| self.members(component).first());
        least.copied().collect()
    }

    /// The edges between components.
    pub(crate) fn between(&self, edges: &Adjacency) -> Adjacency {
        if self.components.len() == self.count() as usize {
            // Each vertex is its own component, with the same number.
            let edges = edges.edges().filter(|(from, to, ())| from != to);
            return Adjacency::from_sorted(
                self.components.len(),
                edges.map(|(from, to, &())| (from, to, ())),
            );
        }
        let edges = edges.edges();
        let edges = edges.map(|(from, to, &())| (self.component(from), self.component(to), ()));
        let edges = edges.filter(|(from, to, ())| from != to);
        Adjacency::from_edges(self.count() as usize, edges.collect())
    }
}
