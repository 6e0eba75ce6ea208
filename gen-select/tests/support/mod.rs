//! Forests and selectors to try laws on, and what selectors mean, written down once more as sets.

#![allow(dead_code, clippy::unwrap_used)] // Each test uses its part.

use std::collections::BTreeSet;

use gen_select::{
    Atom, Dimension, Forest, Matcher, Node, Record, Relation, Scalar, Scope, Scopes, Selector,
};
use laws::proptest::collection::{btree_set, vec};
use laws::proptest::option;
use laws::proptest::prelude::*;
use laws::proptest::sample::{Index, select};

/// The scopes that something holds of.
pub type Meaning = BTreeSet<usize>;

const WORDS: [&str; 4] = ["a", "b", "ab", "web1"];
/// What is hard to write.
const AWKWARD: [&str; 18] = [
    "",
    " ",
    "two words",
    "80",
    "-1",
    "007",
    "1.5",
    "true",
    "null",
    "a:b",
    "a=b",
    "\"",
    "\\",
    "a&b",
    "(|!)",
    "é\u{1F980}",
    "\n\u{7}",
    "99999999999999999999",
];
const KEYS: [&str; 3] = ["k", "port", "role"];

fn word() -> impl Strategy<Value = &'static str> + Clone {
    select(WORDS.as_slice())
}

pub fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        Just(Scalar::Null),
        any::<bool>().prop_map(Scalar::from),
        prop_oneof![0..3_i64, Just(80), any::<i64>()].prop_map(Scalar::from),
        word().prop_map(Scalar::from),
        select(["80", "true", "null", ""].as_slice()).prop_map(Scalar::from),
    ]
}

fn record() -> impl Strategy<Value = Record> {
    let words = || btree_set(word(), 0..3);
    let single = || option::of(word());
    let attributes = vec((select(KEYS.as_slice()), vec(scalar(), 0..3)), 0..3);
    (
        (word(), word()),
        (single(), single(), single()),
        words(),
        words(),
        attributes,
    )
        .prop_map(
            |((kind, name), (class, system, environment), tags, aspects, attributes)| {
                let mut record = Record {
                    class: class.map(Into::into),
                    system: system.map(Into::into),
                    environment: environment.map(Into::into),
                    ..Record::new(kind, name)
                };
                for tag in tags {
                    record = record.tag(tag);
                }
                for aspect in aspects {
                    record = record.aspect(aspect);
                }
                for (key, values) in attributes {
                    record = record.attr(key, values);
                }
                record
            },
        )
}

/// A forest with as many scopes as are in `size`: mostly deep, since each scope lies in one of the last.
pub fn forest(size: std::ops::Range<usize>) -> impl Strategy<Value = Forest> {
    vec((record(), 0..6_usize), size).prop_map(|scopes| {
        let mut forest = Forest::new();
        for (record, back) in scopes {
            let parent = forest.len().checked_sub(back).filter(|_| back > 0);
            forest.push(parent, record);
        }
        forest
    })
}

/// A forest for the laws: small, so that selectors of both answers are frequent.
pub fn world() -> impl Strategy<Value = Forest> {
    forest(0..12)
}

/// An atom whose words are these.
fn atom_of(
    word: impl Strategy<Value = String> + Clone + 'static,
    pattern: impl Strategy<Value = String> + 'static,
) -> BoxedStrategy<Selector> {
    let value = prop_oneof![
        scalar(),
        word.clone().prop_map(|word| Scalar::from(word.as_str()))
    ];
    let key = prop_oneof![
        select(KEYS.as_slice()).prop_map(str::to_owned),
        word.clone()
    ];
    prop_oneof![
        1 => Just(Selector::star()),
        4 => word.clone().prop_map(Selector::tag),
        2 => word.clone().prop_map(Selector::is),
        1 => word.clone().prop_map(Selector::kind),
        1 => word.clone().prop_map(Selector::class),
        1 => word.clone().prop_map(Selector::system),
        1 => word.clone().prop_map(Selector::environment),
        1 => word.clone().prop_map(Selector::aspect),
        1 => pattern.prop_map(Selector::name),
        3 => (key, value).prop_filter_map("an alias is a text", |(key, value)| Selector::attr(key, value).ok()),
    ]
    .boxed()
}

fn plain_atom() -> BoxedStrategy<Selector> {
    atom_of(word().prop_map(str::to_owned), "[ab*?]{0,3}|web[?*1]")
}

fn awkward_atom() -> BoxedStrategy<Selector> {
    let words = prop_oneof![
        word().prop_map(str::to_owned),
        select(AWKWARD.as_slice()).prop_map(str::to_owned),
        any::<String>()
    ];
    atom_of(words.boxed(), "[ab*? &]{0,4}")
}

fn tree(atom: BoxedStrategy<Selector>, negation: bool) -> BoxedStrategy<Selector> {
    let tree = atom.prop_recursive(4, 24, 4, move |inner| {
        let operands = || vec(inner.clone(), 0..4);
        let related = (select(Relation::ALL.as_slice()), inner.clone());
        let positive = prop_oneof![
            operands().prop_map(Selector::and),
            operands().prop_map(Selector::any),
            related.prop_map(|(relation, operand)| Selector::related(relation, operand)),
        ];
        if negation {
            prop_oneof![3 => positive, 1 => inner.prop_map(|operand| !operand)].boxed()
        } else {
            positive.boxed()
        }
    });
    tree.boxed()
}

/// A selector over the words that forests have.
pub fn selector() -> BoxedStrategy<Selector> {
    tree(plain_atom(), true)
}

/// A selector without negations.
pub fn positive() -> BoxedStrategy<Selector> {
    tree(plain_atom(), false)
}

/// A selector over any words.
pub fn awkward() -> BoxedStrategy<Selector> {
    tree(awkward_atom(), true)
}

/// A law's selectors and a forest.
pub fn in_world<S: Strategy>(selectors: S) -> impl Strategy<Value = (Forest, S::Value)> {
    (world(), selectors)
}

/// Something more that a forest says: a tag, another value of an attribute, a scope.
#[derive(Clone, Debug)]
pub enum Addition {
    Tag(Index, &'static str),
    Value(Index, &'static str, Scalar),
    Scope(Index, Box<Record>),
}

pub fn addition() -> impl Strategy<Value = Addition> {
    prop_oneof![
        (any::<Index>(), word()).prop_map(|(at, tag)| Addition::Tag(at, tag)),
        (any::<Index>(), select(KEYS.as_slice()), scalar())
            .prop_map(|(at, key, value)| Addition::Value(at, key, value)),
        (any::<Index>(), record()).prop_map(|(at, record)| Addition::Scope(at, Box::new(record))),
    ]
}

pub fn add(forest: &mut Forest, addition: Addition) {
    if forest.is_empty() {
        return;
    }
    match addition {
        Addition::Tag(at, tag) => {
            if let Some(record) = forest.get_mut(at.index(forest.len())) {
                record.tags.insert(tag.into());
            }
        }
        Addition::Value(at, key, value) => {
            if let Some(record) = forest.get_mut(at.index(forest.len())) {
                record.attributes.entry(key.into()).or_default().push(value);
            }
        }
        Addition::Scope(at, record) => {
            forest.push(Some(at.index(forest.len())), *record);
        }
    }
}

/// A tag that no scope has.
pub const MARK: &str = "mark";

/// The same forest, with the mark on these scopes.
pub fn marked(forest: &Forest, scopes: &Meaning) -> Forest {
    let mut forest = forest.clone();
    for &scope in scopes {
        if let Some(record) = forest.get_mut(scope) {
            record.tags.insert(MARK.into());
        }
    }
    forest
}

/// The meaning, scope by scope.
pub fn naive(forest: &Forest, selector: &Selector) -> Meaning {
    let mut matcher = Matcher::new(selector, forest);
    forest
        .scopes()
        .filter(|&scope| matcher.holds(scope))
        .collect()
}

/// The meaning, as it is defined: of atoms by looking, of all else by the meanings of its operands.
pub fn defined(forest: &Forest, selector: &Selector) -> Meaning {
    let all: Meaning = forest.scopes().collect();
    selector.fold(|node, operands: Vec<Meaning>| match node {
        Node::Atom(atom) => all
            .iter()
            .copied()
            .filter(|&scope| looks(atom, forest.data(scope)))
            .collect(),
        Node::And(_) => operands
            .iter()
            .fold(all.clone(), |met, operand| &met & operand),
        Node::Any(_) => operands
            .iter()
            .fold(Meaning::new(), |joined, operand| &joined | operand),
        Node::Not => &all - &operands[0],
        Node::Relation(relation) => {
            let related = |&scope: &usize| {
                let other = |&other: &usize| match relation {
                    Relation::Parent => forest.parent(scope) == Some(other),
                    Relation::Within => forest.ancestors(scope).any(|above| above == other),
                    Relation::Has => forest.parent(other) == Some(scope),
                    Relation::HasWithin => forest.ancestors(other).any(|above| above == scope),
                };
                operands[0].iter().any(other)
            };
            all.iter().copied().filter(related).collect()
        }
    })
}

fn looks(atom: &Atom, record: &Record) -> bool {
    match atom {
        Atom::Star => true,
        Atom::Name(glob) => glob.matches(&record.name),
        Atom::Attr(key, value) => record
            .attributes
            .get(key)
            .is_some_and(|values| values.contains(value)),
        Atom::Is(dimension, word) => match dimension {
            Dimension::Tag => record.tags().any(|tag| tag == word),
            Dimension::Aspect => record.aspects().any(|aspect| aspect == word),
            Dimension::Name => record.name == *word,
            Dimension::Kind => record.kind == *word,
            Dimension::Class => record.class.as_ref() == Some(word),
            Dimension::System => record.system.as_ref() == Some(word),
            Dimension::Environment => record.environment.as_ref() == Some(word),
        },
    }
}

/// A selector written anew, with other nodes for some of its own.
pub fn rewritten(
    selector: &Selector,
    other: impl Fn(&Node, &[Selector]) -> Option<Selector>,
) -> Selector {
    selector.fold(|node, operands: Vec<Selector>| {
        if let Some(selector) = other(node, &operands) {
            return selector;
        }
        let mut operands = operands.into_iter();
        match node {
            Node::And(_) => Selector::and(operands),
            Node::Any(_) => Selector::any(operands),
            Node::Not => !operands.next().unwrap(),
            Node::Relation(relation) => Selector::related(*relation, operands.next().unwrap()),
            Node::Atom(Atom::Star) => Selector::star(),
            Node::Atom(Atom::Name(glob)) => Selector::name(glob.as_str()),
            Node::Atom(Atom::Attr(key, value)) => {
                Selector::attr(key.clone(), value.clone()).unwrap()
            }
            Node::Atom(Atom::Is(dimension, word)) => match dimension {
                Dimension::Tag => Selector::tag(word.clone()),
                Dimension::Name => Selector::is(word.clone()),
                Dimension::Kind => Selector::kind(word.clone()),
                Dimension::Class => Selector::class(word.clone()),
                Dimension::System => Selector::system(word.clone()),
                Dimension::Environment => Selector::environment(word.clone()),
                Dimension::Aspect => Selector::aspect(word.clone()),
            },
        }
    })
}
