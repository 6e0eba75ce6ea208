//! The search: all answers, the nearest first.
//!
//! Words are tried in the order of their labels, the least first, so the search is the depth-first traversal that finds
//! for each site the least word that leads there (see [`Query`] for sites). All sites that one word leads to are visited
//! together, for they are equally near. A site from which everything was found need not be visited again, for that was
//! at a lesser word. Nor need a site on the way to here, unless a detour to it can be nearer than going straight on.

use std::collections::hash_map::Entry;
use std::fmt;
use std::vec;

use gen_graph::Graph;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::ScopeGraph;
use crate::order::Next;
use crate::path::Path;
use crate::query::Query;

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
    /// Where each site leads, by turn, if that is to be kept.
    steps: Option<FxHashMap<(Site, usize), Vec<Site>>>,
}

/// What a search of everything has seen.
pub(crate) struct Recorded<S> {
    /// Where each site leads, by turn.
    steps: FxHashMap<(Site, usize), Vec<Site>>,
    /// The scope of each place; the first is where the search began.
    pub scopes: Vec<S>,
    /// The scopes that were looked at, in that order.
    pub visited: Vec<S>,
}

/// A scope, and what is left of the pattern there: indices of a place and of a state.
pub(crate) type Site = (usize, usize);

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

/// What is known of the scopes that were reached.
struct Places<S> {
    known: FxHashMap<S, usize>,
    /// The sites that a word has led to: whether nothing is left to find from there.
    sites: FxHashMap<Site, bool>,
    notes: Vec<Note>,
    visited: Vec<S>,
}

#[derive(Clone, Copy, Default)]
struct Note {
    visited: bool,
    consulted: bool,
}

impl<S> Recorded<S> {
    /// Where a site leads along a turn.
    pub(crate) fn targets(&self, site: Site, turn: usize) -> &[Site] {
        self.steps.get(&(site, turn)).map_or(&[], Vec::as_slice)
    }

    /// The sites that can be reached from themselves.
    pub(crate) fn cyclic(&self) -> FxHashSet<Site> {
        let edges = self.steps.iter().flat_map(|((from, _), targets)| {
            let from = *from;
            targets.iter().map(move |&to| (from, to))
        });
        let graph = Graph::edges(edges);
        let condensation = graph.condensation();
        let on_cycle = |site: &Site| {
            let component = condensation.component(site);
            component.is_some_and(|component| condensation.is_cyclic(component))
        };
        graph.vertex_set().copied().filter(on_cycle).collect()
    }
}

impl<S: Clone + Eq + std::hash::Hash> Places<S> {
    fn of(&mut self, scope: &S) -> usize {
        if let Some(&place) = self.known.get(scope) {
            return place;
        }
        let place = self.notes.len();
        self.known.insert(scope.clone(), place);
        self.notes.push(Note::default());
        place
    }

    /// Whether a scope is still to be asked what it declares, which it is once.
    fn consult(&mut self, place: usize, scope: &S) -> bool {
        self.visit(place, scope);
        !std::mem::replace(&mut self.notes[place].consulted, true)
    }

    fn visit(&mut self, place: usize, scope: &S) {
        if !std::mem::replace(&mut self.notes[place].visited, true) {
            self.visited.push(scope.clone());
        }
    }
}

impl<'q, G, T, F> Answers<'q, G, T, F>
where
    G: ScopeGraph,
    F: FnMut(&G::Scope) -> Result<Option<T>, G::Error>,
{
    pub(crate) fn new(query: &'q Query<G::Label>, graph: G, from: G::Scope, declares: F) -> Self {
        let mut places = Places {
            known: FxHashMap::default(),
            sites: FxHashMap::default(),
            notes: Vec::new(),
            visited: Vec::new(),
        };
        let place = places.of(&from);
        places.sites.insert((place, 0), false);
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
            steps: None,
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
                    self.groups.push(group);
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
            let mut targets = Vec::new();
            self.places.visit(*place, path.end());
            for scope in targets_of(&self.graph, path.end(), label)? {
                let next = (self.places.of(&scope), state);
                targets.push(next);
                if self.admits(next, &scope)? {
                    members.push((next.0, path.step(label, scope)));
                }
            }
            if let Some(steps) = &mut self.steps {
                steps.insert(((*place, group.state), turn), targets);
            }
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
        match self.places.sites.entry(site) {
            Entry::Vacant(unseen) => {
                unseen.insert(false);
                Ok(true)
            }
            Entry::Occupied(seen) if self.query.is_straight() || *seen.get() => Ok(false),
            Entry::Occupied(_) => Ok(!self.is_on_cycle(site, scope)?),
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
        let sites = group.members.iter().map(|member| (member.0, group.state));
        self.places.sites.extend(sites.map(|site| (site, true)));
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
        &self.places.visited
    }

    /// The scopes that were looked at.
    pub fn into_visited(self) -> Vec<G::Scope> {
        self.places.visited
    }

    /// The same search, not begun yet, that keeps what it sees.
    pub(crate) fn recording(mut self) -> Self {
        self.steps = Some(FxHashMap::default());
        self
    }

    /// What was seen.
    pub(crate) fn into_recorded(self) -> Recorded<G::Scope> {
        let mut scopes: Vec<_> = self.places.known.into_iter().collect();
        scopes.sort_unstable_by_key(|&(_, place)| place);
        Recorded {
            steps: self.steps.unwrap_or_default(),
            scopes: scopes.into_iter().map(|(scope, _)| scope).collect(),
            visited: self.places.visited,
        }
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
