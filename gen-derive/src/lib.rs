//! Stratified rules with negation, priorities and proofs.
//!
//! | concept | is |
//! |---|---|
//! | [`Formula`] | a condition: a Boolean formula over atoms, of any type that is a [`Key`] |
//! | [`Program`] | facts, and rules: a head, a formula as its body, a label |
//! | [`Stratified`] | a program whose negations can be settled, level by level |
//! | [`NegativeCycle`] | why there are no levels: a shortest cycle through a negation |
//! | [`Model`] | what holds: the perfect model |
//! | [`Proof`] | why it holds, down to facts and absences |
//! | [`Rules`], [`Rule`] | rules over many scopes, with triggers and overrides, made ground where they have a chance |
//! | [`Offers`], [`Conflict`] | values that rules give for one target, in their order; two that cannot both be |
//! | [`Constraint`], [`Violation`] | rules whose head is a diagnostic |
//! | [`select`] | selectors as conditions |
//!
//! The semantics is that of Apt, Blair and Walker (*Towards a theory of declarative knowledge*, 1988) and Przymusinski (*On the
//! declarative semantics of deductive databases and logic programs*, 1988): the perfect model of a locally stratified
//! program. It is the well-founded model (Van Gelder, Ross and Schlipf, *The well-founded semantics for general logic
//! programs*, 1991), which is total there; a program without strata is refused.
//!
//! No answer depends on the order in which facts and rules come. No function recurses: chains of rules of any
//! length are evaluated, and proved, in constant stack.

mod compile;
mod constraint;
mod cycle;
mod evaluate;
mod formula;
mod key;
mod model;
mod network;
mod offer;
mod program;
mod proof;
mod rules;
pub mod select;
mod strata;

pub use constraint::{Constraint, Violation};
pub use cycle::{Dependency, NegativeCycle};
pub use formula::{Formula, Node};
pub use key::Key;
pub use model::{Model, Work};
pub use offer::{Conflict, Offer, Offers};
pub use program::Program;
pub use proof::{Flaw, Line, Proof, Reason};
pub use rules::{Atom, Rule, Rules};
pub use strata::Stratified;

/// The examples of the README, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
