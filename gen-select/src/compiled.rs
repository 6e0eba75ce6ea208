//! Matching all scopes at once, with an index.

use std::fmt;
use std::hash::Hash;

use crate::atom::Atom;
use crate::glob::Glob;
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
    Pattern(Glob),
    And(usize),
    Any(usize),
    Not,
    Related(Relation),
}

/// What stands on the stack.
enum Value<'c> {
    Set(Set<'c>),
    /// The scopes whose name is of a pattern, or with `false`, is not: looked up when it must be.
    Named(&'c Glob, bool),
}

impl<'i, Id: Copy + Ord + Hash> Compiled<'i, Id> {
    pub(crate) fn new(index: &'i Index<Id>, selector: &Selector) -> Self {
        let steps = selector.nodes().iter().map(|node| match node {
            Node::Atom(Atom::Name(glob)) => Step::Pattern(glob.clone()),
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
    /// Cost: for each node, a pass over as many bits as there are scopes, sixty-four at a time; for a relation, a
    /// step for each scope that its operand holds of or that it holds of itself (`parent`: that its operand holds of,
    /// and its children). What holds of few scopes (one in 32) is kept as a list, and a conjunction with such a thing
    /// costs a look for each in the list and each operand. A pattern is compared with the names that begin as it
    /// does, or in a conjunction with those of what is left by the other operands if these are fewer.
    pub fn evaluate(&self) -> Matches<'_, Id> {
        let bound = self.index.len();
        let mut values: Vec<Value<'_>> = Vec::new();
        for step in &self.steps {
            let value = match step {
                Step::Push(set) => Value::Set(set.borrowed()),
                Step::Pattern(glob) => Value::Named(glob, true),
                Step::And(operands) => {
                    Value::Set(self.conjunction(values.split_off(values.len() - operands)))
                }
                Step::Any(0) => Value::Set(Set::none()),
                Step::Any(operands) => {
                    let values = values.split_off(values.len() - operands).into_iter();
                    Value::Set(Set::union(
                        values.map(|value| self.set(value)).collect(),
                        bound,
                    ))
                }
                Step::Not => match values.pop() {
                    Some(Value::Named(glob, wanted)) => Value::Named(glob, !wanted),
                    Some(Value::Set(set)) => Value::Set(set.complement(bound)),
                    None => Value::Set(Set::all(bound)),
                },
                Step::Related(relation) => {
                    let operand = values.pop().map_or_else(Set::none, |value| self.set(value));
                    let related = self.index.tree().related(*relation, &operand);
                    Value::Set(Set::bits(related))
                }
            };
            values.push(value);
        }
        Matches {
            index: self.index,
            set: values.pop().map_or_else(Set::none, |value| self.set(value)),
        }
    }

    fn set<'c>(&self, value: Value<'c>) -> Set<'c> {
        match value {
            Value::Set(set) => set,
            Value::Named(glob, true) => self.index.named(glob),
            Value::Named(glob, false) => self.index.named(glob).complement(self.index.len()),
        }
    }

    /// First what is known, then the patterns.
    fn conjunction<'c>(&self, values: Vec<Value<'c>>) -> Set<'c> {
        let mut sets = Vec::new();
        let mut patterns = Vec::new();
        for value in values {
            match value {
                Value::Set(set) => sets.push(set),
                Value::Named(glob, wanted) => patterns.push((glob, wanted)),
            }
        }
        let mut met = match sets.is_empty() {
            true => Set::all(self.index.len()),
            false => Set::intersection(sets),
        };
        for (glob, wanted) in patterns {
            met = self.index.filtered(met, glob, wanted);
        }
        met
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

    /// Them, each before what is in it; those in one scope, and the outermost, in the order in which the forest has
    /// them.
    pub fn iter(&self) -> impl Iterator<Item = Id> {
        self.set.iter().filter_map(|number| self.index.id(number))
    }
}

impl<Id: Copy + Ord + Hash + fmt::Debug> fmt::Debug for Matches<'_, Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
