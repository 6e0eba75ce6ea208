//! Laws of models: one for each program, however it is found.

use std::collections::BTreeSet;

use gen_derive::NegativeCycle;
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;

use crate::given::{
    ATOMS, Answer, Atom, Steps, Tree, Written, answer, shuffled, written, written_with,
};
use crate::naive::{Naive, first_cycle, inflationary, least};

struct Engine {
    evaluate: fn(&Written) -> Result<Answer, Steps>,
    /// The model by other strata.
    refined: fn(&Written) -> Result<BTreeSet<Atom>, Steps>,
}

const REAL: Engine = Engine {
    evaluate: |written| answer(written.program()),
    refined: |written| {
        let stratified = written
            .program()
            .stratify()
            .map_err(NegativeCycle::into_steps)?;
        Ok(stratified.refined().evaluate().iter().copied().collect())
    },
};

/// The engine with a model of another making in place of its own.
fn with(
    written: &Written,
    model: impl FnOnce(BTreeSet<Atom>) -> BTreeSet<Atom>,
) -> Result<Answer, Steps> {
    let answer = answer(written.program())?;
    Ok(Answer {
        model: model(answer.model.clone()),
        ..answer
    })
}

fn renamed(written: &Written, to: &[Atom]) -> Written {
    let to = |atom: Atom| to[usize::from(atom)];
    let mut written = written.clone();
    for fact in &mut written.facts {
        *fact = to(*fact);
    }
    for rule in &mut written.rules {
        rule.head = to(rule.head);
        rule.body = rule.body.map(&to);
    }
    written
}

laws::laws! {
    /// What models promise.
    pub const LAWS for Engine = REAL;

    D1 "semi-naive = naive"
    fn semi_naive_is_naive(engine, written in written()) {
        let naive = Naive::new(&written);
        let levels = naive.levels(&vec![0; usize::from(ATOMS)]);
        let found = (engine.evaluate)(&written).map(|answer| answer.model);
        prop_assert_eq!(found.ok(), levels.map(|levels| naive.model(&levels)));
    }
    twin one_round "one round alone" = Engine {
        evaluate: |written| with(written, |_| {
            let facts: BTreeSet<_> = written.facts.iter().copied().collect();
            let rules = written.rules.iter();
            let rules = rules.filter(|rule| crate::naive::holds(&rule.body, &facts));
            facts.iter().copied().chain(rules.map(|rule| rule.head)).collect()
        }),
        ..REAL
    },
    twin inflation "negations read when a rule's turn comes, and nothing taken back" = Engine {
        evaluate: inflationary,
        ..REAL
    },
    twin possible "negations ignored" = Engine {
        evaluate: |written| with(written, |_| Naive::new(written).possible),
        ..REAL
    };

    D2 "no answer depends on the order of rules and facts, or on when they are declared"
    fn order_has_no_bearing(engine, (one, other) in shuffled()) {
        let found = (engine.evaluate)(&one);
        prop_assert_eq!(&found, &(engine.evaluate)(&other));
        prop_assert_eq!(found.map(|answer| answer.model), answer(one.lazy()).map(|answer| answer.model));
    }
    twin inflation "negations read when a rule's turn comes, and nothing taken back" = Engine {
        evaluate: inflationary,
        ..REAL
    },
    twin first "the first cycle that is met" = Engine {
        evaluate: |written| match answer(written.program()) {
            Err(steps) => Err(first_cycle(written).unwrap_or(steps)),
            found => found,
        },
        ..REAL
    };

    D5 "any two stratifications give the same model"
    fn stratifications_agree(engine, (written, raised) in (written(), vec(0..3_usize, usize::from(ATOMS)))) {
        let found = (engine.evaluate)(&written).map(|answer| answer.model);
        prop_assert_eq!(&found, &(engine.refined)(&written));
        let naive = Naive::new(&written);
        let model = naive.levels(&raised).map(|levels| naive.model(&levels));
        prop_assert_eq!(found.ok(), model);
    }
    twin levels "strata that ignore negations" = Engine {
        refined: |written| {
            (REAL.refined)(written)?;
            Ok(Naive::new(written).model(&vec![0; usize::from(ATOMS)]))
        },
        ..REAL
    },
    twin upside "the highest stratum first" = Engine {
        evaluate: |written| with(written, |model| {
            let naive = Naive::new(written);
            let levels = naive.levels(&vec![0; usize::from(ATOMS)]).unwrap();
            let top = levels.iter().copied().max().unwrap_or_default();
            let levels: Vec<_> = levels.iter().map(|level| top - level).collect();
            if top == 0 { model } else { naive.model(&levels) }
        }),
        ..REAL
    };

    D6 "eval (eval x) = eval x: what was derived may as well be declared"
    fn evaluation_is_idempotent(engine, written in written()) {
        if let Ok(found) = (engine.evaluate)(&written) {
            let declared = written.with_facts(found.model.iter().copied());
            let again = (engine.evaluate)(&declared).map(|answer| answer.model);
            prop_assert_eq!(again, Ok(found.model));
        }
    }
    twin derived "the facts left out" = Engine {
        evaluate: |written| with(written, |model| {
            model.into_iter().filter(|atom| !written.facts.contains(atom)).collect()
        }),
        ..REAL
    },
    twin one_more "one round more than there are facts" = Engine {
        evaluate: |written| with(written, |_| {
            let mut found: BTreeSet<_> = written.facts.iter().copied().collect();
            for _ in 0..=written.facts.len() {
                let rules = written.rules.iter();
                let rules = rules.filter(|rule| crate::naive::holds(&rule.body, &found));
                let new: Vec<_> = rules.map(|rule| rule.head).collect();
                found.extend(new);
            }
            found
        }),
        ..REAL
    };

    D7 "renaming atoms renames the answer"
    fn names_have_no_bearing(engine, (written, to) in (written(), Just(Vec::from_iter(0..ATOMS)).prop_shuffle())) {
        let found = (engine.evaluate)(&written);
        let other = (engine.evaluate)(&renamed(&written, &to));
        match (found, other) {
            (Ok(found), Ok(other)) => {
                let model: BTreeSet<_> = found.model.iter().map(|&atom| to[usize::from(atom)]).collect();
                prop_assert_eq!(model, other.model);
                prop_assert_eq!((found.levels, found.rounds), (other.levels, other.rounds));
            }
            (found, other) => {
                let length = |steps: Steps| steps.len();
                prop_assert_eq!(found.map_err(length).err(), other.map_err(length).err());
            }
        }
    }
    twin order "strata by name" = Engine {
        evaluate: |written| with(written, |_| {
            Naive::new(written).model(&Vec::from_iter(0..usize::from(ATOMS)))
        }),
        ..REAL
    };

    D9 "more facts take nothing from a program without negations"
    fn facts_add(engine, (written, more) in (written_with(false), vec(0..ATOMS, 0..4))) {
        let fewer = (engine.evaluate)(&written).map(|answer| answer.model).unwrap();
        let with = written.with_facts(more);
        let found = (engine.evaluate)(&with).map(|answer| answer.model).unwrap();
        prop_assert!(fewer.is_subset(&found), "{:?} ⊄ {:?}", fewer, found);
    }
    twin either "one alternative excludes the other" = Engine {
        evaluate: |written| with(written, |_| {
            let facts: BTreeSet<_> = written.facts.iter().copied().collect();
            let rules = written.rules.iter().filter(|rule| match &rule.body {
                Tree::Any(operands) => {
                    let held = operands.iter().filter(|operand| crate::naive::holds(operand, &facts));
                    held.count() < 2
                }
                _ => true,
            });
            least(&facts, rules, &|_| false)
        }),
        ..REAL
    },
    twin once "what is declared is not derived from" = Engine {
        evaluate: |written| with(written, |_| {
            let rules = written.rules.iter().filter(|rule| match &rule.body {
                Tree::Atom(atom) => !written.facts.contains(atom),
                _ => true,
            });
            least(&written.facts.iter().copied().collect(), rules, &|_| false)
        }),
        ..REAL
    };

    D11 "rounds ≤ derived atoms + strata"
    fn rounds_are_bounded(engine, written in written()) {
        if let Ok(found) = (engine.evaluate)(&written) {
            let facts: BTreeSet<_> = written.facts.iter().collect();
            let derived = found.model.len() - facts.len();
            prop_assert!(found.rounds <= derived + found.levels, "{} rounds", found.rounds);
        }
    }
    twin rules "a round for each rule" = Engine {
        evaluate: |written| {
            let answer = answer(written.program())?;
            let rounds = answer.rounds + written.rules.len();
            Ok(Answer { rounds, ..answer })
        },
        ..REAL
    },
    twin parts "a round for each part of a condition" = Engine {
        evaluate: |written| {
            let answer = answer(written.program())?;
            let parts = written.rules.iter().map(|rule| rule.body.formula().nodes().len() - 1);
            let rounds = answer.rounds + parts.sum::<usize>();
            Ok(Answer { rounds, ..answer })
        },
        ..REAL
    };
}
