//! Laws of proofs: every one checks, by a checker that knows only the program as it is written.

use std::collections::{BTreeMap, BTreeSet};

use gen_derive::Reason;
use laws::proptest::prelude::*;

use crate::given::{Atom, Label, Tree, Written, shuffled};
use crate::naive::holds;

/// A line: its depth, its atom, and why.
type Line = (usize, Atom, Why);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Fact,
    Rule(Label),
    Absent,
    Shown,
}

/// The model, and a proof of each of its atoms.
type Proofs = (BTreeSet<Atom>, BTreeMap<Atom, Vec<Line>>);

struct Engine {
    prove: fn(&Written) -> Option<Proofs>,
}

const REAL: Engine = Engine { prove };

fn prove(written: &Written) -> Option<Proofs> {
    let model = written.program().evaluate().ok()?;
    let proofs = model.iter().map(|atom| {
        let proof = model.proof(atom).unwrap();
        let formulas: Vec<_> = written
            .rules
            .iter()
            .map(|rule| rule.body.formula())
            .collect();
        let checked = proof.check(
            |atom| written.facts.contains(atom),
            |atom| !model.holds(atom),
            |label, head| {
                let rules = written.rules.iter().zip(&formulas);
                let rules = rules.filter(|(rule, _)| (rule.label, rule.head) == (*label, *head));
                rules.map(|(_, formula)| formula).collect()
            },
        );
        assert_eq!(checked, Ok(()));
        let lines = proof.lines().iter().map(|line| {
            let why = match line.reason {
                Reason::Fact => Why::Fact,
                Reason::Rule(label) => Why::Rule(*label),
                Reason::Absent => Why::Absent,
                Reason::Shown => Why::Shown,
            };
            (line.depth, *line.atom, why)
        });
        (*atom, lines.collect())
    });
    let proofs = proofs.collect();
    Some((model.iter().copied().collect(), proofs))
}

/// The engine with other lines.
fn with(written: &Written, change: impl Fn(Vec<Line>) -> Vec<Line>) -> Option<Proofs> {
    let (model, proofs) = prove(written)?;
    let proofs = proofs
        .into_iter()
        .map(|(atom, lines)| (atom, change(lines)));
    Some((model, proofs.collect()))
}

/// Proofs by the last rule whose condition holds in the model, whatever that rests on.
fn circular(written: &Written) -> Option<Proofs> {
    fn add(
        written: &Written,
        model: &BTreeSet<Atom>,
        depth: usize,
        atom: Atom,
        lines: &mut Vec<Line>,
    ) {
        let shown = lines
            .iter()
            .any(|&(_, other, why)| other == atom && why != Why::Absent);
        let mut rules = written.rules.iter().rev();
        let rule = rules.find(|rule| rule.head == atom && holds(&rule.body, model));
        let why = match rule {
            _ if shown => Why::Shown,
            Some(rule) if !written.facts.contains(&atom) => Why::Rule(rule.label),
            _ => Why::Fact,
        };
        lines.push((depth, atom, why));
        if let (Why::Rule(_), Some(rule)) = (why, rule) {
            for (premise, _) in rule.body.formula().atoms() {
                if model.contains(premise) {
                    add(written, model, depth + 1, *premise, lines);
                } else {
                    lines.push((depth + 1, *premise, Why::Absent));
                }
            }
        }
    }
    let (model, _) = prove(written)?;
    let proofs = model.iter().map(|&atom| {
        let mut lines = Vec::new();
        add(written, &model, 0, atom, &mut lines);
        (atom, lines)
    });
    let proofs = proofs.collect();
    Some((model, proofs))
}

/// The part of a proof from a line on that stands below it.
fn below(lines: &[Line]) -> &[Line] {
    let depth = lines[0].0;
    let end = lines[1..].iter().position(|line| line.0 <= depth);
    &lines[1..end.map_or(lines.len(), |end| end + 1)]
}

fn check(written: &Written, model: &BTreeSet<Atom>, lines: &[Line]) -> Result<(), TestCaseError> {
    for (place, &(depth, atom, why)) in lines.iter().enumerate() {
        match why {
            Why::Fact => prop_assert!(written.facts.contains(&atom), "{atom} is no fact"),
            Why::Absent => prop_assert!(!model.contains(&atom), "{atom} is not absent"),
            Why::Shown => {
                let proved = lines[..place].iter().enumerate().find(|(earlier, line)| {
                    let closed = earlier + below(&lines[*earlier..]).len() < place;
                    line.1 == atom && matches!(line.2, Why::Rule(_)) && closed
                });
                prop_assert!(proved.is_some(), "{atom} is not shown");
            }
            Why::Rule(label) => {
                let premises = below(&lines[place..]).iter();
                let premises = premises.filter(|line| line.0 == depth + 1);
                let known: BTreeMap<_, _> = premises
                    .map(|line| (line.1, line.2 != Why::Absent))
                    .collect();
                let mut rules = written.rules.iter();
                prop_assert!(
                    rules.any(|rule| (rule.label, rule.head) == (label, atom)
                        && follows(&rule.body, &known)),
                    "{atom} does not follow by {label}"
                );
            }
        }
    }
    Ok(())
}

/// Whether a condition holds whatever the other atoms are.
fn follows(tree: &Tree, known: &BTreeMap<Atom, bool>) -> bool {
    let formula = tree.formula();
    formula.value(|atom| known.get(atom).copied()) == Some(true)
}

laws::laws! {
    /// What proofs promise.
    pub const LAWS for Engine = REAL;

    D8 "every atom that holds has a proof that checks, its leaves declared facts or absences that the model confirms; it does not depend on the order of rules"
    fn proofs_check(engine, (written, other) in shuffled()) {
        let found = (engine.prove)(&written);
        if let Some((model, proofs)) = &found {
            prop_assert!(model.iter().eq(proofs.keys()));
            for (atom, lines) in proofs {
                prop_assert_eq!((lines[0].0, lines[0].1), (0, *atom));
                check(&written, model, lines)?;
            }
        }
        prop_assert_eq!(found, (engine.prove)(&other));
    }
    twin leaves "nothing said but the conclusion" = Engine {
        prove: |written| with(written, |lines| lines[..1].to_vec()),
    },
    twin absences "absences left out" = Engine {
        prove: |written| with(written, |mut lines| {
            lines.retain(|line| line.2 != Why::Absent);
            lines
        }),
    },
    twin facts "every leaf a fact" = Engine {
        prove: |written| with(written, |lines| lines.into_iter().map(|(depth, atom, why)| {
            (depth, atom, if why == Why::Absent { Why::Fact } else { why })
        }).collect()),
    },
    twin circle "by any rule whose condition holds, in a circle if need be" = Engine { prove: circular };
}
