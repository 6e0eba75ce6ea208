//! Scope graphs: resolution as a calculus, and attributes computed on demand.

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
