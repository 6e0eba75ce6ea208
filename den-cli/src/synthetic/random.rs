//! Numbers from a seed, the same on every machine and in every version: SplitMix64 (Steele, Lea and Flood, *Fast
//! splittable pseudorandom number generators*, OOPSLA 2014).
//!
//! What is chosen for one thing has a stream of its own, so that a fleet of eleven hosts begins with the same ten as a
//! fleet of ten.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream for the `index`th thing of a kind.
    pub fn new(seed: u64, kind: &str, index: usize) -> Self {
        let mut random = Self(seed);
        for byte in kind.bytes() {
            random = Self(random.next() ^ u64::from(byte));
        }
        Self(random.next() ^ index as u64)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `bound`; 0 for a bound of 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or_default()
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Some of these, each with the chance of one in `times`, in their order.
    pub fn some<T: Clone>(&mut self, of: &[T], times: usize) -> Vec<T> {
        of.iter().filter(|_| self.once_in(times)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_paper() {
        // The first outputs for the seed 1234567 in the reference implementation.
        let mut random = Random(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn each_thing_has_its_own_stream() {
        let first = |seed, kind, index| Random::new(seed, kind, index).next();
        assert_ne!(first(1, "host", 0), first(1, "host", 1));
        assert_ne!(first(1, "host", 0), first(1, "aspect", 0));
        assert_ne!(first(1, "host", 0), first(2, "host", 0));
    }
}
