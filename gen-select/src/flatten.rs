//! Selectors as the text form can write them: `&` in `&` and `|` in `|` without parentheses between them.

use crate::atom::Atom;
use crate::selector::{Node, Selector};

impl Selector {
    /// The same, as the text form writes it: conjunctions within conjunctions are one, as are disjunctions within
    /// disjunctions; one of a single operand is that operand; one of none is `*` or `!*`.
    ///
    /// Cost: linear.
    ///
    /// ```
    /// use gen_select::Selector;
    ///
    /// let (a, b, c) = (Selector::tag("a"), Selector::tag("b"), Selector::tag("c"));
    /// let nested = a.clone() & (b.clone() & c.clone());
    /// assert_eq!(nested.flatten(), Selector::and([a, b, c]));
    /// ```
    #[must_use]
    pub fn flatten(&self) -> Self {
        let mut flat = Flat::default();
        for node in self.nodes() {
            flat.push(node);
        }
        Self::from_nodes(flat.nodes.into_iter().flatten().collect())
    }
}

/// Nodes in postorder, some of which are gone, and where the operands that wait for their node end.
#[derive(Default)]
struct Flat {
    nodes: Vec<Option<Node>>,
    roots: Vec<usize>,
}

impl Flat {
    fn push(&mut self, node: &Node) {
        let mut operands = self.roots.split_off(self.roots.len() - node.operands());
        match (node, operands.as_mut_slice()) {
            (Node::And(_), []) => self.root(Node::Atom(Atom::Star)),
            (Node::Any(_), []) => {
                self.nodes.push(Some(Node::Atom(Atom::Star)));
                self.root(Node::Not);
            }
            (Node::And(_) | Node::Any(_), &mut [only]) => self.roots.push(only),
            (Node::And(_), operands) => {
                let count = operands.iter().map(|&root| self.dissolve(root, node)).sum();
                self.root(Node::And(count));
            }
            (Node::Any(_), operands) => {
                let count = operands.iter().map(|&root| self.dissolve(root, node)).sum();
                self.root(Node::Any(count));
            }
            (node, _) => self.root(node.clone()),
        }
    }

    fn root(&mut self, node: Node) {
        self.roots.push(self.nodes.len());
        self.nodes.push(Some(node));
    }

    /// How many operands an operand of `outer` counts for, once its own node is gone if it is of the same sort.
    fn dissolve(&mut self, root: usize, outer: &Node) -> usize {
        match (&self.nodes[root], outer) {
            (Some(Node::And(inner)), Node::And(_)) | (Some(Node::Any(inner)), Node::Any(_)) => {
                let inner = *inner;
                self.nodes[root] = None;
                inner
            }
            _ => 1,
        }
    }
}
