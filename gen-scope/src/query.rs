//! A query: which paths count, and which of two is nearer.

use std::collections::BTreeMap;

use crate::answers::{Answer, AnswerIn, Answers};
use crate::graph::ScopeGraph;
use crate::order::{LabelOrder, Next};
use crate::pattern::Pattern;
use crate::resolve::{UnresolvedIn, resolve};
use crate::visible::{Visible, visible};
use crate::witnesses::Witnesses;

/// Which paths count, and which of two is nearer: a pattern and an order of labels, prepared for searching.
///
/// What is searched for is given with each search: a function from a scope to what it declares, if anything. It is asked
/// at most once for a scope, and only where a path may end.
///
/// # Which paths there are
///
/// A search walks *sites*: a scope together with the derivative of the pattern that is left there. Of the walks along
/// well-formed words it leaves out those that go round: a path does not go on from a site that lies on a cycle when the
/// beginning of its own word has led there before. So there are finitely many paths, everything that a walk reaches is
/// reached by one of them, and without cycles all walks are paths.
///
/// Where going round never brings nearer, these paths have the same nearest ones as all walks, and as all walks that pass no
/// site twice: see [`is_straight`](Query::is_straight). Where it can, walks may have no nearest one (`I* P` on a cycle of
/// `I`, where I comes before P), and to find the nearest that passes no site twice is to find a longest simple path,
/// for which no method is fast.
///
/// # Cost
///
/// Where the query is straight, each site is visited once and each of its edges followed once; [`lexical`](Query::lexical)
/// queries are. Otherwise a site is visited again for each longer word that leads to it on one way. Words that cannot be
/// compared are followed separately by [`visible`](Query::visible) and [`resolve`](Query::resolve).
///
/// ```
/// use gen_scope::{Query, Scopes, Signature};
///
/// // alice is on web1, which takes part in a backup; web1 and the backup both say where to.
/// let scopes = Scopes::build(
///     [("alice", "user"), ("web1", "host"), ("backup", "service")],
///     [("alice", 'P', "web1"), ("web1", 'I', "backup")],
///     &Signature::new(),
/// )?;
/// let target = |scope: &&str| Ok(["web1", "backup"].contains(scope).then_some("target"));
///
/// let lexical = Query::lexical('P', 'I');
/// let answer = lexical.resolve(&scopes, "alice", target)?;
/// assert_eq!(*answer.scope(), "web1");
/// assert_eq!(answer.path.word(), ['P']);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Query<L> {
    pattern: Pattern<L>,
    order: LabelOrder<L>,
    /// The end of a path and all labels of the pattern, the nearer before the farther.
    turns: Vec<Next<L>>,
    total: bool,
    straight: bool,
    /// The pattern and its derivatives.
    states: Vec<State>,
}

/// A derivative of the pattern.
#[derive(Clone, Debug)]
struct State {
    nullable: bool,
    /// For each turn, the state that it leads to.
    moves: Vec<Option<usize>>,
}

impl<L: Copy + Ord> Query<L> {
    /// Prepares a query: finds all derivatives of the pattern, of which there can be exponentially many in its size, and
    /// are few in practice (`P* I*` has two).
    pub fn new(pattern: Pattern<L>, order: LabelOrder<L>) -> Self {
        let turns = order.linear(&pattern.alphabet());
        let states = derivatives(&pattern, &turns);
        Self {
            total: order.is_total_on(&turns),
            straight: is_straight(&states, &turns, &order),
            states,
            pattern,
            order,
            turns,
        }
    }

    /// The scoping of block-structured languages: `P* I*`, and a scope's own declarations before those that it imports,
    /// before those of its parent (Néron et al. 2015, section 2).
    pub fn lexical(parent: L, import: L) -> Self {
        let pattern = Pattern::label(parent)
            .star()
            .then(Pattern::label(import).star());
        Self::new(pattern, LabelOrder::chain([import, parent]))
    }

    /// A scope and all that enclose it, the innermost first: `P*` (environment lookup).
    ///
    /// ```
    /// use gen_scope::{Query, Scopes, Signature};
    ///
    /// let scopes = Scopes::build(
    ///     [("alice", ()), ("web1", ()), ("fleet", ())],
    ///     [("alice", 'P', "web1"), ("web1", 'P', "fleet")],
    ///     &Signature::new(),
    /// )?;
    /// let enclosing = Query::enclosing('P');
    /// let answers = enclosing.answers(&scopes, "alice", |scope| Ok(Some(*scope)));
    /// let scopes: Vec<_> = answers.map(|Ok(answer)| answer.declaration).collect();
    /// assert_eq!(scopes, ["alice", "web1", "fleet"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn enclosing(parent: L) -> Self {
        Self::new(
            Pattern::label(parent).star(),
            LabelOrder::chain([parent, parent]),
        )
    }

    /// Which paths count.
    pub const fn pattern(&self) -> &Pattern<L> {
        &self.pattern
    }

    /// Which of two paths is nearer.
    pub const fn order(&self) -> &LabelOrder<L> {
        &self.order
    }

    /// Whether any two words can be compared.
    pub const fn is_total(&self) -> bool {
        self.total
    }

    /// Whether going round is always farther than going straight on: wherever a label can lead back to the same
    /// derivative, all else that may come next there is nearer.
    pub const fn is_straight(&self) -> bool {
        self.straight
    }

    pub(crate) fn turns(&self) -> &[Next<L>] {
        &self.turns
    }

    pub(crate) const fn state_count(&self) -> usize {
        self.states.len()
    }

    /// Whether a path may end in this state.
    pub(crate) fn is_final(&self, state: usize) -> bool {
        self.states[state].nullable
    }

    /// The state behind a turn.
    pub(crate) fn after(&self, state: usize, turn: usize) -> Option<usize> {
        self.states[state].moves[turn]
    }

    /// Everything that is reachable, one answer for each declaring scope, along its nearest path; the nearest first.
    ///
    /// Lazily: the graph is asked no more than the answers that are taken need. Answers whose words cannot be compared come
    /// in an order that refines the order of labels.
    pub fn answers<'q, G, T, F>(
        &'q self,
        graph: G,
        from: G::Scope,
        declares: F,
    ) -> Answers<'q, G, T, F>
    where
        G: ScopeGraph<Label = L>,
        F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
    {
        Answers::new(self, graph, from, declares)
    }

    /// The well-formed paths to declarations that pass no scope twice, lazily; at most `max_steps` steps are tried.
    ///
    /// These are paths for people to read. A pattern that demands a scope to be passed twice, such as `P P` where a scope is
    /// its own parent, reaches declarations to which there is no such path.
    ///
    /// ```
    /// use gen_scope::{Query, Scopes, Signature};
    ///
    /// let edges = [("a", 'I', "b"), ("a", 'I', "c"), ("b", 'I', "c"), ("c", 'I', "a")];
    /// let scopes = Scopes::build(["a", "b", "c"].map(|scope| (scope, ())), edges, &Signature::new())?;
    ///
    /// let query = Query::lexical('P', 'I');
    /// let mut witnesses = query.witnesses(&scopes, "a", 100, |scope| Ok((*scope == "c").then_some(())));
    /// let paths: Vec<_> = witnesses.by_ref().map(|Ok(answer)| answer.path.word().len()).collect();
    /// assert_eq!(paths, [2, 1]);
    /// assert!(witnesses.is_complete());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn witnesses<G, T, F>(
        &self,
        graph: G,
        from: G::Scope,
        max_steps: usize,
        declares: F,
    ) -> Witnesses<'_, G, F>
    where
        G: ScopeGraph<Label = L>,
        F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
    {
        Witnesses::new(self, graph, from, max_steps, declares)
    }

    /// All declarations at the end of a well-formed path, by scope; and the scopes that were looked at.
    ///
    /// # Errors
    ///
    /// The first error of the graph or of `declares`.
    pub fn reachable<G, T>(
        &self,
        graph: G,
        from: G::Scope,
        declares: impl FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
    ) -> Result<Reachable<G::Scope, T>, G::Error>
    where
        G: ScopeGraph<Label = L>,
    {
        let mut answers = self.answers(graph, from, declares);
        let mut declarations = BTreeMap::new();
        for answer in &mut answers {
            let Answer { path, declaration } = answer?;
            declarations.insert(path.end().clone(), declaration);
        }
        Ok(Reachable {
            declarations,
            visited: answers.into_visited(),
        })
    }

    /// The reachable declarations than which none is nearer, and by which one each of the others is shadowed.
    ///
    /// Looks at everything reachable. Where the order is not total, words that cannot be compared are followed
    /// separately: linear in trees and in chains of diamonds, exponential at worst where cycles and edges of equal label mix
    /// with labels that have no order.
    ///
    /// # Errors
    ///
    /// The first error of the graph or of `declares`.
    pub fn visible<G, T>(
        &self,
        graph: G,
        from: G::Scope,
        declares: impl FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
    ) -> Result<Visible<G::Scope, L, T>, G::Error>
    where
        G: ScopeGraph<Label = L>,
    {
        visible(self, self.answers(graph, from, declares))
    }

    /// The one scope whose declaration is nearest.
    ///
    /// Where the order is total, nothing is looked at beyond the nearest declaration.
    ///
    /// # Errors
    ///
    /// When there is none; when there are several at equal rank, whatever they declare; the first error of the graph or of
    /// `declares`.
    pub fn resolve<G, T>(
        &self,
        graph: G,
        from: G::Scope,
        declares: impl FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
    ) -> Result<AnswerIn<G, T>, UnresolvedIn<G>>
    where
        G: ScopeGraph<Label = L>,
    {
        resolve(self, self.answers(graph, from, declares))
    }
}

/// What can be reached from a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reachable<S, T> {
    /// What each declaring scope declares.
    pub declarations: BTreeMap<S, T>,
    /// The scopes that were looked at, in that order. Nothing else could have changed the result.
    pub visited: Vec<S>,
}

/// All derivatives of a pattern that are not ∅, the pattern itself first.
fn derivatives<L: Copy + Ord>(pattern: &Pattern<L>, turns: &[Next<L>]) -> Vec<State> {
    let mut known = BTreeMap::from([(pattern.clone(), 0)]);
    let mut pending = vec![pattern.clone()];
    let mut states = Vec::new();
    while let Some(pattern) = pending.get(states.len()).cloned() {
        let moves = turns.iter().map(|turn| {
            let Next::Label(label) = *turn else {
                return None;
            };
            let derivative = pattern.derivative(label);
            if derivative.is_nothing() {
                return None;
            }
            Some(*known.entry(derivative).or_insert_with_key(|derivative| {
                pending.push(derivative.clone());
                pending.len() - 1
            }))
        });
        states.push(State {
            moves: moves.collect(),
            nullable: pattern.nullable(),
        });
    }
    states
}

fn is_straight<L: Copy + Ord>(states: &[State], turns: &[Next<L>], order: &LabelOrder<L>) -> bool {
    (0..states.len()).all(|state| {
        let back = |turn: usize| {
            let next = states[state].moves[turn];
            next.is_some_and(|next| leads_to(states, next, state))
        };
        let comes = |turn: usize| match turns[turn] {
            Next::End => states[state].nullable,
            Next::Label(_) => states[state].moves[turn].is_some(),
        };
        let farthest = |turn: usize| {
            let mut others = (0..turns.len()).filter(|&other| other != turn && comes(other));
            others.all(|other| order.less(turns[other], turns[turn]))
        };
        (0..turns.len()).filter(|&turn| back(turn)).all(farthest)
    })
}

fn leads_to(states: &[State], from: usize, to: usize) -> bool {
    let mut seen = vec![false; states.len()];
    let mut pending = vec![from];
    while let Some(state) = pending.pop() {
        if !std::mem::replace(&mut seen[state], true) {
            pending.extend(states[state].moves.iter().flatten());
        }
    }
    seen[to]
}
