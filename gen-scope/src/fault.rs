//! What is wrong with the parts of a scope graph.

use std::error::Error;
use std::fmt;

/// An edge of a scope graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge<S, L> {
    /// Where it starts.
    pub from: S,
    /// What it carries.
    pub label: L,
    /// Where it leads.
    pub to: S,
}

impl<S, L> From<(S, L, S)> for Edge<S, L> {
    fn from((from, label, to): (S, L, S)) -> Self {
        Self { from, label, to }
    }
}

impl<S: fmt::Debug, L: fmt::Debug> fmt::Display for Edge<S, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} -{:?}-> {:?}", self.from, self.label, self.to)
    }
}

/// One thing that is wrong with the parts of a scope graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault<S, K, L> {
    /// A scope is given several kinds.
    Kinds {
        /// The scope.
        scope: S,
        /// Its kinds, ascending; two or more.
        kinds: Vec<K>,
    },
    /// An end of an edge is not among the scopes.
    Unknown {
        /// The edge.
        edge: Edge<S, L>,
        /// The end that is missing.
        scope: S,
    },
    /// An edge joins kinds that its label does not join.
    Joins {
        /// The edge.
        edge: Edge<S, L>,
        /// The kind of the scope where it starts.
        from: K,
        /// The kind of the scope where it leads.
        to: K,
    },
    /// A scope has several edges of a label of which it may have one.
    Several {
        /// The scope.
        scope: S,
        /// The label.
        label: L,
        /// Where its edges lead, ascending; two or more.
        targets: Vec<S>,
    },
    /// Edges of a label that must not go round do.
    Cycle {
        /// The label.
        label: L,
        /// From each an edge leads to the next, and from the last to the first, which is the least of them.
        scopes: Vec<S>,
    },
}

impl<S: fmt::Debug, K: fmt::Debug, L: fmt::Debug> fmt::Display for Fault<S, K, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kinds { scope, kinds } => {
                write!(f, "{scope:?} has the kinds {kinds:?}, keep one")
            }
            Self::Unknown { edge, scope } => {
                write!(
                    f,
                    "{edge}: there is no scope {scope:?}, add it or drop the edge"
                )
            }
            Self::Joins { edge, from, to } => {
                let label = &edge.label;
                write!(
                    f,
                    "{edge}: {label:?} does not lead from a {from:?} to a {to:?}"
                )
            }
            Self::Several {
                scope,
                label,
                targets,
            } => {
                write!(
                    f,
                    "{scope:?} has several edges {label:?}, keep one: to {targets:?}"
                )
            }
            Self::Cycle { label, scopes } => {
                write!(f, "edges {label:?} go round: ")?;
                for scope in scopes {
                    write!(f, "{scope:?} -> ")?;
                }
                scopes
                    .first()
                    .map_or(Ok(()), |first| write!(f, "{first:?}"))
            }
        }
    }
}

/// All that is wrong with the parts of a scope graph; at least one fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults<S, K, L>(Vec<Fault<S, K, L>>);

impl<S: Ord, K: Ord, L: Ord> Faults<S, K, L> {
    pub(crate) fn of(mut faults: Vec<Fault<S, K, L>>) -> Option<Self> {
        faults.sort();
        faults.dedup();
        (!faults.is_empty()).then_some(Self(faults))
    }
}

impl<S, K, L> Faults<S, K, L> {
    /// The faults, each once, sorted.
    pub fn list(&self) -> &[Fault<S, K, L>] {
        &self.0
    }

    /// The faults, each once, sorted.
    pub fn into_list(self) -> Vec<Fault<S, K, L>> {
        self.0
    }
}

impl<S: fmt::Debug, K: fmt::Debug, L: fmt::Debug> fmt::Display for Faults<S, K, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let before = if index == 0 { "" } else { "\n" };
            write!(f, "{before}{fault}")?;
        }
        Ok(())
    }
}

impl<S: fmt::Debug, K: fmt::Debug, L: fmt::Debug> Error for Faults<S, K, L> {}
