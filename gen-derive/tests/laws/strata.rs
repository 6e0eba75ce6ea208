//! Laws of strata: where there are any, and what refuses a program that has none.

use laws::proptest::prelude::*;

use crate::given::{ATOMS, Answer, Atom, Steps, Written, answer, written};
use crate::naive::{Naive, first_cycle};

struct Engine {
    evaluate: fn(&Written) -> Result<Answer, Steps>,
}

const REAL: Engine = Engine {
    evaluate: |written| answer(written.program()),
};

/// The engine with other levels.
fn levels(written: &Written, level: fn(usize, Atom) -> usize) -> Result<Answer, Steps> {
    let answer = answer(written.program())?;
    let strata = (0..).zip(&answer.strata);
    let strata = strata.map(|(atom, stratum)| stratum.map(|stratum| level(stratum, atom)));
    Ok(Answer {
        strata: strata.collect(),
        ..answer
    })
}

laws::laws! {
    /// What strata promise.
    pub const LAWS for Engine = REAL;

    D3 "stratum(head) ≥ positive body, > negative body, of what is possible; there are no more strata than needed"
    fn strata_rise(engine, written in written()) {
        if let Ok(found) = (engine.evaluate)(&written) {
            let naive = Naive::new(&written);
            for (head, other, negated) in naive.dependencies() {
                let [above, below] = [head, other].map(|atom| found.strata[usize::from(atom)]);
                prop_assert!(above >= below && (above > below || !negated), "{head} and {other}");
            }
            for (atom, stratum) in (0..ATOMS).zip(&found.strata) {
                prop_assert_eq!(stratum.is_some(), naive.possible.contains(&atom));
            }
            let needed = naive.levels(&vec![0; usize::from(ATOMS)]).unwrap();
            prop_assert_eq!(found.levels, needed.into_iter().max().unwrap_or_default() + 1);
        }
    }
    twin flat "one stratum for all" = Engine { evaluate: |written| levels(written, |_, _| 0) },
    twin names "strata by name" = Engine {
        evaluate: |written| levels(written, |_, atom| usize::from(atom)),
    },
    twin spread "a level more than needed" = Engine {
        evaluate: |written| {
            let answer = answer(written.program())?;
            Ok(Answer { levels: answer.levels + 1, ..answer })
        },
    };

    D4 "stratifiable ⇔ no cycle through a negation among what is possible; else the error is a shortest such cycle"
    fn a_model_or_a_cycle(engine, written in written()) {
        let naive = Naive::new(&written);
        let found = (engine.evaluate)(&written);
        let length = found.as_ref().err().map(Vec::len);
        prop_assert_eq!(length, naive.shortest_cycle());
        let steps = found.err().unwrap_or_default();
        prop_assert!(steps.first().is_none_or(|step| step.negated));
        let dependencies = naive.dependencies();
        for (step, next) in steps.iter().zip(steps.iter().cycle().skip(1)) {
            prop_assert!(dependencies.contains(&(step.atom, next.atom, step.negated)));
            let mut rules = written.rules.iter();
            let by_rule = rules.any(|rule| {
                let formula = rule.body.formula();
                let mut atoms = formula.atoms();
                (rule.label, rule.head) == (step.rule, step.atom)
                    && atoms.any(|atom| atom == (&next.atom, step.negated))
            });
            prop_assert!(by_rule, "{step:?} is of no rule");
        }
    }
    twin syntactic "cycles among what is not possible refused" = Engine {
        evaluate: |written| first_cycle(written).map_or_else(|| answer(written.program()), Err),
    },
    twin first "the first cycle that is met, not a shortest" = Engine {
        evaluate: |written| match answer(written.program()) {
            Err(steps) => Err(first_cycle(written).unwrap_or(steps)),
            found => found,
        },
    },
    twin positive "a cycle shown from a step that is no negation" = Engine {
        evaluate: |written| answer(written.program()).map_err(|mut steps| {
            let first = steps.iter().position(|step| !step.negated);
            steps.rotate_left(first.unwrap_or_default());
            steps
        }),
    },
    twin accepted "a cycle of one step accepted" = Engine {
        evaluate: |written| match answer(written.program()) {
            Err(steps) if steps.len() == 1 => Ok(Answer {
                model: Default::default(),
                strata: Vec::new(),
                levels: 1,
                rounds: 1,
            }),
            found => found,
        },
    };
}
