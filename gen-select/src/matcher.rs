//! Matching one scope, as the definition says: what holds where is asked for when it is needed.
//!
//! The question whether a node holds at a scope is answered at once for an atom. Any other node asks further
//! questions, and stops at the first answer that decides. Questions that wait stand on a stack of our own.

use rustc_hash::FxHashMap;

use crate::scope::Scopes;
use crate::selector::{Layout, Node, Relation, Selector};

impl Selector {
    /// Whether it holds of a scope.
    ///
    /// Cost: as [`Matcher::holds`]. For many scopes, keep a [`Matcher`]; for many scopes and many selectors, an
    /// [`Index`](crate::Index).
    pub fn matches<F: Scopes>(&self, forest: &F, scope: F::Id) -> bool {
        Matcher::new(self, forest).holds(scope)
    }
}

/// Matches one scope after the other, and keeps what it learns about those around them.
pub struct Matcher<'a, F: Scopes> {
    forest: &'a F,
    nodes: &'a [Node],
    layout: Layout,
    waiting: Vec<Question<F::Id>>,
    /// What holds at scopes that were reached through a relation, which many others reach too.
    known: FxHashMap<(usize, F::Id), bool>,
    /// Whether everything is kept.
    thorough: bool,
}

/// Whether a node holds at a scope, and what is still to be asked for it.
struct Question<Id> {
    node: usize,
    at: Id,
    rest: Rest<Id>,
    /// Whether the answer is worth keeping.
    keep: bool,
}

enum Rest<Id> {
    /// At the same scope: the operands before this one.
    Before(usize),
    /// The parent.
    Parent,
    /// Nothing.
    Nothing,
    /// The scopes around this one.
    Above(Id),
    /// These.
    These(Vec<Id>),
    /// These, and those in them.
    In(Vec<Id>),
}

impl<'a, F: Scopes> Matcher<'a, F> {
    /// Cost: linear in the selector.
    pub fn new(selector: &'a Selector, forest: &'a F) -> Self {
        Self {
            forest,
            nodes: selector.nodes(),
            layout: Layout::of(selector),
            waiting: Vec::new(),
            known: FxHashMap::default(),
            thorough: false,
        }
    }

    /// One that never asks twice.
    pub(crate) fn thorough(selector: &'a Selector, forest: &'a F) -> Self {
        Self {
            thorough: true,
            ..Self::new(selector, forest)
        }
    }

    /// Whether the selector holds of a scope.
    ///
    /// Cost: without relations, at most a look a node. With them, for all scopes together, at most a look a node and
    /// a pair of related scopes.
    pub fn holds(&mut self, scope: F::Id) -> bool {
        self.node_holds(self.nodes.len() - 1, scope)
    }

    pub(crate) fn node_holds(&mut self, node: usize, at: F::Id) -> bool {
        let mut answer = self.ask(node, at, self.thorough);
        while let Some(question) = self.waiting.last_mut() {
            let (decisive, decided) = deciding(&self.nodes[question.node]);
            let outcome = if answer == Some(decisive) {
                Some(decided)
            } else if let Some((node, at)) = question.next(self.forest, &self.layout) {
                let keep = self.thorough || question.crosses();
                answer = self.ask(node, at, keep);
                None
            } else {
                Some(!decided)
            };
            if outcome.is_some() {
                answer = outcome;
                self.settle(outcome == Some(true));
            }
        }
        answer == Some(true)
    }

    /// The answer, or none and one more question on the stack.
    fn ask(&mut self, node: usize, at: F::Id, keep: bool) -> Option<bool> {
        let rest = match &self.nodes[node] {
            Node::Atom(atom) => return Some(atom.holds(&self.forest.data(at))),
            _ if keep && self.known.contains_key(&(node, at)) => {
                return self.known.get(&(node, at)).copied();
            }
            Node::And(_) | Node::Any(_) | Node::Not => Rest::Before(node),
            Node::Relation(Relation::Parent) => Rest::Parent,
            Node::Relation(Relation::Within) => Rest::Above(at),
            Node::Relation(Relation::Has) => Rest::These(self.forest.children(at).collect()),
            Node::Relation(Relation::HasWithin) => Rest::In(self.forest.children(at).collect()),
        };
        self.waiting.push(Question {
            node,
            at,
            rest,
            keep,
        });
        None
    }

    fn settle(&mut self, holds: bool) {
        if let Some(question) = self.waiting.pop()
            && question.keep
        {
            self.known.insert((question.node, question.at), holds);
        }
    }
}

/// The answer to one of its questions that decides a node, and how. If none does, it is the other way round.
const fn deciding(node: &Node) -> (bool, bool) {
    match node {
        Node::And(_) => (false, false),
        Node::Not => (true, false),
        Node::Atom(_) | Node::Any(_) | Node::Relation(_) => (true, true),
    }
}

impl<Id: Copy> Question<Id> {
    /// What is to be asked next.
    fn next<F: Scopes<Id = Id>>(&mut self, forest: &F, layout: &Layout) -> Option<(usize, Id)> {
        let operand = self.node.saturating_sub(1);
        let at = match &mut self.rest {
            Rest::Before(last) => {
                *last = layout.next(self.node, *last)?;
                return Some((*last, self.at));
            }
            Rest::Parent => {
                self.rest = Rest::Nothing;
                forest.parent(self.at)?
            }
            Rest::Nothing => return None,
            Rest::Above(scope) => {
                *scope = forest.parent(*scope)?;
                *scope
            }
            Rest::These(scopes) => scopes.pop()?,
            Rest::In(scopes) => {
                let scope = scopes.pop()?;
                scopes.extend(forest.children(scope));
                scope
            }
        };
        Some((operand, at))
    }

    /// Whether its questions are about other scopes.
    const fn crosses(&self) -> bool {
        !matches!(self.rest, Rest::Before(_))
    }
}
