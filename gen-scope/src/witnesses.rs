//! Witnesses: the simple paths that lead to declarations, one after another.

use std::fmt;

use rustc_hash::FxHashSet;

use crate::answers::{Answer, AnswerIn, targets_of};
use crate::graph::ScopeGraph;
use crate::order::Next;
use crate::path::Path;
use crate::query::Query;

/// Well-formed paths to declarations that pass no scope twice; made by [`Query::witnesses`].
///
/// They come in depth-first order, nearer labels first. There can be exponentially many, and more dead ends, so the
/// number of steps that are tried is bounded: see [`is_complete`](Self::is_complete).
///
/// After an error there are no more.
#[must_use = "paths are only looked for as they are taken"]
pub struct Witnesses<'q, G: ScopeGraph, F> {
    query: &'q Query<G::Label>,
    graph: G,
    declares: F,
    steps_left: usize,
    complete: bool,
    passed: FxHashSet<G::Scope>,
    /// The scopes of the path so far.
    stack: Vec<Visit<G::Scope, G::Label>>,
}

struct Visit<S, L> {
    path: Path<S, L>,
    state: usize,
    /// The next turn to take.
    turn: usize,
    /// Where the last turn leads, the next scope last.
    targets: Vec<S>,
}

impl<'q, G, T, F> Witnesses<'q, G, F>
where
    G: ScopeGraph,
    F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
{
    pub(crate) fn new(
        query: &'q Query<G::Label>,
        graph: G,
        from: G::Scope,
        max_steps: usize,
        declares: F,
    ) -> Self {
        let start = Visit {
            path: Path::new(from.clone()),
            state: 0,
            turn: 0,
            targets: Vec::new(),
        };
        Self {
            query,
            graph,
            declares,
            steps_left: max_steps,
            complete: true,
            passed: FxHashSet::from_iter([from]),
            stack: vec![start],
        }
    }

    fn search(&mut self) -> Result<Option<AnswerIn<G, T>>, G::Error> {
        while let Some(visit) = self.stack.last_mut() {
            if let Some(scope) = visit.targets.pop() {
                if let Some(next) = self.step(scope) {
                    self.stack.push(next);
                }
                continue;
            }
            let turn = visit.turn;
            visit.turn += 1;
            match self.query.turns().get(turn) {
                None => {
                    self.passed.remove(visit.path.end());
                    self.stack.pop();
                }
                Some(Next::End) if !self.query.is_final(visit.state) => {}
                Some(Next::End) => {
                    if let Some(declaration) = (self.declares)(visit.path.end())? {
                        let path = visit.path.clone();
                        return Ok(Some(Answer { path, declaration }));
                    }
                }
                Some(&Next::Label(label)) => {
                    if self.query.after(visit.state, turn).is_some() {
                        visit.targets = targets_of(&self.graph, visit.path.end(), label)?;
                        visit.targets.reverse();
                    }
                }
            }
        }
        Ok(None)
    }

    /// Goes on to a scope along the last turn, unless the path has passed it or the bound is reached.
    fn step(&mut self, scope: G::Scope) -> Option<Visit<G::Scope, G::Label>> {
        let visit = self.stack.last()?;
        let turn = visit.turn - 1;
        let state = self.query.after(visit.state, turn)?;
        let Some(&Next::Label(label)) = self.query.turns().get(turn) else {
            return None;
        };
        if self.passed.contains(&scope) {
            return None;
        }
        let Some(steps_left) = self.steps_left.checked_sub(1) else {
            self.complete = false;
            self.stack.clear();
            return None;
        };
        self.steps_left = steps_left;
        self.passed.insert(scope.clone());
        Some(Visit {
            path: visit.path.step(label, scope),
            state,
            turn: 0,
            targets: Vec::new(),
        })
    }
}

impl<G: ScopeGraph, F> Witnesses<'_, G, F> {
    /// Whether the paths so far are all that there are, if no more come: the bound was not reached.
    pub const fn is_complete(&self) -> bool {
        self.complete
    }
}

impl<G, T, F> Iterator for Witnesses<'_, G, F>
where
    G: ScopeGraph,
    F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
{
    type Item = Result<AnswerIn<G, T>, G::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let answer = self.search();
        if answer.is_err() {
            self.stack.clear();
        }
        answer.transpose()
    }
}

impl<G: ScopeGraph, F> fmt::Debug for Witnesses<'_, G, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witnesses")
            .field("path", &self.stack.last().map(|visit| &visit.path))
            .field("steps_left", &self.steps_left)
            .finish_non_exhaustive()
    }
}
