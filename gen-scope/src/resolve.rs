//! Resolution: exactly one declaring scope, or the reason why not.

use std::error::Error;
use std::fmt;

use crate::answers::{AnswerIn, Answers};
use crate::graph::ScopeGraph;
use crate::path::Path;
use crate::query::Query;
use crate::visible::visible;

/// Why a reference does not resolve in a graph of this type.
pub type UnresolvedIn<G> =
    Unresolved<<G as ScopeGraph>::Scope, <G as ScopeGraph>::Label, <G as ScopeGraph>::Error>;

/// Why a reference does not resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unresolved<S, L: Copy, E> {
    /// No scope that a well-formed path leads to declares it.
    NotFound {
        /// The scopes that were looked at, in that order.
        visited: Vec<S>,
    },
    /// Several scopes declare it, and none is nearer than all others.
    Ambiguous {
        /// A nearest path to each of them, ascending by scope; two or more.
        contenders: Vec<Path<S, L>>,
    },
    /// The graph, or what a scope declares, could not be told.
    Graph(E),
}

impl<S: fmt::Debug, L: Copy + fmt::Debug, E: fmt::Display> fmt::Display for Unresolved<S, L, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { visited } => write!(f, "declared at none of {visited:?}"),
            Self::Ambiguous { contenders } => {
                write!(f, "ambiguous, declare it nearer or drop all but one: ")?;
                for (index, path) in contenders.iter().enumerate() {
                    let before = if index == 0 { "" } else { "; " };
                    write!(f, "{before}{:?} ({path:?})", path.end())?;
                }
                Ok(())
            }
            Self::Graph(error) => error.fmt(f),
        }
    }
}

impl<S: fmt::Debug, L: Copy + fmt::Debug, E: Error> Error for Unresolved<S, L, E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Graph(error) => error.source(),
            Self::NotFound { .. } | Self::Ambiguous { .. } => None,
        }
    }
}

pub(crate) fn resolve<G, T, F>(
    query: &Query<G::Label>,
    mut answers: Answers<'_, G, T, F>,
) -> Result<AnswerIn<G, T>, UnresolvedIn<G>>
where
    G: ScopeGraph,
    F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
{
    let (mut nearest, visited) = if query.is_total() {
        let nearest = answers.next_word().map_err(Unresolved::Graph)?;
        (nearest, answers.into_visited())
    } else {
        let visible = visible(query, answers).map_err(Unresolved::Graph)?;
        (visible.answers, visible.visited)
    };
    match (nearest.pop(), nearest.is_empty()) {
        (None, _) => Err(Unresolved::NotFound { visited }),
        (Some(answer), true) => Ok(answer),
        (Some(last), false) => {
            nearest.push(last);
            let contenders = nearest.into_iter().map(|answer| answer.path).collect();
            Err(Unresolved::Ambiguous { contenders })
        }
    }
}
