//! A grammar with all that was computed of it so far.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::record::{Node, Trace};
use super::tasks::Tasks;
use super::{Attribute, Context, Error, Grammar};

/// Evaluates the attributes of a grammar, and remembers their values.
pub struct Evaluator<G: Grammar> {
    pub(super) grammar: G,
    pub(super) tasks: Tasks<G::Scope>,
    circles: AtomicU64,
    log: Option<Mutex<Vec<Event<G::Scope>>>>,
}

/// Something that was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<S> {
    /// An attribute that is not circular: its equation ran.
    Computed(Node<S>),
    /// Circular attributes reached their least solution.
    Settled {
        /// All of them, sorted.
        members: Vec<Node<S>>,
        /// How often each equation ran.
        rounds: u32,
    },
}

impl<G: Grammar> Evaluator<G> {
    /// Nothing computed so far.
    pub fn new(grammar: G) -> Self {
        Self {
            grammar,
            tasks: Tasks::default(),
            circles: AtomicU64::new(0),
            log: None,
        }
    }

    /// Nothing computed so far; what will be is written down for [`Self::events`].
    pub fn logging(grammar: G) -> Self {
        Self {
            log: Some(Mutex::default()),
            ..Self::new(grammar)
        }
    }

    /// The grammar.
    pub fn grammar(&self) -> &G {
        &self.grammar
    }

    /// The value of an attribute at a scope, computed if it is not known yet.
    ///
    /// # Errors
    ///
    /// Where the attribute has no value.
    pub fn get<V: Clone>(
        &self,
        attribute: impl Fn(&G) -> &Attribute<G, V>,
        scope: &G::Scope,
    ) -> Result<V, Error<G::Scope>> {
        Context::outside(self).get(attribute, scope)
    }

    /// The values of an attribute at many scopes, in their order, computed on the threads of rayon's current pool.
    ///
    /// Values, errors and traces are those of evaluation one by one.
    #[cfg(feature = "parallel")]
    pub fn get_all<V: Clone + Send>(
        &self,
        attribute: impl Fn(&G) -> &Attribute<G, V> + Sync,
        scopes: &[G::Scope],
    ) -> Vec<Result<V, Error<G::Scope>>>
    where
        G: Sync,
        G::Scope: Send + Sync,
    {
        use rayon::prelude::*;
        let all = scopes.par_iter();
        all.map(|scope| self.get(&attribute, scope)).collect()
    }

    /// What the value of an attribute at a scope is computed from, directly or not: exactly what its evaluation asked
    /// for, and what the evaluations asked for that it needed.
    ///
    /// # Errors
    ///
    /// Where a circular attribute or a cycle keeps it from being evaluated at all.
    ///
    /// # Complexity
    ///
    /// Linear in what is traced, times a logarithm.
    pub fn trace<V: Clone>(
        &self,
        attribute: impl Fn(&G) -> &Attribute<G, V>,
        scope: &G::Scope,
    ) -> Result<Trace<G>, Error<G::Scope>> {
        let finished = Context::outside(self).finished(attribute(&self.grammar), scope)?;
        Ok(finished.record.trace())
    }

    /// Adds the slices that a value is computed from, directly or not, to a collection; some more than once. Cheaper than
    /// [`Self::trace`], which sorts them.
    ///
    /// # Errors
    ///
    /// As for [`Self::trace`].
    pub fn reads<V: Clone>(
        &self,
        attribute: impl Fn(&G) -> &Attribute<G, V>,
        scope: &G::Scope,
        reads: &mut impl Extend<G::Slice>,
    ) -> Result<(), Error<G::Scope>> {
        let finished = Context::outside(self).finished(attribute(&self.grammar), scope)?;
        let record = finished.record;
        record.visit(&mut |record| reads.extend(record.reads.iter().cloned()));
        Ok(())
    }

    /// Forgets the value of an attribute at a scope. Values that were computed from it stay, with their traces; who asks
    /// for it again has it computed again.
    pub fn forget<V: Clone>(&self, attribute: impl Fn(&G) -> &Attribute<G, V>, scope: &G::Scope) {
        attribute(&self.grammar).cells.forget(scope);
    }

    /// What was computed so far, in order; nothing where the evaluator was not told to keep a log.
    pub fn events(&self) -> Vec<Event<G::Scope>> {
        self.log.as_ref().map_or_else(Vec::new, |log| {
            log.lock().unwrap_or_else(PoisonError::into_inner).clone()
        })
    }

    pub(super) fn log(&self, event: impl FnOnce() -> Event<G::Scope>) {
        if let Some(log) = &self.log {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push(event());
        }
    }

    pub(super) fn next_circle(&self) -> u64 {
        self.circles.fetch_add(1, Ordering::Relaxed)
    }
}

impl<G: Grammar> fmt::Debug for Evaluator<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evaluator").finish_non_exhaustive()
    }
}
