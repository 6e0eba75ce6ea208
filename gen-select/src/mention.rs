//! What a selector mentions.

use crate::atom::Atom;
use crate::selector::{Layout, Node, Selector};
use crate::text::Span;

/// An atom of a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention<'s> {
    /// The atom.
    pub atom: &'s Atom,
    /// Which of the [nodes](Selector::nodes) it is.
    pub node: usize,
    /// Whether it stands under an odd number of negations: then the selector holds of more scopes where it holds of
    /// fewer.
    pub negated: bool,
    /// Where it stands in the text, if the selector was read from one (see
    /// [`Parsed::mentions`](crate::Parsed::mentions)).
    pub span: Option<Span>,
}

impl Selector {
    /// The atoms of the selector, in the order that they are written in. With them, one asks whether the names that a
    /// selector uses exist, and what must be known before it can be matched.
    ///
    /// Cost: linear.
    ///
    /// ```
    /// use gen_select::{Atom, Dimension, Selector};
    ///
    /// let selector: Selector = "env:prod & !tag:old".parse()?;
    /// let environments = selector.mentions().into_iter().filter_map(|mention| match mention.atom {
    ///     Atom::Is(Dimension::Environment, name) => Some(name.as_str()),
    ///     _ => None,
    /// });
    /// assert!(environments.eq(["prod"]));
    /// # Ok::<(), gen_select::ParseError>(())
    /// ```
    pub fn mentions(&self) -> Vec<Mention<'_>> {
        mentions(self, |_| None)
    }
}

pub(crate) fn mentions(
    selector: &Selector,
    span: impl Fn(usize) -> Option<Span>,
) -> Vec<Mention<'_>> {
    let nodes = selector.nodes();
    let layout = Layout::of(selector);
    let mut negated = vec![false; nodes.len()];
    // What stands above is further back.
    for (index, node) in nodes.iter().enumerate().rev() {
        let below = negated[index] ^ matches!(node, Node::Not);
        for operand in layout.operands(index) {
            negated[operand] = below;
        }
    }
    let atoms = nodes.iter().enumerate().filter_map(|(index, node)| {
        let Node::Atom(atom) = node else { return None };
        Some(Mention {
            atom,
            node: index,
            negated: negated[index],
            span: span(index),
        })
    });
    atoms.collect()
}
