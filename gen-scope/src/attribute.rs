//! Attributes of scopes, computed on demand.
//!
//! | concept | is |
//! |---|---|
//! | [`Grammar`] | the attributes that belong together, and the data that their equations look at |
//! | [`Attribute`] | a name and an equation; asked for at a scope, it has a value there |
//! | [`Context`] | what an equation is given: it asks for other attributes, and says which inputs it reads |
//! | [`Evaluator`] | a grammar with all that was computed of it so far |
//! | [`Trace`] | what a value was computed from: attributes, and *slices* of the input |
//!
//! # The algorithm
//!
//! An attribute is computed when it is first asked for, and remembered. While an equation runs, what it asks for and
//! what it reads are written down, so a value's dependencies are those of this evaluation, not those that somebody
//! declared. That is demand-driven evaluation of reference attribute grammars (Hedin, *Reference Attributed Grammars*,
//! Informatica 24, 2000), whose scopes may themselves be computed (Vogt, Swierstra and Kuiper, *Higher-Order Attribute
//! Grammars*, PLDI 1989): a scope is a value like others, and an attribute can be asked for at any.
//!
//! | kind | made with | its value at a scope is |
//! |---|---|---|
//! | synthesised | [`Attribute::new`] | what the equation says there; also for attributes whose values are scopes |
//! | inherited | [`Attribute::inherited`] | what the nearest scope above says that says anything |
//! | circular | [`Attribute::circular`] | the least solution of equations that depend on themselves |
//!
//! A cycle among attributes that are not circular is an [`Error`] that has its path. Circular attributes are iterated
//! from the bottom until nothing changes (Magnusson and Hedin, *Circular Reference Attributed Grammars*, SCP 68,
//! 2007, section 4). One that depends on itself by way of an attribute that is not circular is a cycle as well: that
//! attribute would remember a value that is not settled.
//!
//! ```
//! use gen_scope::attribute::{Attribute, Context, Error, Evaluator, Grammar};
//!
//! /// Numbered scopes; each has the number of its parent, and may name a colour.
//! struct Tree {
//!     parents: Vec<Option<usize>>,
//!     colours: Vec<Option<&'static str>>,
//!     colour: Attribute<Self, &'static str>,
//!     depth: Attribute<Self, usize>,
//! }
//!
//! impl Grammar for Tree {
//!     type Scope = usize;
//!     type Slice = usize;
//!
//!     fn parent(cx: &Context<'_, Self>, scope: &usize) -> Result<Option<usize>, Error<usize>> {
//!         Ok(cx.grammar().parents[*scope])
//!     }
//! }
//!
//! let tree = Evaluator::new(Tree {
//!     parents: vec![None, Some(0), Some(1)],
//!     colours: vec![Some("blue"), None, None],
//!     colour: Attribute::inherited("colour", "none", |cx, scope| {
//!         cx.read(*scope);
//!         Ok(cx.grammar().colours[*scope])
//!     }),
//!     depth: Attribute::new("depth", |cx, scope| match Tree::parent(cx, scope)? {
//!         Some(parent) => Ok(cx.get(|tree| &tree.depth, &parent)? + 1),
//!         None => Ok(0),
//!     }),
//! });
//! assert_eq!(tree.get(|tree| &tree.colour, &2)?, "blue");
//! assert_eq!(tree.get(|tree| &tree.depth, &2)?, 2);
//! let trace = tree.trace(|tree| &tree.colour, &1)?;
//! assert_eq!(trace.reads.into_iter().collect::<Vec<_>>(), [0, 1]);
//! # Ok::<(), Error<usize>>(())
//! ```

mod cells;
mod circle;
mod context;
mod equation;
mod error;
mod evaluator;
mod record;
mod tasks;

use std::fmt::Debug;
use std::hash::Hash;

pub use context::Context;
pub use equation::{Attribute, Computed, Equation};
pub use error::{Cycle, Error};
pub use evaluator::{Evaluator, Event};
pub use record::{Node, Trace};

/// Attributes that belong together: a struct that has them as fields, beside the data that their equations look at.
pub trait Grammar: Sized {
    /// Where attributes have values.
    type Scope: Clone + Eq + Ord + Hash + Debug;
    /// The name of a part of the input, as fine as its readers are to be told apart.
    type Slice: Clone + Eq + Ord + Hash + Debug;

    /// The scope above, from which inherited attributes come; none at a root.
    ///
    /// It may itself ask for attributes.
    ///
    /// # Errors
    ///
    /// Those of what it asks for.
    fn parent(
        cx: &Context<'_, Self>,
        scope: &Self::Scope,
    ) -> Result<Option<Self::Scope>, Error<Self::Scope>>;
}
