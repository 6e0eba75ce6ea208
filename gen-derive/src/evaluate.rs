//! Semi-naive evaluation: what is new in one round is all that the next one looks at.
//!
//! Each clause counts what it waits for, and is looked at when that comes to hold (the delta of Ullman, *Principles of Database
//! and Knowledge-Base Systems*, volume 1, 1988, chapter 3, on ground rules). When a stratum begins, all that its rules need the
//! absence of is settled.

use crate::network::{ClauseId, Network, Node};
use crate::program::Program;
use crate::strata::{Live, Strata};

/// What an evaluation found, and what it took.
pub(crate) struct Run {
    /// The round in which each node was found to hold, nought for facts; [`NEVER`] for those that do not.
    pub(crate) rounds_of: Vec<u32>,
    pub(crate) rounds: u32,
    pub(crate) looks: u64,
}

pub(crate) const NEVER: u32 = u32::MAX;

struct State<'p> {
    network: &'p Network,
    is_gate: Vec<bool>,
    strata: &'p Strata,
    stratum: u32,
    /// How much each clause still waits for; [`REFUTED`] for those that something forbids.
    missing: Vec<u32>,
    run: Run,
    /// The atoms that are new in this round.
    new: Vec<Node>,
}

const REFUTED: u32 = u32::MAX;

/// Evaluates what has a chance, level by level.
pub(crate) fn evaluate<A, L>(program: &Program<A, L>, live: &Live, strata: &Strata) -> Run {
    let network = &program.network;
    let mut missing = vec![REFUTED; network.clause_count()];
    for &clause in &live.clauses {
        let body = network.body(clause).iter();
        missing[clause.index()] = body.filter(|literal| !literal.is_negated()).count() as u32;
    }
    let mut is_gate: Vec<bool> = program.atoms.iter().map(Option::is_none).collect();
    is_gate.resize(network.node_count(), true);
    let mut state = State {
        network,
        is_gate,
        strata,
        stratum: 0,
        missing,
        run: Run {
            rounds_of: vec![NEVER; network.node_count()],
            rounds: 0,
            looks: 0,
        },
        new: Vec::new(),
    };
    let by_stratum = ByStratum::of(network, live, strata);
    state.declare(&program.facts);
    for stratum in 0..strata.count {
        state.stratum = stratum;
        state.settle(by_stratum.clauses(stratum));
    }
    state.run
}

impl State<'_> {
    fn declare(&mut self, facts: &[Node]) {
        for &fact in facts {
            self.run.rounds_of[fact.index()] = 0;
        }
        let mut facts = facts.to_vec();
        facts.sort_unstable();
        facts.dedup();
        for fact in facts {
            for clause in self.network.waiting_for(fact) {
                self.found_one(clause);
            }
        }
    }

    /// Finds all that follows by clauses of this stratum.
    fn settle(&mut self, clauses: &[ClauseId]) {
        for &clause in clauses {
            let mut body = self.network.body(clause).iter();
            let holds = |node: Node| self.run.rounds_of[node.index()] != NEVER;
            if body.any(|literal| literal.is_negated() && holds(literal.node())) {
                self.missing[clause.index()] = REFUTED;
            }
        }
        self.run.rounds += 1;
        self.run.looks += clauses.len() as u64;
        for &clause in clauses {
            if self.missing[clause.index()] == 0 {
                self.conclude(self.network.head(clause));
            }
        }
        while !self.new.is_empty() {
            self.run.rounds += 1;
            for node in std::mem::take(&mut self.new) {
                self.tell(node);
            }
        }
    }

    /// Notes that a node holds. What waits for an atom is told in the next round; what waits for a gate is told at once, so
    /// that rounds are counted in atoms.
    fn conclude(&mut self, node: Node) {
        let mut gates = Vec::new();
        self.note(node, &mut gates);
        self.tell_gates(gates);
    }

    fn tell(&mut self, node: Node) {
        self.tell_gates(vec![node]);
    }

    fn tell_gates(&mut self, mut pending: Vec<Node>) {
        while let Some(node) = pending.pop() {
            for clause in self.network.waiting_for(node) {
                self.run.looks += 1;
                let head = self.network.head(clause);
                if self.found_one(clause) && self.strata.of[head.index()] == self.stratum {
                    self.note(head, &mut pending);
                }
            }
        }
    }

    fn note(&mut self, node: Node, gates: &mut Vec<Node>) {
        let round = &mut self.run.rounds_of[node.index()];
        if *round == NEVER {
            *round = self.run.rounds;
            if self.is_gate[node.index()] {
                gates.push(node);
            } else {
                self.new.push(node);
            }
        }
    }

    /// Notes that something holds that a clause waits for, and says whether that was all.
    fn found_one(&mut self, clause: ClauseId) -> bool {
        let missing = &mut self.missing[clause.index()];
        if *missing != REFUTED {
            *missing -= 1;
        }
        *missing == 0
    }
}

/// The clauses of each stratum.
struct ByStratum {
    clauses: Vec<ClauseId>,
    bounds: Vec<usize>,
}

impl ByStratum {
    fn of(network: &Network, live: &Live, strata: &Strata) -> Self {
        let stratum = |clause: ClauseId| strata.of[network.head(clause).index()];
        let mut bounds = vec![0; strata.count as usize + 1];
        for &clause in &live.clauses {
            bounds[stratum(clause) as usize + 1] += 1;
        }
        for index in 1..bounds.len() {
            bounds[index] += bounds[index - 1];
        }
        let mut clauses = live.clauses.clone();
        clauses.sort_by_key(|&clause| stratum(clause));
        Self { clauses, bounds }
    }

    fn clauses(&self, stratum: u32) -> &[ClauseId] {
        let stratum = stratum as usize;
        &self.clauses[self.bounds[stratum]..self.bounds[stratum + 1]]
    }
}
