//! Making a selector smaller without changing what it holds of.
//!
//! The parts of a selector are numbered so that equal ones have one number (hash-consing: Ershov, "On programming of
//! arithmetic operations", 1958), where the order and the repetition of operands do not count. With that, finding a
//! repetition, a part next to its negation, or one that absorbs another is a look into a set, and one pass from the
//! operands up is enough: what a part becomes does not depend on what it is part of.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::atom::{Atom, Dimension};
use crate::selector::{Node, Relation, Selector};

impl Selector {
    /// A selector that holds of the same scopes, in any forest, and is not larger.
    ///
    /// It applies, wherever they apply: flattening; `a & a = a`, `a & * = a`, `a & !a = !*`, `a & (a | b) = a`, and
    /// the same with `|` and `&` exchanged; `!!a = a`; that nothing is related to what holds nowhere;
    /// `name:web1 = is:web1`; `name:* = *`. It does not distribute, and does not look for more. What remains keeps
    /// its order.
    ///
    /// Cost: linear in the selector, as hash tables go, and the sorting of the operands of each node. Where
    /// conjunctions stand in conjunctions only after something between them went, as in `a & !!(b & !!(…))`, their
    /// operands are copied once a level.
    ///
    /// ```
    /// use gen_select::Selector;
    ///
    /// let selector: Selector = "tag:a & !!(kind:host | tag:a) & name:*".parse()?;
    /// assert_eq!(selector.simplify().to_string(), "tag:a");
    /// # Ok::<(), gen_select::ParseError>(())
    /// ```
    #[must_use]
    pub fn simplify(&self) -> Self {
        let mut parts = Parts::default();
        let whole = self.flatten().fold(|node, operands| match node {
            Node::Atom(atom) => parts.atom(atom),
            Node::And(_) => parts.joined(Join::And, &operands),
            Node::Any(_) => parts.joined(Join::Any, &operands),
            Node::Not => operands.first().map_or(0, |&operand| parts.not(operand)),
            Node::Relation(relation) => {
                let operand = operands.first();
                operand.map_or(0, |&operand| parts.related(*relation, operand))
            }
        });
        parts.written(whole)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Join {
    And,
    Any,
}

impl Join {
    /// What it is of no operands.
    const fn unit(self) -> Part {
        match self {
            Self::And => Part::Atom(Atom::Star),
            Self::Any => Part::Join(Self::Any, Vec::new()),
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::And => Self::Any,
            Self::Any => Self::And,
        }
    }
}

/// A part, by the numbers of its operands.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Part {
    Atom(Atom),
    Join(Join, Vec<usize>),
    Not(usize),
    Related(Relation, usize),
}

/// All parts, each with its number.
#[derive(Default)]
struct Parts {
    /// As they were first met.
    parts: Vec<Part>,
    /// With their operands sorted.
    numbers: FxHashMap<Part, usize>,
}

impl Parts {
    fn number(&mut self, part: Part) -> usize {
        let mut key = part.clone();
        if let Part::Join(_, operands) = &mut key {
            operands.sort_unstable();
        }
        *self.numbers.entry(key).or_insert_with(|| {
            self.parts.push(part);
            self.parts.len() - 1
        })
    }

    fn atom(&mut self, atom: &Atom) -> usize {
        self.number(Part::Atom(match atom {
            Atom::Name(glob) if glob.is_any() => Atom::Star,
            Atom::Name(glob) if glob.is_exact() => Atom::Is(Dimension::Name, glob.as_str().into()),
            atom => atom.clone(),
        }))
    }

    fn not(&mut self, operand: usize) -> usize {
        match &self.parts[operand] {
            Part::Not(inner) => *inner,
            Part::Atom(Atom::Star) => self.number(Join::Any.unit()),
            part if *part == Join::Any.unit() => self.number(Join::And.unit()),
            _ => self.number(Part::Not(operand)),
        }
    }

    fn related(&mut self, relation: Relation, operand: usize) -> usize {
        if self.parts[operand] == Join::Any.unit() {
            return operand;
        }
        self.number(Part::Related(relation, operand))
    }

    fn joined(&mut self, join: Join, operands: &[usize]) -> usize {
        let unit = self.number(join.unit());
        let zero = self.number(join.other().unit());
        let mut kept = Vec::new();
        let mut present = FxHashSet::default();
        for &operand in operands {
            let inner = match &self.parts[operand] {
                Part::Join(inner, operands) if *inner == join => operands.as_slice(),
                _ => &[operand],
            };
            for &operand in inner {
                if operand != unit && present.insert(operand) {
                    kept.push(operand);
                }
            }
        }
        let contradicts = |part: &usize| match &self.parts[*part] {
            Part::Not(negated) => present.contains(negated),
            _ => *part == zero,
        };
        if kept.iter().any(contradicts) {
            return zero;
        }
        kept.retain(|&part| match &self.parts[part] {
            Part::Join(_, operands) => !operands.iter().any(|operand| present.contains(operand)),
            _ => true,
        });
        match kept.as_slice() {
            [] => unit,
            [only] => *only,
            _ => self.number(Part::Join(join, kept)),
        }
    }

    /// A part in postorder: written from its end, and turned round.
    fn written(&self, part: usize) -> Selector {
        let mut nodes = Vec::new();
        let mut pending = vec![part];
        while let Some(part) = pending.pop() {
            nodes.push(match &self.parts[part] {
                Part::Atom(atom) => Node::Atom(atom.clone()),
                Part::Join(join, operands) => {
                    pending.extend(operands);
                    match join {
                        Join::And => Node::And(operands.len()),
                        Join::Any => Node::Any(operands.len()),
                    }
                }
                Part::Not(operand) => {
                    pending.push(*operand);
                    Node::Not
                }
                Part::Related(relation, operand) => {
                    pending.push(*operand);
                    Node::Relation(*relation)
                }
            });
        }
        nodes.reverse();
        Selector::from_nodes(nodes)
    }
}
