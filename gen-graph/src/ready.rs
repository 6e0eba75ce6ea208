//! A set of numbers that gives its least one.

/// How many members one word has room for.
const WORD: usize = u64::BITS as usize;

/// Words of bits, and above them words that say which of these are not zero, and so on up to one word: adding a number
/// and taking the least one touch a word at each level.
pub(crate) struct Ready {
    levels: Vec<Vec<u64>>,
}

impl Ready {
    /// An empty set with room for the numbers below `bound`.
    pub(crate) fn new(bound: usize) -> Self {
        let mut levels = Vec::new();
        let mut size = bound;
        loop {
            size = size.div_ceil(WORD).max(1);
            levels.push(vec![0; size]);
            if size == 1 {
                return Self { levels };
            }
        }
    }

    pub(crate) fn insert(&mut self, number: u32) {
        let mut place = number as usize;
        for level in &mut self.levels {
            let word = &mut level[place / WORD];
            let known = *word != 0;
            *word |= 1 << (place % WORD);
            if known {
                return;
            }
            place /= WORD;
        }
    }

    /// Takes the least number out.
    pub(crate) fn pop(&mut self) -> Option<u32> {
        let mut place = 0;
        for level in self.levels.iter().rev() {
            let word = level[place];
            if word == 0 {
                return None;
            }
            place = place * WORD + word.trailing_zeros() as usize;
        }
        let least = place;
        for level in &mut self.levels {
            let word = &mut level[place / WORD];
            *word &= !(1 << (place % WORD));
            if *word != 0 {
                break;
            }
            place /= WORD;
        }
        Some(least as u32)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_least_comes_first_at_every_size() {
        for bound in [0_usize, 1, 63, 64, 65, 4096, 4097, 300_000] {
            let mut ready = Ready::new(bound);
            let mut expected = BTreeSet::new();
            for step in 0..2_000_usize {
                if let Some(number) = (step * 7919 + step / 3).checked_rem(bound) {
                    ready.insert(number as u32);
                    expected.insert(number as u32);
                }
                if step % 3 == 0 {
                    assert_eq!(ready.pop(), expected.pop_first());
                }
            }
            while let Some(least) = expected.pop_first() {
                assert_eq!(ready.pop(), Some(least));
            }
            assert_eq!(ready.pop(), None);
        }
    }
}
