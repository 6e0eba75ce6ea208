//! Laws of attributes: evaluated on demand, they are what evaluating everything would give.

use std::collections::BTreeSet;

use gen_scope::attribute::{Attribute, Context, Error, Evaluator, Event, Grammar};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use laws::proptest::sample::Index;

/// Scopes with a number each, whose attribute adds others'. Which ones depends on the number, so what is asked for
/// cannot be told in advance.
#[derive(Clone, Debug)]
struct Sums {
    /// The slices of the input.
    numbers: Vec<i64>,
    /// What a scope adds when its number is even, and when it is odd.
    adds: Vec<[Vec<usize>; 2]>,
}

type Answer = Result<i64, Error<usize>>;

struct Scopes {
    sums: Sums,
    sum: Attribute<Self, i64>,
}

impl Grammar for Scopes {
    type Scope = usize;
    type Slice = usize;

    fn parent(_: &Context<'_, Self>, _: &usize) -> Result<Option<usize>, Error<usize>> {
        Ok(None)
    }
}

impl Sums {
    fn evaluator(&self) -> Evaluator<Scopes> {
        Evaluator::logging(Scopes {
            sums: self.clone(),
            sum: Attribute::new("sum", |cx, &scope| {
                cx.read(scope);
                let sums = &cx.grammar().sums;
                let mut sum = sums.numbers[scope];
                for added in sums.added(scope) {
                    sum += cx.get(|scopes| &scopes.sum, added)?;
                }
                Ok(sum)
            }),
        })
    }

    fn added(&self, scope: usize) -> &[usize] {
        let odd = usize::from(self.numbers[scope] % 2 != 0);
        &self.adds[scope][odd]
    }

    fn len(&self) -> usize {
        self.numbers.len()
    }

    /// All values, from the scopes that need nothing upwards; none for those that need themselves.
    fn eager(&self) -> Vec<Option<i64>> {
        let mut values = vec![None; self.len()];
        for _ in 0..self.len() {
            for scope in 0..self.len() {
                let added: Option<i64> = self.added(scope).iter().map(|&other| values[other]).sum();
                values[scope] = added.map(|sum| sum + self.numbers[scope]);
            }
        }
        values
    }

    /// All that a scope needs, itself included.
    fn needed(&self, scope: usize) -> BTreeSet<usize> {
        let mut needed = BTreeSet::from([scope]);
        let mut pending = vec![scope];
        while let Some(scope) = pending.pop() {
            let new = self
                .added(scope)
                .iter()
                .filter(|&&other| needed.insert(other));
            pending.extend(new);
        }
        needed
    }
}

/// Scopes that add only those after them, so that none needs itself; or any.
fn sums(cyclic: bool) -> impl Strategy<Value = Sums> {
    let scope = (
        -5_i64..5,
        [vec(any::<Index>(), 0..3), vec(any::<Index>(), 0..3)],
    );
    vec(scope, 1..9).prop_map(move |scopes| {
        let count = scopes.len();
        let pick = |scope: usize, picked: Vec<Index>| -> Vec<usize> {
            let after = if cyclic { 0 } else { scope + 1 };
            let among = count - after;
            let picked = picked.into_iter().filter(|_| among > 0);
            picked.map(|index| after + index.index(among)).collect()
        };
        let adds = scopes.iter().cloned().enumerate();
        Sums {
            numbers: scopes.iter().map(|(number, _)| *number).collect(),
            adds: adds
                .map(|(scope, (_, picked))| picked.map(|picked| pick(scope, picked)))
                .collect(),
        }
    })
}

/// What the laws speak of.
struct Engine {
    /// The value at a scope, after the values at some others.
    value: fn(&Sums, before: &[usize], usize) -> Answer,
    /// The scopes whose equation ran, in order, to answer for all of these.
    computed: fn(&Sums, &[usize]) -> Vec<usize>,
    /// The slices that a value was computed from.
    reads: fn(&Sums, usize) -> BTreeSet<usize>,
    /// What each scope reaches, by a circular attribute.
    reached: fn(&Links, usize) -> Result<u64, Error<usize>>,
    /// The values at all scopes, computed on several threads.
    all: fn(&Sums) -> Vec<Answer>,
}

const REAL: Engine = Engine {
    value: |sums, before, scope| {
        let evaluator = sums.evaluator();
        for other in before {
            let _ = evaluator.get(|scopes| &scopes.sum, other);
        }
        evaluator.get(|scopes| &scopes.sum, &scope)
    },
    computed: |sums, asked| {
        let evaluator = sums.evaluator();
        for scope in asked {
            let _ = evaluator.get(|scopes| &scopes.sum, scope);
        }
        let events = evaluator.events().into_iter();
        events
            .map(|event| match event {
                Event::Computed(node) => node.scope,
                Event::Settled { .. } => unreachable!("no attribute is circular here"),
            })
            .collect()
    },
    reads: |sums, scope| {
        let trace = sums.evaluator().trace(|scopes| &scopes.sum, &scope);
        trace.map(|trace| trace.reads).unwrap_or_default()
    },
    reached: |links, scope| links.evaluator().get(|linked| &linked.reached, &scope),
    all: |sums| {
        let scopes: Vec<_> = (0..sums.len()).collect();
        pool().install(|| sums.evaluator().get_all(|scopes| &scopes.sum, &scopes))
    },
};

fn pool() -> &'static rayon::ThreadPool {
    static POOL: std::sync::LazyLock<rayon::ThreadPool> = std::sync::LazyLock::new(|| {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(4);
        threads.build().expect("threads can be started")
    });
    &POOL
}

/// Scopes with links among them, in circles too.
#[derive(Clone, Debug)]
struct Links(Vec<Vec<usize>>);

struct Linked {
    links: Links,
    reached: Attribute<Self, u64>,
}

impl Grammar for Linked {
    type Scope = usize;
    type Slice = usize;

    fn parent(_: &Context<'_, Self>, _: &usize) -> Result<Option<usize>, Error<usize>> {
        Ok(None)
    }
}

impl Links {
    fn evaluator(&self) -> Evaluator<Linked> {
        Evaluator::new(Linked {
            links: self.clone(),
            reached: Attribute::circular(
                "reached",
                0,
                |small, large| small & !large == 0,
                |cx, &scope| {
                    let mut reached = 1_u64 << scope;
                    for linked in &cx.grammar().links.0[scope] {
                        reached |= cx.get(|linked| &linked.reached, linked)?;
                    }
                    Ok(reached)
                },
            ),
        })
    }

    /// One round after the other over all scopes, as long as told.
    fn rounds(&self, rounds: usize) -> Vec<u64> {
        let mut reached = vec![0; self.0.len()];
        for _ in 0..rounds {
            let all = self.0.iter().enumerate();
            reached = all
                .map(|(scope, links)| {
                    links
                        .iter()
                        .fold(1_u64 << scope, |sum, &linked| sum | reached[linked])
                })
                .collect();
        }
        reached
    }
}

fn links() -> impl Strategy<Value = Links> {
    vec(vec(any::<Index>(), 0..4), 1..12).prop_map(|links| {
        let count = links.len();
        let of = |picked: &Vec<Index>| picked.iter().map(|index| index.index(count)).collect();
        Links(links.iter().map(of).collect())
    })
}

/// Sums with a scope, and another order to ask in.
fn asked(cyclic: bool) -> impl Strategy<Value = (Sums, usize, Vec<usize>)> {
    let order = vec(any::<Index>(), 0..5);
    (sums(cyclic), any::<Index>(), order).prop_map(|(sums, scope, order)| {
        let count = sums.len();
        let order = order.iter().map(|index| index.index(count)).collect();
        (sums, scope.index(count), order)
    })
}

laws::laws! {
    /// What demand-driven evaluation promises.
    pub const LAWS for Engine = REAL;

    A1 "the value on demand, whatever was asked before, is the value that evaluating everything gives"
    fn demand_is_eager(engine, (sums, scope, before) in asked(false)) {
        let value = (engine.value)(&sums, &before, scope);
        prop_assert_eq!(value.ok(), sums.eager()[scope]);
    }
    twin stale "a value kept from before the input changed" = Engine {
        value: |sums, before, scope| {
            let mut old = sums.clone();
            old.numbers[scope] -= 2;
            (REAL.value)(&old, before, scope)
        },
        ..REAL
    };

    A2 "each attribute at a scope is computed once, and only where it is needed"
    fn once_and_only_where_needed(engine, (sums, scope, before) in asked(false)) {
        let asked: Vec<_> = before.into_iter().chain([scope]).collect();
        let mut computed = (engine.computed)(&sums, &asked);
        computed.sort_unstable();
        let needed: BTreeSet<_> = asked.iter().flat_map(|&scope| sums.needed(scope)).collect();
        prop_assert_eq!(computed, needed.into_iter().collect::<Vec<_>>());
    }
    twin forgetful "an evaluator that remembers nothing" = Engine {
        computed: |sums, asked| {
            let each = asked.iter().map(|&scope| (REAL.computed)(sums, &[scope]));
            each.collect::<Vec<_>>().concat()
        },
        ..REAL
    },
    twin eager "an evaluator that computes everything" = Engine {
        computed: |sums, _| (0..sums.len()).collect(),
        ..REAL
    };

    A3 "reads are exact: each is needed, none is missing, and changing another changes neither value nor reads"
    fn reads_are_exact(engine, ((sums, scope, _), other) in (asked(false), any::<Index>())) {
        let reads = (engine.reads)(&sums, scope);
        prop_assert_eq!(&reads, &sums.needed(scope));
        let mut edited = sums.clone();
        let other = other.index(sums.len());
        edited.numbers[other] += 1;
        if !reads.contains(&other) {
            prop_assert_eq!(&(engine.reads)(&edited, scope), &reads);
            prop_assert_eq!((engine.value)(&edited, &[], scope), (engine.value)(&sums, &[], scope));
        }
    }
    twin direct "reads of the attribute itself, without those of what it asked for" = Engine {
        reads: |_, scope| BTreeSet::from([scope]),
        ..REAL
    },
    twin generous "every slice there is" = Engine {
        reads: |sums, _| (0..sums.len()).collect(),
        ..REAL
    };

    A4 "a cycle is an error that has its path, the same wherever evaluation enters it"
    fn cycles_are_told(engine, (sums, scope, before) in asked(true)) {
        let value = (engine.value)(&sums, &before, scope);
        prop_assert_eq!(&value, &(engine.value)(&sums, &[], scope));
        match value {
            Ok(value) => prop_assert_eq!(Some(value), sums.eager()[scope]),
            Err(Error::Cycle(cycle)) => {
                let path: Vec<_> = cycle.path().iter().map(|node| node.scope).collect();
                let next = path.iter().cycle().skip(1);
                for (&from, to) in path.iter().zip(next) {
                    prop_assert!(sums.added(from).contains(to), "{} does not add {}", from, to);
                }
                prop_assert_eq!(path.iter().min(), path.first());
                prop_assert!(sums.needed(scope).is_superset(&path.iter().copied().collect()));
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }
    twin tolerant "an evaluator that takes what is under way for zero" = Engine {
        value: |sums, _, scope| Ok((REAL.value)(sums, &[], scope).unwrap_or_default()),
        ..REAL
    };

    A5 "a circular attribute is the least fixed point of its equations"
    fn circular_attributes_settle(engine, (links, scope) in (links(), any::<Index>())) {
        let scope = scope.index(links.0.len());
        let least = links.rounds(links.0.len() + 1)[scope];
        prop_assert_eq!((engine.reached)(&links, scope), Ok(least));
    }
    twin hasty "iteration that ends after two rounds" = Engine {
        reached: |links, scope| Ok(links.rounds(2)[scope]),
        ..REAL
    },
    twin greatest "the greatest fixed point" = Engine {
        reached: |links, scope| {
            let cyclic = |scope: usize| links.0[scope].iter().any(|&linked| {
                links.rounds(links.0.len() + 1)[linked] & (1 << scope) != 0
            });
            let least = (REAL.reached)(links, scope)?;
            Ok(if cyclic(scope) { u64::MAX } else { least })
        },
        ..REAL
    };

    A6 "several threads give what one gives, errors included"
    fn threads_agree(engine, sums in sums(true)) {
        let one_by_one: Vec<_> = (0..sums.len()).map(|scope| (engine.value)(&sums, &[], scope)).collect();
        prop_assert_eq!((engine.all)(&sums), one_by_one);
    }
    twin racing "answers in the order in which they were ready" = Engine {
        all: |sums| {
            let mut all = (REAL.all)(sums);
            all.rotate_left(1);
            all
        },
        ..REAL
    };
}
