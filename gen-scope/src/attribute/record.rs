//! What a value was computed from.

use std::collections::BTreeSet;
use std::fmt::{self, Debug, Display};
use std::mem;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Grammar;

/// An attribute at a scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node<S> {
    /// The scope.
    pub scope: S,
    /// The name of the attribute.
    pub attribute: &'static str,
}

impl<S: Debug> Display for Node<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {:?}", self.attribute, self.scope)
    }
}

/// Everything that a value was computed from.
#[derive(Debug)]
pub struct Trace<G: Grammar> {
    /// The attributes, the one that was asked for included.
    pub computed: BTreeSet<Node<G::Scope>>,
    /// The slices of the input.
    pub reads: BTreeSet<G::Slice>,
}

/// One evaluation of an equation; or, for circular attributes that depend on one another, all of theirs.
pub(super) struct Record<G: Grammar> {
    pub(super) nodes: Vec<Node<G::Scope>>,
    pub(super) reads: Vec<G::Slice>,
    pub(super) needs: Vec<Arc<Record<G>>>,
}

impl<G: Grammar> Record<G> {
    /// What this evaluation was made from, directly or not: O(records + needs + reads), times a logarithm.
    pub(super) fn trace(self: &Arc<Self>) -> Trace<G> {
        let mut trace = Trace {
            computed: BTreeSet::new(),
            reads: BTreeSet::new(),
        };
        self.visit(&mut |record| {
            trace.computed.extend(record.nodes.iter().cloned());
            trace.reads.extend(record.reads.iter().cloned());
        });
        trace
    }

    /// Visits this record and all that it needs, each once.
    pub(super) fn visit(self: &Arc<Self>, visit: &mut impl FnMut(&Self)) {
        let mut seen = FxHashSet::default();
        let mut pending = vec![self];
        while let Some(record) = pending.pop() {
            if seen.insert(Arc::as_ptr(record)) {
                visit(record);
                pending.extend(&record.needs);
            }
        }
    }
}

/// A chain of records can be as long as the input is deep: it is taken apart in a loop.
impl<G: Grammar> Drop for Record<G> {
    fn drop(&mut self) {
        let mut pending = mem::take(&mut self.needs);
        while let Some(record) = pending.pop() {
            if let Some(mut last) = Arc::into_inner(record) {
                pending.append(&mut last.needs);
            }
        }
    }
}
