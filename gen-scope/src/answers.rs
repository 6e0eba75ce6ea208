//! The search: all answers, the nearest first.
//!
//! Words are tried in the order of their labels, the least first, so the search is the depth-first traversal that finds
//! for each site the least word that leads there (see [`Query`] for sites). All sites that one word leads to are visited
//! together, for they are equally near. A site from which everything was found need not be visited again, for that was
//! at a lesser word. Nor need a site on the way to here, unless a detour to it can be nearer than going straight on.

use std::fmt;
use std::vec;

use rustc_hash::FxHashSet;

use crate::graph::ScopeGraph;
use crate::order::Next;
use crate::path::Path;
use crate::query::Query;
use crate::site::{Mark, Places, Recorded, Site};

/// What a scope declares, and how it was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<S, L: Copy, T> {
    /// From where the search began to the declaring scope.
    pub path: Path<S, L>,
    /// What the scope declares.
    pub declaration: T,
}

/// An answer that a search of this graph gives.
pub type AnswerIn<G, T> = Answer<<G as ScopeGraph>::Scope, <G as ScopeGraph>::Label, T>;

impl<S, L: Copy, T> Answer<S, L, T> {
    /// The scope that declares it.
    pub fn scope(&self) -> &S {
        self.path.end()
    }
}

/// The answers of a query, the nearest first; made by [`Query::answers`].
///
/// After an error there are no more.
#[must_use = "a search does nothing until its answers are taken"]
pub struct Answers<'q, G: ScopeGraph, T, F> {
    query: &'q Query<G::Label>,
    graph: G,
    declares: F,
    places: Places<G::Scope>,
    /// Words that are begun, each one label longer than the one below.
    groups: Vec<GroupIn<G>>,
    /// The rest of the answers at one word.
    rest: vec::IntoIter<AnswerIn<G, T>>,
}

/// The sites that one word leads to. The word determines the state of them all.
struct Group<S, L> {
    state: usize,
    members: Members<S, L>,
    /// The next turn to take.
    turn: usize,
}

type GroupIn<G> = Group<<G as ScopeGraph>::Scope, <G as ScopeGraph>::Label>;

/// Places, each with a path to it, ascending by scope.
type Members<S, L> = Vec<(usize, Path<S, L>)>;

impl<'q, G, T, F> Answers<'q, G, T, F>
where
    G: ScopeGraph,
    F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
{
    pub(crate) fn new(query: &'q Query<G::Label>, graph: G, from: G::Scope, declares: F) -> Self {
        let mut places = Places::new(query.state_count());
        let place = places.of(&from);
        *places.mark((place, 0)) = Mark::Seen;
        let start = Group {
            state: 0,
            members: vec![(place, Path::new(from))],
            turn: 0,
        };
        Self {
            query,
            graph,
            declares,
            places,
            groups: if query.pattern().is_nothing() {
                vec![]
            } else {
                vec![start]
            },
            rest: Vec::new().into_iter(),
        }
    }

    /// The answers at the next word: those that are next nearest, and equally near; ascending by scope. None when there
    /// are no more.
    ///
    /// # Errors
    ///
    /// The first error of the graph or of what asks for declarations. The search is over then.
    pub fn next_word(&mut self) -> Result<Vec<AnswerIn<G, T>>, G::Error> {
        let answers = self.search();
        if answers.is_err() {
            self.groups.clear();
        }
        answers
    }

    fn search(&mut self) -> Result<Vec<AnswerIn<G, T>>, G::Error> {
        while let Some(mut group) = self.groups.pop() {
            let turn = group.turn;
            let Some(&next) = self.query.turns().get(turn) else {
                self.finish(&group);
                continue;
            };
            group.turn += 1;
            match next {
                Next::End => {
                    let answers = self.consult(&group)?;
                    self.groups.push(group);
                    if !answers.is_empty() {
                        return Ok(answers);
                    }
                }
                Next::Label(label) => {
                    let below = self.follow(&group, turn, label)?;
                    // A straight query does not look at what is done, so a group need not wait for its last turn.
                    if group.turn < self.query.turns().len() || !self.query.is_straight() {
                        self.groups.push(group);
                    }
                    self.groups.extend(below);
                }
            }
        }
        Ok(Vec::new())
    }

    /// What the scopes declare, where a path may end here.
    fn consult(&mut self, group: &GroupIn<G>) -> Result<Vec<AnswerIn<G, T>>, G::Error> {
        let mut answers = Vec::new();
        if !self.query.is_final(group.state) {
            return Ok(answers);
        }
        for (place, path) in &group.members {
            if !self.places.consult(*place, path.end()) {
                continue;
            }
            if let Some(declaration) = (self.declares)(path.end())? {
                answers.push(Answer {
                    path: path.clone(),
                    declaration,
                });
            }
        }
        Ok(answers)
    }

    /// The sites behind the edges of one label that were not visited before, if there are any.
    fn follow(
        &mut self,
        group: &GroupIn<G>,
        turn: usize,
        label: G::Label,
    ) -> Result<Option<GroupIn<G>>, G::Error> {
        let Some(state) = self.query.after(group.state, turn) else {
            return Ok(None);
        };
        let mut members = Vec::new();
        for (place, path) in &group.members {
            self.places.visit(*place, path.end());
            let targets = targets_of(&self.graph, path.end(), label)?;
            let places = &mut self.places;
            let sites: Vec<_> = targets
                .iter()
                .map(|scope| (places.of(scope), state))
                .collect();
            for (&next, scope) in sites.iter().zip(targets) {
                if self.admits(next, &scope)? {
                    members.push((next.0, path.step(label, scope)));
                }
            }
            self.places.keep((*place, group.state), turn, || sites);
        }
        members.sort_by(|(_, one), (_, other)| one.end().cmp(other.end()));
        members.dedup_by_key(|member| member.0);
        Ok((!members.is_empty()).then_some(Group {
            state,
            members,
            turn: 0,
        }))
    }

    /// Whether a word that leads to a site is to be continued from there.
    fn admits(&mut self, site: Site, scope: &G::Scope) -> Result<bool, G::Error> {
        let straight = self.query.is_straight();
        match self.places.mark(site) {
            mark @ Mark::Unseen => {
                *mark = Mark::Seen;
                Ok(true)
            }
            Mark::Seen if !straight => Ok(!self.is_on_cycle(site, scope)?),
            Mark::Seen | Mark::Done => Ok(false),
        }
    }

    /// Whether a site can be reached from itself.
    fn is_on_cycle(&mut self, site: Site, scope: &G::Scope) -> Result<bool, G::Error> {
        let mut pending = vec![(site, scope.clone())];
        let mut seen = FxHashSet::default();
        while let Some((here, scope)) = pending.pop() {
            for (turn, next) in self.query.turns().iter().enumerate() {
                let (Next::Label(label), Some(state)) = (next, self.query.after(here.1, turn))
                else {
                    continue;
                };
                self.places.visit(here.0, &scope);
                for scope in targets_of(&self.graph, &scope, *label)? {
                    let next = (self.places.of(&scope), state);
                    if next == site {
                        return Ok(true);
                    }
                    if seen.insert(next) {
                        pending.push((next, scope));
                    }
                }
            }
        }
        Ok(false)
    }

    fn finish(&mut self, group: &GroupIn<G>) {
        for (place, _) in &group.members {
            *self.places.mark((*place, group.state)) = Mark::Done;
        }
    }
}

/// Where edges lead, ascending, so that it does not matter in which order and how often they are told.
pub(crate) fn targets_of<G: ScopeGraph>(
    graph: &G,
    scope: &G::Scope,
    label: G::Label,
) -> Result<Vec<G::Scope>, G::Error> {
    let mut targets: Vec<_> = graph.edges(scope, label)?.into_iter().collect();
    targets.sort_unstable();
    targets.dedup();
    Ok(targets)
}

impl<G: ScopeGraph, T, F> Answers<'_, G, T, F> {
    /// The scopes that were looked at so far, in that order: those that were asked for declarations or edges.
    ///
    /// Nothing else of the graph could have changed the answers so far.
    pub fn visited(&self) -> &[G::Scope] {
        self.places.visited()
    }

    /// The scopes that were looked at.
    pub fn into_visited(self) -> Vec<G::Scope> {
        self.places.into_visited()
    }

    /// The same search, not begun yet, that keeps what it sees.
    pub(crate) fn recording(mut self) -> Self {
        self.places.record();
        self
    }

    /// What was seen.
    pub(crate) fn into_recorded(self) -> Recorded<G::Scope> {
        self.places.into_recorded()
    }
}

impl<G, T, F> Iterator for Answers<'_, G, T, F>
where
    G: ScopeGraph,
    F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
{
    type Item = Result<AnswerIn<G, T>, G::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.len() == 0 {
            match self.next_word() {
                Ok(answers) => self.rest = answers.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
        self.rest.next().map(Ok)
    }
}

impl<G: ScopeGraph, T, F> fmt::Debug for Answers<'_, G, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers")
            .field("visited", &self.visited())
            .finish_non_exhaustive()
    }
}
