//! The ground program as a network: nodes, and clauses that derive one node from others.
//!
//! A node is an atom, or a *gate*: a part of a condition that stands below a connective of the other kind. A clause says that
//! its head holds where all its literals do. Each gate belongs to one condition, so gates form trees below the clauses of
//! atoms, and only atoms are ever negated.
//!
//! Clauses lie one after the other in flat arrays; those with the same head, and the literals that wait for the same
//! node, are chained through them. Adding a clause costs its length.

/// An atom or a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Node(pub(crate) u32);

impl Node {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A clause, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClauseId(u32);

impl ClauseId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A node, or its absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Literal(u32);

impl Literal {
    pub(crate) fn new(node: Node, negated: bool) -> Self {
        Self(node.0 << 1 | u32::from(negated))
    }

    pub(crate) fn node(self) -> Node {
        Node(self.0 >> 1)
    }

    pub(crate) fn is_negated(self) -> bool {
        self.0 & 1 == 1
    }
}

const NONE: u32 = u32::MAX;

#[derive(Clone, Debug, Default)]
pub(crate) struct Network {
    heads: Vec<Node>,
    /// The number of the rule that each clause is of, or [`NONE`] for those of gates.
    rules: Vec<u32>,
    /// Where the literals of each clause end.
    ends: Vec<u32>,
    /// The clause before it with the same head.
    next_clauses: Vec<u32>,
    literals: Vec<Literal>,
    clauses_of_literals: Vec<ClauseId>,
    /// The positive literal before it of the same node.
    next_literals: Vec<u32>,
    last_clauses: Vec<u32>,
    last_literals: Vec<u32>,
}

impl Network {
    pub(crate) fn add_node(&mut self) -> Node {
        let node = Node(self.last_clauses.len() as u32);
        self.last_clauses.push(NONE);
        self.last_literals.push(NONE);
        node
    }

    pub(crate) fn add_clause(&mut self, head: Node, rule: Option<u32>, body: &[Literal]) {
        let clause = ClauseId(self.heads.len() as u32);
        self.heads.push(head);
        self.rules.push(rule.unwrap_or(NONE));
        self.next_clauses.push(self.last_clauses[head.index()]);
        self.last_clauses[head.index()] = clause.0;
        for &literal in body {
            let place = self.literals.len() as u32;
            self.literals.push(literal);
            self.clauses_of_literals.push(clause);
            if literal.is_negated() {
                self.next_literals.push(NONE);
            } else {
                let last = &mut self.last_literals[literal.node().index()];
                self.next_literals.push(*last);
                *last = place;
            }
        }
        self.ends.push(self.literals.len() as u32);
    }

    pub(crate) fn node_count(&self) -> usize {
        self.last_clauses.len()
    }

    pub(crate) fn clause_count(&self) -> usize {
        self.heads.len()
    }

    pub(crate) fn literal_count(&self) -> usize {
        self.literals.len()
    }

    pub(crate) fn clauses(&self) -> impl DoubleEndedIterator<Item = ClauseId> + use<> {
        (0..self.heads.len() as u32).map(ClauseId)
    }

    /// The clauses from one place on.
    pub(crate) fn clauses_from(&self, first: usize) -> impl Iterator<Item = ClauseId> + use<> {
        (first as u32..self.heads.len() as u32).map(ClauseId)
    }

    pub(crate) fn head(&self, clause: ClauseId) -> Node {
        self.heads[clause.index()]
    }

    /// The number of the rule that a clause is of; none for a clause of a gate.
    pub(crate) fn rule(&self, clause: ClauseId) -> Option<u32> {
        let rule = self.rules[clause.index()];
        (rule != NONE).then_some(rule)
    }

    pub(crate) fn body(&self, clause: ClauseId) -> &[Literal] {
        let index = clause.index();
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.literals[start as usize..self.ends[index] as usize]
    }

    /// The clauses with a head, the last one first.
    pub(crate) fn clauses_of(&self, head: Node) -> impl Iterator<Item = ClauseId> {
        let last = self.last_clauses[head.index()];
        chain(last, &self.next_clauses).map(ClauseId)
    }

    /// The clauses that wait for a node, one for each of its positive literals.
    pub(crate) fn waiting_for(&self, node: Node) -> impl Iterator<Item = ClauseId> {
        let last = self.last_literals[node.index()];
        chain(last, &self.next_literals).map(|place| self.clauses_of_literals[place as usize])
    }
}

fn chain(last: u32, next: &[u32]) -> impl Iterator<Item = u32> {
    let some = |place: u32| (place != NONE).then_some(place);
    std::iter::successors(some(last), move |&place| some(next[place as usize]))
}

/// What follows from facts by clauses whose negated literals are settled beforehand.
///
/// Each clause counts the literals that it waits for (Dowling and Gallier, *Linear-time algorithms for testing the
/// satisfiability of propositional Horn formulae*, 1984), so the whole is linear, and clauses may be added meanwhile.
#[derive(Debug, Default)]
pub(crate) struct Closure {
    states: Vec<State>,
    missing: Vec<u32>,
    pending: Vec<Node>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Unreached,
    /// Reached, and those that wait for it do not know yet.
    Pending,
    Told,
}

impl Closure {
    /// All that follows from `facts` by the clauses that are admitted.
    pub(crate) fn of(
        network: &Network,
        facts: &[Node],
        admitted: impl Fn(ClauseId) -> bool,
    ) -> Vec<bool> {
        let mut closure = Self::default();
        closure.extend(network, facts, admitted);
        while closure.step(network).is_some() {}
        let reached = closure.states.iter();
        reached.map(|&state| state != State::Unreached).collect()
    }

    /// Takes note of new nodes, facts and clauses.
    pub(crate) fn extend(
        &mut self,
        network: &Network,
        facts: &[Node],
        admitted: impl Fn(ClauseId) -> bool,
    ) {
        self.states.resize(network.node_count(), State::Unreached);
        for &fact in facts {
            self.reach(fact);
        }
        for clause in network.clauses_from(self.missing.len()) {
            if !admitted(clause) {
                // It waits for more than will ever come.
                self.missing.push(u32::MAX);
                continue;
            }
            let body = network.body(clause).iter();
            let missing = body.filter(|literal| {
                !literal.is_negated() && self.states[literal.node().index()] != State::Told
            });
            let missing = missing.count() as u32;
            self.missing.push(missing);
            if missing == 0 {
                self.reach(network.head(clause));
            }
        }
    }

    fn reach(&mut self, node: Node) {
        let state = &mut self.states[node.index()];
        if *state == State::Unreached {
            *state = State::Pending;
            self.pending.push(node);
        }
    }

    /// Tells those that wait for one more node, and gives it.
    pub(crate) fn step(&mut self, network: &Network) -> Option<Node> {
        let node = self.pending.pop()?;
        self.states[node.index()] = State::Told;
        for clause in network.waiting_for(node) {
            let missing = &mut self.missing[clause.index()];
            *missing -= 1;
            if *missing == 0 {
                self.reach(network.head(clause));
            }
        }
        Some(node)
    }
}
