//! Proofs: why an atom holds, down to facts and absences.
//!
//! Every atom is proved from atoms that were found in earlier rounds, so a proof has no circle. Of the rules that do, the
//! one with the least label counts, so a proof depends on the program alone and not on the order of its rules. An atom
//! that is needed more than once is proved once: a proof is linear in the atoms that it speaks of, where the tree of all
//! its repetitions may be exponential.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::formula::Formula;
use crate::key::Key;
use crate::model::Model;
use crate::network::{ClauseId, Literal, Node};

/// Why an atom holds.
///
/// ```
/// use gen_derive::{Formula, Program};
///
/// let mut program = Program::new();
/// program.fact("host");
/// program.rule("production is the rule", "production", Formula::atom("host") & !Formula::atom("staging"));
/// program.rule("backups in production", "backup", "production");
/// let model = program.evaluate()?;
/// let proof = model.proof(&"backup").unwrap();
/// assert_eq!(
///     proof.to_string(),
///     "backup: backups in production
///   production: production is the rule
///     host: fact
///     not staging
/// "
/// );
/// # Ok::<(), gen_derive::NegativeCycle<&str, &str>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof<'m, A, L> {
    lines: Vec<Line<'m, A, L>>,
}

/// A line of a proof: an atom, and why it holds or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'m, A, L> {
    /// How far below the conclusion it stands, which has nought.
    pub depth: usize,
    /// The atom.
    pub atom: &'m A,
    /// Why it holds or does not.
    pub reason: Reason<'m, L>,
}

/// Why an atom holds, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason<'m, L> {
    /// It was declared.
    Fact,
    /// This rule derives it from the lines that stand one step below, up to the next that does not stand below it.
    Rule(&'m L),
    /// It is derived by nothing.
    Absent,
    /// A line above has the proof.
    Shown,
}

/// What a proof rests on that is not so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw<A> {
    /// The atom is no fact.
    NoFact(A),
    /// The atom is not absent.
    NotAbsent(A),
    /// No rule with that label derives the atom from what stands below it.
    NotDerived(A),
    /// The atom is said to be shown above, and is not, or only on the way to it.
    NotShown(A),
}

impl<'m, A: Key, L: Key> Proof<'m, A, L> {
    pub(crate) fn of(model: &'m Model<A, L>, atom: &A) -> Option<Self> {
        let node = model.program.find(atom).filter(|&node| model.has(node))?;
        let mut lines = Vec::new();
        let mut shown = FxHashSet::default();
        let mut pending = vec![(0, Literal::new(node, false))];
        while let Some((depth, literal)) = pending.pop() {
            let node = literal.node();
            let Some(atom) = model.program.atom(node) else {
                continue;
            };
            let reason = if literal.is_negated() {
                Reason::Absent
            } else if model.round(node) == 0 {
                Reason::Fact
            } else if !shown.insert(node) {
                Reason::Shown
            } else if let Some((label, premises)) = model.derivation(node) {
                let below = premises.into_iter().rev();
                pending.extend(below.map(|premise| (depth + 1, premise)));
                Reason::Rule(label)
            } else {
                continue;
            };
            lines.push(Line {
                depth,
                atom,
                reason,
            });
        }
        Some(Self { lines })
    }

    /// The lines, each before those that it rests on.
    pub fn lines(&self) -> &[Line<'m, A, L>] {
        &self.lines
    }

    /// Checks every step, with nothing but the program as it was declared, and the absences that a model has.
    ///
    /// `rules` gives the conditions of the rules with a label and a head. Linear in the proof and in the conditions.
    ///
    /// # Errors
    ///
    /// With the first flaw, from the leaves up.
    pub fn check<'r>(
        &self,
        is_fact: impl Fn(&A) -> bool,
        is_absent: impl Fn(&A) -> bool,
        rules: impl Fn(&L, &A) -> Vec<&'r Formula<A>>,
    ) -> Result<(), Flaw<A>>
    where
        A: 'r,
    {
        self.check_shown()?;
        // From the last line up, a line meets all that stand below it.
        let mut below: Vec<&Line<'m, A, L>> = Vec::new();
        for line in self.lines.iter().rev() {
            let mut premises = FxHashMap::default();
            while let Some(premise) = below.pop_if(|premise| premise.depth > line.depth) {
                let holds = !matches!(premise.reason, Reason::Absent);
                premises.insert(premise.atom, holds);
            }
            below.push(line);
            let atom = line.atom;
            match line.reason {
                Reason::Fact if !is_fact(atom) => return Err(Flaw::NoFact(atom.clone())),
                Reason::Absent if !is_absent(atom) => return Err(Flaw::NotAbsent(atom.clone())),
                Reason::Rule(label) => {
                    let mut rules = rules(label, atom).into_iter();
                    let known = |atom: &A| premises.get(atom).copied();
                    if !rules.any(|condition| condition.value(known) == Some(true)) {
                        return Err(Flaw::NotDerived(atom.clone()));
                    }
                }
                Reason::Fact | Reason::Absent | Reason::Shown => {}
            }
        }
        Ok(())
    }

    /// Checks that what is said to be shown above has its whole proof above.
    fn check_shown(&self) -> Result<(), Flaw<A>> {
        let mut open: Vec<(usize, &A)> = Vec::new();
        let mut shown = FxHashSet::default();
        for line in &self.lines {
            while let Some((_, closed)) = open.pop_if(|(depth, _)| *depth >= line.depth) {
                shown.insert(closed);
            }
            match line.reason {
                Reason::Rule(_) => open.push((line.depth, line.atom)),
                Reason::Shown if !shown.contains(line.atom) => {
                    return Err(Flaw::NotShown(line.atom.clone()));
                }
                Reason::Fact | Reason::Absent | Reason::Shown => {}
            }
        }
        Ok(())
    }
}

/// One line each, indented by two spaces a step.
impl<A: fmt::Display, L: fmt::Display> fmt::Display for Proof<'_, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Line {
            depth,
            atom,
            reason,
        } in &self.lines
        {
            // The width of a format ends at 65,535.
            std::iter::repeat_n("  ", *depth).try_for_each(|step| f.write_str(step))?;
            match reason {
                Reason::Fact => writeln!(f, "{atom}: fact")?,
                Reason::Rule(label) => writeln!(f, "{atom}: {label}")?,
                Reason::Absent => writeln!(f, "not {atom}")?,
                Reason::Shown => writeln!(f, "{atom}: see above")?,
            }
        }
        Ok(())
    }
}

impl<A: Key, L: Key> Model<A, L> {
    /// The rule by which an atom was found to hold, and the literals of its condition that made it so.
    fn derivation(&self, atom: Node) -> Option<(&L, Vec<Literal>)> {
        let network = &self.program.network;
        let mut best: Option<(&L, Vec<Literal>)> = None;
        for clause in network
            .clauses_of(atom)
            .filter(|&clause| self.derives(clause))
        {
            let label = self.program.labels.get(network.rule(clause)? as usize)?;
            if best.as_ref().is_some_and(|(least, _)| *least < label) {
                continue;
            }
            let premises = self.premises(clause);
            let better = best.as_ref().is_none_or(|(least, found)| {
                let atoms = |premises: &[Literal]| self.atoms(premises);
                (label, atoms(&premises)) < (*least, atoms(found))
            });
            if better {
                best = Some((label, premises));
            }
        }
        best
    }

    fn atoms(&self, premises: &[Literal]) -> Vec<(Option<&A>, bool)> {
        let premises = premises.iter();
        let atom = |literal: &Literal| (self.program.atom(literal.node()), literal.is_negated());
        premises.map(atom).collect()
    }

    /// Whether the literals of a clause all held by the time that its head was found to.
    fn derives(&self, clause: ClauseId) -> bool {
        let network = &self.program.network;
        let found = self.round(network.head(clause));
        network.body(clause).iter().all(|literal| {
            let node = literal.node();
            if literal.is_negated() {
                !self.has(node)
            } else {
                let round = self.round(node);
                round < found || (round == found && self.program.is_gate(node))
            }
        })
    }

    /// The literals of a clause, with those of the first clause that holds in place of each gate.
    fn premises(&self, clause: ClauseId) -> Vec<Literal> {
        let network = &self.program.network;
        let mut premises = Vec::new();
        let mut pending: Vec<Literal> = network.body(clause).iter().rev().copied().collect();
        while let Some(literal) = pending.pop() {
            if !self.program.is_gate(literal.node()) {
                premises.push(literal);
                continue;
            }
            let clauses = network.clauses_of(literal.node());
            let first = clauses.filter(|&clause| self.derives(clause)).last();
            let body = first.map_or(&[][..], |clause| network.body(clause));
            pending.extend(body.iter().rev());
        }
        premises
    }
}
