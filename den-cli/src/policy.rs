//! Policies: what function policies and rules ask for at an entity.
//!
//! | module | holds |
//! |---|---|
//! | [`mod@effects`] | effects at one entity, by kind |
//! | [`rules`] | the rules of a fleet, and the selectors of its environments, prepared |
//! | [`atom`] | what rules conclude, and what conditions look at |
//! | [`facts`] | what a scope says of itself |
//! | [`world`] | the scopes that conditions look at, and how they lie around one another |
//! | [`condition`] | selectors as formulas over atoms |
//! | [`checks`] | what is asserted of an entity |
//! | [`requirements`] | what must be there beside what is there |
//! | [`program`] | the program of a host: what holds there when all rules have been followed |
//!
//! Nix has run the function policies; what they ask for is data at each entity. Rules are run here: they are a stratified
//! program (crate `gen-derive`), so what one derives another may look at, whatever order they are declared in.

pub mod atom;
pub mod checks;
pub mod condition;
pub mod effects;
pub mod facts;
pub mod program;
pub mod requirements;
pub mod rules;
pub mod world;

pub use effects::{By, Effects, Origin, effects};
