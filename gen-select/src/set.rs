//! Sets of scopes, as numbers below a bound: few as a sorted list, many as bits.

use std::borrow::Cow;

use fixedbitset::FixedBitSet;

/// A set of numbers, borrowed where it stands in an index.
#[derive(Clone, Debug)]
pub(crate) enum Set<'a> {
    /// In ascending order, each once.
    List(Cow<'a, [u32]>),
    /// As long as the bound.
    Bits(Cow<'a, FixedBitSet>),
}

use Set::{Bits, List};

impl Set<'static> {
    pub(crate) fn bits(bits: FixedBitSet) -> Self {
        Bits(Cow::Owned(bits))
    }

    /// Numbers in any order, each once.
    pub(crate) fn collected(numbers: impl Iterator<Item = u32>, bound: usize) -> Self {
        let mut numbers: Vec<u32> = numbers.collect();
        if numbers.len() < bound / 32 {
            numbers.sort_unstable();
        }
        Self::sorted(numbers, bound)
    }

    /// Numbers in ascending order, each once: as bits from where these take less room.
    pub(crate) fn sorted(numbers: Vec<u32>, bound: usize) -> Self {
        if numbers.len() < bound / 32 {
            return List(Cow::Owned(numbers));
        }
        let mut bits = FixedBitSet::with_capacity(bound);
        for number in numbers {
            bits.insert(number as usize);
        }
        Self::bits(bits)
    }
}

impl Set<'_> {
    pub(crate) fn none() -> Self {
        List(Cow::Borrowed(&[]))
    }

    pub(crate) fn all(bound: usize) -> Self {
        Self::none().complement(bound)
    }

    /// The same, borrowed.
    pub(crate) fn borrowed(&self) -> Set<'_> {
        match self {
            List(list) => List(Cow::Borrowed(list)),
            Bits(bits) => Bits(Cow::Borrowed(bits)),
        }
    }

    pub(crate) fn contains(&self, number: usize) -> bool {
        match self {
            List(list) => {
                u32::try_from(number).is_ok_and(|number| list.binary_search(&number).is_ok())
            }
            Bits(bits) => bits.contains(number),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            List(list) => list.len(),
            Bits(bits) => bits.count_ones(..),
        }
    }

    /// In ascending order.
    pub(crate) fn iter(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        match self {
            List(list) => Box::new(list.iter().map(|&number| number as usize)),
            Bits(bits) => Box::new(bits.ones()),
        }
    }

    /// What is in all of some sets; there is at least one.
    ///
    /// Cost: a look into each other set for each in the shortest list, or where there is no list, a pass over the
    /// bits of each.
    pub(crate) fn intersection(sets: Vec<Self>) -> Self {
        let (lists, bits): (Vec<_>, Vec<_>) =
            sets.into_iter().partition(|set| matches!(set, List(_)));
        if let Some(shortest) = lists.iter().min_by_key(|list| list.len()) {
            let mut numbers: Vec<u32> = shortest
                .iter()
                .filter_map(|n| u32::try_from(n).ok())
                .collect();
            // The bits first: a look at them costs less.
            for other in bits.iter().chain(&lists) {
                numbers.retain(|&number| other.contains(number as usize));
            }
            return List(Cow::Owned(numbers));
        }
        Self::fold_bits(bits, FixedBitSet::intersect_with)
    }

    /// What is in any of some sets; there is at least one.
    ///
    /// Cost: a pass over the bits of each, and a write for each in a list; with lists alone, their sum and its
    /// logarithm.
    pub(crate) fn union(sets: Vec<Self>, bound: usize) -> Self {
        let (lists, mut bits): (Vec<_>, Vec<_>) =
            sets.into_iter().partition(|set| matches!(set, List(_)));
        let listed = || lists.iter().flat_map(Set::iter);
        if bits.is_empty() {
            if lists.iter().map(Set::len).sum::<usize>() < bound / 32 {
                let mut numbers: Vec<u32> =
                    listed().filter_map(|n| u32::try_from(n).ok()).collect();
                numbers.sort_unstable();
                numbers.dedup();
                return List(Cow::Owned(numbers));
            }
            bits.push(Set::bits(FixedBitSet::with_capacity(bound)));
        }
        let mut union = Self::fold_bits(bits, FixedBitSet::union_with);
        if let Bits(bits) = &mut union {
            let bits = bits.to_mut();
            listed().for_each(|number| bits.insert(number));
        }
        union
    }

    /// Those that are wanted. Cost: a question for each.
    pub(crate) fn filtered(self, bound: usize, wanted: impl Fn(usize) -> bool) -> Self {
        match self {
            List(mut list) => {
                list.to_mut().retain(|&number| wanted(number as usize));
                List(list)
            }
            Bits(bits) => {
                let mut kept = FixedBitSet::with_capacity(bound);
                kept.extend(bits.ones().filter(|&number| wanted(number)));
                Set::bits(kept)
            }
        }
    }

    /// Bits with bits, into those that are nobody else's if there are such.
    fn fold_bits(mut sets: Vec<Self>, combine: fn(&mut FixedBitSet, &FixedBitSet)) -> Self {
        let own = sets
            .iter()
            .position(|set| matches!(set, Bits(Cow::Owned(_))));
        let mut result = sets.swap_remove(own.unwrap_or(0));
        if let Bits(bits) = &mut result {
            for set in &sets {
                if let Bits(other) = set {
                    combine(bits.to_mut(), other);
                }
            }
        }
        result
    }

    /// What is not in the set. Cost: a pass over the bits.
    pub(crate) fn complement(self, bound: usize) -> Self {
        match self {
            List(list) => {
                let mut bits = FixedBitSet::with_capacity(bound);
                bits.insert_range(..);
                for &number in list.iter() {
                    bits.set(number as usize, false);
                }
                Set::bits(bits)
            }
            Bits(mut bits) => {
                bits.to_mut().toggle_range(..);
                Bits(bits)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    const BOUND: usize = 300;

    fn numbers() -> impl Strategy<Value = BTreeSet<u32>> {
        let below = 0..BOUND as u32;
        prop_oneof![btree_set(below.clone(), 0..6), btree_set(below, 0..BOUND)]
    }

    fn set(numbers: &BTreeSet<u32>) -> Set<'static> {
        Set::sorted(numbers.iter().copied().collect(), BOUND)
    }

    fn plain(set: &Set<'_>) -> BTreeSet<u32> {
        assert_eq!(set.iter().count(), set.len());
        set.iter().map(|number| number as u32).collect()
    }

    proptest! {
        #[test]
        fn lists_and_bits_are_sets(numbers in vec(numbers(), 1..5), borrowed in any::<bool>()) {
            let owned: Vec<_> = numbers.iter().map(set).collect();
            let sets = || match borrowed {
                true => owned.iter().map(Set::borrowed).collect(),
                false => owned.clone(),
            };
            let all: BTreeSet<u32> = (0..BOUND as u32).collect();
            let intersection = numbers.iter().fold(all.clone(), |met, numbers| &met & numbers);
            prop_assert_eq!(plain(&Set::intersection(sets())), intersection);
            let union = numbers.iter().fold(BTreeSet::new(), |joined, numbers| &joined | numbers);
            prop_assert_eq!(plain(&Set::union(sets(), BOUND)), union);
            for (set, numbers) in sets().into_iter().zip(&numbers) {
                prop_assert!((0..=BOUND).all(|n| set.contains(n) == numbers.contains(&(n as u32))));
                prop_assert_eq!(plain(&set.complement(BOUND)), &all - numbers);
            }
        }
    }

    #[test]
    fn few_are_a_list_and_many_are_bits() {
        assert!(matches!(set(&(0..8).collect()), List(_)));
        assert!(matches!(set(&(0..9).collect()), Bits(_)));
    }
}
