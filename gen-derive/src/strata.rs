//! Strata: in which order the negations of a program can be settled.
//!
//! Local stratification (Przymusinski, *On the declarative semantics of deductive databases and logic programs*, 1988), of
//! those ground rules alone that have a chance: the level of an atom is at least that of what it needs, and greater than
//! that of what must be absent. There are such levels exactly where no cycle of dependencies goes through a negation.

use gen_graph::Graph;

use crate::cycle::{self, NegativeCycle};
use crate::evaluate::evaluate;
use crate::key::Key;
use crate::model::Model;
use crate::network::{ClauseId, Closure, Network, Node};
use crate::program::Program;

/// A program whose negations can be settled one level after the other.
///
/// Only atoms that are *possible* count: those that follow from the facts when negations are ignored, save the negations
/// of what holds *for certain*, from the facts and without any negation. So two rules that each need the absence
/// of what the other derives are no cycle where at most one of them has a chance.
///
/// ```
/// use gen_derive::{Formula, Program};
///
/// let exclude_each_other = |facts: &[&'static str]| {
///     let mut program = Program::new();
///     for fact in facts {
///         program.fact(*fact);
///     }
///     program.rule(1, "desktop", Formula::atom("wants desktop") & !Formula::atom("server"));
///     program.rule(2, "server", Formula::atom("wants server") & !Formula::atom("desktop"));
///     program.stratify().map(|stratified| stratified.len())
/// };
/// assert_eq!(exclude_each_other(&["wants desktop"]), Ok(1));
/// let cycle = exclude_each_other(&["wants desktop", "wants server"]).unwrap_err();
/// assert_eq!(cycle.to_string(), "desktop needs its own absence: desktop ← ¬server (1), server ← ¬desktop (2)");
/// ```
#[derive(Clone, Debug)]
pub struct Stratified<A, L> {
    program: Program<A, L>,
    live: Live,
    strata: Strata,
}

/// The part of a program that has a chance.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub(crate) possible: Vec<bool>,
    pub(crate) clauses: Vec<ClauseId>,
}

/// The level of each node, from nought on.
#[derive(Clone, Debug)]
pub(crate) struct Strata {
    pub(crate) of: Vec<u32>,
    pub(crate) count: u32,
}

impl<A: Key, L: Key> Stratified<A, L> {
    /// Linear, and as long as sorting the dependencies takes; only where something negated is possible at all are there any.
    /// For what a refusal costs, see [`NegativeCycle`].
    pub(crate) fn new(program: Program<A, L>) -> Result<Self, NegativeCycle<A, L>> {
        let live = Live::of(&program.network, &program.facts);
        let strata = if live.has_negation(&program.network) {
            let components = Components::of(&program.network, &live);
            let negative = components.negative(&program.network, &live);
            if let Some(cycle) = cycle::shortest(&program, &live, &components.of, &negative) {
                return Err(cycle);
            }
            components.strata(&program.network, &live, u32::from)
        } else {
            Strata {
                of: vec![0; program.network.node_count()],
                count: 1,
            }
        };
        Ok(Self {
            program,
            live,
            strata,
        })
    }

    /// The same program in finer strata: whatever depends on another strongly connected component is above it, negation or
    /// not.
    ///
    /// The model is the same (Apt, Blair and Walker, *Towards a theory of declarative knowledge*, 1988, theorem 11); only
    /// strata and rounds are others.
    #[must_use]
    pub fn refined(self) -> Self {
        let components = Components::of(&self.program.network, &self.live);
        let strata = components.strata(&self.program.network, &self.live, |_| 1);
        Self { strata, ..self }
    }

    /// How many strata there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.strata.count as usize
    }

    /// The level of an atom, from nought on; none where it is not possible.
    pub fn stratum(&self, atom: &A) -> Option<usize> {
        let node = self.program.find(atom)?;
        self.live.possible[node.index()].then(|| self.strata.of[node.index()] as usize)
    }

    /// How many atoms are possible.
    pub fn possible(&self) -> usize {
        let possible = self.live.possible.iter().zip(&self.program.atoms);
        possible
            .filter(|(possible, atom)| **possible && atom.is_some())
            .count()
    }

    /// The perfect model: stratum by stratum, each until nothing new follows.
    ///
    /// Linear in the part of the program that has a chance: a rule is looked at once for each atom that it waits for, when
    /// that has been found to hold.
    pub fn evaluate(self) -> Model<A, L> {
        let Self {
            program,
            live,
            strata,
        } = self;
        let run = evaluate(&program, &live, &strata);
        Model::new(program, strata, live, run)
    }
}

impl Live {
    fn of(network: &Network, facts: &[Node]) -> Self {
        let negated = |clause| {
            let body = network.body(clause).iter();
            body.filter(|literal| literal.is_negated())
        };
        let certain = Closure::of(network, facts, |clause| negated(clause).next().is_none());
        let refuted = |clause| negated(clause).any(|literal| certain[literal.node().index()]);
        let possible = Closure::of(network, facts, |clause| !refuted(clause));
        let has_a_chance = |clause| {
            let mut body = network.body(clause).iter();
            let fits = body.all(|literal| literal.is_negated() || possible[literal.node().index()]);
            fits && !refuted(clause)
        };
        // A gate is made before the clause that reads it, and counts only where that has a chance.
        let mut read = vec![false; network.node_count()];
        let mut clauses = Vec::new();
        for clause in network.clauses().rev() {
            let is_read = network.rule(clause).is_some() || read[network.head(clause).index()];
            if is_read && has_a_chance(clause) {
                clauses.push(clause);
                for literal in network.body(clause) {
                    read[literal.node().index()] = true;
                }
            }
        }
        clauses.reverse();
        Self { possible, clauses }
    }

    fn has_negation(&self, network: &Network) -> bool {
        let body = |&clause| network.body(clause);
        let mut literals = self.clauses.iter().flat_map(body);
        literals.any(|literal| literal.is_negated() && self.possible[literal.node().index()])
    }

    /// What the head of each clause depends on: itself, the other, and whether on its absence.
    pub(crate) fn dependencies(
        &self,
        network: &Network,
    ) -> impl Iterator<Item = (Node, Node, bool)> {
        self.clauses.iter().flat_map(move |&clause| {
            let head = network.head(clause);
            let body = network.body(clause).iter();
            let body = body.filter(|literal| self.possible[literal.node().index()]);
            body.map(move |literal| (head, literal.node(), literal.is_negated()))
        })
    }
}

/// The strongly connected components of the dependencies.
struct Components {
    /// Each node's; those without any dependency are all in one, the first.
    of: Vec<u32>,
    /// The nodes, those first that others need.
    order: Vec<Node>,
    count: u32,
}

impl Components {
    fn of(network: &Network, live: &Live) -> Self {
        let dependencies = live.dependencies(network);
        let graph = Graph::edges(dependencies.map(|(head, other, _)| (head, other)));
        let condensation = graph.condensation();
        let mut of = vec![0; network.node_count()];
        let mut order = Vec::with_capacity(graph.vertex_count());
        let mut count = 1;
        for &component in condensation.graph().order().rev() {
            for &node in condensation.members(component) {
                of[node.index()] = count;
                order.push(node);
            }
            count += 1;
        }
        Self { of, order, count }
    }

    /// The components with a negation inside, ascending.
    fn negative(&self, network: &Network, live: &Live) -> Vec<u32> {
        let within = live
            .dependencies(network)
            .filter(|&(head, other, negated)| {
                negated && self.of[head.index()] == self.of[other.index()]
            });
        let mut negative: Vec<_> = within.map(|(head, ..)| self.of[head.index()]).collect();
        negative.sort_unstable();
        negative.dedup();
        negative
    }

    /// The least levels such that each is by `step` of the negation above that of another component.
    fn strata(&self, network: &Network, live: &Live, step: impl Fn(bool) -> u32) -> Strata {
        let mut levels = vec![0; self.count as usize];
        let mut live_clause = vec![false; network.clause_count()];
        for clause in &live.clauses {
            live_clause[clause.index()] = true;
        }
        for &node in &self.order {
            let component = self.of[node.index()];
            let clauses = network.clauses_of(node);
            for clause in clauses.filter(|clause| live_clause[clause.index()]) {
                for literal in network.body(clause) {
                    let other = self.of[literal.node().index()];
                    if other != component && live.possible[literal.node().index()] {
                        let level = levels[other as usize] + step(literal.is_negated());
                        levels[component as usize] = level.max(levels[component as usize]);
                    }
                }
            }
        }
        let of = self.of.iter().map(|&component| levels[component as usize]);
        Strata {
            of: of.collect(),
            count: levels.iter().max().map_or(1, |&level| level + 1),
        }
    }
}
