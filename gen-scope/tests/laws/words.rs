//! Words: the languages of patterns, and which word is nearer.

use std::cmp::Ordering;

use gen_scope::{LabelOrder, Pattern};
use laws::proptest::prelude::*;

use super::given::{Expression, LABELS, expression, partial_order, word};
use super::naive;

type Compare = fn(&LabelOrder<char>, &[char], &[char]) -> Option<Ordering>;

pub struct Words {
    pattern: fn(&Expression) -> Pattern<char>,
    derivative: fn(&Pattern<char>, char) -> Pattern<char>,
    compare: Compare,
}

const REAL: Words = Words {
    pattern: Expression::pattern,
    derivative: |pattern, label| pattern.derivative(label),
    compare: |order, one, other| order.compare(one.iter().copied(), other.iter().copied()),
};

/// The pattern of an expression in which something else is written for each sequence and star.
fn miswritten(
    expression: &Expression,
    sequence: fn(Pattern<char>, Pattern<char>) -> Pattern<char>,
    star: fn(Pattern<char>) -> Pattern<char>,
) -> Pattern<char> {
    let pattern = |inner: &Expression| miswritten(inner, sequence, star);
    match expression {
        Expression::Then(one, next) => sequence(pattern(one), pattern(next)),
        Expression::Or(one, other) => pattern(one).or(pattern(other)),
        Expression::Star(inner) => star(pattern(inner)),
        Expression::Nothing | Expression::Empty | Expression::Label(_) => expression.pattern(),
    }
}

laws::laws! {
    /// What patterns and orders promise.
    pub const LAWS for Words = REAL;

    S2 "w ∈ L(r) ⇔ ν(∂_w r); ∂ₗ(r | s) = ∂ₗr | ∂ₗs, ∂ₗ(r s) = ∂ₗr s | (ν(r) ? ∂ₗs : ∅), ∂ₗ(r*) = ∂ₗr r*; r = ∅ only if L(r) is"
    fn derivatives_tell_words(it, (one, other, word) in (expression(), expression(), word())) {
        let (r, s) = ((it.pattern)(&one), (it.pattern)(&other));
        let rest = word.iter().fold(r.clone(), |rest, &label| (it.derivative)(&rest, label));
        prop_assert_eq!(rest.nullable(), naive::matches(&one, &word));
        prop_assert_eq!(rest.nullable(), r.matches(word.iter().copied()));
        prop_assert_eq!(r.is_nothing(), naive::is_nothing(&one));
        for label in LABELS {
            let by = |pattern: &Pattern<char>| (it.derivative)(pattern, label);
            let same = |one: Pattern<char>, other: Pattern<char>| {
                one.matches(word.iter().copied()) == other.matches(word.iter().copied())
            };
            prop_assert!(same(by(&r.clone().or(s.clone())), by(&r).or(by(&s))));
            let skipped = if r.nullable() { by(&s) } else { Pattern::nothing() };
            prop_assert!(same(by(&r.clone().then(s.clone())), by(&r).then(s.clone()).or(skipped)));
            prop_assert!(same(by(&r.clone().star()), by(&r).then(r.clone().star())));
        }
    }
    twin unordered "sequences in either order" = Words {
        pattern: |expression| miswritten(expression, |one, next| next.then(one), Pattern::star),
        ..REAL
    },
    twin once "a star that matches once at most" = Words {
        pattern: |expression| miswritten(expression, Pattern::then, Pattern::optional),
        ..REAL
    },
    twin unskipped "derivatives that do not skip what may be empty" = Words {
        derivative: |pattern, label| {
            let derivative = pattern.derivative(label);
            if pattern.nullable() { derivative.then(pattern.clone()) } else { derivative }
        },
        ..REAL
    };

    S4 "words compare at the first place where they differ, by < with $; the order is irreflexive and transitive"
    fn words_are_compared_where_they_differ(it, (order, one, two, three) in (partial_order(), word(), word(), word())) {
        let compare = |one: &[char], other: &[char]| (it.compare)(&order, one, other);
        prop_assert_eq!(compare(&one, &two), naive::compare(&order, &one, &two));
        prop_assert_eq!(compare(&one, &two), compare(&two, &one).map(Ordering::reverse));
        prop_assert_eq!(compare(&one, &one), Some(Ordering::Equal));
        if compare(&one, &two) == Some(Ordering::Less) && compare(&two, &three) == Some(Ordering::Less) {
            prop_assert_eq!(compare(&one, &three), Some(Ordering::Less));
        }
    }
    twin shorter "the shorter word first" = Words {
        compare: |order, one, other| match one.len().cmp(&other.len()) {
            Ordering::Equal => (REAL.compare)(order, one, other),
            unequal => Some(unequal),
        },
        ..REAL
    },
    twin backwards "words read from their ends" = Words {
        compare: |order, one, other| {
            let backwards = |word: &[char]| word.iter().rev().copied().collect::<Vec<_>>();
            (REAL.compare)(order, &backwards(one), &backwards(other))
        },
        ..REAL
    };
}
