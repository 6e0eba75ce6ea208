//! What is searched.

use std::fmt::Debug;
use std::hash::Hash;

/// A scope graph: scopes, and edges between them that carry labels (Néron, Tolmach, Visser and Wachsmuth, *A theory of
/// name resolution*, ESOP 2015).
///
/// Edges are asked for scope by scope and label by label, and only where a path may go on along them. So they can be
/// computed on demand, and the computation can fail: the error ends the search and is handed on.
///
/// ```
/// use std::convert::Infallible;
/// use gen_scope::ScopeGraph;
///
/// /// Numbers, each above its half.
/// struct Halves;
///
/// impl ScopeGraph for Halves {
///     type Scope = u32;
///     type Label = ();
///     type Error = Infallible;
///
///     fn edges(&self, scope: &u32, _: ()) -> Result<impl IntoIterator<Item = u32>, Infallible> {
///         Ok((*scope > 0).then_some(scope / 2))
///     }
/// }
/// ```
pub trait ScopeGraph {
    /// What names a scope. Cloned for each visit, so it should be cheap to.
    type Scope: Clone + Ord + Hash + Debug;
    /// What an edge carries.
    type Label: Copy + Ord + Hash + Debug;
    /// Why edges could not be told.
    type Error;

    /// The scopes that the edges of one label lead to. Neither their order nor repetitions matter.
    ///
    /// # Errors
    ///
    /// When they cannot be told; a search ends with it.
    fn edges(
        &self,
        scope: &Self::Scope,
        label: Self::Label,
    ) -> Result<impl IntoIterator<Item = Self::Scope>, Self::Error>;
}

impl<G: ScopeGraph + ?Sized> ScopeGraph for &G {
    type Scope = G::Scope;
    type Label = G::Label;
    type Error = G::Error;

    fn edges(
        &self,
        scope: &Self::Scope,
        label: Self::Label,
    ) -> Result<impl IntoIterator<Item = Self::Scope>, Self::Error> {
        (**self).edges(scope, label)
    }
}
