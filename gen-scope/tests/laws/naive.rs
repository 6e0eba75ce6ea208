//! What the laws compare with: definitions, carried out as they stand.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use gen_scope::{LabelOrder, Next, Pattern, Query};

use super::given::{Expression, LABELS, World};

/// Whether a word is in the language of an expression.
pub fn matches(expression: &Expression, word: &[char]) -> bool {
    let splits = |from: usize| (from..=word.len()).map(|at| word.split_at(at));
    match expression {
        Expression::Nothing => false,
        Expression::Empty => word.is_empty(),
        Expression::Label(label) => word == [*label],
        Expression::Then(one, next) => {
            splits(0).any(|(left, right)| matches(one, left) && matches(next, right))
        }
        Expression::Or(one, other) => matches(one, word) || matches(other, word),
        Expression::Star(inner) => {
            let again = |(left, right): (&[char], &[char])| {
                matches(inner, left) && matches(expression, right)
            };
            word.is_empty() || splits(1).any(again)
        }
    }
}

/// Whether the language of an expression has no word.
pub fn is_nothing(expression: &Expression) -> bool {
    match expression {
        Expression::Nothing => true,
        Expression::Empty | Expression::Label(_) | Expression::Star(_) => false,
        Expression::Then(one, next) => is_nothing(one) || is_nothing(next),
        Expression::Or(one, other) => is_nothing(one) && is_nothing(other),
    }
}

/// Compares words at the first place where they differ.
pub fn compare(order: &LabelOrder<char>, one: &[char], other: &[char]) -> Option<Ordering> {
    if one == other {
        return Some(Ordering::Equal);
    }
    let common = one
        .iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count();
    let next = |word: &[char]| word.get(common).copied().map_or(Next::End, Next::Label);
    let (one, other) = (next(one), next(other));
    if order.less(one, other) {
        Some(Ordering::Less)
    } else {
        order.less(other, one).then_some(Ordering::Greater)
    }
}

/// Reach as the least solution of its equation: from nothing upwards until it stands.
pub fn reach(query: &Query<char>, world: &World, from: usize) -> BTreeMap<usize, u8> {
    type Solution = BTreeMap<(usize, Pattern<char>), BTreeMap<usize, u8>>;
    let mut solution = Solution::from([((from, query.pattern().clone()), BTreeMap::new())]);
    loop {
        let mut next = solution.clone();
        for (scope, pattern) in solution.keys() {
            let mut found = BTreeMap::new();
            if pattern.nullable() {
                found.extend(world.declared.get(scope).map(|&value| (*scope, value)));
            }
            for label in LABELS {
                for target in world.targets(*scope, label) {
                    let there = next.entry((target, pattern.derivative(label))).or_default();
                    found.extend(there.iter().map(|(&scope, &value)| (scope, value)));
                }
            }
            next.insert((*scope, pattern.clone()), found);
        }
        if next == solution {
            return solution
                .remove(&(from, query.pattern().clone()))
                .unwrap_or_default();
        }
        solution = next;
    }
}

/// Scopes that declare something, each with a word that leads there.
pub type Ends = BTreeSet<(usize, Vec<char>)>;

/// A scope, and what is left of the pattern there.
pub type Site = (usize, Pattern<char>);

fn next_sites(world: &World, (scope, pattern): &Site) -> Vec<(char, Site)> {
    let next = LABELS.into_iter().flat_map(|label| {
        let rest = pattern.derivative(label);
        let targets = world.targets(*scope, label).into_iter();
        targets.map(move |target| (label, (target, rest.clone())))
    });
    next.filter(|(_, (_, rest))| !rest.is_nothing()).collect()
}

fn is_on_cycle(world: &World, site: &Site) -> bool {
    let mut reached = BTreeSet::new();
    let mut pending = vec![site.clone()];
    while let Some(here) = pending.pop() {
        let next = next_sites(world, &here).into_iter().map(|(_, next)| next);
        pending.extend(next.filter(|next| reached.insert(next.clone())));
    }
    reached.contains(site)
}

/// All ends of paths: of walks that do not go on from a site on a cycle where the beginning of their word has led before.
pub fn ends(query: &Query<char>, world: &World, from: usize) -> Ends {
    let mut ends = Ends::new();
    let start = BTreeSet::from([(from, query.pattern().clone())]);
    let mut pending = vec![(Vec::new(), start, BTreeSet::new())];
    while let Some((word, sites, mut before)) = pending.pop() {
        let declaring =
            |(scope, rest): &&Site| rest.nullable() && world.declared.contains_key(scope);
        ends.extend(
            sites
                .iter()
                .filter(declaring)
                .map(|&(scope, _)| (scope, word.clone())),
        );
        before.extend(sites.iter().cloned());
        for label in LABELS {
            let next = sites.iter().flat_map(|site| next_sites(world, site));
            let mut next: BTreeSet<Site> = next
                .filter(|step| step.0 == label)
                .map(|step| step.1)
                .collect();
            next.retain(|site| !before.contains(site) || !is_on_cycle(world, site));
            if !next.is_empty() {
                pending.push(([&word[..], &[label]].concat(), next, before.clone()));
            }
        }
    }
    ends
}

/// All ends of walks on which no two sites are the same, by this measure.
pub fn simple_walks<T: PartialEq>(
    query: &Query<char>,
    world: &World,
    from: usize,
    same: impl Fn(&Site) -> T,
) -> Ends {
    let mut ends = Ends::new();
    let mut pending = vec![(Vec::new(), vec![(from, query.pattern().clone())])];
    while let Some((word, sites)) = pending.pop() {
        let (scope, rest) = &sites[sites.len() - 1];
        if world.declared.contains_key(scope) && rest.nullable() {
            ends.insert((*scope, word.clone()));
        }
        for (label, next) in next_sites(world, &sites[sites.len() - 1]) {
            if sites.iter().all(|site| same(site) != same(&next)) {
                let word = [&word[..], &[label]].concat();
                pending.push((word, [&sites[..], &[next]].concat()));
            }
        }
    }
    ends
}

/// The scopes at words than which none is nearer.
pub fn nearest(order: &LabelOrder<char>, ends: &Ends) -> BTreeSet<usize> {
    let words: BTreeSet<_> = ends.iter().map(|(_, word)| word).collect();
    let hidden = |word: &Vec<char>| {
        let nearer = |other: &&Vec<char>| compare(order, other, word) == Some(Ordering::Less);
        words.iter().any(nearer)
    };
    let nearest = words
        .iter()
        .filter(|word| !hidden(word))
        .collect::<BTreeSet<_>>();
    ends.iter()
        .filter(|(_, word)| nearest.contains(&word))
        .map(|(scope, _)| *scope)
        .collect()
}
