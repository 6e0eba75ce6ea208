//! Visibility: the nearest declarations, and what they shadow.

use crate::answers::{Answer, Answers};
use crate::graph::ScopeGraph;
use crate::path::Path;
use crate::query::Query;

/// What is visible from a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visible<S, L: Copy, T> {
    /// The declarations than which none is nearer, ascending by scope. No two of their words are ordered.
    pub answers: Vec<Answer<S, L, T>>,
    /// All others that are reachable, the nearest first.
    pub shadowed: Vec<Shadowed<S, L, T>>,
    /// The scopes that were looked at, in that order. Nothing else could have changed the result.
    pub visited: Vec<S>,
}

/// A declaration that a nearer one hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shadowed<S, L: Copy, T> {
    /// What is hidden.
    pub answer: Answer<S, L, T>,
    /// A nearer path to a visible declaration.
    pub by: Path<S, L>,
}

pub(crate) fn visible<G, T, F>(
    _query: &Query<G::Label>,
    mut answers: Answers<'_, G, T, F>,
) -> Result<Visible<G::Scope, G::Label, T>, G::Error>
where
    G: ScopeGraph,
    F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
{
    let nearest = answers.next_word()?;
    let mut shadowed = Vec::new();
    if let Some(first) = nearest.first() {
        for answer in &mut answers {
            let (answer, by) = (answer?, first.path.clone());
            shadowed.push(Shadowed { answer, by });
        }
    }
    Ok(Visible {
        answers: nearest,
        shadowed,
        visited: answers.into_visited(),
    })
}
