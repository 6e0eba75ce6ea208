//! Attributes and their equations.

use std::fmt;

use super::cells::Cells;
use super::circle::Provisional;
use super::record::Node;
use super::{Context, Error, Grammar};

/// What an equation gives: a value, or why there is none.
pub type Computed<G, V> = Result<V, Error<<G as Grammar>::Scope>>;

/// What is to be computed at a scope.
pub type Equation<G, V> = fn(&Context<'_, G>, &<G as Grammar>::Scope) -> Computed<G, V>;

/// An attribute of a grammar, with its values so far.
///
/// `V` is cloned for whoever asks: put what is large behind an [`Arc`](std::sync::Arc).
pub struct Attribute<G: Grammar, V> {
    /// Its name, by which traces and errors speak of it; no two attributes of a grammar share one.
    pub(super) name: &'static str,
    pub(super) rule: Rule<G, V>,
    pub(super) cells: Cells<G, V>,
    pub(super) provisional: Provisional<G, V>,
}

/// How values come about.
pub(super) enum Rule<G: Grammar, V> {
    Synthesised(Equation<G, V>),
    Inherited { top: V, own: Equation<G, Option<V>> },
    Circular(Circular<G, V>),
}

/// How the values of a circular attribute come about.
pub(super) struct Circular<G: Grammar, V> {
    pub(super) bottom: V,
    pub(super) at_most: fn(&V, &V) -> bool,
    pub(super) equation: Equation<G, V>,
}

impl<G: Grammar, V: Clone> Attribute<G, V> {
    /// An attribute whose value at a scope is what `equation` says there.
    pub fn new(name: &'static str, equation: Equation<G, V>) -> Self {
        Self::with(name, Rule::Synthesised(equation))
    }

    /// An attribute whose value is that of the nearest scope, upwards from here, where `own` says something; `top`
    /// where none does.
    pub fn inherited(name: &'static str, top: V, own: Equation<G, Option<V>>) -> Self {
        Self::with(name, Rule::Inherited { top, own })
    }

    /// An attribute that may depend on itself: its values are the least solution of the equations.
    ///
    /// `at_most` is the order of values, in which `bottom` is least and every equation must be monotone. There must be
    /// no endless ascent, or evaluation does not end.
    pub fn circular(
        name: &'static str,
        bottom: V,
        at_most: fn(&V, &V) -> bool,
        equation: Equation<G, V>,
    ) -> Self {
        let circular = Circular {
            bottom,
            at_most,
            equation,
        };
        Self::with(name, Rule::Circular(circular))
    }

    fn with(name: &'static str, rule: Rule<G, V>) -> Self {
        Self {
            name,
            rule,
            cells: Cells::default(),
            provisional: Provisional::default(),
        }
    }

    /// The attribute at a scope.
    pub(super) fn at(&self, scope: &G::Scope) -> Node<G::Scope> {
        Node {
            scope: scope.clone(),
            attribute: self.name,
        }
    }
}

impl<G: Grammar, V> fmt::Debug for Attribute<G, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
