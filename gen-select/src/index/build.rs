//! Building the index.

use std::hash::Hash;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::Index;
use super::names::Names;
use super::tree::Tree;
use crate::atom::{Dimension, Scalar};
use crate::scope::{Scope, Scopes};
use crate::set::Set;

pub(super) fn index<F: Scopes>(forest: &F) -> Index<F::Id> {
    let Order {
        ids,
        numbers,
        parents,
    } = preorder(forest);
    let mut words: [Postings<SmolStr>; Dimension::ALL.len()] = Default::default();
    let mut attributes: FxHashMap<SmolStr, Postings<Scalar>> = FxHashMap::default();
    let mut names = Vec::with_capacity(ids.len());
    for (number, &id) in (0..).zip(&ids) {
        let data = forest.data(id);
        names.push((SmolStr::from(data.name()), number));
        let single = [
            (Dimension::Kind, Some(data.kind())),
            (Dimension::Class, data.class()),
            (Dimension::System, data.system()),
            (Dimension::Environment, data.environment()),
        ];
        for (dimension, word) in single {
            if let Some(word) = word {
                words[dimension as usize].word(word, number);
            }
        }
        for tag in data.tags() {
            words[Dimension::Tag as usize].word(tag, number);
        }
        for aspect in data.aspects() {
            words[Dimension::Aspect as usize].word(aspect, number);
        }
        for (key, value) in data.attributes() {
            if let Some(postings) = attributes.get_mut(key) {
                postings.scalar(value, number);
            } else {
                let mut postings = Postings::default();
                postings.scalar(value, number);
                attributes.insert(key.into(), postings);
            }
        }
    }
    let bound = ids.len();
    let attributes = attributes.into_iter();
    Index {
        ids,
        numbers,
        tree: Tree::new(parents),
        words: words.map(|postings| postings.sets(bound)),
        attributes: attributes
            .map(|(key, postings)| (key, postings.sets(bound)))
            .collect(),
        names: Names::new(names),
    }
}

/// The scopes in preorder.
struct Order<Id> {
    ids: Vec<Id>,
    numbers: FxHashMap<Id, u32>,
    /// By number.
    parents: Vec<Option<u32>>,
}

/// Numbers the scopes so that each comes before what lies in it, and that before whatever else. What is above itself,
/// in something that is no forest, is left out.
fn preorder<F: Scopes>(forest: &F) -> Order<F::Id> {
    let found: Vec<F::Id> = (0..u32::MAX)
        .zip(forest.scopes())
        .map(|(_, id)| id)
        .collect();
    let places = 0..u32::try_from(found.len()).unwrap_or(u32::MAX);
    // First each scope has the place at which it was found.
    let mut numbers: FxHashMap<F::Id, u32> = found.iter().copied().zip(places.clone()).collect();
    let above: Vec<Option<u32>> = found
        .iter()
        .map(|&id| forest.parent(id).and_then(|id| numbers.get(&id).copied()))
        .collect();
    // Those with one parent as a chain, in the order in which they were found.
    let mut first = vec![None; found.len()];
    let mut next = vec![None; found.len()];
    let mut pending = Vec::new();
    for (place, parent) in places.zip(&above).rev() {
        match parent {
            Some(parent) => {
                next[place as usize] = first[*parent as usize].replace(place);
            }
            None => pending.push((place, None)),
        }
    }
    let mut ids = Vec::with_capacity(found.len());
    let mut parents = Vec::with_capacity(found.len());
    let mut number = 0;
    while let Some((place, parent)) = pending.pop() {
        let index = place as usize;
        // The next one with the same parent waits below the first in this one.
        if let Some(sibling) = next[index] {
            pending.push((sibling, parent));
        }
        if let Some(child) = first[index] {
            pending.push((child, Some(number)));
        }
        ids.push(found[index]);
        parents.push(parent);
        number += 1;
    }
    numbers.clear();
    numbers.extend(ids.iter().copied().zip(0..));
    Order {
        ids,
        numbers,
        parents,
    }
}

/// For each key, the scopes that have it.
struct Postings<K> {
    places: FxHashMap<K, usize>,
    lists: Vec<Vec<u32>>,
    /// The key that came last, and its place: neighbours are often alike.
    last: Option<(K, usize)>,
}

impl<K> Default for Postings<K> {
    fn default() -> Self {
        Self {
            places: FxHashMap::default(),
            lists: Vec::new(),
            last: None,
        }
    }
}

impl Postings<SmolStr> {
    fn word(&mut self, word: &str, number: u32) {
        let place = match &self.last {
            Some((last, place)) if last == word => *place,
            _ => {
                let known = self.places.get_key_value(word);
                let known = known.map(|(word, &place)| (word.clone(), place));
                self.came(known, || word.into())
            }
        };
        self.add(place, number);
    }
}

impl Postings<Scalar> {
    fn scalar(&mut self, scalar: Scalar<&str>, number: u32) {
        let place = match &self.last {
            Some((last, place)) if last.borrowed() == scalar => *place,
            _ => {
                let scalar = scalar.owned();
                let known = self.places.get(&scalar).copied();
                let known = known.map(|place| (scalar.clone(), place));
                self.came(known, || scalar)
            }
        };
        self.add(place, number);
    }
}

impl<K: Clone + Eq + Hash> Postings<K> {
    /// The place of a key that came, known or new.
    fn came(&mut self, known: Option<(K, usize)>, new: impl FnOnce() -> K) -> usize {
        let (key, place) = known.unwrap_or_else(|| {
            let (key, place) = (new(), self.lists.len());
            self.lists.push(Vec::new());
            self.places.insert(key.clone(), place);
            (key, place)
        });
        self.last = Some((key, place));
        place
    }

    /// Scopes come in order, and may say a thing twice.
    fn add(&mut self, place: usize, number: u32) {
        if self.lists[place].last() != Some(&number) {
            self.lists[place].push(number);
        }
    }

    fn sets(mut self, bound: usize) -> FxHashMap<K, Set<'static>> {
        let places = self.places.into_iter();
        let sets = places.map(|(key, place)| {
            let numbers = std::mem::take(&mut self.lists[place]);
            (key, Set::sorted(numbers, bound))
        });
        sets.collect()
    }
}
