//! Sets of words: an edge carries letters, a walk carries what they spell.

use std::collections::BTreeSet;
use std::fmt;

use super::Dioid;

/// A finite set of words, where `plus` is the union and `times` puts each word of one before each word of the other.
///
/// An edge with several labels carries several words of one letter each.
///
/// ```
/// use gen_graph::{Dioid, Words};
///
/// let way = Words::letter('P').plus(Words::letter('Q')).times(&Words::letter('I'));
/// assert_eq!(way.to_string(), "PI | QI");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(transparent, bound(deserialize = "A: Ord + serde::Deserialize<'de>"))
)]
pub struct Words<A>(BTreeSet<Vec<A>>);

impl<A: Ord> Words<A> {
    /// One word of one letter.
    pub fn letter(letter: A) -> Self {
        [vec![letter]].into_iter().collect()
    }

    /// The words, ascending.
    pub fn iter(&self) -> impl Iterator<Item = &[A]> {
        self.0.iter().map(Vec::as_slice)
    }

    /// Whether a word is among them.
    pub fn contains(&self, word: &[A]) -> bool {
        self.0.contains(word)
    }
}

impl<A: Ord> FromIterator<Vec<A>> for Words<A> {
    fn from_iter<I: IntoIterator<Item = Vec<A>>>(words: I) -> Self {
        Self(words.into_iter().collect())
    }
}

/// `PI | QI`, with `ε` for the word without letters.
impl<A: fmt::Display> fmt::Display for Words<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, word) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(" | ")?;
            }
            if word.is_empty() {
                f.write_str("ε")?;
            }
            word.iter().try_for_each(|letter| letter.fmt(f))?;
        }
        Ok(())
    }
}

impl<A: Clone + Ord> Dioid for Words<A> {
    fn zero() -> Self {
        Self(BTreeSet::new())
    }

    fn one() -> Self {
        [Vec::new()].into_iter().collect()
    }

    fn plus(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self
    }

    fn times(&self, next: &Self) -> Self {
        let words = self.0.iter().flat_map(|word| {
            let longer = next.0.iter();
            longer.map(move |after| word.iter().chain(after).cloned().collect())
        });
        words.collect()
    }
}
