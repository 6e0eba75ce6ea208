//! Vertices as sorted keys, and the numbers that stand for them.

use std::cmp::Ordering;
use std::hash::Hash;

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Keys in ascending order, each once, and the number of each key that was given.
pub(crate) struct Numbered<V> {
    pub(crate) keys: Vec<V>,
    pub(crate) numbers: Vec<u32>,
}

/// How many vertices a graph has room for.
const MOST: usize = u32::MAX as usize;

/// Sorts keys that may stand there more than once.
pub(crate) fn numbered<V: Ord>(given: Vec<V>) -> Numbered<V> {
    assert!(given.len() <= MOST, "a graph has at most {MOST} vertices");
    let mut numbers = vec![0; given.len()];
    let mut places: Vec<(V, u32)> = given.into_iter().zip(0..).collect();
    places.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let mut keys: Vec<V> = Vec::with_capacity(places.len());
    for (key, place) in places {
        if keys.last() != Some(&key) {
            keys.push(key);
        }
        numbers[place as usize] = (keys.len() - 1) as u32;
    }
    Numbered { keys, numbers }
}

/// The keys of two sorted sets in one, with what became of the numbers in each.
pub(crate) fn union<V: Ord>(left: Vec<V>, right: Vec<V>) -> (Vec<V>, Vec<u32>, Vec<u32>) {
    assert!(
        left.len() + right.len() <= MOST,
        "a graph has at most {MOST} vertices"
    );
    let mut keys = Vec::with_capacity(left.len().max(right.len()));
    let mut of_left = Vec::with_capacity(left.len());
    let mut of_right = Vec::with_capacity(right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some(one), Some(other)) => one.cmp(other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return (keys, of_left, of_right),
        };
        let number = keys.len() as u32;
        if order.is_le() {
            keys.extend(left.next());
            of_left.push(number);
        }
        if order.is_ge() {
            let same = right.next();
            if order.is_gt() {
                keys.extend(same);
            }
            of_right.push(number);
        }
    }
}

/// Gives numbers to keys as they come.
pub(crate) struct Interner<V> {
    numbers: FxHashMap<V, u32>,
}

impl<V: Ord + Hash> Interner<V> {
    /// With room for so many keys before it grows.
    pub(crate) fn with_capacity(keys: usize) -> Self {
        let numbers = FxHashMap::with_capacity_and_hasher(keys, FxBuildHasher);
        Self { numbers }
    }

    pub(crate) fn number(&mut self, key: V) -> u32 {
        let next = self.numbers.len();
        assert!(next < MOST, "a graph has at most {MOST} vertices");
        *self.numbers.entry(key).or_insert(next as u32)
    }

    /// The keys in ascending order, and what became of the numbers that were given.
    pub(crate) fn sorted(self) -> Numbered<V> {
        let mut places: Vec<(V, u32)> = self.numbers.into_iter().collect();
        places.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let mut numbers = vec![0; places.len()];
        for (number, &(_, place)) in (0..).zip(&places) {
            numbers[place as usize] = number;
        }
        let keys = places.into_iter().map(|(key, _)| key).collect();
        Numbered { keys, numbers }
    }
}
