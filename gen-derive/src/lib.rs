//! Stratified rules with negation, priorities and proofs.

mod compile;
mod cycle;
mod evaluate;
mod formula;
mod key;
mod model;
mod network;
mod offer;
mod program;
mod proof;
mod strata;

pub use cycle::{Dependency, NegativeCycle};
pub use formula::{Formula, Node};
pub use key::Key;
pub use model::{Model, Work};
pub use offer::{Conflict, Offer, Offers};
pub use program::Program;
pub use proof::{Flaw, Line, Proof, Reason};
pub use strata::Stratified;
