//! Visibility where some labels are not ordered.
//!
//! Words that differ there first are both nearest, so the search goes on after both: at each group of sites, along every
//! turn than which no nearer one leads to an answer. A group that two words lead to is searched once, as long as nothing
//! that lies on the way to it is reachable from it; otherwise what is found on one way may not be on the other.
//!
//! To ask whether a declaration is visible is to ask whether some word leads to it and no nearer word to another, which is
//! as hard as telling whether a nondeterministic automaton accepts every word. So no method is fast on all graphs.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::order::Next;
use crate::path::Path;
use crate::query::Query;
use crate::site::{Recorded, Site};

/// For each place that declares something, how it is seen or by what it is hidden.
pub(crate) struct Sight<S, L> {
    /// The path to what is visible.
    pub visible: FxHashMap<usize, Path<S, L>>,
    pub hidden: FxHashMap<usize, Hidden<S, L>>,
}

/// A path to what is not visible, and a nearer one to something that is.
pub(crate) struct Hidden<S, L> {
    pub path: Path<S, L>,
    pub by: Path<S, L>,
}

/// Finds what is visible along the edges that a search of everything has recorded.
pub(crate) fn sight<S: Clone + Ord, L: Copy + Ord>(
    query: &Query<L>,
    recorded: &Recorded<S>,
    declares: impl Fn(usize) -> bool,
) -> Sight<S, L> {
    let mut search = Search {
        query,
        recorded,
        declares,
        cyclic: recorded.cyclic(),
        trail: FxHashMap::default(),
        settled: FxHashMap::default(),
        swept: FxHashSet::default(),
        sight: Sight {
            visible: FxHashMap::default(),
            hidden: FxHashMap::default(),
        },
    };
    search.run();
    search.sight
}

struct Search<'q, S, L, F> {
    query: &'q Query<L>,
    recorded: &'q Recorded<S>,
    declares: F,
    /// Sites that can be reached from themselves.
    cyclic: FxHashSet<Site>,
    /// Those of them on the way to here, each with the number of labels before it.
    trail: FxHashMap<Site, usize>,
    /// Groups whose answers do not depend on the way to them, with a path to one of these.
    settled: FxHashMap<Sites, Option<Passing<S, L>>>,
    /// Sites from which everything has been hidden.
    swept: FxHashSet<Site>,
    sight: Sight<S, L>,
}

/// A path that passes a group.
struct Passing<S, L> {
    path: Path<S, L>,
    /// The number of its steps up to there.
    depth: usize,
}

/// A state, and places in ascending order of their scopes.
type Sites = (usize, Vec<usize>);

/// The sites that one word leads to, while they are searched. The word determines the state of them all.
struct Group<S, L> {
    state: usize,
    members: Members<S, L>,
    /// The next turn to take.
    turn: usize,
    /// The turns that have led to answers, each with a path to one.
    found: Vec<(Next<L>, Path<S, L>)>,
    /// The least depth of a site on the way to here that a step from here, or beyond, led back to.
    lowest: usize,
}

/// Places, each with a path to it, ascending by scope.
type Members<S, L> = Vec<(usize, Path<S, L>)>;

impl<S, L> Group<S, L> {
    const fn new(state: usize, members: Members<S, L>) -> Self {
        Self {
            state,
            members,
            turn: 0,
            found: Vec::new(),
            lowest: usize::MAX,
        }
    }

    fn sites(&self) -> Sites {
        (
            self.state,
            self.members.iter().map(|member| member.0).collect(),
        )
    }
}

impl<S: Clone + Ord, L: Copy + Ord, F: Fn(usize) -> bool> Search<'_, S, L, F> {
    fn run(&mut self) {
        let origin = Path::new(self.recorded.scopes[0].clone());
        let mut groups = vec![Group::new(0, vec![(0, origin)])];
        self.enter(&groups[0], 0);
        while let Some(group) = groups.last_mut() {
            let turn = group.turn;
            if let Some(&next) = self.query.turns().get(turn) {
                group.turn += 1;
                if let Some(below) = self.take(group, turn, next) {
                    self.enter(&below, groups.len());
                    groups.push(below);
                }
            } else if let Some(done) = groups.pop() {
                let depth = groups.len();
                self.leave(done, groups.last_mut(), depth);
            }
        }
    }

    fn enter(&mut self, group: &Group<S, L>, depth: usize) {
        let sites = group.members.iter().map(|member| (member.0, group.state));
        let cyclic = sites.filter(|site| self.cyclic.contains(site));
        self.trail.extend(cyclic.map(|site| (site, depth)));
    }

    fn leave(&mut self, done: Group<S, L>, above: Option<&mut Group<S, L>>, depth: usize) {
        for (place, _) in &done.members {
            self.trail.remove(&(*place, done.state));
        }
        let first = done.found.first().map(|(_, path)| path.clone());
        if done.lowest >= depth {
            let passing = first.clone().map(|path| Passing { path, depth });
            self.settled.insert(done.sites(), passing);
        }
        let Some(above) = above else { return };
        above.lowest = above.lowest.min(done.lowest);
        let turn = self.query.turns()[above.turn - 1];
        above.found.extend(first.map(|first| (turn, first)));
    }

    /// Takes a turn: to the group behind it, if there is one that is still to be searched.
    fn take(&mut self, group: &mut Group<S, L>, turn: usize, next: Next<L>) -> Option<Group<S, L>> {
        let order = self.query.order();
        let nearer = group
            .found
            .iter()
            .find(|(found, _)| order.less(*found, next));
        if let Some((_, by)) = nearer {
            self.hide(group, turn, next, by);
            return None;
        }
        let Next::Label(label) = next else {
            let first = self.see(group);
            group.found.extend(first.map(|first| (next, first)));
            return None;
        };
        let below = self.follow(group, turn, label)?;
        match self.settled.get(&below.sites()) {
            Some(first) if !self.leads_back(&below) => {
                let first = first.as_ref().and_then(|first| rejoined(&below, first));
                group.found.extend(first.map(|first| (next, first)));
                None
            }
            _ => Some(below),
        }
    }

    /// Where a path may end here, what is declared is visible.
    fn see(&mut self, group: &Group<S, L>) -> Option<Path<S, L>> {
        let mut first = None;
        for (place, path) in &group.members {
            if self.answers((*place, group.state)) {
                self.sight
                    .visible
                    .entry(*place)
                    .or_insert_with(|| path.clone());
                first.get_or_insert_with(|| path.clone());
            }
        }
        first
    }

    /// The group behind the edges of one label, without what goes round.
    fn follow(&self, group: &mut Group<S, L>, turn: usize, label: L) -> Option<Group<S, L>> {
        let state = self.query.after(group.state, turn)?;
        let mut below = Vec::new();
        for (place, path) in &group.members {
            for ((next, _), path) in self.steps((*place, group.state), path, turn, label) {
                match self.trail.get(&(next, state)) {
                    Some(&depth) => group.lowest = group.lowest.min(depth),
                    None => below.push((next, path)),
                }
            }
        }
        below.sort_by(|(_, one), (_, other)| one.end().cmp(other.end()));
        below.dedup_by_key(|member| member.0);
        (!below.is_empty()).then(|| Group::new(state, below))
    }

    /// What lies behind a turn is hidden by a nearer answer.
    fn hide(&mut self, group: &Group<S, L>, turn: usize, next: Next<L>, by: &Path<S, L>) {
        let mut pending = Vec::new();
        for (place, path) in &group.members {
            let site = (*place, group.state);
            match next {
                Next::End => self.hide_site(site, path, by),
                Next::Label(label) => pending.extend(self.steps(site, path, turn, label)),
            }
        }
        while let Some((site, path)) = pending.pop() {
            if self.swept.insert(site) {
                self.hide_site(site, &path, by);
                for (turn, next) in self.query.turns().iter().enumerate() {
                    if let Next::Label(label) = next {
                        pending.extend(self.steps(site, &path, turn, *label));
                    }
                }
            }
        }
    }

    fn hide_site(&mut self, site: Site, path: &Path<S, L>, by: &Path<S, L>) {
        if self.answers(site) {
            let hidden = || Hidden {
                path: path.clone(),
                by: by.clone(),
            };
            self.sight.hidden.entry(site.0).or_insert_with(hidden);
        }
    }

    fn answers(&self, (place, state): Site) -> bool {
        self.query.is_final(state) && (self.declares)(place)
    }

    fn steps(
        &self,
        site: Site,
        path: &Path<S, L>,
        turn: usize,
        label: L,
    ) -> impl Iterator<Item = (Site, Path<S, L>)> {
        let scope = |place: usize| self.recorded.scopes[place].clone();
        let targets = self.recorded.targets(site, turn).iter();
        targets.map(move |&next| (next, path.step(label, scope(next.0))))
    }

    /// Whether something on the way to a group is reachable from it.
    fn leads_back(&self, group: &Group<S, L>) -> bool {
        if self.trail.is_empty() {
            return false;
        }
        let sites = group.members.iter().map(|member| (member.0, group.state));
        let mut pending: Vec<_> = sites.collect();
        let mut seen: FxHashSet<_> = pending.iter().copied().collect();
        while let Some(site) = pending.pop() {
            for turn in 0..self.query.turns().len() {
                for &next in self.recorded.targets(site, turn) {
                    if self.trail.contains_key(&next) {
                        return true;
                    }
                    if seen.insert(next) {
                        pending.push(next);
                    }
                }
            }
        }
        false
    }
}

/// A path to a group, and on from there as another did that passes it.
fn rejoined<S: Clone + PartialEq, L: Copy>(
    group: &Group<S, L>,
    other: &Passing<S, L>,
) -> Option<Path<S, L>> {
    let beyond = other.path.len() - other.depth;
    let mut steps: Vec<_> = other.path.back().take(beyond + 1).collect();
    let (_, joint) = steps.pop()?;
    let member = group.members.iter().find(|(_, path)| path.end() == joint);
    let path = member.map(|(_, path)| path.clone())?;
    let mut steps = steps.into_iter().rev();
    steps.try_fold(path, |path, (label, scope)| {
        Some(path.step(label?, scope.clone()))
    })
}
