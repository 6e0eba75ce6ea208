//! Scope graphs and queries to try laws on: small, so that paths meet and cycles are many.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use gen_scope::{LabelOrder, Next, Pattern, Query, ScopeGraph};
use laws::proptest::collection::{btree_map, vec};
use laws::proptest::prelude::*;
use laws::proptest::sample::{select, subsequence};

/// How many scopes there can be.
pub const SCOPES: usize = 5;

/// The labels of all graphs and patterns.
pub const LABELS: [char; 3] = ['I', 'J', 'P'];

/// Scopes with numbers for names, edges as they were written, and what some of the scopes declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    pub edges: Vec<(usize, char, usize)>,
    pub declared: BTreeMap<usize, u8>,
}

impl World {
    pub fn declares(&self, scope: &usize) -> Result<Option<u8>, Infallible> {
        Ok(self.declared.get(scope).copied())
    }

    pub fn targets(&self, scope: usize, label: char) -> BTreeSet<usize> {
        self.edges(&scope, label).unwrap().into_iter().collect()
    }

    /// This world, but for what is at scopes that are not among these: there it is as in another.
    pub fn only_at(&self, scopes: &[usize], other: &Self) -> Self {
        let here = |scope: &usize| scopes.contains(scope);
        let edges = self.edges.iter().filter(|edge| here(&edge.0));
        let declared = self.declared.iter().filter(|(scope, _)| here(scope));
        let other_edges = other.edges.iter().filter(|edge| !here(&edge.0));
        let other_declared = other.declared.iter().filter(|(scope, _)| !here(scope));
        Self {
            edges: edges.chain(other_edges).copied().collect(),
            declared: declared
                .chain(other_declared)
                .map(|(&scope, &value)| (scope, value))
                .collect(),
        }
    }

    /// The same with other names.
    pub fn renamed(&self, names: &[usize]) -> Self {
        let edges = self.edges.iter();
        let declared = self.declared.iter();
        Self {
            edges: edges
                .map(|&(from, label, to)| (names[from], label, names[to]))
                .collect(),
            declared: declared
                .map(|(&scope, &value)| (names[scope], value))
                .collect(),
        }
    }
}

impl ScopeGraph for World {
    type Scope = usize;
    type Label = char;
    type Error = Infallible;

    fn edges(
        &self,
        scope: &usize,
        label: char,
    ) -> Result<impl IntoIterator<Item = usize>, Infallible> {
        let these = self
            .edges
            .iter()
            .filter(move |edge| (edge.0, edge.1) == (*scope, label));
        Ok(these.map(|edge| edge.2))
    }
}

/// A pattern as somebody might write it.
#[derive(Clone, Debug)]
pub enum Expression {
    Nothing,
    Empty,
    Label(char),
    Then(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Star(Box<Self>),
}

impl Expression {
    pub fn pattern(&self) -> Pattern<char> {
        match self {
            Self::Nothing => Pattern::nothing(),
            Self::Empty => Pattern::empty(),
            Self::Label(label) => Pattern::label(*label),
            Self::Then(one, next) => one.pattern().then(next.pattern()),
            Self::Or(one, other) => one.pattern().or(other.pattern()),
            Self::Star(inner) => inner.pattern().star(),
        }
    }
}

/// A pattern, in the words in which it was written.
pub fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        1 => Just(Expression::Nothing),
        2 => Just(Expression::Empty),
        8 => select(&LABELS[..]).prop_map(Expression::Label),
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        let pair = || {
            (
                inner.clone().prop_map(Box::new),
                inner.clone().prop_map(Box::new),
            )
        };
        prop_oneof![
            pair().prop_map(|(one, next)| Expression::Then(one, next)),
            pair().prop_map(|(one, other)| Expression::Or(one, other)),
            inner
                .clone()
                .prop_map(|inner| Expression::Star(Box::new(inner))),
        ]
    })
}

/// A word over the labels.
pub fn word() -> impl Strategy<Value = Vec<char>> {
    vec(select(&LABELS[..]), 0..5)
}

/// All labels and the end of a path, in any order.
fn steps() -> impl Strategy<Value = Vec<Next<char>>> {
    let labels = LABELS.into_iter().map(Next::Label);
    let steps: Vec<_> = labels.chain([Next::End]).collect();
    Just(steps).prop_shuffle()
}

/// An order of all labels and the end.
pub fn total_order() -> impl Strategy<Value = LabelOrder<char>> {
    steps().prop_map(|steps| {
        let pairs = steps.iter().copied().zip(steps.iter().copied().skip(1));
        LabelOrder::new(pairs).unwrap()
    })
}

/// An order of some labels, perhaps of none.
pub fn partial_order() -> impl Strategy<Value = LabelOrder<char>> {
    let chosen = steps().prop_flat_map(|steps| {
        let pairs = steps.iter().enumerate().flat_map(|(index, &near)| {
            let far = steps[index + 1..].iter();
            far.map(move |&far| (near, far))
        });
        let pairs: Vec<_> = pairs.collect();
        let count = pairs.len();
        subsequence(pairs, 0..=count)
    });
    chosen.prop_map(|pairs| LabelOrder::new(pairs).unwrap())
}

/// Any query; in half of them, any two words can be compared.
pub fn query() -> impl Strategy<Value = Query<char>> {
    let order = prop_oneof![total_order(), partial_order()];
    (pattern(), order).prop_map(|(pattern, order)| Query::new(pattern, order))
}

/// A query in which any two words can be compared.
pub fn total_query() -> impl Strategy<Value = Query<char>> {
    (pattern(), total_order()).prop_map(|(pattern, order)| Query::new(pattern, order))
}

/// A query in which going round is never nearer; `lexical` is among them, and others that look like it.
pub fn straight_query() -> impl Strategy<Value = Query<char>> {
    let chain = steps().prop_flat_map(|steps| {
        let labels: Vec<_> = steps
            .into_iter()
            .filter(|step| *step != Next::End)
            .collect();
        (Just(labels), vec(any::<bool>(), LABELS.len()))
    });
    let chained = chain.prop_map(|(labels, starred)| {
        let mut pattern = Pattern::empty();
        for (step, starred) in labels.iter().zip(starred) {
            let Next::Label(label) = *step else { continue };
            let factor = Pattern::label(label);
            pattern = pattern.then(if starred {
                factor.star()
            } else {
                factor.optional()
            });
        }
        let nearest_first = labels.iter().rev();
        let pairs = nearest_first
            .clone()
            .copied()
            .zip(nearest_first.skip(1).copied());
        Query::new(pattern, LabelOrder::new(pairs).unwrap())
    });
    prop_oneof![chained, query()].prop_filter("a query that is straight", Query::is_straight)
}

/// A pattern that has words, more often than not many.
pub fn pattern() -> impl Strategy<Value = Pattern<char>> {
    let any = Expression::Or(
        Box::new(Expression::Label('I')),
        Box::new(Expression::Or(
            Box::new(Expression::Label('J')),
            Box::new(Expression::Label('P')),
        )),
    );
    let expressions = prop_oneof![
        3 => expression(),
        1 => Just(Expression::Star(Box::new(any))),
    ];
    expressions.prop_map(|expression| expression.pattern())
}

/// Any graph, and a scope to begin at.
pub fn world() -> impl Strategy<Value = (World, usize)> {
    let edges = vec((0..SCOPES, select(&LABELS[..]), 0..SCOPES), 0..9);
    let declared = btree_map(0..SCOPES, 0..3_u8, 0..SCOPES);
    let world = (edges, declared).prop_map(|(edges, declared)| World { edges, declared });
    (world, 0..SCOPES)
}

/// A graph without cycles, and a scope to begin at.
pub fn acyclic_world() -> impl Strategy<Value = (World, usize)> {
    world().prop_map(|(mut world, from)| {
        world.edges.retain(|edge| edge.0 < edge.2);
        (world, from)
    })
}

/// A graph of parents and imports, in which a scope has one parent at most, and a scope to begin at.
pub fn lexical_world() -> impl Strategy<Value = (World, usize)> {
    world().prop_map(|(mut world, from)| {
        let mut children = BTreeSet::new();
        world.edges.retain_mut(|edge| match edge.1 {
            'P' => edge.0 < edge.2 && children.insert(edge.0),
            _ => {
                edge.1 = 'I';
                true
            }
        });
        (world, from)
    })
}

/// Other names for all scopes.
pub fn names() -> impl Strategy<Value = Vec<usize>> {
    Just((0..SCOPES).collect::<Vec<_>>()).prop_shuffle()
}

/// Own, then imports, then the parent.
pub fn lexical() -> Query<char> {
    Query::lexical('P', 'I')
}
