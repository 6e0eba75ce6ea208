//! What the algebra of selectors promises. The meaning of a selector in a forest is the set of scopes that it holds of.

mod support;

use gen_select::{Atom, Dimension, Forest, Index, Node, Relation, Scalar, Scopes, Selector};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use support::{Addition, Meaning, in_world, naive, rewritten};

/// What the laws speak of.
struct Selectors {
    means: fn(&Forest, &Selector) -> Meaning,
    indexed: fn(&Forest, &Selector) -> Meaning,
    simplify: fn(&Selector) -> Selector,
    flatten: fn(&Selector) -> Selector,
    print: fn(&Selector) -> String,
    parse: fn(&str) -> Option<Selector>,
    write: fn(&Selector) -> String,
    read: fn(&str) -> Option<Selector>,
}

const REAL: Selectors = Selectors {
    means: naive,
    indexed,
    simplify: Selector::simplify,
    flatten: Selector::flatten,
    print: Selector::to_string,
    parse: |text| text.parse().ok(),
    write: |selector| serde_json::to_string(selector).unwrap_or_default(),
    read: |text| Selector::from_json(text).ok(),
};

fn indexed(forest: &Forest, selector: &Selector) -> Meaning {
    Index::new(forest)
        .compile(selector)
        .evaluate()
        .iter()
        .collect()
}

/// The least set that contains what `next` gives of it, by iteration from nothing: no round but the last adds no scope.
fn least(forest: &Forest, mut next: impl FnMut(&Meaning) -> Meaning) -> Meaning {
    (0..=forest.len()).fold(Meaning::new(), |set, _| next(&set))
}

/// How many nodes a selector has.
fn size(selector: &Selector) -> usize {
    selector.nodes().len()
}

type Pair = (Selector, Selector);
type Triple = (Selector, Selector, Selector);

fn one() -> impl Strategy<Value = (Forest, Selector)> {
    in_world(support::selector())
}

fn two() -> impl Strategy<Value = (Forest, Pair)> {
    in_world((support::selector(), support::selector()))
}

fn three() -> impl Strategy<Value = (Forest, Triple)> {
    in_world((
        support::selector(),
        support::selector(),
        support::selector(),
    ))
}

fn additions() -> impl Strategy<Value = (Forest, (Selector, Vec<Addition>))> {
    in_world((support::positive(), vec(support::addition(), 1..4)))
}

/// Two selectors hold of the same scopes.
macro_rules! same {
    ($subject:ident, $forest:ident, $left:expr, $right:expr) => {
        prop_assert_eq!(
            ($subject.means)(&$forest, &$left),
            ($subject.means)(&$forest, &$right)
        );
    };
}

/// The meaning, with some nodes read as others.
macro_rules! misread {
    ($($node:pat, $operands:pat => $other:expr),+ $(,)?) => {
        |forest, selector| {
            naive(forest, &rewritten(selector, |node, operands| match (node, operands) {
                $(($node, $operands) => Some($other),)+
                _ => None,
            }))
        }
    };
}

laws::laws! {
    /// Boolean algebra.
    pub const BOOLEAN for Selectors = REAL;

    B1 "& and | are commutative, associative, idempotent"
    fn meet_and_join_are_lattice_operations(selectors, (forest, (a, b, c)) in three()) {
        let (and, any) = (|x: &Selector, y: &Selector| x.clone() & y.clone(), |x: &Selector, y: &Selector| x.clone() | y.clone());
        same!(selectors, forest, and(&a, &b), and(&b, &a));
        same!(selectors, forest, any(&a, &b), any(&b, &a));
        same!(selectors, forest, and(&a, &and(&b, &c)), and(&and(&a, &b), &c));
        same!(selectors, forest, any(&a, &any(&b, &c)), any(&any(&a, &b), &c));
        same!(selectors, forest, and(&a, &a), a);
        same!(selectors, forest, any(&a, &a), a);
    }
    twin first_operand "an & that reads its first operand alone" = Selectors {
        means: misread!(Node::And(2), [first, _] => first.clone()), ..REAL
    },
    twin exclusive "an | that is exclusive" = Selectors {
        means: misread!(Node::Any(2), [a, b] => (a.clone() & !b.clone()) | (b.clone() & !a.clone())), ..REAL
    },
    twin nand "an & that is negated" = Selectors {
        means: misread!(Node::And(2), [a, b] => !(a.clone() & b.clone())), ..REAL
    };

    B2 "a & (a | b) = a, a | (a & b) = a"
    fn absorption(selectors, (forest, (a, b)) in two()) {
        same!(selectors, forest, a.clone() & (a.clone() | b.clone()), a);
        same!(selectors, forest, a.clone() | (a.clone() & b.clone()), a);
    }
    twin last_operand "an & that reads its last operand alone" = Selectors {
        means: misread!(Node::And(2), [_, last] => last.clone()), ..REAL
    };

    B3 "a & (b | c) = a & b | a & c, a | b & c = (a | b) & (a | c)"
    fn distributivity(selectors, (forest, (a, b, c)) in three()) {
        let left = a.clone() & (b.clone() | c.clone());
        same!(selectors, forest, left, (a.clone() & b.clone()) | (a.clone() & c.clone()));
        let right = a.clone() | (b.clone() & c.clone());
        same!(selectors, forest, right, (a.clone() | b.clone()) & (a.clone() | c.clone()));
    }
    twin exclusive "an | that is exclusive" = Selectors {
        means: misread!(Node::Any(2), [a, b] => (a.clone() & !b.clone()) | (b.clone() & !a.clone())), ..REAL
    };

    B4 "!(a & b) = !a | !b, !(a | b) = !a & !b"
    fn de_morgan(selectors, (forest, (a, b)) in two()) {
        same!(selectors, forest, !(a.clone() & b.clone()), !a.clone() | !b.clone());
        same!(selectors, forest, !(a.clone() | b.clone()), !a & !b);
    }
    twin shallow "a ! that reaches only the last operand of an &" = Selectors {
        means: |forest, selector| {
            // The operand of the negation was written anew before: its last node tells what it is.
            naive(forest, &rewritten(selector, |node, operands| match (node, operands) {
                (Node::Not, [operand]) if matches!(operand.nodes().last(), Some(Node::And(2))) => Some(operand.clone()),
                _ => None,
            }))
        }, ..REAL
    };

    B5 "!!a = a, a & !a = !*, a | !a = *"
    fn complement(selectors, (forest, a) in one()) {
        same!(selectors, forest, !!a.clone(), a);
        same!(selectors, forest, a.clone() & !a.clone(), !Selector::star());
        same!(selectors, forest, a.clone() | !a, Selector::star());
    }
    twin unnamed "a ! that holds nowhere but in an environment" = Selectors {
        means: misread!(Node::Not, [a] => !a.clone() & !Selector::is("a")), ..REAL
    };
}

laws::laws! {
    /// Relations.
    pub const RELATIONS for Selectors = REAL;

    B6 "parent(a | b) = parent(a) | parent(b), parent(!*) = !*, and the same with has"
    fn relations_distribute_over_any(selectors, (forest, (a, b)) in two()) {
        for relation in [Relation::Parent, Relation::Has] {
            let related = |operand| Selector::related(relation, operand);
            same!(selectors, forest, related(a.clone() | b.clone()), related(a.clone()) | related(b.clone()));
            same!(selectors, forest, related(!Selector::star()), !Selector::star());
        }
    }
    twin every_child "a has that asks every child" = Selectors {
        means: misread!(Node::Relation(Relation::Has), [a] => !Selector::has(!a.clone())), ..REAL
    },
    twin orphans "a parent that holds where there is none" = Selectors {
        means: misread!(Node::Relation(Relation::Parent), [a] => !Selector::parent(!a.clone())), ..REAL
    };

    B7 "within(a) is the least x = parent(a | x), has-within(a) the least x = has(a | x)"
    fn within_is_a_least_fixpoint(selectors, (forest, a) in one()) {
        use Relation::{Has, HasWithin, Parent, Within};
        for (step, closure) in [(Parent, Within), (Has, HasWithin)] {
            let step = |operand| Selector::related(step, operand);
            let within = Selector::related(closure, a.clone());
            same!(selectors, forest, within, step(a.clone()) | step(within.clone()));
            let first = (selectors.means)(&forest, &step(a.clone()));
            let fixpoint = least(&forest, |set| {
                let further = (selectors.means)(&support::marked(&forest, set), &step(Selector::tag(support::MARK)));
                &first | &further
            });
            prop_assert_eq!((selectors.means)(&forest, &within), fixpoint);
        }
    }
    twin two_steps "a within that goes up two steps at most" = Selectors {
        means: misread!(Node::Relation(Relation::Within), [a] =>
            Selector::parent(a.clone()) | Selector::parent(Selector::parent(a.clone()))), ..REAL
    },
    twin itself "a has-within that begins with the scope itself" = Selectors {
        means: misread!(Node::Relation(Relation::HasWithin), [a] => a.clone() | Selector::has_within(a.clone())), ..REAL
    };

    B8 "has-within(a) holds of m ⇔ a holds of something in m; within is its converse"
    fn has_within_is_about_what_is_in_a_scope(selectors, (forest, a) in one()) {
        let below = (selectors.means)(&forest, &a);
        let has_within = (selectors.means)(&forest, &Selector::has_within(a.clone()));
        let within = (selectors.means)(&forest, &Selector::within(a));
        for scope in forest.scopes() {
            let inside = |&other: &usize| forest.ancestors(other).any(|above| above == scope);
            prop_assert_eq!(has_within.contains(&scope), below.iter().any(inside));
            prop_assert_eq!(within.contains(&scope), forest.ancestors(scope).any(|above| below.contains(&above)));
        }
    }
    twin exchanged "within and has-within, exchanged" = Selectors {
        means: misread!(
            Node::Relation(Relation::Within), [a] => Selector::has_within(a.clone()),
            Node::Relation(Relation::HasWithin), [a] => Selector::within(a.clone()),
        ), ..REAL
    },
    twin children "a has-within that looks at children alone" = Selectors {
        means: misread!(Node::Relation(Relation::HasWithin), [a] => Selector::has(a.clone())), ..REAL
    };
}

/// An atom as a selector.
fn alone(atom: &Atom) -> Selector {
    atom.to_string()
        .parse()
        .unwrap_or_else(|_| Selector::star())
}

/// A printer that is careless about what it is told.
fn careless(selector: &Selector, old: &str, new: &str) -> String {
    selector.to_string().replace(old, new)
}

laws::laws! {
    /// Forms and evaluators.
    pub const FORMS for Selectors = REAL;

    B9 "simplify keeps the meaning, is idempotent, and never grows"
    fn simplify_is_sound(selectors, (forest, a) in one()) {
        let simple = (selectors.simplify)(&a);
        same!(selectors, forest, simple, a);
        prop_assert_eq!(&(selectors.simplify)(&simple), &simple);
        prop_assert!(size(&simple) <= size(&a));
    }
    twin unsound "a simplifier that takes parent(*) for *" = Selectors {
        simplify: |selector| rewritten(selector, |node, operands| match (node, operands) {
            (Node::Relation(Relation::Parent), [a]) if *a == Selector::star() => Some(Selector::star()),
            _ => None,
        }), ..REAL
    },
    twin turned "a simplifier that turns the operands of an & round" = Selectors {
        simplify: |selector| rewritten(selector, |node, operands| match (node, operands) {
            (Node::And(2), [a, b]) => Some(b.clone() & a.clone()),
            _ => None,
        }), ..REAL
    },
    twin inwards "a simplifier that takes !a | !b for !(a & b)" = Selectors {
        simplify: |selector| rewritten(selector, |node, operands| match (node, operands) {
            (Node::Not, [operand]) => match operand.nodes() {
                [Node::Atom(a), Node::Atom(b), Node::And(2)] => Some(!alone(a) | !alone(b)),
                _ => None,
            },
            _ => None,
        }), ..REAL
    };

    B10 "parse(print(a)) = flatten(a), print∘parse∘print = print, read(write(a)) = a in JSON"
    fn forms_are_inverse(selectors, a in support::awkward()) {
        let text = (selectors.print)(&a);
        let parsed = (selectors.parse)(&text);
        prop_assert_eq!(parsed.as_ref(), Some(&(selectors.flatten)(&a)), "{}", text);
        prop_assert_eq!(parsed.as_ref().map(selectors.print), Some(text));
        let json = (selectors.write)(&a);
        prop_assert_eq!((selectors.read)(&json), Some(a), "{}", json);
    }
    twin quotes "a printer without quotes" = Selectors { print: |a| careless(a, "\"", ""), ..REAL },
    twin parentheses "a printer that separates by | alone" = Selectors { print: |a| careless(a, " & ", " | "), ..REAL },
    twin patterns "a printer that writes names as patterns" = Selectors { print: |a| careless(a, "is:", "name:"), ..REAL },
    twin texts "a reader for which 80 is a text" = Selectors {
        parse: |text| text.parse().ok().map(|selector| rewritten(&selector, |node, _| match node {
            Node::Atom(Atom::Attr(key, Scalar::Int(number))) => Selector::attr(key.clone(), number.to_string().as_str()).ok(),
            _ => None,
        })), ..REAL
    },
    twin nested "a flatten that does nothing" = Selectors { flatten: Selector::clone, ..REAL },
    twin exact "JSON in which an exact name is a pattern" = Selectors {
        write: |selector| (REAL.write)(&rewritten(selector, |node, _| match node {
            Node::Atom(Atom::Is(Dimension::Name, name)) => Some(Selector::name(name.clone())),
            _ => None,
        })), ..REAL
    };

    B11 "the compiled selector holds of the scopes that the naive matcher finds"
    fn index_agrees_with_matcher(selectors, (forest, a) in (support::forest(0..90), support::selector())) {
        prop_assert_eq!((selectors.indexed)(&forest, &a), (selectors.means)(&forest, &a));
    }
    twin stale "an index from before the last scope came" = Selectors {
        indexed: |forest, selector| {
            let mut before = Forest::new();
            for scope in forest.scopes().take(forest.len().saturating_sub(1)) {
                before.push(forest.parent(scope), forest.data(scope).clone());
            }
            indexed(&before, selector)
        }, ..REAL
    },
    twin reflexive "intervals that contain their scope" = Selectors {
        indexed: |forest, selector| indexed(forest, &rewritten(selector, |node, operands| match (node, operands) {
            (Node::Relation(Relation::Within), [a]) => Some(a.clone() | Selector::within(a.clone())),
            _ => None,
        })), ..REAL
    };

    B12 "without !, a selector loses no scope when tags, list elements and scopes are added"
    fn without_negation_more_holds_of_more(selectors, (mut forest, (a, additions)) in additions()) {
        let before = (selectors.means)(&forest, &a);
        for addition in additions {
            support::add(&mut forest, addition);
        }
        let after = (selectors.means)(&forest, &a);
        prop_assert!(before.is_subset(&after), "{:?} is lost", &before - &after);
    }
    twin every_child "a has that asks every child" = Selectors {
        means: misread!(Node::Relation(Relation::Has), [a] => !Selector::has(!a.clone())), ..REAL
    },
    twin only_tag "a tag that must be the only one" = Selectors {
        means: |forest, selector| {
            let mut forest = forest.clone();
            for scope in forest.scopes().collect::<Vec<_>>() {
                let tags = &mut forest.get_mut(scope).unwrap().tags;
                if tags.len() > 1 {
                    tags.clear();
                }
            }
            naive(&forest, selector)
        }, ..REAL
    };
}

laws::table!(BOOLEAN, RELATIONS, FORMS);
