//! Values: what several rules give for one target, and which of them counts.

use std::collections::BTreeMap;
use std::fmt;

use crate::key::Key;

/// A value that a rule gives for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer<V, R, O> {
    /// The value.
    pub value: V,
    /// How much it weighs against others for the same target.
    pub priority: i64,
    /// The rule that gives it.
    pub rule: R,
    /// Where that stands, for whoever asks.
    pub origin: O,
}

/// All that rules give for one target; at least one offer.
///
/// They stand in an order that is total and depends on nothing but themselves: the higher priority first, then the lesser
/// rule, then the lesser value. How special a rule's condition is has no part in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers<V, R, O> {
    first: Offer<V, R, O>,
    others: Vec<Offer<V, R, O>>,
}

/// Two offers of the highest priority whose values differ: the first of all, and the first that differs from it.
#[derive(Debug, PartialEq, Eq)]
pub struct Conflict<'a, V, R, O> {
    /// The first of all.
    pub first: &'a Offer<V, R, O>,
    /// The first of the same priority with another value.
    pub other: &'a Offer<V, R, O>,
}

impl<V, R, O> Clone for Conflict<'_, V, R, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V, R, O> Copy for Conflict<'_, V, R, O> {}

/// `a and b give different values at priority 0`.
impl<V, R: fmt::Display, O> fmt::Display for Conflict<'_, V, R, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, other } = self;
        let priority = first.priority;
        write!(
            f,
            "{} and {} give different values at priority {priority}",
            first.rule, other.rule
        )
    }
}

impl<V: fmt::Debug, R: fmt::Debug + fmt::Display, O: fmt::Debug> std::error::Error
    for Conflict<'_, V, R, O>
{
}

impl<V: Ord, R: Ord, O> Offers<V, R, O> {
    /// The offers for each target. Linear, and as long as sorting them takes.
    ///
    /// What counts as one target is the caller's: a setting of a host *at a layer*, for instance.
    ///
    /// ```
    /// use gen_derive::{Offer, Offers};
    ///
    /// let offer = |rule, value, priority| Offer { value, priority, rule, origin: () };
    /// let offers = Offers::by_target([
    ///     ("nginx.port", offer("b", 443, 0)),
    ///     ("nginx.port", offer("a", 80, 0)),
    ///     ("nginx.workers", offer("a", 2, 0)),
    ///     ("nginx.workers", offer("b", 4, 10)),
    /// ]);
    /// let conflict = offers["nginx.port"].winner().unwrap_err();
    /// assert_eq!(conflict.to_string(), "a and b give different values at priority 0");
    /// assert_eq!(offers["nginx.workers"].winner().unwrap().value, 4);
    /// ```
    pub fn by_target<T: Key>(
        offers: impl IntoIterator<Item = (T, Offer<V, R, O>)>,
    ) -> BTreeMap<T, Self> {
        let mut by_target: BTreeMap<T, Self> = BTreeMap::new();
        for (target, offer) in offers {
            match by_target.entry(target) {
                std::collections::btree_map::Entry::Vacant(entry) => {
                    entry.insert(Self {
                        first: offer,
                        others: Vec::new(),
                    });
                }
                std::collections::btree_map::Entry::Occupied(mut entry) => {
                    entry.get_mut().others.push(offer);
                }
            }
        }
        for offers in by_target.values_mut() {
            offers.sort();
        }
        by_target
    }

    fn sort(&mut self) {
        let before = |a: &Offer<V, R, O>, b: &Offer<V, R, O>| {
            (b.priority.cmp(&a.priority))
                .then_with(|| a.rule.cmp(&b.rule))
                .then_with(|| a.value.cmp(&b.value))
        };
        self.others.sort_by(before);
        // The first of the others may come before the first.
        if let Some(least) = self.others.first_mut()
            && before(least, &self.first).is_lt()
        {
            std::mem::swap(least, &mut self.first);
            self.others.sort_by(before);
        }
    }
}

impl<V: PartialEq, R, O> Offers<V, R, O> {
    /// All offers, in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Offer<V, R, O>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The offer that counts: the first one.
    ///
    /// # Errors
    ///
    /// When another one of the same priority has another value.
    pub fn winner(&self) -> Result<&Offer<V, R, O>, Conflict<'_, V, R, O>> {
        let first = &self.first;
        let mut equals = self
            .others
            .iter()
            .take_while(|other| other.priority == first.priority);
        match equals.find(|other| other.value != first.value) {
            Some(other) => Err(Conflict { first, other }),
            None => Ok(first),
        }
    }
}
