//! Algebraic graphs, plain and labelled, with their queries.
//!
//! | concept | is |
//! |---|---|
//! | [`Graph`] | a set of vertices and a set of pairs of them, with the algebra `empty`, `vertex`, `overlay`, `connect` |
//! | [`Labelled`] | a graph whose edges carry elements of a [`Dioid`] |
//! | [`Acyclic`] | a graph that is known to have an order, with its waves and its transitive reduction |
//! | [`Cyclic`], [`Cycle`] | why a graph has none: short closed walks |
//! | [`Condensation`], [`Component`] | the strongly connected components, and the acyclic graph between them |
//! | [`SimplePaths`] | the paths between two vertices, one after the other |
//! | [`Tree`] | a tree as it is written down |
//! | [`Dot`], [`Mermaid`] | a graph as text, for those who draw it |
//!
//! An edge `x → y` leads from `x` to `y`, *forward*: to its [successor](Graph::successors). Where vertices depend on one
//! another, it is read as *x needs y*. So the [order](Acyclic::order) has `x` before `y`, the [waves](Acyclic::waves) have
//! `y` before `x`, and `x` is one of the [dependents](Graph::dependents) of `y`.
//!
//! No function recurses: graphs of any depth are built, asked and dropped in constant stack.

mod acyclic;
mod adjacency;
mod canonical;
mod closure;
mod component;
mod cycle;
mod derived;
mod dioid;
mod graph;
mod keys;
mod labelled;
mod mark;
mod paths;
mod reach;
mod ready;
#[cfg(feature = "serde")]
mod serde;
mod spread;
mod tree;
mod view;
mod write;

pub use acyclic::Acyclic;
pub use component::{Component, Condensation};
pub use cycle::{Cycle, Cyclic};
pub use dioid::{Bounded, Dioid, Distance, Words};
pub use graph::Graph;
pub use labelled::Labelled;
pub use paths::SimplePaths;
pub use tree::Tree;
pub use write::{Dot, Mermaid};

/// The examples of the README, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
