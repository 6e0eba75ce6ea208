//! The same work for many items: one after the other, or with the feature `parallel` on the threads of rayon.

use std::sync::{Mutex, PoisonError};

/// Does work that needs room, which is made once for each thread and used again.
pub(crate) struct Spread<S, F> {
    make: F,
    idle: Mutex<Vec<S>>,
}

impl<S, F: Fn() -> S> Spread<S, F> {
    pub(crate) fn new(make: F) -> Self {
        Self {
            make,
            idle: Mutex::default(),
        }
    }

    fn in_turn<T, R>(&self, items: &[T], work: impl Fn(&mut S, &T) -> R) -> Vec<R> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut room = taken.unwrap_or_else(&self.make);
        let results = items.iter().map(|item| work(&mut room, item)).collect();
        idle().push(room);
        results
    }
}

#[cfg(not(feature = "parallel"))]
impl<S, F: Fn() -> S> Spread<S, F> {
    /// What the work gives for each item, in their order.
    pub(crate) fn map<T, R>(&self, items: &[T], work: impl Fn(&mut S, &T) -> R) -> Vec<R> {
        self.in_turn(items, work)
    }
}

#[cfg(feature = "parallel")]
impl<S: Send, F: Fn() -> S + Sync> Spread<S, F> {
    /// What the work gives for each item, in their order.
    pub(crate) fn map<T, R>(&self, items: &[T], work: impl Fn(&mut S, &T) -> R + Sync) -> Vec<R>
    where
        T: Sync,
        R: Send,
    {
        use rayon::iter::ParallelIterator as _;
        use rayon::slice::ParallelSlice as _;

        /// How many items are worth a thread's attention.
        const CHUNK: usize = 64;
        if items.len() <= CHUNK {
            return self.in_turn(items, work);
        }
        let chunks = items.par_chunks(CHUNK);
        let results = chunks.flat_map_iter(|chunk| self.in_turn(chunk, &work));
        results.collect()
    }
}
