//! Records, and mixins over them.
//!
//! Bracha and Cook, *Mixin-based Inheritance* (OOPSLA 1990): a mixin M is a function from the record that is inherited
//! to the attributes that M adds or overrides, and what comes of it is M(i) ⊕ i. Composition is
//! M₁ ⋆ M₂ = λi. M₁(M₂(i) ⊕ i) ⊕ M₂(i), read "M₁ over M₂": associative, with the unit λi. {}.
//!
//! A layer of settings is a mixin: it overrides, or adds to, what it inherits from the layers below. Resolution applies
//! the composition of all layers to the defaults (see [`mod@crate::resolve`]).

use std::collections::BTreeMap;

use crate::change::Change;
use crate::value::Value;

/// Attributes by name, under left-preferring combination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<K, V>(pub BTreeMap<K, V>);

impl<K, V> Default for Record<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Record<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(attributes: I) -> Self {
        Self(attributes.into_iter().collect())
    }
}

impl<K: Ord, V> Record<K, V> {
    /// `self ⊕ other`: the attributes of both; where both have one, that of `self`. O(n log m).
    ///
    /// ```
    /// use gen_schema::Record;
    /// let host = Record::from_iter([("port", 8443)]);
    /// let fleet = Record::from_iter([("port", 443), ("workers", 4)]);
    /// assert_eq!(host.over(fleet), Record::from_iter([("port", 8443), ("workers", 4)]));
    /// ```
    #[must_use]
    pub fn over(self, mut other: Self) -> Self {
        other.0.extend(self.0);
        other
    }
}

/// A function from what is inherited to what is added or overridden.
pub trait Mixin<K: Ord, V> {
    /// M(i): the attributes that this mixin adds to `inherited`, or overrides there.
    fn delta(&self, inherited: &Record<K, V>) -> Record<K, V>;

    /// M(b) ⊕ b: `base` as this mixin extends it.
    fn apply(&self, base: Record<K, V>) -> Record<K, V> {
        self.delta(&base).over(base)
    }

    /// `self ⋆ below`: this mixin over another one.
    fn compose<M>(self, below: M) -> Composed<Self, M>
    where
        Self: Sized,
        M: Mixin<K, V>,
    {
        Composed { above: self, below }
    }
}

impl<K: Ord, V, F: Fn(&Record<K, V>) -> Record<K, V>> Mixin<K, V> for F {
    fn delta(&self, inherited: &Record<K, V>) -> Record<K, V> {
        self(inherited)
    }
}

/// One mixin over another.
#[derive(Clone, Copy, Debug)]
pub struct Composed<A, B> {
    above: A,
    below: B,
}

impl<K, V, A, B> Mixin<K, V> for Composed<A, B>
where
    K: Ord + Clone,
    V: Clone,
    A: Mixin<K, V>,
    B: Mixin<K, V>,
{
    fn delta(&self, inherited: &Record<K, V>) -> Record<K, V> {
        let below = self.below.delta(inherited);
        let extended = below.clone().over(inherited.clone());
        self.above.delta(&extended).over(below)
    }
}

/// A layer: what it does to each option that it speaks of.
impl<K: Ord + Clone> Mixin<K, Value> for Record<K, Change> {
    fn delta(&self, inherited: &Record<K, Value>) -> Record<K, Value> {
        let changed = |(key, change): (&K, &Change)| {
            let below = inherited.0.get(key).cloned();
            (key.clone(), change.clone().apply(below))
        };
        self.0.iter().map(changed).collect()
    }
}
