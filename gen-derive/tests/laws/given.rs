//! What the laws are tried on: small programs as they are written down.

use std::collections::BTreeSet;

use gen_derive::{Dependency, Formula, NegativeCycle, Program};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;

pub type Atom = u8;
pub type Label = u8;

/// How many atoms there are.
pub const ATOMS: u8 = 7;

/// A condition as a tree, for those who may recurse.
#[derive(Clone, Debug)]
pub enum Tree {
    Atom(Atom),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
}

#[derive(Clone, Debug)]
pub struct Rule {
    pub label: Label,
    pub head: Atom,
    pub body: Tree,
}

/// A program as it is written down.
#[derive(Clone, Debug)]
pub struct Written {
    pub facts: Vec<Atom>,
    pub rules: Vec<Rule>,
}

/// What came of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub model: BTreeSet<Atom>,
    /// The level of each atom.
    pub strata: Vec<Option<usize>>,
    pub levels: usize,
    pub rounds: usize,
}

pub type Steps = Vec<Dependency<Atom, Label>>;

impl Tree {
    pub fn formula(&self) -> Formula<Atom> {
        match self {
            Self::Atom(atom) => Formula::atom(*atom),
            Self::All(operands) => Formula::all(operands.iter().map(Self::formula)),
            Self::Any(operands) => Formula::any(operands.iter().map(Self::formula)),
            Self::Not(operand) => !operand.formula(),
        }
    }

    pub fn map(&self, to: &dyn Fn(Atom) -> Atom) -> Self {
        let all = |operands: &[Self]| operands.iter().map(|operand| operand.map(to)).collect();
        match self {
            Self::Atom(atom) => Self::Atom(to(*atom)),
            Self::All(operands) => Self::All(all(operands)),
            Self::Any(operands) => Self::Any(all(operands)),
            Self::Not(operand) => Self::Not(Box::new(operand.map(to))),
        }
    }
}

impl Written {
    pub fn program(&self) -> Program<Atom, Label> {
        let mut program = Program::new();
        for fact in &self.facts {
            program.fact(*fact);
        }
        for rule in &self.rules {
            program.rule(rule.label, rule.head, rule.body.formula());
        }
        program
    }

    /// The same program, where each rule is declared once its turn has come.
    pub fn lazy(&self) -> Program<Atom, Label> {
        let mut program = Program::new();
        for fact in &self.facts {
            program.fact(*fact);
        }
        let mut left = self.rules.clone();
        // Any rule will do for any atom: what is possible in the end is the same.
        let mut declare = |program: &mut Program<_, _>| {
            if let Some(rule) = left.pop() {
                program.rule(rule.label, rule.head, rule.body.formula());
            }
            left.len()
        };
        declare(&mut program);
        program.complete(|_, program| {
            declare(program);
        });
        while declare(&mut program) > 0 {}
        program
    }

    pub fn with_facts(&self, more: impl IntoIterator<Item = Atom>) -> Self {
        let mut with = self.clone();
        with.facts.extend(more);
        with
    }
}

pub fn answer(program: Program<Atom, Label>) -> Result<Answer, Steps> {
    let model = program.evaluate().map_err(NegativeCycle::into_steps)?;
    Ok(Answer {
        model: model.iter().copied().collect(),
        strata: (0..ATOMS).map(|atom| model.stratum(&atom)).collect(),
        levels: model.work().strata,
        rounds: model.work().rounds,
    })
}

fn tree(negations: bool) -> impl Strategy<Value = Tree> {
    let atom = (0..ATOMS).prop_map(Tree::Atom);
    let not = |tree| Tree::Not(Box::new(tree));
    let literal = (atom, any::<bool>(), any::<bool>()).prop_map(move |(atom, one, other)| {
        if negations && one && other {
            not(atom)
        } else {
            atom
        }
    });
    literal.prop_recursive(3, 8, 3, move |operand| {
        let negated = operand.clone().prop_map(
            move |operand| {
                if negations { not(operand) } else { operand }
            },
        );
        prop_oneof![
            5 => vec(operand.clone(), 0..4).prop_map(Tree::All),
            3 => vec(operand, 0..4).prop_map(Tree::Any),
            1 => negated,
        ]
    })
}

pub fn written_with(negations: bool) -> impl Strategy<Value = Written> {
    let rule = (0..5_u8, 0..ATOMS, tree(negations));
    let rule = rule.prop_map(|(label, head, body)| Rule { label, head, body });
    (vec(0..ATOMS, 0..3), vec(rule, 0..9)).prop_map(|(facts, rules)| Written { facts, rules })
}

pub fn written() -> impl Strategy<Value = Written> {
    written_with(true)
}

/// A program, and the same one in another order.
pub fn shuffled() -> impl Strategy<Value = (Written, Written)> {
    written().prop_flat_map(|written| {
        let facts = Just(written.facts.clone()).prop_shuffle();
        let rules = Just(written.rules.clone()).prop_shuffle();
        let other = (facts, rules).prop_map(|(facts, rules)| Written { facts, rules });
        (Just(written), other)
    })
}
