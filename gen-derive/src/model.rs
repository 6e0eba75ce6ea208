//! Models: what holds, since when, and what it took to find out.

use crate::evaluate::{NEVER, Run};
use crate::formula::Formula;
use crate::key::Key;
use crate::network::Node;
use crate::program::Program;
use crate::proof::Proof;
use crate::strata::{Live, Strata};

/// The perfect model of a program: the atoms that hold, and their proofs.
#[derive(Clone, Debug)]
pub struct Model<A, L> {
    pub(crate) program: Program<A, L>,
    live: Live,
    strata: Strata,
    rounds_of: Vec<u32>,
    work: Work,
}

/// What an evaluation took. The counts are the same on every machine, and in whatever order the rules came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// How many strata there were.
    pub strata: usize,
    /// How many rounds were run, with the last one of each stratum, which finds nothing new. They are at most the atoms
    /// that were derived and the strata.
    pub rounds: usize,
    /// How many clauses the program came to: one for each rule, and for each disjunction, or conjunction, that stands below
    /// a connective of the other kind one for each operand, or one.
    pub clauses: usize,
    /// How many literals these have.
    pub literals: usize,
    /// How often a clause was looked at: once at the beginning of its stratum, and once for each literal that was found
    /// to hold.
    pub looks: u64,
}

impl<A: Key, L: Key> Model<A, L> {
    pub(crate) fn new(program: Program<A, L>, strata: Strata, live: Live, run: Run) -> Self {
        let work = Work {
            strata: strata.count as usize,
            rounds: run.rounds as usize,
            clauses: program.network.clause_count(),
            literals: program.network.literal_count(),
            looks: run.looks,
        };
        Self {
            program,
            live,
            strata,
            rounds_of: run.rounds_of,
            work,
        }
    }

    /// Whether an atom holds. Cost: a look into a hash table.
    pub fn holds(&self, atom: &A) -> bool {
        let node = self.program.find(atom);
        node.is_some_and(|node| self.has(node))
    }

    /// Whether a formula holds. Linear in the formula.
    pub fn satisfies(&self, formula: &Formula<A>) -> bool {
        formula.holds(|atom| self.holds(atom))
    }

    /// The atoms that hold, ascending. They are sorted each time.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &A> + ExactSizeIterator {
        let mut atoms: Vec<_> = self.unsorted().collect();
        atoms.sort_unstable();
        atoms.into_iter()
    }

    /// The atoms that hold, in no particular order.
    pub fn unsorted(&self) -> impl Iterator<Item = &A> {
        let rounds = self.program.atoms.iter().zip(&self.rounds_of);
        rounds.filter_map(|(atom, &round)| atom.as_ref().filter(|_| round != NEVER))
    }

    /// How many atoms hold. Linear in the atoms of the program.
    pub fn len(&self) -> usize {
        self.unsorted().count()
    }

    /// Whether nothing holds.
    pub fn is_empty(&self) -> bool {
        self.unsorted().next().is_none()
    }

    /// The level of an atom, from nought on; none where it was not [possible](crate::Stratified).
    pub fn stratum(&self, atom: &A) -> Option<usize> {
        let node = self.program.find(atom)?;
        self.live.possible[node.index()].then(|| self.strata.of[node.index()] as usize)
    }

    /// Why an atom holds; none where it does not.
    ///
    /// Linear in the proof and in the rules for its atoms.
    pub fn proof(&self, atom: &A) -> Option<Proof<'_, A, L>> {
        Proof::of(self, atom)
    }

    /// What the evaluation took.
    pub fn work(&self) -> Work {
        self.work
    }

    pub(crate) fn has(&self, node: Node) -> bool {
        self.round(node) != NEVER
    }

    pub(crate) fn round(&self, node: Node) -> u32 {
        self.rounds_of[node.index()]
    }
}
