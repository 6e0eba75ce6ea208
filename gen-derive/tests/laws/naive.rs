//! What answers are by definition, without any care for what it costs; and engines that are broken on purpose.

use std::collections::BTreeSet;

use gen_derive::Dependency;

use crate::given::{ATOMS, Answer, Atom, Rule, Steps, Tree, Written};

pub type Atoms = BTreeSet<Atom>;

/// The value of a tree, or of its negation, where each literal has this value.
fn value(tree: &Tree, negated: bool, literal: &dyn Fn(Atom, bool) -> bool) -> bool {
    match tree {
        Tree::Atom(atom) => literal(*atom, negated),
        Tree::Not(operand) => value(operand, !negated, literal),
        Tree::All(operands) | Tree::Any(operands) => {
            let mut operands = operands
                .iter()
                .map(|operand| value(operand, negated, literal));
            if matches!(tree, Tree::All(_)) != negated {
                operands.all(|holds| holds)
            } else {
                operands.any(|holds| holds)
            }
        }
    }
}

pub fn holds(tree: &Tree, in_: &Atoms) -> bool {
    value(tree, false, &|atom, negated| in_.contains(&atom) != negated)
}

/// What follows from facts by these rules where `absent` says which negations hold.
pub fn least<'r>(
    facts: &Atoms,
    rules: impl Iterator<Item = &'r Rule> + Clone,
    absent: &dyn Fn(Atom) -> bool,
) -> Atoms {
    let mut found = facts.clone();
    loop {
        let before = found.clone();
        let literal = |atom, negated| {
            if negated {
                absent(atom)
            } else {
                before.contains(&atom)
            }
        };
        for rule in rules.clone() {
            if value(&rule.body, false, &literal) {
                found.insert(rule.head);
            }
        }
        if found == before {
            return found;
        }
    }
}

/// A program, and what is possible in it.
pub struct Naive<'w> {
    written: &'w Written,
    facts: Atoms,
    certain: Atoms,
    pub possible: Atoms,
}

impl<'w> Naive<'w> {
    pub fn new(written: &'w Written) -> Self {
        let facts: Atoms = written.facts.iter().copied().collect();
        let rules = written.rules.iter();
        let certain = least(&facts, rules.clone(), &|_| false);
        let possible = least(&facts, rules, &|atom| !certain.contains(&atom));
        Self {
            written,
            facts,
            certain,
            possible,
        }
    }

    fn has_a_chance(&self, atom: Atom, negated: bool) -> bool {
        if negated {
            !self.certain.contains(&atom)
        } else {
            self.possible.contains(&atom)
        }
    }

    /// What each head depends on, in those parts of the conditions that have a chance.
    pub fn dependencies(&self) -> Vec<(Atom, Atom, bool)> {
        let mut found = Vec::new();
        for rule in &self.written.rules {
            self.collect(rule.head, &rule.body, false, &mut found);
        }
        found
    }

    fn collect(&self, head: Atom, tree: &Tree, negated: bool, found: &mut Vec<(Atom, Atom, bool)>) {
        let chance = |atom, negated| self.has_a_chance(atom, negated);
        // What is so anyway depends on nothing.
        let constant = tree.formula().value(|_| None).is_some();
        if constant || !value(tree, negated, &chance) {
            return;
        }
        match tree {
            Tree::Atom(atom) => {
                if self.possible.contains(atom) {
                    found.push((head, *atom, negated));
                }
            }
            Tree::Not(operand) => self.collect(head, operand, !negated, found),
            Tree::All(operands) | Tree::Any(operands) => {
                for operand in operands {
                    self.collect(head, operand, negated, found);
                }
            }
        }
    }

    /// The length of a shortest cycle through a negation.
    pub fn shortest_cycle(&self) -> Option<usize> {
        let dependencies = self.dependencies();
        let count = usize::from(ATOMS);
        let mut far = vec![vec![None::<usize>; count]; count];
        for (atom, row) in far.iter_mut().enumerate() {
            row[atom] = Some(0);
        }
        for &(head, other, _) in &dependencies {
            let far = &mut far[usize::from(head)][usize::from(other)];
            *far = Some(far.map_or(1, |far| far.min(1)));
        }
        for over in 0..count {
            for from in 0..count {
                for to in 0..count {
                    if let (Some(one), Some(two)) = (far[from][over], far[over][to]) {
                        let way = one + two;
                        far[from][to] = Some(far[from][to].map_or(way, |far| far.min(way)));
                    }
                }
            }
        }
        let negations = dependencies.iter().filter(|(.., negated)| *negated);
        negations
            .filter_map(|&(head, other, _)| far[usize::from(other)][usize::from(head)])
            .min()
            .map(|back| back + 1)
    }

    /// The least levels above these that the dependencies allow.
    pub fn levels(&self, from: &[usize]) -> Option<Vec<usize>> {
        self.shortest_cycle().is_none().then(|| {
            let mut levels = from.to_vec();
            let dependencies = self.dependencies();
            for _ in 0..=ATOMS {
                for &(head, other, negated) in &dependencies {
                    let least = levels[usize::from(other)] + usize::from(negated);
                    levels[usize::from(head)] = levels[usize::from(head)].max(least);
                }
            }
            levels
        })
    }

    /// The model, level by level, each until a round of all its rules finds nothing new.
    pub fn model(&self, levels: &[usize]) -> Atoms {
        let mut found = self.facts.clone();
        for level in 0..=levels.iter().copied().max().unwrap_or_default() {
            let rules = self.written.rules.iter();
            let rules = rules.filter(|rule| levels[usize::from(rule.head)] == level);
            let below = found.clone();
            let absent = |atom| !self.certain.contains(&atom) && !below.contains(&atom);
            found = least(&found, rules, &absent);
        }
        found
    }
}

/// An engine that takes each negation as it is when its rule's turn comes, and takes nothing back.
pub fn inflationary(written: &Written) -> Result<Answer, Steps> {
    let mut found: Atoms = written.facts.iter().copied().collect();
    let mut rounds = 0;
    loop {
        let before = found.len();
        rounds += 1;
        for rule in &written.rules {
            if holds(&rule.body, &found) {
                found.insert(rule.head);
            }
        }
        if found.len() == before {
            return Ok(Answer {
                model: found,
                strata: vec![Some(0); usize::from(ATOMS)],
                levels: 1,
                rounds,
            });
        }
    }
}

/// The first closed walk through a negation that a search in depth meets, in the order of the rules.
pub fn first_cycle(written: &Written) -> Option<Steps> {
    let edges: Vec<_> = written
        .rules
        .iter()
        .flat_map(|rule| {
            let formula = rule.body.formula();
            let atoms: Vec<_> = formula
                .atoms()
                .map(|(atom, negated)| (*atom, negated))
                .collect();
            atoms.into_iter().map(|(atom, negated)| {
                let step = Dependency {
                    atom: rule.head,
                    rule: rule.label,
                    negated,
                };
                (step, atom)
            })
        })
        .collect();
    let mut ways: Vec<Vec<(Dependency<u8, u8>, Atom)>> = edges
        .iter()
        .filter(|(step, _)| step.negated)
        .map(|edge| vec![edge.clone()])
        .rev()
        .collect();
    while let Some(way) = ways.pop() {
        let last = way.last().unwrap().1;
        if last == way[0].0.atom {
            return Some(way.into_iter().map(|(step, _)| step).collect());
        }
        for edge in edges.iter().rev() {
            if edge.0.atom == last && way.iter().all(|(step, _)| step.atom != last) {
                let mut longer = way.clone();
                longer.push(edge.clone());
                ways.push(longer);
            }
        }
    }
    None
}
