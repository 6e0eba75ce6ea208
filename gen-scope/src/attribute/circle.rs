//! Circles: circular attributes that depend on one another, iterated together until none of them changes.
//!
//! A circle begins where a circular attribute is asked for from outside of one, and takes in every circular attribute
//! that its equations ask for directly. In a round, each member's equation runs once, on what the others have by then.
//! After a round without a change, the values are settled, and known to everybody.
//!
//! A circle belongs to one task. Two tasks that begin at the same attributes settle the same values, and the first one
//! to be done makes them known: who waited for the other could wait for a circle in which it takes part itself.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::cells::Finished;
use super::context::{Context, Frame, with_room};
use super::equation::{Attribute, Circular};
use super::evaluator::Event;
use super::record::{Node, Record};
use super::{Cycle, Error, Grammar};

/// A circle under way.
pub(super) struct Circle<'e, G: Grammar> {
    id: u64,
    round: Cell<u32>,
    changed: Cell<bool>,
    members: RefCell<Members<'e, G>>,
    frame: RefCell<Frame<G>>,
}

/// Circular attributes at scopes.
type Members<'e, G> = Vec<(&'e dyn Member<G>, <G as Grammar>::Scope)>;

/// The values that circles are working on, of one attribute, with the round of each.
pub(super) struct Provisional<G: Grammar, V> {
    values: Mutex<Rounds<G, V>>,
}

/// Of each circle and scope, the last round that came by, and the value.
type Rounds<G, V> = FxHashMap<(u64, <G as Grammar>::Scope), (u32, V)>;

impl<G: Grammar, V> Default for Provisional<G, V> {
    fn default() -> Self {
        Self {
            values: Mutex::default(),
        }
    }
}

impl<G: Grammar, V> Provisional<G, V> {
    fn lock(&self) -> MutexGuard<'_, Rounds<G, V>> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A circular attribute, whatever its values are.
trait Member<G: Grammar> {
    /// Its name at a scope, where the last round of the circle came by there.
    fn in_last_round(&self, circle: &Circle<'_, G>, scope: &G::Scope) -> Option<Node<G::Scope>>;

    /// Takes the value out of the circle; makes it known where the circle settled.
    fn leave(&self, circle: &Circle<'_, G>, scope: &G::Scope, settled: Option<&Arc<Record<G>>>);
}

impl<G: Grammar, V: Clone> Member<G> for Attribute<G, V> {
    fn in_last_round(&self, circle: &Circle<'_, G>, scope: &G::Scope) -> Option<Node<G::Scope>> {
        let values = self.provisional.lock();
        let (round, _) = values.get(&(circle.id, scope.clone()))?;
        (*round == circle.round.get()).then(|| self.at(scope))
    }

    fn leave(&self, circle: &Circle<'_, G>, scope: &G::Scope, settled: Option<&Arc<Record<G>>>) {
        let left = self.provisional.lock().remove(&(circle.id, scope.clone()));
        if let (Some((round, value)), Some(record)) = (left, settled)
            && round == circle.round.get()
        {
            let record = record.clone();
            let value = Ok(value);
            self.cells.publish(scope, Finished { value, record });
        }
    }
}

impl<'e, G: Grammar> Context<'e, G> {
    /// Evaluates a circular attribute that is asked for from outside of a circle.
    pub(super) fn settle<V: Clone>(
        &self,
        attribute: &'e Attribute<G, V>,
        circular: &Circular<G, V>,
        scope: &G::Scope,
    ) -> Result<Finished<G, V>, Error<G::Scope>> {
        // It takes part in a circle further out, and what asks is not circular.
        let (stack, node) = (self.stack(), attribute.at(scope));
        if let Some(start) = stack.iter().position(|level| *level == node) {
            return Err(Error::Cycle(Cycle::along(stack[start..].to_vec())));
        }
        let circle = Rc::new(Circle {
            id: self.evaluator.next_circle(),
            round: Cell::new(0),
            changed: Cell::new(false),
            members: RefCell::default(),
            frame: RefCell::default(),
        });
        let outcome = loop {
            circle.changed.set(false);
            circle.round.set(circle.round.get() + 1);
            let outcome = self.take_part(&circle, attribute, circular, scope);
            if outcome.is_err() || !circle.changed.get() {
                break outcome;
            }
        };
        let members = circle.members.take();
        let value = match outcome {
            Ok(value) => value,
            Err(error) => {
                for (member, scope) in members {
                    member.leave(&circle, &scope, None);
                }
                return Err(error);
            }
        };
        let mut nodes: Vec<_> = members
            .iter()
            .filter_map(|(member, scope)| member.in_last_round(&circle, scope))
            .collect();
        nodes.sort();
        let record = circle.frame.take().record(nodes.clone());
        for (member, scope) in members {
            member.leave(&circle, &scope, Some(&record));
        }
        self.evaluator.log(|| Event::Settled {
            members: nodes,
            rounds: circle.round.get(),
        });
        let value = Ok(value);
        Ok(Finished { value, record })
    }

    /// The value of a member in this round of its circle.
    pub(super) fn take_part<V: Clone>(
        &self,
        circle: &Rc<Circle<'e, G>>,
        attribute: &'e Attribute<G, V>,
        circular: &Circular<G, V>,
        scope: &G::Scope,
    ) -> Result<V, Error<G::Scope>> {
        let key = (circle.id, scope.clone());
        let round = circle.round.get();
        let before = {
            let mut values = attribute.provisional.lock();
            let (last, value) = values.entry(key.clone()).or_insert_with(|| {
                circle.members.borrow_mut().push((attribute, scope.clone()));
                (0, circular.bottom.clone())
            });
            if *last == round {
                return Ok(value.clone());
            }
            *last = round;
            value.clone()
        };
        let cx = self.inner(attribute.at(scope), Some(circle.clone()));
        let value = with_room(|| (circular.equation)(&cx, scope));
        let failed = cx.unless_failed();
        circle.frame.borrow_mut().absorb(cx.into_frame());
        failed?;
        let value = value?;
        if !(circular.at_most)(&before, &value) {
            return Err(Error::Descent(attribute.at(scope)));
        }
        if !(circular.at_most)(&value, &before) {
            circle.changed.set(true);
        }
        attribute
            .provisional
            .lock()
            .insert(key, (round, value.clone()));
        Ok(value)
    }
}
