//! Resolution: what is reachable, what of it is visible, and what a reference resolves to.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use gen_scope::{
    Answer, Path, Pattern, Query, Reachable, ScopeGraph, Shadowed, Unresolved, Visible,
};
use laws::proptest::prelude::*;

use super::given::{SCOPES, World, lexical, lexical_world, names, query, total_query, world};
use super::naive;

pub type Seen = Visible<usize, char, u8>;
pub type Found = Answer<usize, char, u8>;
/// The answers at the nearest word, and the scopes looked at for them.
pub type Nearest = (Vec<Found>, Vec<usize>);
pub type Resolved = Result<Found, Unresolved<usize, char, Infallible>>;

/// What can be asked about a query, a graph and a scope.
pub struct Resolution {
    pub reachable: fn(&Query<char>, &World, usize) -> Reachable<usize, u8>,
    pub visible: fn(&Query<char>, &World, usize) -> Seen,
    pub resolve: fn(&Query<char>, &World, usize) -> Resolved,
    pub answers: fn(&Query<char>, &World, usize) -> Vec<Found>,
    pub nearest: fn(&Query<char>, &World, usize) -> Nearest,
}

pub const REAL: Resolution = Resolution {
    reachable: |query, world, from| {
        let Ok(reachable) = query.reachable(world, from, |scope| world.declares(scope));
        reachable
    },
    visible: |query, world, from| {
        let Ok(visible) = query.visible(world, from, |scope| world.declares(scope));
        visible
    },
    resolve: |query, world, from| query.resolve(world, from, |scope| world.declares(scope)),
    answers: |query, world, from| {
        let answers = query.answers(world, from, |scope| world.declares(scope));
        answers.map(|Ok(answer)| answer).collect()
    },
    nearest: |query, world, from| {
        let mut answers = query.answers(world, from, |scope| world.declares(scope));
        let Ok(nearest) = answers.next_word();
        (nearest, answers.into_visited())
    },
};

/// A graph that writes down which scopes it was asked about.
struct Logged<'w>(&'w World, RefCell<BTreeSet<usize>>);

impl ScopeGraph for Logged<'_> {
    type Scope = usize;
    type Label = char;
    type Error = Infallible;

    fn edges(
        &self,
        scope: &usize,
        label: char,
    ) -> Result<impl IntoIterator<Item = usize>, Infallible> {
        self.1.borrow_mut().insert(*scope);
        self.0.edges(scope, label)
    }
}

/// What a search asks about.
fn asked(query: &Query<char>, world: &World, from: usize) -> BTreeSet<usize> {
    let logged = Logged(world, RefCell::default());
    let Ok(_) = query.visible(&logged, from, |scope| {
        logged.1.borrow_mut().insert(*scope);
        world.declares(scope)
    });
    logged.1.into_inner()
}

fn nearer(query: &Query<char>, one: &Path<usize, char>, other: &Path<usize, char>) -> bool {
    naive::compare(query.order(), &one.word(), &other.word()) == Some(Ordering::Less)
}

/// What a visitor finds who remembers scopes only, and not what was left of the pattern there.
fn by_scope(query: &Query<char>, world: &World, from: usize) -> Reachable<usize, u8> {
    let mut seen = BTreeSet::from([from]);
    let mut pending = vec![(from, query.pattern().clone())];
    let mut declarations = BTreeMap::new();
    while let Some((scope, rest)) = pending.pop() {
        let value = world.declared.get(&scope).filter(|_| rest.nullable());
        declarations.extend(value.map(|&value| (scope, value)));
        for label in query.pattern().alphabet() {
            let rest = rest.derivative(label);
            for target in world.targets(scope, label) {
                if !rest.is_nothing() && seen.insert(target) {
                    pending.push((target, rest.clone()));
                }
            }
        }
    }
    let visited = seen.into_iter().collect();
    Reachable {
        declarations,
        visited,
    }
}

/// Everything reachable, and nothing shadowed.
fn unshadowed(query: &Query<char>, world: &World, from: usize) -> Seen {
    Visible {
        answers: (REAL.answers)(query, world, from),
        shadowed: Vec::new(),
        visited: Vec::new(),
    }
}

laws::laws! {
    /// What resolution promises.
    pub const LAWS for Resolution = REAL;

    S1 "Reach_r(s) is the least solution of Reach_r(s) = (ν(r) ? D(s) : ∅) ∪ ⋃_{s-l→t} Reach_{∂ₗr}(t)"
    fn reach_is_the_least_solution(it, (query, (world, from)) in (query(), world())) {
        let reachable = (it.reachable)(&query, &world, from);
        prop_assert_eq!(reachable.declarations, naive::reach(&query, &world, from));
    }
    twin forgetting "a search that remembers scopes without what is left of the pattern" = Resolution { reachable: by_scope, ..REAL },
    twin loose "declarations wherever the search passes" = Resolution {
        reachable: |query, world, from| {
            let mut reachable = (REAL.reachable)(query, world, from);
            let passed = reachable.visited.iter();
            let passed = passed.filter_map(|scope| Some((*scope, *world.declared.get(scope)?)));
            reachable.declarations.extend(passed);
            reachable
        },
        ..REAL
    };

    S3 "no word that P* I* reaches along has P after I"
    fn no_parent_after_an_import(it, (world, from) in lexical_world()) {
        for answer in (it.answers)(&lexical(), &world, from) {
            let word: String = answer.path.word().into_iter().collect();
            prop_assert!(!word.contains("IP"), "{:?}", answer.path);
        }
    }
    twin mixed "(P | I)* in its place" = Resolution {
        answers: |query, world, from| {
            let either = Pattern::label('P').or(Pattern::label('I')).star();
            (REAL.answers)(&Query::new(either, query.order().clone()), world, from)
        },
        ..REAL
    };

    S5 "Visible ⊆ Reach: the nearest, an antichain, empty only where Reach is; each of the others has a nearer path to one of these"
    fn the_nearest_are_visible(it, (query, (world, from)) in (query(), world())) {
        let visible = (it.visible)(&query, &world, from);
        let mut reach = naive::reach(&query, &world, from);
        for answer in &visible.answers {
            prop_assert_eq!(reach.remove(answer.scope()), Some(answer.declaration));
            let hidden = visible.answers.iter().any(|other| nearer(&query, &other.path, &answer.path));
            prop_assert!(!hidden, "{:?} is not nearest", answer.path);
        }
        for Shadowed { answer, by } in &visible.shadowed {
            prop_assert_eq!(reach.remove(answer.scope()), Some(answer.declaration));
            prop_assert!(nearer(&query, by, &answer.path), "{:?} is not nearer than {:?}", by, answer.path);
            prop_assert!(visible.answers.iter().any(|visible| visible.scope() == by.end()));
        }
        prop_assert!(reach.is_empty(), "{:?} are left out", reach);
        let ends = naive::ends(&query, &world, from);
        let seen = visible.answers.iter().map(|answer| *answer.scope()).collect();
        prop_assert_eq!(naive::nearest(query.order(), &ends), seen);
    }
    twin everything "all that is reachable" = Resolution { visible: unshadowed, ..REAL },
    twin at_one_word "what lies at one nearest word, where there are several" = Resolution {
        visible: |query, world, from| {
            let mut answers = (REAL.answers)(query, world, from);
            let first = answers.first().map(|answer| answer.path.clone());
            let at_first = answers.iter().take_while(|answer| {
                first.as_ref().is_some_and(|first| first.word() == answer.path.word())
            });
            let rest = answers.split_off(at_first.count());
            let shadow = |answer| Some(Shadowed { answer, by: first.clone()? });
            Visible { answers, shadowed: rest.into_iter().filter_map(shadow).collect(), visited: Vec::new() }
        },
        ..REAL
    };

    S6 "where labels are in total order, all that is visible shares a word"
    fn the_visible_share_a_word(it, (query, (world, from)) in (total_query(), world())) {
        let visible = (it.visible)(&query, &world, from).answers;
        let words: BTreeSet<_> = visible.iter().map(|answer| answer.path.word()).collect();
        prop_assert!(words.len() <= 1, "{:?}", words);
    }
    twin shortest "the shortest paths in place of the nearest" = Resolution {
        visible: |query, world, from| {
            let mut visible = unshadowed(query, world, from);
            let shortest = visible.answers.iter().map(|answer| answer.path.len()).min();
            visible.answers.retain(|answer| Some(answer.path.len()) == shortest);
            visible
        },
        ..REAL
    };

    S7 "Reach grows with the graph (and Visible does not)"
    fn reach_is_monotone(it, (query, (world, from), (more, _)) in (query(), world(), world())) {
        let edges = world.edges.iter().chain(&more.edges).copied().collect();
        let declared = more.declared.iter().chain(&world.declared);
        let declared = declared.map(|(&scope, &value)| (scope, value)).collect();
        let larger = (it.reachable)(&query, &World { edges, declared }, from).declarations;
        for (scope, value) in (it.reachable)(&query, &world, from).declarations {
            prop_assert_eq!(larger.get(&scope), Some(&value));
        }
    }
    twin visible "Visible in its place" = Resolution {
        reachable: |query, world, from| {
            let Visible { answers, visited, .. } = (REAL.visible)(query, world, from);
            let declarations = answers.iter().map(|answer| (*answer.scope(), answer.declaration));
            Reachable { declarations: declarations.collect(), visited }
        },
        ..REAL
    };

    S8 "graphs that agree on the visited scopes give the same answer, and nothing else is asked about"
    fn answers_are_local(it, (query, (world, from), (other, _)) in (query(), world(), world())) {
        let visible = (it.visible)(&query, &world, from);
        let elsewhere = world.only_at(&visible.visited, &other);
        prop_assert_eq!(&(it.visible)(&query, &elsewhere, from), &visible);
        let visited = visible.visited.iter().copied().collect();
        prop_assert_eq!(asked(&query, &world, from), visited);

        let reachable = (it.reachable)(&query, &world, from);
        let elsewhere = world.only_at(&reachable.visited, &other);
        prop_assert_eq!((it.reachable)(&query, &elsewhere, from), reachable);

        let nearest = (it.nearest)(&query, &world, from);
        let elsewhere = world.only_at(&nearest.1, &other);
        prop_assert_eq!((it.nearest)(&query, &elsewhere, from), nearest);
    }
    twin forgetful "a log without the scopes where nothing was found" = Resolution {
        nearest: |query, world, from| {
            let (nearest, mut visited) = (REAL.nearest)(query, world, from);
            visited.retain(|scope| nearest.iter().any(|answer| answer.scope() == scope));
            (nearest, visited)
        },
        ..REAL
    },
    twin eager "a search that looks at all scopes" = Resolution {
        visible: |query, world, from| Visible {
            visited: (0..SCOPES).collect(),
            ..(REAL.visible)(query, world, from)
        },
        ..REAL
    };

    S9 "the names of scopes do not matter"
    fn names_do_not_matter(it, (query, (world, from), names) in (query(), world(), names())) {
        let words = |answers: &[Found], names: &[usize]| -> BTreeSet<_> {
            answers.iter().map(|answer| (names[*answer.scope()], answer.path.word(), answer.declaration)).collect()
        };
        let same: Vec<_> = (0..SCOPES).collect();
        let renamed = world.renamed(&names);
        let visible = (it.visible)(&query, &world, from).answers;
        let renamed_visible = (it.visible)(&query, &renamed, names[from]).answers;
        prop_assert_eq!(words(&visible, &names), words(&renamed_visible, &same));
        let answers = (it.answers)(&query, &world, from);
        let renamed_answers = (it.answers)(&query, &renamed, names[from]);
        prop_assert_eq!(words(&answers, &names), words(&renamed_answers, &same));
    }
    twin by_name "the least name where several are visible" = Resolution {
        visible: |query, world, from| {
            let mut visible = (REAL.visible)(query, world, from);
            visible.answers.truncate(1);
            visible
        },
        ..REAL
    };

    S10 "where all edges lead to parents, resolution is looking a name up in an environment"
    fn parents_are_an_environment(it, (mut world, from) in lexical_world()) {
        world.edges.retain(|edge| edge.1 == 'P');
        let mut scope = Some(from);
        while let Some(here) = scope.filter(|here| !world.declared.contains_key(here)) {
            scope = world.targets(here, 'P').first().copied();
        }
        let resolved = (it.resolve)(&lexical(), &world, from);
        prop_assert_eq!(resolved.ok().map(|answer| *answer.scope()), scope);
    }
    twin farthest "the farthest declaration" = Resolution {
        resolve: |query, world, from| {
            let mut answers = (REAL.answers)(query, world, from);
            answers.pop().ok_or(Unresolved::NotFound { visited: Vec::new() })
        },
        ..REAL
    };

    S11 "import cycles end, and no lexical path passes a scope twice"
    fn cycles_end(it, (world, from) in lexical_world()) {
        for answer in (it.answers)(&lexical(), &world, from) {
            let scopes: BTreeSet<_> = answer.path.scopes().into_iter().collect();
            prop_assert_eq!(scopes.len(), answer.path.len() + 1, "{:?}", answer.path);
        }
    }
    twin round "a search that goes round an import cycle once" = Resolution {
        answers: |query, world, from| {
            let mut answers = (REAL.answers)(query, world, from);
            for answer in &mut answers {
                if world.targets(*answer.scope(), 'I').contains(answer.scope()) {
                    let scope = *answer.scope();
                    answer.path = answer.path.step('I', scope);
                }
            }
            answers
        },
        ..REAL
    };

    S12 "to assert edges twice, and in another order, changes nothing"
    fn edges_are_a_set(it, (query, (world, from)) in (query(), world())) {
        let mut twice = world.clone();
        twice.edges.extend(world.edges.iter().rev());
        twice.edges.rotate_left(world.edges.len() / 2);
        prop_assert_eq!((it.visible)(&query, &twice, from), (it.visible)(&query, &world, from));
        prop_assert_eq!((it.resolve)(&query, &twice, from), (it.resolve)(&query, &world, from));
        prop_assert_eq!((it.answers)(&query, &twice, from), (it.answers)(&query, &world, from));
    }
    twin counting "an answer for each edge that leads to it" = Resolution {
        visible: |query, world, from| {
            let mut visible = (REAL.visible)(query, world, from);
            let answers = visible.answers.into_iter().flat_map(|answer| {
                let count = world.edges.iter().filter(|edge| edge.2 == *answer.scope()).count();
                vec![answer; count.max(1)]
            });
            visible.answers = answers.collect();
            visible
        },
        ..REAL
    };

    S13 "two declaring scopes at equal rank are ambiguous, whatever they declare, and all are named; a nearer declaration resolves it"
    fn equals_are_ambiguous(it, (query, (mut world, from), value) in (query(), world(), any::<Option<u8>>())) {
        if let Some(value) = value {
            world.declared.values_mut().for_each(|declared| *declared = value);
        }
        let ends = naive::ends(&query, &world, from);
        let nearest: Vec<_> = naive::nearest(query.order(), &ends).into_iter().collect();
        match (it.resolve)(&query, &world, from) {
            Ok(answer) => prop_assert_eq!([*answer.scope()], &nearest[..]),
            Err(Unresolved::NotFound { .. }) => prop_assert!(nearest.is_empty()),
            Err(Unresolved::Ambiguous { contenders }) => {
                prop_assert!(nearest.len() > 1);
                let named: Vec<_> = contenders.iter().map(|path| *path.end()).collect();
                prop_assert_eq!(named, nearest);
            }
        }
        world.declared.insert(from, 0);
        let resolved = (it.resolve)(&lexical(), &world, from);
        prop_assert_eq!(resolved.map(|answer| answer.path), Ok(Path::new(from)));
    }
    twin tolerant "equal declarations are no contenders" = Resolution {
        resolve: |query, world, from| {
            let visible = (REAL.visible)(query, world, from).answers;
            let values: BTreeSet<_> = visible.iter().map(|answer| answer.declaration).collect();
            match visible.into_iter().next() {
                Some(first) if values.len() == 1 => Ok(first),
                _ => (REAL.resolve)(query, world, from),
            }
        },
        ..REAL
    },
    twin two_of_many "two contenders are named, of more" = Resolution {
        resolve: |query, world, from| match (REAL.resolve)(query, world, from) {
            Err(Unresolved::Ambiguous { mut contenders }) => {
                contenders.truncate(2);
                Err(Unresolved::Ambiguous { contenders })
            }
            resolved => resolved,
        },
        ..REAL
    };
}
