//! Who waits for whom, when several threads evaluate.
//!
//! A *task* is one demand from outside with all that it leads to, on one thread. A task that needs what another task is
//! computing waits for it; a ring of such waits is a cycle of attributes, found by the task that would close it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::record::Node;

/// A task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TaskId(u64);

/// A task that waits.
struct Wait<S> {
    /// Whose work it waits for.
    owner: TaskId,
    /// What it waits for.
    wanted: Node<S>,
    /// What it is computing itself, outermost first.
    stack: Vec<Node<S>>,
}

/// All tasks of an evaluator.
pub(super) struct Tasks<S> {
    next: AtomicU64,
    waiting: Mutex<BTreeMap<TaskId, Wait<S>>>,
    /// How many wait, to be looked at without the lock.
    count: AtomicUsize,
}

impl<S> Default for Tasks<S> {
    fn default() -> Self {
        Self {
            next: AtomicU64::new(0),
            waiting: Mutex::default(),
            count: AtomicUsize::new(0),
        }
    }
}

impl<S: Clone + PartialEq> Tasks<S> {
    pub(super) fn begin(&self) -> TaskId {
        TaskId(self.next.fetch_add(1, Ordering::Relaxed))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<TaskId, Wait<S>>> {
        // Nothing that can fail happens under the lock.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets `me`, which is computing `stack`, wait for `wanted`, which `owner` is computing.
    ///
    /// # Errors
    ///
    /// With the cycle, where `owner` in turn waits for `me`.
    pub(super) fn wait(
        &self,
        me: TaskId,
        owner: TaskId,
        wanted: &Node<S>,
        stack: impl FnOnce() -> Vec<Node<S>>,
    ) -> Result<(), Vec<Node<S>>> {
        let mut waiting = self.lock();
        let mut path = Vec::new();
        let (mut task, mut entered) = (owner, wanted.clone());
        while let Some(wait) = waiting.get(&task) {
            path.extend(from(&wait.stack, &entered));
            (task, entered) = (wait.owner, wait.wanted.clone());
            if task == me {
                path.extend(from(&stack(), &entered));
                return Err(path);
            }
        }
        let wait = Wait {
            owner,
            wanted: wanted.clone(),
            stack: stack(),
        };
        waiting.insert(me, wait);
        self.count.store(waiting.len(), Ordering::Release);
        Ok(())
    }

    /// Lets nobody wait for `done` any more.
    pub(super) fn done(&self, scope: &S, attribute: &'static str) {
        if self.count.load(Ordering::Acquire) == 0 {
            return;
        }
        let mut waiting = self.lock();
        waiting.retain(|_, wait| wait.wanted.attribute != attribute || wait.wanted.scope != *scope);
        self.count.store(waiting.len(), Ordering::Release);
    }
}

/// The part of a stack that begins with `node`.
fn from<S: Clone + PartialEq>(stack: &[Node<S>], node: &Node<S>) -> Vec<Node<S>> {
    let start = stack.iter().position(|frame| frame == node);
    stack[start.unwrap_or_default()..].to_vec()
}
