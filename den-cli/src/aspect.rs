//! Aspects: which of them an entity has, and what content each brings.
//!
//! | module | holds |
//! |---|---|
//! | [`entity`] | the entity at which aspects are looked at, its arguments and bindings |
//! | [`graph`] | everything that the entity's roots reach, exclusions aside |
//! | [`exclude`] | what remains when exclusions count |
//! | [`order`] | what remains, includes first |
//! | `offers` | who is or provides what |
//! | [`closure`] | the result: aspects in order, with their reasons and contents |

pub mod closure;
pub mod entity;
pub mod exclude;
pub mod graph;
pub(crate) mod offers;
pub mod order;
