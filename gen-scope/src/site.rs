//! What a search knows of the scopes that it has met, and of the sites there.

use std::hash::Hash;
use std::mem;

use gen_graph::Graph;
use rustc_hash::{FxHashMap, FxHashSet};

/// A scope, and what is left of the pattern there: the number of a place and that of a state.
pub(crate) type Site = (usize, usize);

/// The scopes that a search has met, as places.
pub(crate) struct Places<S> {
    known: FxHashMap<S, usize>,
    notes: Vec<Note>,
    /// How many sites each place has: the number of states.
    states: usize,
    /// Those of each place in turn.
    marks: Vec<Mark>,
    visited: Vec<S>,
    /// Where each site leads, by turn, if that is to be kept.
    steps: Option<Steps>,
}

type Steps = FxHashMap<(Site, usize), Vec<Site>>;

#[derive(Clone, Copy, Default)]
struct Note {
    visited: bool,
    consulted: bool,
}

/// What is known of a site.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// No word has led there.
    Unseen,
    /// A word has.
    Seen,
    /// Everything was found from there.
    Done,
}

impl<S: Clone + Eq + Hash> Places<S> {
    pub(crate) fn new(states: usize) -> Self {
        Self {
            known: FxHashMap::default(),
            notes: Vec::new(),
            states,
            marks: Vec::new(),
            visited: Vec::new(),
            steps: None,
        }
    }

    /// The place of a scope; those that are new are numbered as they come.
    pub(crate) fn of(&mut self, scope: &S) -> usize {
        if let Some(&place) = self.known.get(scope) {
            return place;
        }
        let place = self.notes.len();
        self.known.insert(scope.clone(), place);
        self.notes.push(Note::default());
        let sites = self.notes.len() * self.states;
        self.marks.resize(sites, Mark::Unseen);
        place
    }

    pub(crate) fn mark(&mut self, (place, state): Site) -> &mut Mark {
        &mut self.marks[place * self.states + state]
    }

    /// Whether a scope is still to be asked what it declares, which it is once.
    pub(crate) fn consult(&mut self, place: usize, scope: &S) -> bool {
        self.visit(place, scope);
        !mem::replace(&mut self.notes[place].consulted, true)
    }

    /// Notes that a scope is looked at.
    pub(crate) fn visit(&mut self, place: usize, scope: &S) {
        if !mem::replace(&mut self.notes[place].visited, true) {
            self.visited.push(scope.clone());
        }
    }
}

impl<S> Places<S> {
    pub(crate) fn visited(&self) -> &[S] {
        &self.visited
    }

    pub(crate) fn into_visited(self) -> Vec<S> {
        self.visited
    }

    /// Keeps where sites lead, from here on.
    pub(crate) fn record(&mut self) {
        self.steps = Some(Steps::default());
    }

    /// Where a site leads along a turn, if that is to be kept.
    pub(crate) fn keep(&mut self, site: Site, turn: usize, targets: impl FnOnce() -> Vec<Site>) {
        if let Some(steps) = &mut self.steps {
            steps.insert((site, turn), targets());
        }
    }

    /// What was kept.
    pub(crate) fn into_recorded(self) -> Recorded<S> {
        let mut scopes: Vec<_> = self.known.into_iter().collect();
        scopes.sort_unstable_by_key(|&(_, place)| place);
        Recorded {
            steps: self.steps.unwrap_or_default(),
            scopes: scopes.into_iter().map(|(scope, _)| scope).collect(),
            visited: self.visited,
        }
    }
}

/// What a search of everything has met.
pub(crate) struct Recorded<S> {
    steps: Steps,
    /// The scope of each place; the first is where the search began.
    pub scopes: Vec<S>,
    /// The scopes that were looked at, in that order.
    pub visited: Vec<S>,
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
