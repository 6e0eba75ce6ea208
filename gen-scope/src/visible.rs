//! Visibility: the nearest declarations, and what they shadow.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::answers::{Answer, Answers};
use crate::graph::ScopeGraph;
use crate::incomparable::{Hidden, sight};
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

type VisibleIn<G, T> = Visible<<G as ScopeGraph>::Scope, <G as ScopeGraph>::Label, T>;

pub(crate) fn visible<G, T, F>(
    query: &Query<G::Label>,
    answers: Answers<'_, G, T, F>,
) -> Result<VisibleIn<G, T>, G::Error>
where
    G: ScopeGraph,
    F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
{
    if query.is_total() {
        along_one_word(answers)
    } else {
        along_many_words(query, answers)
    }
}

/// Of words that are all ordered one is nearest, and hides what lies at the others.
fn along_one_word<G, T, F>(mut answers: Answers<'_, G, T, F>) -> Result<VisibleIn<G, T>, G::Error>
where
    G: ScopeGraph,
    F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
{
    let nearest = answers.next_word()?;
    let mut shadowed = Vec::new();
    if let Some(first) = nearest.first() {
        for answer in &mut answers {
            shadowed.push(Shadowed {
                answer: answer?,
                by: first.path.clone(),
            });
        }
    }
    Ok(Visible {
        answers: nearest,
        shadowed,
        visited: answers.into_visited(),
    })
}

fn along_many_words<G, T, F>(
    query: &Query<G::Label>,
    answers: Answers<'_, G, T, F>,
) -> Result<VisibleIn<G, T>, G::Error>
where
    G: ScopeGraph,
    F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
{
    let mut search = answers.recording();
    let mut reachable = Vec::new();
    for answer in &mut search {
        reachable.push(answer?);
    }
    let recorded = search.into_recorded();
    let places: FxHashMap<_, _> = recorded.scopes.iter().zip(0..).collect();
    let declares: FxHashSet<usize> = reachable
        .iter()
        .filter_map(|answer| places.get(answer.scope()).copied())
        .collect();
    let mut sight = sight(query, &recorded, |place| declares.contains(&place));
    let (mut answers, mut shadowed) = (Vec::new(), Vec::new());
    for Answer { path, declaration } in reachable {
        let Some(place) = places.get(path.end()) else {
            continue;
        };
        if let Some(path) = sight.visible.remove(place) {
            answers.push(Answer { path, declaration });
        } else if let Some(Hidden { path, by }) = sight.hidden.remove(place) {
            let answer = Answer { path, declaration };
            shadowed.push(Shadowed { answer, by });
        }
    }
    answers.sort_by(|one, other| one.scope().cmp(other.scope()));
    Ok(Visible {
        answers,
        shadowed,
        visited: recorded.visited,
    })
}
