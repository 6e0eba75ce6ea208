//! The values of one attribute: each computed by whoever asks first, while others wait.

use std::collections::hash_map::Entry;
use std::hash::BuildHasher;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::equation::Computed;
use super::record::{Node, Record};
use super::tasks::{TaskId, Tasks};
use super::{Cycle, Error, Grammar};

/// Locks beside one another, so that threads seldom meet.
const SHARDS: usize = 16;

/// A finished evaluation.
pub(super) struct Finished<G: Grammar, V> {
    pub(super) value: Computed<G, V>,
    pub(super) record: Arc<Record<G>>,
}

impl<G: Grammar, V: Clone> Clone for Finished<G, V> {
    fn clone(&self) -> Self {
        Self {
            value: self.value.clone(),
            record: self.record.clone(),
        }
    }
}

enum State<G: Grammar, V> {
    Running(TaskId),
    Finished(Finished<G, V>),
}

type Values<G, V> = FxHashMap<<G as Grammar>::Scope, State<G, V>>;

struct Shard<G: Grammar, V> {
    values: Mutex<Values<G, V>>,
    finished: Condvar,
}

/// The values of an attribute, by scope.
pub(super) struct Cells<G: Grammar, V> {
    shards: [Shard<G, V>; SHARDS],
}

impl<G: Grammar, V> Default for Cells<G, V> {
    fn default() -> Self {
        let shard = |_| Shard {
            values: Mutex::default(),
            finished: Condvar::new(),
        };
        Self {
            shards: std::array::from_fn(shard),
        }
    }
}

/// What asking for a cell comes to.
pub(super) enum Claim<'c, G: Grammar, V> {
    /// Its value is known.
    Finished(Finished<G, V>),
    /// It is the caller's to compute.
    Mine(Mine<'c, G, V>),
    /// Computing it would need itself.
    Cycle(Error<G::Scope>),
}

/// The right, and the duty, to compute a cell. Dropped, it leaves the cell as if nobody had asked.
pub(super) struct Mine<'c, G: Grammar, V> {
    cells: &'c Cells<G, V>,
    tasks: &'c Tasks<G::Scope>,
    pub(super) node: Node<G::Scope>,
    kept: bool,
}

impl<G: Grammar, V> Cells<G, V> {
    fn shard(&self, scope: &G::Scope) -> &Shard<G, V> {
        // The low bits choose the bucket in the map.
        let hash = FxBuildHasher.hash_one(scope).rotate_left(8);
        let index = usize::try_from(hash % SHARDS as u64).unwrap_or_default();
        &self.shards[index]
    }
}

impl<G: Grammar, V: Clone> Cells<G, V> {
    /// The value, where it is known.
    pub(super) fn known(&self, scope: &G::Scope) -> Option<Finished<G, V>> {
        match self.shard(scope).lock().get(scope) {
            Some(State::Finished(finished)) => Some(finished.clone()),
            _ => None,
        }
    }

    /// Asks for a cell on behalf of a task that is computing `stack`.
    pub(super) fn claim<'c>(
        &'c self,
        tasks: &'c Tasks<G::Scope>,
        me: TaskId,
        node: Node<G::Scope>,
        stack: impl Fn() -> Vec<Node<G::Scope>>,
    ) -> Claim<'c, G, V> {
        let shard = self.shard(&node.scope);
        let mut values = shard.lock();
        loop {
            let owner = match values.entry(node.scope.clone()) {
                Entry::Vacant(vacant) => {
                    vacant.insert(State::Running(me));
                    break;
                }
                Entry::Occupied(occupied) => match occupied.get() {
                    State::Finished(finished) => return Claim::Finished(finished.clone()),
                    State::Running(owner) => *owner,
                },
            };
            let cycle = if owner == me {
                let stack = stack();
                let start = stack.iter().position(|frame| *frame == node);
                Err(stack[start.unwrap_or_default()..].to_vec())
            } else {
                tasks.wait(me, owner, &node, &stack)
            };
            if let Err(path) = cycle {
                return Claim::Cycle(Error::Cycle(Cycle::along(path)));
            }
            let woken = shard.finished.wait(values);
            values = woken.unwrap_or_else(PoisonError::into_inner);
        }
        drop(values);
        Claim::Mine(Mine {
            cells: self,
            tasks,
            node,
            kept: false,
        })
    }

    /// Makes a value known that nobody claimed; the first one stays.
    pub(super) fn publish(&self, scope: &G::Scope, finished: Finished<G, V>) -> bool {
        match self.shard(scope).lock().entry(scope.clone()) {
            Entry::Vacant(vacant) => {
                vacant.insert(State::Finished(finished));
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// Forgets the value at a scope; one that is being computed stays.
    pub(super) fn forget(&self, scope: &G::Scope) {
        let mut values = self.shard(scope).lock();
        if let Some(State::Finished(_)) = values.get(scope) {
            values.remove(scope);
        }
    }
}

impl<G: Grammar, V> Shard<G, V> {
    fn lock(&self) -> MutexGuard<'_, Values<G, V>> {
        // Equations run outside of the lock.
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<G: Grammar, V> Mine<'_, G, V> {
    /// Gives the cell its value, and wakes who waits for it.
    pub(super) fn finish(mut self, finished: Finished<G, V>) {
        self.kept = true;
        self.leave(Some(finished));
    }

    fn leave(&self, finished: Option<Finished<G, V>>) {
        let shard = self.cells.shard(&self.node.scope);
        let mut values = shard.lock();
        match finished {
            Some(finished) => values.insert(self.node.scope.clone(), State::Finished(finished)),
            None => values.remove(&self.node.scope),
        };
        self.tasks.done(&self.node.scope, self.node.attribute);
        drop(values);
        shard.finished.notify_all();
    }
}

impl<G: Grammar, V> Drop for Mine<'_, G, V> {
    fn drop(&mut self) {
        if !self.kept {
            self.leave(None);
        }
    }
}
