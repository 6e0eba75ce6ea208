//! Scope graphs: resolution as a calculus, and attributes computed on demand.
//!
//! | concept | is |
//! |---|---|
//! | [`ScopeGraph`] | what is searched: scopes, and edges that carry labels; computed, or given whole |
//! | [`Scopes`] | a graph that is given whole: kinds and edges, checked against a [`Signature`]; what is wrong are [`Faults`] |
//! | [`Pattern`] | which paths are well-formed: a regular expression over labels |
//! | [`LabelOrder`] | which of two paths is nearer: an order of labels and of the end of a path |
//! | [`Query`] | a pattern and an order, ready to search with |
//! | [`Path`] | from one scope to another, along labels; its word |
//! | [`Answer`] | what a scope declares, and the path by which it was reached |
//! | [`Answers`] | all of them from the nearest to the farthest, found as they are asked for |
//! | [`Reachable`], [`Visible`], [`Unresolved`] | all that paths lead to; the nearest of these, and what they shadow; why there is not one |
//! | [`Witnesses`] | paths to show to people |
//! | [`attribute`] | values at scopes, computed on demand, with a record of what they read |
//!
//! Resolution is that of Néron, Tolmach, Visser and Wachsmuth, *A theory of name resolution* (ESOP 2015), with the queries of van
//! Antwerpen, Bach Poulsen, Rouvoet and Visser, *Scopes as types* (OOPSLA 2018): a declaration is visible when no path to
//! another is nearer. A search asks for the edges of a scope only where a path can go on along them (Rouvoet, van
//! Antwerpen, Bach Poulsen, Krebbers and Visser, *Knowing when to ask*, OOPSLA 2020), so edges can be computed as they are asked for.

pub mod attribute;

mod answers;
mod fault;
mod graph;
mod incomparable;
mod order;
mod path;
mod pattern;
mod query;
mod resolve;
mod scopes;
mod signature;
mod site;
mod visible;
mod witnesses;

pub use answers::{Answer, AnswerIn, Answers};
pub use fault::{Edge, Fault, Faults};
pub use graph::ScopeGraph;
pub use order::{LabelOrder, Next, OrderError};
pub use path::Path;
pub use pattern::Pattern;
pub use query::{Query, Reachable};
pub use resolve::{Unresolved, UnresolvedIn};
pub use scopes::Scopes;
pub use signature::Signature;
pub use visible::{Shadowed, Visible};
pub use witnesses::Witnesses;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
