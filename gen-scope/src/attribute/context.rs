//! What an equation sees while it runs: it asks, it reads, and both are written down.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::cells::{Claim, Finished, Mine};
use super::circle::Circle;
use super::equation::{Attribute, Computed, Equation, Rule};
use super::evaluator::{Evaluator, Event};
use super::record::{Node, Record};
use super::tasks::TaskId;
use super::{Error, Grammar};

/// Room that must be left on the stack before an equation runs, and what is added where there is less.
const STACK_MARGIN: usize = 128 * 1024;
const STACK_PIECE: usize = 4 * 1024 * 1024;

/// An evaluation of one equation, on behalf of which other attributes are asked for and slices of the input read.
///
/// It stays on its thread, so an equation cannot hand it to others: attributes are evaluated in parallel from
/// outside, never within.
pub struct Context<'e, G: Grammar> {
    pub(super) evaluator: &'e Evaluator<G>,
    task: TaskId,
    /// What is evaluated, and what that was asked for by; nothing outside of all equations.
    stack: Option<Rc<Level<G::Scope>>>,
    /// The circle in which this evaluation takes part.
    pub(super) circle: Option<Rc<Circle<'e, G>>>,
    frame: RefCell<Frame<G>>,
}

/// An evaluation under way.
struct Level<S> {
    node: Node<S>,
    below: Option<Rc<Level<S>>>,
}

/// What an evaluation came across so far.
pub(super) struct Frame<G: Grammar> {
    reads: FxHashSet<G::Slice>,
    needs: Vec<Arc<Record<G>>>,
    /// The needs again, to have each once.
    known: FxHashSet<*const Record<G>>,
    /// Why something that was asked for has no value; then this one has none either, whatever its equation says.
    failed: Option<Error<G::Scope>>,
}

impl<G: Grammar> Default for Frame<G> {
    fn default() -> Self {
        Self {
            reads: FxHashSet::default(),
            needs: Vec::new(),
            known: FxHashSet::default(),
            failed: None,
        }
    }
}

impl<G: Grammar> Frame<G> {
    fn need(&mut self, record: &Arc<Record<G>>) {
        if self.known.insert(Arc::as_ptr(record)) {
            self.needs.push(record.clone());
        }
    }

    /// Takes over what another evaluation came across.
    pub(super) fn absorb(&mut self, other: Self) {
        self.reads.extend(other.reads);
        other.needs.iter().for_each(|record| self.need(record));
    }

    /// The record of the evaluation that came across this.
    pub(super) fn record(self, nodes: Vec<Node<G::Scope>>) -> Arc<Record<G>> {
        Arc::new(Record {
            nodes,
            reads: self.reads.into_iter().collect(),
            needs: self.needs,
        })
    }
}

impl<'e, G: Grammar> Context<'e, G> {
    /// The start of a task.
    pub(super) fn outside(evaluator: &'e Evaluator<G>) -> Self {
        Self {
            evaluator,
            task: evaluator.tasks.begin(),
            stack: None,
            circle: None,
            frame: RefCell::default(),
        }
    }

    /// The evaluation of `node`, asked for by this one.
    pub(super) fn inner(
        &self,
        node: Node<G::Scope>,
        circle: Option<Rc<Circle<'e, G>>>,
    ) -> Context<'e, G> {
        let below = self.stack.clone();
        Context {
            evaluator: self.evaluator,
            task: self.task,
            stack: Some(Rc::new(Level { node, below })),
            circle,
            frame: RefCell::default(),
        }
    }

    /// The grammar, with the data that equations look at.
    pub fn grammar(&self) -> &'e G {
        &self.evaluator.grammar
    }

    /// Writes down that a slice of the input is read.
    pub fn read(&self, slice: G::Slice) {
        self.frame.borrow_mut().reads.insert(slice);
    }

    /// The value of an attribute at a scope, computed if it is not known yet.
    ///
    /// # Errors
    ///
    /// Where the attribute has no value. The equation that asked has none then either, with the same error: a cycle
    /// cannot be passed over.
    ///
    /// # Complexity
    ///
    /// A lookup, where the value is known.
    pub fn get<V: Clone + 'e>(
        &self,
        attribute: impl Fn(&G) -> &Attribute<G, V>,
        scope: &G::Scope,
    ) -> Result<V, Error<G::Scope>> {
        let attribute = attribute(&self.evaluator.grammar);
        if let (Some(circle), Rule::Circular(equations)) = (&self.circle, &attribute.rule)
            && attribute.cells.known(scope).is_none()
        {
            let value = self.take_part(circle, attribute, equations, scope);
            return value.inspect_err(|error| self.fail(error));
        }
        let finished = self.finished(attribute, scope);
        self.needed(finished)
    }

    /// Evaluates an attribute, unless its value is known.
    pub(super) fn finished<V: Clone>(
        &self,
        attribute: &'e Attribute<G, V>,
        scope: &G::Scope,
    ) -> Result<Finished<G, V>, Error<G::Scope>> {
        if let Some(known) = attribute.cells.known(scope) {
            return Ok(known);
        }
        match &attribute.rule {
            Rule::Synthesised(equation) => match self.claim(attribute, scope) {
                Claim::Finished(finished) => Ok(finished),
                Claim::Cycle(error) => Err(error),
                Claim::Mine(mine) => {
                    let cx = self.inner(mine.node.clone(), None);
                    let value = with_room(|| equation(&cx, scope));
                    Ok(cx.finish(mine, value))
                }
            },
            Rule::Inherited { top, own } => self.inherit(attribute, top, *own, scope),
            Rule::Circular(equations) => self.settle(attribute, equations, scope),
        }
    }

    /// Evaluates an inherited attribute: up to the scope that says something, and back down. No recursion, however
    /// many scopes are above one another.
    fn inherit<V: Clone>(
        &self,
        attribute: &'e Attribute<G, V>,
        top: &V,
        own: Equation<G, Option<V>>,
        scope: &G::Scope,
    ) -> Result<Finished<G, V>, Error<G::Scope>> {
        let mut below: Vec<(Mine<'e, G, V>, Self)> = Vec::new();
        let mut scope = scope.clone();
        let mut finished = loop {
            let asking = below.last().map_or(self, |(_, cx)| cx);
            let mine = match asking.claim(attribute, &scope) {
                Claim::Finished(finished) => break Ok(finished),
                Claim::Cycle(error) => break Err(error),
                Claim::Mine(mine) => mine,
            };
            let cx = asking.inner(mine.node.clone(), None);
            match cx.step(top, own, &scope) {
                Ok(Step::Here(value)) => break Ok(cx.finish(mine, Ok(value))),
                Ok(Step::Above(parent)) => {
                    below.push((mine, cx));
                    scope = parent;
                }
                Err(error) => break Ok(cx.finish(mine, Err(error))),
            }
        };
        while let Some((mine, cx)) = below.pop() {
            let value = cx.needed(finished);
            finished = Ok(cx.finish(mine, value));
        }
        finished
    }

    /// What one scope says of an inherited attribute, or where to ask next.
    fn step<V: Clone>(
        &self,
        top: &V,
        own: Equation<G, Option<V>>,
        scope: &G::Scope,
    ) -> Result<Step<G::Scope, V>, Error<G::Scope>> {
        let said = with_room(|| own(self, scope))?;
        // A failure that the equation passed over.
        self.unless_failed()?;
        Ok(match said {
            Some(value) => Step::Here(value),
            None => match with_room(|| G::parent(self, scope))? {
                Some(parent) => Step::Above(parent),
                None => Step::Here(top.clone()),
            },
        })
    }

    /// Asks for a cell.
    fn claim<V: Clone>(&self, attribute: &'e Attribute<G, V>, scope: &G::Scope) -> Claim<'e, G, V> {
        let tasks = &self.evaluator.tasks;
        let node = attribute.at(scope);
        attribute
            .cells
            .claim(tasks, self.task, node, || self.stack())
    }

    /// What is evaluated on the way here, outermost first.
    pub(super) fn stack(&self) -> Vec<Node<G::Scope>> {
        let mut stack = Vec::new();
        let mut level = self.stack.as_ref();
        while let Some(here) = level {
            stack.push(here.node.clone());
            level = here.below.as_ref();
        }
        stack.reverse();
        stack
    }

    /// Ends an evaluation, and makes its value known.
    fn finish<V: Clone>(self, mine: Mine<'e, G, V>, value: Computed<G, V>) -> Finished<G, V> {
        let mut frame = self.frame.into_inner();
        let value = frame.failed.take().map_or(value, Err);
        let node = mine.node.clone();
        let record = frame.record(vec![node.clone()]);
        let finished = Finished { value, record };
        mine.finish(finished.clone());
        self.evaluator.log(|| Event::Computed(node));
        finished
    }

    /// Writes down that another evaluation is needed.
    fn needed<V>(
        &self,
        finished: Result<Finished<G, V>, Error<G::Scope>>,
    ) -> Result<V, Error<G::Scope>> {
        let value = finished.and_then(|finished| {
            self.frame.borrow_mut().need(&finished.record);
            finished.value
        });
        value.inspect_err(|error| self.fail(error))
    }

    fn fail(&self, error: &Error<G::Scope>) {
        let mut frame = self.frame.borrow_mut();
        frame.failed.get_or_insert_with(|| error.clone());
    }

    /// Whether all that was asked for has a value.
    pub(super) fn unless_failed(&self) -> Result<(), Error<G::Scope>> {
        self.frame.borrow().failed.clone().map_or(Ok(()), Err)
    }

    /// What the evaluation came across.
    pub(super) fn into_frame(self) -> Frame<G> {
        self.frame.into_inner()
    }
}

/// One step of the way up.
enum Step<S, V> {
    Here(V),
    Above(S),
}

/// Runs an equation with room on the stack, however many are under way.
pub(super) fn with_room<R>(run: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(STACK_MARGIN, STACK_PIECE, run)
}

impl<G: Grammar> fmt::Debug for Context<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("stack", &self.stack())
            .finish_non_exhaustive()
    }
}
