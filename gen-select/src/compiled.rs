//! Matching all scopes at once, with an index.

use std::fmt;
use std::hash::Hash;

use crate::index::Index;
use crate::selector::{Node, Relation, Selector};
use crate::set::Set;

/// A selector whose words have been looked up in an [`Index`]: a program for a machine with a stack of sets.
pub struct Compiled<'i, Id> {
    index: &'i Index<Id>,
    steps: Vec<Step<'i>>,
}

enum Step<'i> {
    Push(Set<'i>),
    And(usize),
    Any(usize),
    Not,
    Related(Relation),
}

impl<'i, Id: Copy + Ord + Hash> Compiled<'i, Id> {
    pub(crate) fn new(index: &'i Index<Id>, selector: &Selector) -> Self {
        let steps = selector.nodes().iter().map(|node| match node {
            Node::Atom(atom) => Step::Push(index.atom(atom)),
            Node::And(operands) => Step::And(*operands),
            Node::Any(operands) => Step::Any(*operands),
            Node::Not => Step::Not,
            Node::Relation(relation) => Step::Related(*relation),
        });
        Self {
            index,
            steps: steps.collect(),
        }
    }

    /// The scopes that the selector holds of.
    ///
    /// Cost: for each node, a pass over as many bits as there are scopes, sixty-four at a time, and for a relation a step for
    /// each scope that its operand holds of or that it holds of itself (`parent`: that its operand holds of, and its
    /// children). What holds of few scopes (one in 32) is kept as a list, and a conjunction with such a thing costs a look
    /// for each in the list and each operand.
    pub fn evaluate(&self) -> Matches<'_, Id> {
        let bound = self.index.len();
        let mut sets: Vec<Set<'_>> = Vec::new();
        for step in &self.steps {
            let set = match step {
                Step::Push(set) => set.borrowed(),
                Step::And(0) => Set::all(bound),
                Step::Any(0) => Set::none(),
                Step::And(operands) => Set::intersection(sets.split_off(sets.len() - operands)),
                Step::Any(operands) => Set::union(sets.split_off(sets.len() - operands), bound),
                Step::Not => sets.pop().unwrap_or_else(Set::none).complement(bound),
                Step::Related(relation) => {
                    let operand = sets.pop().unwrap_or_else(Set::none);
                    Set::bits(self.index.tree().related(*relation, &operand))
                }
            };
            sets.push(set);
        }
        Matches {
            index: self.index,
            set: sets.pop().unwrap_or_else(Set::none),
        }
    }
}

/// The scopes that a selector holds of.
pub struct Matches<'c, Id> {
    index: &'c Index<Id>,
    set: Set<'c>,
}

impl<Id: Copy + Ord + Hash> Matches<'_, Id> {
    /// Whether a scope is among them. Cost: a look into a hash table, and one into the set.
    pub fn contains(&self, scope: Id) -> bool {
        let number = self.index.number(scope);
        number.is_some_and(|number| self.set.contains(number))
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.set.len()
    }

    /// Whether they are none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Them, each before what is in it; those in one scope, and the outermost, in the order in which the forest has them.
    pub fn iter(&self) -> impl Iterator<Item = Id> {
        self.set.iter().filter_map(|number| self.index.id(number))
    }
}

impl<Id: Copy + Ord + Hash + fmt::Debug> fmt::Debug for Matches<'_, Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
