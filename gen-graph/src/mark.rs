//! A set of numbers that is filled and emptied many times.

use fixedbitset::FixedBitSet;

/// Emptying it takes as long as what is in it, not as what could be.
pub(crate) struct Marks {
    set: FixedBitSet,
    listed: Vec<u32>,
}

impl Marks {
    pub(crate) fn new(bound: usize) -> Self {
        Self {
            set: FixedBitSet::with_capacity(bound),
            listed: Vec::new(),
        }
    }

    pub(crate) fn contains(&self, number: u32) -> bool {
        self.set.contains(number as usize)
    }

    /// Adds a number, and says whether it is new.
    pub(crate) fn insert(&mut self, number: u32) -> bool {
        let new = !self.set.put(number as usize);
        if new {
            self.listed.push(number);
        }
        new
    }

    pub(crate) fn extend(&mut self, numbers: &[u32]) {
        for &number in numbers {
            self.insert(number);
        }
    }

    pub(crate) fn clear(&mut self) {
        for number in self.listed.drain(..) {
            self.set.remove(number as usize);
        }
    }

    /// Empties it, and gives what was in it, ascending.
    pub(crate) fn take(&mut self) -> Vec<u32> {
        const WORD: usize = 64;
        let numbers = if self.listed.len() > self.set.len() / WORD {
            self.set.ones().map(|number| number as u32).collect()
        } else {
            self.listed.sort_unstable();
            self.listed.clone()
        };
        self.clear();
        numbers
    }
}
