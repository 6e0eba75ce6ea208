//! Refusal: an atom that depends on its own absence, with a shortest cycle that shows it.

use std::collections::VecDeque;
use std::fmt;

use crate::key::Key;
use crate::network::{ClauseId, Network, Node};
use crate::program::Program;
use crate::strata::Live;

/// A step of a cycle: an atom that needs the next one, or its absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency<A, L> {
    /// The atom.
    pub atom: A,
    /// The rule for it that has the next atom in its condition.
    pub rule: L,
    /// Whether the rule needs that atom's absence.
    pub negated: bool,
}

/// Why a program has no strata: a cycle of dependencies through a negation, among atoms that are possible.
///
/// No such cycle is shorter, and the first step is a negation. Which one of the shortest it is depends on the order of the atoms
/// and labels alone, not on the order in which rules were declared.
///
/// To find it takes a search in breadth for each atom that is negated inside its strongly connected component, each no deeper than
/// the shortest cycle so far; what lies on no cycle through a negation any more is left out of the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NegativeCycle<A, L> {
    steps: Vec<Dependency<A, L>>,
}

impl<A, L> NegativeCycle<A, L> {
    /// The steps, each of which needs the next, and the last the first.
    pub fn steps(&self) -> &[Dependency<A, L>] {
        &self.steps
    }

    /// The steps, each of which needs the next, and the last the first.
    pub fn into_steps(self) -> Vec<Dependency<A, L>> {
        self.steps
    }
}

/// `a needs its own absence: a ← ¬b (rule), b ← a (other rule)`.
impl<A: fmt::Display, L: fmt::Display> fmt::Display for NegativeCycle<A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = self.steps.iter().cycle().skip(1);
        for (index, (step, next)) in self.steps.iter().zip(next).enumerate() {
            if index == 0 {
                write!(f, "{} needs its own absence: ", step.atom)?;
            } else {
                write!(f, ", ")?;
            }
            let sign = if step.negated { "¬" } else { "" };
            write!(f, "{} ← {sign}{} ({})", step.atom, next.atom, step.rule)?;
        }
        Ok(())
    }
}

impl<A, L> std::error::Error for NegativeCycle<A, L>
where
    A: fmt::Debug + fmt::Display,
    L: fmt::Debug + fmt::Display,
{
}

/// A shortest cycle through a negation inside these components, if there are any.
pub(crate) fn shortest<A: Key, L: Key>(
    program: &Program<A, L>,
    live: &Live,
    component_of: &[u32],
    components: &[u32],
) -> Option<NegativeCycle<A, L>> {
    if components.is_empty() {
        return None;
    }
    let graph = Atoms::of(program, live, component_of, components);
    let vertices = graph.shortest();
    let next = vertices.iter().cycle().skip(1);
    let steps = vertices.iter().zip(next).enumerate();
    let steps = steps.filter_map(|(index, (&from, &to))| {
        let mut edges = graph.edges(from).iter().filter(|edge| edge.to == to);
        // Only the first step must be a negation.
        let edge = edges.find(|edge| index > 0 || edge.negated)?;
        Some(Dependency {
            atom: program.atom(graph.nodes[from as usize])?.clone(),
            rule: program.labels.get(edge.rule as usize)?.clone(),
            negated: edge.negated,
        })
    });
    Some(NegativeCycle {
        steps: steps.collect(),
    })
}

/// The dependencies among atoms inside some components: gates are passed through.
///
/// Atoms are numbered in their order, and edges sorted, so that ties are broken by them.
struct Atoms {
    nodes: Vec<Node>,
    bounds: Vec<usize>,
    edges: Vec<Edge>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edge {
    from: u32,
    to: u32,
    rule: u32,
    negated: bool,
}

const NO_VERTEX: u32 = u32::MAX;

impl Atoms {
    fn of<A: Key, L: Key>(
        program: &Program<A, L>,
        live: &Live,
        component_of: &[u32],
        components: &[u32],
    ) -> Self {
        let network = &program.network;
        let inside = |node: Node| {
            components
                .binary_search(&component_of[node.index()])
                .is_ok()
        };
        let all = (0..network.node_count() as u32).map(Node);
        let mut nodes: Vec<_> = all
            .filter(|&node| !program.is_gate(node) && live.possible[node.index()] && inside(node))
            .collect();
        nodes.sort_by_key(|&node| program.atom(node));
        let mut vertex_of = vec![NO_VERTEX; network.node_count()];
        for (vertex, node) in (0..).zip(&nodes) {
            vertex_of[node.index()] = vertex;
        }
        let gates = Gates::of(network, live);
        let mut edges = Vec::new();
        for &clause in &live.clauses {
            let Some((atom, rule)) = gates.above(network, clause) else {
                continue;
            };
            let from = vertex_of[atom.index()];
            for literal in network.body(clause) {
                let to = vertex_of[literal.node().index()];
                let among = from != NO_VERTEX && to != NO_VERTEX;
                if among && component_of[atom.index()] == component_of[literal.node().index()] {
                    edges.push(Edge {
                        from,
                        to,
                        rule,
                        negated: literal.is_negated(),
                    });
                }
            }
        }
        let label = |edge: &Edge| program.labels.get(edge.rule as usize);
        edges.sort_by(|a, b| {
            let ends = (a.from, a.to).cmp(&(b.from, b.to));
            ends.then_with(|| label(a).cmp(&label(b)))
                .then(a.negated.cmp(&b.negated))
        });
        let mut bounds = vec![0; nodes.len() + 1];
        for edge in &edges {
            bounds[edge.from as usize + 1] += 1;
        }
        for index in 1..bounds.len() {
            bounds[index] += bounds[index - 1];
        }
        Self {
            nodes,
            bounds,
            edges,
        }
    }

    fn edges(&self, from: u32) -> &[Edge] {
        let from = from as usize;
        &self.edges[self.bounds[from]..self.bounds[from + 1]]
    }

    /// The atoms of a shortest cycle through a negation, which is its first step.
    fn shortest(&self) -> Vec<u32> {
        let mut trimmed = Trimmed::of(self);
        let mut searched = vec![(u32::MAX, NO_VERTEX); self.nodes.len()];
        let mut best = Vec::new();
        for negated in 0..self.nodes.len() as u32 {
            if trimmed.is_negated(negated) {
                let search = Search {
                    graph: self,
                    trimmed: &trimmed,
                    reached: &mut searched,
                };
                if let Some(cycle) = search.cycle(negated, best.len()) {
                    best = cycle;
                }
                trimmed.forget(negated);
            }
        }
        self.turned(best)
    }

    /// The same cycle from its least atom on that needs the next one's absence.
    fn turned(&self, mut cycle: Vec<u32>) -> Vec<u32> {
        let next = cycle.iter().cycle().skip(1);
        let negations = cycle
            .iter()
            .zip(next)
            .enumerate()
            .filter(|(_, (from, to))| {
                let mut edges = self.edges(**from).iter();
                edges.any(|edge| edge.to == **to && edge.negated)
            });
        let first = negations.min_by_key(|(_, (from, _))| **from);
        let first = first.map_or(0, |(place, _)| place);
        cycle.rotate_left(first);
        cycle
    }
}

/// Which rule each gate belongs to, and for which atom it stands below.
struct Gates {
    above: Vec<Option<(Node, u32)>>,
}

impl Gates {
    fn of(network: &Network, live: &Live) -> Self {
        let mut gates = Self {
            above: vec![None; network.node_count()],
        };
        // A gate is made before the clause that reads it.
        for &clause in live.clauses.iter().rev() {
            let above = gates.above(network, clause);
            for literal in network.body(clause) {
                gates.above[literal.node().index()] = above;
            }
        }
        gates
    }

    fn above(&self, network: &Network, clause: ClauseId) -> Option<(Node, u32)> {
        let head = network.head(clause);
        match network.rule(clause) {
            Some(rule) => Some((head, rule)),
            None => self.above[head.index()],
        }
    }
}

/// The edges that may still lie on a cycle through a negation that was not searched.
struct Trimmed<'g> {
    graph: &'g Atoms,
    incoming: Vec<Vec<u32>>,
    alive: Vec<bool>,
    ins: Vec<u32>,
    outs: Vec<u32>,
}

impl<'g> Trimmed<'g> {
    fn of(graph: &'g Atoms) -> Self {
        let mut trimmed = Self {
            graph,
            incoming: vec![Vec::new(); graph.nodes.len()],
            alive: vec![true; graph.edges.len()],
            ins: vec![0; graph.nodes.len()],
            outs: vec![0; graph.nodes.len()],
        };
        for (place, edge) in (0..).zip(&graph.edges) {
            trimmed.incoming[edge.to as usize].push(place);
            trimmed.ins[edge.to as usize] += 1;
            trimmed.outs[edge.from as usize] += 1;
        }
        trimmed
    }

    fn is_negated(&self, vertex: u32) -> bool {
        let mut incoming = self.incoming[vertex as usize].iter();
        incoming
            .any(|&place| self.alive[place as usize] && self.graph.edges[place as usize].negated)
    }

    /// Leaves out the negations of a vertex, and then what nothing leads to, or what leads nowhere.
    fn forget(&mut self, vertex: u32) {
        let negations = self.incoming[vertex as usize].iter().copied();
        let negations = negations.filter(|&place| self.graph.edges[place as usize].negated);
        let mut pending: Vec<u32> = negations.collect();
        while let Some(place) = pending.pop() {
            if !std::mem::replace(&mut self.alive[place as usize], false) {
                continue;
            }
            let Edge { from, to, .. } = self.graph.edges[place as usize];
            self.outs[from as usize] -= 1;
            self.ins[to as usize] -= 1;
            if self.outs[from as usize] == 0 {
                pending.extend(&self.incoming[from as usize]);
            }
            if self.ins[to as usize] == 0 {
                let [start, end] = [to, to + 1].map(|vertex| self.graph.bounds[vertex as usize]);
                pending.extend(start as u32..end as u32);
            }
        }
    }
}

struct Search<'g, 's> {
    graph: &'g Atoms,
    trimmed: &'s Trimmed<'g>,
    /// For each vertex, from where the search last reached it that began at which one.
    reached: &'s mut [(u32, u32)],
}

impl Search<'_, '_> {
    /// A shortest cycle that begins with a negation of a vertex and has fewer steps than `limit`, unless that is nought.
    fn cycle(self, negated: u32, limit: usize) -> Option<Vec<u32>> {
        self.reached[negated as usize] = (negated, NO_VERTEX);
        let mut level = VecDeque::from([(negated, 1)]);
        while let Some((vertex, steps)) = level.pop_front() {
            if limit > 0 && steps >= limit {
                return None;
            }
            let start = self.graph.bounds[vertex as usize];
            let edges = self.graph.edges(vertex).iter().enumerate();
            let edges = edges.filter(|(place, _)| self.trimmed.alive[start + place]);
            for (_, edge) in edges.clone() {
                if edge.to == negated && edge.negated {
                    return Some(self.back(vertex));
                }
            }
            for (_, edge) in edges {
                if self.reached[edge.to as usize].0 != negated {
                    self.reached[edge.to as usize] = (negated, vertex);
                    level.push_back((edge.to, steps + 1));
                }
            }
        }
        None
    }

    /// The way from where the search began to a vertex, with that one first.
    fn back(&self, last: u32) -> Vec<u32> {
        let mut way = vec![last];
        let mut vertex = self.reached[last as usize].1;
        while vertex != NO_VERTEX {
            way.push(vertex);
            vertex = self.reached[vertex as usize].1;
        }
        way[1..].reverse();
        way
    }
}
