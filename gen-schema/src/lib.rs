#![doc = include_str!("../README.md")]
//!
//! # Concepts
//!
//! | concept | is |
//! |---|---|
//! | [`Value`] | data, holes for what data cannot be, and what a definition may say besides: a priority, a merge, a reset, a reference |
//! | [`Interface`] | the options that are offered: groups and leaves, a JSON Schema |
//! | [`Merge`] | how the definitions of a leaf combine |
//! | [`Record`], [`Mixin`] | records under left-preferring combination, and functions that extend what they inherit |
//! | [`Change`] | what a layer does to the value that it inherits |
//! | [`contribution`] | which layers a value, or a part of it, comes from |
//! | [`Definition`], [`Origin`] | a value that somebody gives, and who gives it, in which layer |
//! | [`resolve()`], [`Resolved`] | every leaf with its value and the chain of layers behind it |
//! | [`mod@reference`] | leaves that read other leaves, in an order in which each is known before it is read |
//! | [`mod@check`] | what is wrong with definitions by themselves |
//! | [`suggest`] | near names |

pub mod change;
pub mod check;
pub mod contribution;
pub mod definition;
pub mod interface;
pub mod mixin;
pub mod print;
pub mod reference;
pub mod resolve;
mod resolved;
pub mod suggest;
pub mod value;
mod within;

pub use change::Change;
pub use check::{Fault, Finding, check};
pub use definition::{Definition, Origin, Place, Way};
pub use interface::{Group, Interface, Leaf, Merge, Property, SchemaError};
pub use mixin::{Composed, Mixin, Record};
pub use resolve::{Link, Node, Resolved, ResolvedLeaf, Trouble, resolve};
pub use value::{Marker, Reference, Value};
