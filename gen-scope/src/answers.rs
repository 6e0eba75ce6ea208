//! The search: all answers, the nearest first.
//!
//! Words are tried in the order of their labels, the least first, so the search is the depth-first traversal that finds
//! for each site the least word that leads there (see [`Query`] for sites). All sites that one word leads to are visited
//! together, for they are equally near. A site that was visited once need not be visited again: what it leads to was
//! found then, at a lesser word, or lies on the way to here.

use std::fmt;
use std::vec;

use rustc_hash::FxHashMap;

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
    groups: Vec<Group<G::Scope, G::Label>>,
    /// The rest of the answers at one word.
    rest: vec::IntoIter<AnswerIn<G, T>>,
    steps: Option<Steps>,
}

/// Edges between sites: for a site and a turn, where it leads.
pub(crate) type Steps = FxHashMap<(Site, usize), Vec<Site>>;

/// A scope, and what is left of the pattern there: indices of a place and of a state.
pub(crate) type Site = (usize, usize);

/// The sites that one word leads to.
struct Group<S, L> {
    members: Vec<Member<S, L>>,
    /// The next turn to take.
    turn: usize,
}

struct Member<S, L> {
    site: Site,
    path: Path<S, L>,
}

type Members<G> = Vec<Member<<G as ScopeGraph>::Scope, <G as ScopeGraph>::Label>>;

/// What is known of the scopes that were reached.
struct Places<S> {
    known: FxHashMap<S, usize>,
    sites: FxHashMap<Site, ()>,
    notes: Vec<Note>,
    visited: Vec<S>,
}

#[derive(Clone, Copy, Default)]
struct Note {
    visited: bool,
    consulted: bool,
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
        let site = (places.of(&from), 0);
        places.sites.insert(site, ());
        let path = Path::new(from);
        let start = Group {
            members: vec![Member { site, path }],
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
                continue;
            };
            group.turn += 1;
            match next {
                Next::End => {
                    let answers = self.consult(&group.members)?;
                    self.groups.push(group);
                    if !answers.is_empty() {
                        return Ok(answers);
                    }
                }
                Next::Label(label) => {
                    let members = self.follow(&group.members, turn, label)?;
                    if group.turn < self.query.turns().len() {
                        self.groups.push(group);
                    }
                    if !members.is_empty() {
                        self.groups.push(Group { members, turn: 0 });
                    }
                }
            }
        }
        Ok(Vec::new())
    }

    /// What the scopes declare where a path may end.
    fn consult(
        &mut self,
        members: &[Member<G::Scope, G::Label>],
    ) -> Result<Vec<AnswerIn<G, T>>, G::Error> {
        let mut answers = Vec::new();
        for Member {
            site: (place, state),
            path,
        } in members
        {
            if !self.query.is_final(*state)
                || std::mem::replace(&mut self.places.notes[*place].consulted, true)
            {
                continue;
            }
            self.places.visit(*place, path.end());
            if let Some(declaration) = (self.declares)(path.end())? {
                answers.push(Answer {
                    path: path.clone(),
                    declaration,
                });
            }
        }
        Ok(answers)
    }

    /// The sites behind the edges of one label that were not visited before, ascending by scope.
    fn follow(
        &mut self,
        members: &[Member<G::Scope, G::Label>],
        turn: usize,
        label: G::Label,
    ) -> Result<Members<G>, G::Error> {
        let mut found = Vec::new();
        for Member { site, path } in members {
            let Some(state) = self.query.after(site.1, turn) else {
                continue;
            };
            self.places.visit(site.0, path.end());
            for scope in self.graph.edges(path.end(), label)? {
                let next = (self.places.of(&scope), state);
                if let Some(steps) = &mut self.steps {
                    steps.entry((*site, turn)).or_default().push(next);
                }
                if self.places.sites.insert(next, ()).is_none() {
                    let path = path.step(label, scope);
                    found.push(Member { site: next, path });
                }
            }
        }
        found.sort_by(|one, other| {
            let key = |member: &Member<_, _>| member.site.1;
            one.path
                .end()
                .cmp(other.path.end())
                .then(key(one).cmp(&key(other)))
        });
        Ok(found)
    }
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
