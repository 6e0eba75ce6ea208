//! Well-formedness of paths: a regular expression over labels.
//!
//! A path is well-formed when its word of labels is in the language of a pattern. The one question that a search asks
//! is what may still follow after a label: the *derivative* of the pattern (Brzozowski, *Derivatives of regular
//! expressions*, JACM 1964; Owens, Reppy and Turon, *Regular-expression derivatives re-examined*, JFP 2009).
//!
//! Patterns are kept in a normal form: sequences are flat and free of ε and ∅, alternatives are flat, sorted, distinct
//! and free of ∅, a star is never starred. So a pattern has finitely many derivatives (Brzozowski, Theorem 5.2), and it
//! matches nothing at all only where it *is* ∅.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// A regular expression over labels.
///
/// Its functions recurse as deep as stars, alternatives and sequences are nested in one another; patterns are meant to be
/// written, not read from input.
///
/// ```
/// use gen_scope::Pattern;
///
/// let lexical = Pattern::label('P').star().then(Pattern::label('I').star());
/// assert!(lexical.matches("PPI".chars()));
/// assert!(!lexical.matches("PIP".chars()));
/// assert_eq!(lexical.derivative('I'), Pattern::label('I').star());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern<L>(Node<L>);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Node<L> {
    Nothing,
    Empty,
    Label(L),
    /// Two or more; none is ε, ∅ or a sequence.
    Sequence(Arc<[Pattern<L>]>),
    /// Two or more, ascending; none is ∅ or an alternative.
    Either(Arc<[Pattern<L>]>),
    /// Of neither ε, ∅ nor a star.
    Star(Arc<Pattern<L>>),
}

impl<L: Copy + Ord> Pattern<L> {
    /// ∅: no word.
    pub const fn nothing() -> Self {
        Self(Node::Nothing)
    }

    /// ε: the word without labels.
    pub const fn empty() -> Self {
        Self(Node::Empty)
    }

    /// The word of one label.
    pub const fn label(label: L) -> Self {
        Self(Node::Label(label))
    }

    /// The words of this pattern, each followed by one of the next. Associative; ε is its unit and ∅ its zero.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        match (&self.0, &next.0) {
            (Node::Nothing, _) | (_, Node::Nothing) => Self::nothing(),
            (Node::Empty, _) => next,
            (_, Node::Empty) => self,
            _ => {
                let factors = self.factors().iter().chain(next.factors());
                Self(Node::Sequence(factors.cloned().collect()))
            }
        }
    }

    /// The words of either. Associative, commutative, idempotent; ∅ is its unit.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let choices: BTreeSet<_> = self.choices().iter().chain(other.choices()).collect();
        if choices.len() > 1 {
            return Self(Node::Either(choices.into_iter().cloned().collect()));
        }
        choices
            .first()
            .map_or_else(Self::nothing, |&only| only.clone())
    }

    /// Any number of words of this pattern, one after another.
    #[must_use]
    pub fn star(self) -> Self {
        match self.0 {
            Node::Nothing | Node::Empty => Self::empty(),
            Node::Star(_) => self,
            Node::Label(_) | Node::Sequence(_) | Node::Either(_) => {
                Self(Node::Star(Arc::new(self)))
            }
        }
    }

    /// The words of this pattern, and ε.
    #[must_use]
    pub fn optional(self) -> Self {
        self.or(Self::empty())
    }

    /// ν: whether ε is among its words. Linear in the size of the pattern.
    pub fn nullable(&self) -> bool {
        match &self.0 {
            Node::Nothing | Node::Label(_) => false,
            Node::Empty | Node::Star(_) => true,
            Node::Sequence(factors) => factors.iter().all(Self::nullable),
            Node::Either(choices) => choices.iter().any(Self::nullable),
        }
    }

    /// Whether it is ∅, which means that it has no words.
    pub const fn is_nothing(&self) -> bool {
        matches!(self.0, Node::Nothing)
    }

    /// ∂ₗ: what may follow after `label`. Quadratic in the size of the pattern at most, and linear in a sequence that
    /// begins with a label.
    #[must_use]
    pub fn derivative(&self, label: L) -> Self {
        match &self.0 {
            Node::Nothing | Node::Empty => Self::nothing(),
            Node::Label(own) if *own == label => Self::empty(),
            Node::Label(_) => Self::nothing(),
            Node::Sequence(factors) => after_sequence(factors, label),
            Node::Either(choices) => union(choices.iter().map(|choice| choice.derivative(label))),
            Node::Star(inner) => inner.derivative(label).then(self.clone()),
        }
    }

    /// Whether a word is in its language: derive by each label, and see whether ε remains.
    pub fn matches(&self, word: impl IntoIterator<Item = L>) -> bool {
        let mut rest = self.clone();
        for label in word {
            rest = rest.derivative(label);
        }
        rest.nullable()
    }

    /// The labels that occur in it, ascending. Every label on a well-formed path is among them.
    pub fn alphabet(&self) -> BTreeSet<L> {
        let mut labels = BTreeSet::new();
        let mut pending = vec![self];
        while let Some(pattern) = pending.pop() {
            match &pattern.0 {
                Node::Nothing | Node::Empty => {}
                Node::Label(label) => {
                    labels.insert(*label);
                }
                Node::Sequence(parts) | Node::Either(parts) => pending.extend(parts.iter()),
                Node::Star(inner) => pending.push(inner),
            }
        }
        labels
    }

    fn factors(&self) -> &[Self] {
        match &self.0 {
            Node::Sequence(factors) => factors,
            Node::Empty => &[],
            _ => std::slice::from_ref(self),
        }
    }

    fn choices(&self) -> &[Self] {
        match &self.0 {
            Node::Either(choices) => choices,
            Node::Nothing => &[],
            _ => std::slice::from_ref(self),
        }
    }
}

/// ∂(r₁ r₂ …) = ∂r₁ r₂ … ∪ (ν(r₁) ? ∂(r₂ …) : ∅), up to the first factor that is not nullable.
fn after_sequence<L: Copy + Ord>(factors: &[Pattern<L>], label: L) -> Pattern<L> {
    let first_solid = factors.iter().position(|factor| !factor.nullable());
    let entered = first_solid.map_or(factors.len(), |solid| solid + 1);
    union((0..entered).map(|index| {
        let head = factors[index].derivative(label);
        head.then(sequence(&factors[index + 1..]))
    }))
}

/// The sequence of factors that stood in one.
fn sequence<L: Clone>(factors: &[Pattern<L>]) -> Pattern<L> {
    match factors {
        [] => Pattern(Node::Empty),
        [only] => only.clone(),
        _ => Pattern(Node::Sequence(factors.into())),
    }
}

fn union<L: Copy + Ord>(patterns: impl Iterator<Item = Pattern<L>>) -> Pattern<L> {
    patterns.fold(Pattern::nothing(), Pattern::or)
}

impl<L: fmt::Debug> fmt::Debug for Pattern<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |f: &mut fmt::Formatter<'_>, parts: &[Self], between: &str| {
            write!(f, "(")?;
            for (index, part) in parts.iter().enumerate() {
                let before = if index == 0 { "" } else { between };
                write!(f, "{before}{part:?}")?;
            }
            write!(f, ")")
        };
        match &self.0 {
            Node::Nothing => write!(f, "∅"),
            Node::Empty => write!(f, "ε"),
            Node::Label(label) => write!(f, "{label:?}"),
            Node::Sequence(factors) => listed(f, factors, " "),
            Node::Either(choices) => listed(f, choices, " | "),
            Node::Star(inner) => write!(f, "{inner:?}*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(name: char) -> Pattern<char> {
        Pattern::label(name)
    }

    #[test]
    fn patterns_that_differ_by_unit_zero_order_and_grouping_are_equal() {
        let (a, b, c) = (label('a'), label('b'), label('c'));
        assert_eq!(a.clone().then(Pattern::empty()), a);
        assert_eq!(Pattern::nothing().then(a.clone()), Pattern::nothing());
        assert_eq!(
            a.clone().or(b.clone()).or(a.clone()),
            b.clone().or(a.clone())
        );
        assert_eq!(
            a.clone().then(b.clone()).then(c.clone()),
            a.clone().then(b.then(c))
        );
        assert_eq!(a.clone().star().star(), a.star());
        assert_eq!(Pattern::<char>::nothing().star(), Pattern::empty());
    }

    #[test]
    fn a_pattern_prints_as_it_is_read() {
        let lexical = label('P').star().then(label('I').or(label('J')).star());
        assert_eq!(format!("{lexical:?}"), "('P'* ('I' | 'J')*)");
        assert_eq!(format!("{:?}", Pattern::<char>::nothing().optional()), "ε");
    }
}
