//! Distances: the least of two ways, the sum of two legs.

use std::fmt;

use super::{Bounded, Dioid};

/// A distance: the tropical dioid of natural numbers and ∞, where `plus` is the minimum and `times` is the sum.
///
/// A sum that has no room in 64 bits is ∞.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Distance(u64);

impl Distance {
    /// No way.
    pub const INFINITE: Self = Self(u64::MAX);

    /// A distance; ∞ for 2⁶⁴−1.
    pub const fn finite(distance: u64) -> Self {
        Self(distance)
    }

    /// The distance, unless it is ∞.
    pub fn get(self) -> Option<u64> {
        (self != Self::INFINITE).then_some(self.0)
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.get() {
            Some(distance) => distance.fmt(f),
            None => f.write_str("∞"),
        }
    }
}

impl Dioid for Distance {
    fn zero() -> Self {
        Self::INFINITE
    }

    fn one() -> Self {
        Self(0)
    }

    fn plus(self, other: Self) -> Self {
        self.min(other)
    }

    fn times(&self, next: &Self) -> Self {
        Self(self.0.saturating_add(next.0))
    }
}

impl Bounded for Distance {}
