//! Conditions: Boolean formulas over atoms, as nodes in postorder.
//!
//! A formula is a list: the nodes of its operands, one operand after the other, and its own node last. Whatever goes
//! through one is a loop, so the depth of a condition is bounded by memory and not by the stack.

use std::ops;

/// One step of a formula.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node<A> {
    /// Holds where the atom does.
    Atom(A),
    /// Holds where all of this many operands hold: of none, always.
    All(usize),
    /// Holds where any of this many operands holds: of none, never.
    Any(usize),
    /// Holds where its operand does not.
    Not,
}

impl<A> Node<A> {
    /// How many operands it has.
    pub const fn operands(&self) -> usize {
        match self {
            Self::Atom(_) => 0,
            Self::All(operands) | Self::Any(operands) => *operands,
            Self::Not => 1,
        }
    }
}

/// A condition over atoms.
///
/// Making a formula of others moves their nodes: what is made first is not copied, what is added to it is. Two formulas
/// are equal when they are written alike.
///
/// ```
/// use gen_derive::Formula;
///
/// let safe = Formula::atom("backup") | !Formula::atom("production");
/// assert!(safe.holds(|_| false));
/// assert!(!safe.holds(|&atom| atom == "production"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Formula<A> {
    /// In postorder; never empty, and every node has its operands before it.
    nodes: Vec<Node<A>>,
}

impl<A> Formula<A> {
    /// Takes nodes that stand as they must.
    pub(crate) fn from_nodes(nodes: Vec<Node<A>>) -> Self {
        debug_assert_eq!(
            nodes.iter().map(Node::operands).sum::<usize>() + 1,
            nodes.len()
        );
        Self { nodes }
    }

    /// Holds where the atom does.
    pub fn atom(atom: A) -> Self {
        Self {
            nodes: vec![Node::Atom(atom)],
        }
    }

    /// Holds where all of these do; where there are none, always.
    pub fn all(operands: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(operands, Node::All)
    }

    /// Holds where any of these does; where there are none, never.
    pub fn any(operands: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(operands, Node::Any)
    }

    /// Holds always.
    pub fn always() -> Self {
        Self::all([])
    }

    /// Holds never.
    pub fn never() -> Self {
        Self::any([])
    }

    fn joined(operands: impl IntoIterator<Item = Self>, node: fn(usize) -> Node<A>) -> Self {
        let mut operands = operands.into_iter();
        let Some(Self { mut nodes }) = operands.next() else {
            return Self {
                nodes: vec![node(0)],
            };
        };
        let mut count = 1;
        for operand in operands {
            nodes.extend(operand.nodes);
            count += 1;
        }
        if count > 1 {
            nodes.push(node(count));
        }
        Self { nodes }
    }

    /// Its nodes in postorder: each operand before what it is an operand of, the whole last.
    pub fn nodes(&self) -> &[Node<A>] {
        &self.nodes
    }

    /// Its nodes in postorder, to own.
    pub fn into_nodes(self) -> Vec<Node<A>> {
        self.nodes
    }

    /// The atoms that it speaks of, as they are written, each with whether it stands under an odd number of negations.
    ///
    /// Linear.
    ///
    /// ```
    /// use gen_derive::Formula;
    ///
    /// let formula = !(Formula::atom("a") & !Formula::atom("b"));
    /// assert!(formula.atoms().eq([(&"a", true), (&"b", false)]));
    /// ```
    pub fn atoms(&self) -> impl Iterator<Item = (&A, bool)> {
        let signed = self.nodes.iter().zip(self.negated());
        signed.filter_map(|(node, negated)| match node {
            Node::Atom(atom) => Some((atom, negated)),
            _ => None,
        })
    }

    /// For each node, whether it stands under an odd number of negations.
    pub(crate) fn negated(&self) -> Vec<bool> {
        let mut negated = vec![false; self.nodes.len()];
        // The operands of a node come before it, so from the end each node meets what its parent asked of it.
        let mut asked = vec![false];
        for (node, negated) in self.nodes.iter().zip(&mut negated).rev() {
            *negated = asked.pop().unwrap_or_default();
            let below = *negated != matches!(node, Node::Not);
            asked.extend(std::iter::repeat_n(below, node.operands()));
        }
        negated
    }

    /// Whether it holds where exactly the atoms do for which `holds` says so. Linear.
    pub fn holds(&self, mut holds: impl FnMut(&A) -> bool) -> bool {
        self.value(|atom| Some(holds(atom))) == Some(true)
    }

    /// Whether it holds where only some atoms are known: the answer where they decide it, and nothing where they do not.
    ///
    /// These are the connectives of Kleene (*Introduction to Metamathematics*, 1952, § 64). Linear.
    ///
    /// ```
    /// use gen_derive::Formula;
    ///
    /// let either = Formula::atom("a") | Formula::atom("b");
    /// assert_eq!(either.value(|&atom| (atom == "a").then_some(true)), Some(true));
    /// assert_eq!(either.value(|&atom| (atom == "a").then_some(false)), None);
    /// ```
    pub fn value(&self, mut known: impl FnMut(&A) -> Option<bool>) -> Option<bool> {
        let mut values: Vec<Option<bool>> = Vec::new();
        for node in &self.nodes {
            let operands = values.split_off(values.len() - node.operands());
            let joined = |decisive: bool| {
                if operands.contains(&Some(decisive)) {
                    Some(decisive)
                } else if operands.contains(&None) {
                    None
                } else {
                    Some(!decisive)
                }
            };
            values.push(match node {
                Node::Atom(atom) => known(atom),
                Node::All(_) => joined(false),
                Node::Any(_) => joined(true),
                Node::Not => joined(true).map(|value| !value),
            });
        }
        values.pop().flatten()
    }

    /// The same formula over other atoms.
    pub fn map<B>(self, mut to: impl FnMut(A) -> B) -> Formula<B> {
        let nodes = self.nodes.into_iter().map(|node| match node {
            Node::Atom(atom) => Node::Atom(to(atom)),
            Node::All(operands) => Node::All(operands),
            Node::Any(operands) => Node::Any(operands),
            Node::Not => Node::Not,
        });
        Formula {
            nodes: nodes.collect(),
        }
    }
}

impl<A> From<A> for Formula<A> {
    fn from(atom: A) -> Self {
        Self::atom(atom)
    }
}

impl<A> ops::BitAnd for Formula<A> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::all([self, other])
    }
}

impl<A> ops::BitOr for Formula<A> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self::any([self, other])
    }
}

impl<A> ops::Not for Formula<A> {
    type Output = Self;

    fn not(mut self) -> Self {
        self.nodes.push(Node::Not);
        self
    }
}
