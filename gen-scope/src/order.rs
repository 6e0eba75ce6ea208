//! Which of two well-formed paths is nearer: an order of labels and of the end of a path, carried over to words.
//!
//! The end of a path takes part as if it were a label, written $ (van Antwerpen et al., *Scopes as types*, OOPSLA
//! 2018, section 2.4): that it comes before the others says that a scope's own declarations are nearest. Words are
//! compared at the first place where they differ. Where the labels there are not ordered, neither are the words.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What comes next on a path: its end, or a step along a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Next<L> {
    /// The path ends here; `$`.
    End,
    /// A step along an edge of this label.
    Label(L),
}

impl<L> From<L> for Next<L> {
    fn from(label: L) -> Self {
        Self::Label(label)
    }
}

/// A strict partial order of labels and of the end of a path.
///
/// ```
/// use std::cmp::Ordering;
/// use gen_scope::LabelOrder;
///
/// let order = LabelOrder::total(['I', 'P'])?; // own, then imports, then the parent
/// assert_eq!(order.compare("II".chars(), "P".chars()), Some(Ordering::Less));
/// assert_eq!(order.compare("P".chars(), "PI".chars()), Some(Ordering::Less));
/// # Ok::<(), gen_scope::OrderError<char>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelOrder<L> {
    /// All pairs, the lesser first, transitively.
    less: BTreeSet<(Next<L>, Next<L>)>,
    /// The end comes before every label, also before those that are in no pair.
    end_is_least: bool,
}

/// Pairs that order nothing: something would come before itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these come before one another in a cycle: {cycle:?}")]
pub struct OrderError<L> {
    /// Each comes before the one that follows, and the last before the first.
    pub cycle: Vec<Next<L>>,
}

impl<L: Copy + Ord> LabelOrder<L> {
    /// The order of a list, nearest first, with the end of a path before all of them.
    ///
    /// # Errors
    ///
    /// When a label stands in it twice.
    pub fn total(labels: impl IntoIterator<Item = L>) -> Result<Self, OrderError<L>> {
        let labels: Vec<_> = labels.into_iter().map(Next::Label).collect();
        Self::new(labels.iter().copied().zip(labels.iter().copied().skip(1)))
    }

    /// The least strict partial order with these pairs, the nearer first in each.
    ///
    /// Where no pair speaks of the end of a path, it comes before every label. Cubic in the number of labels.
    ///
    /// # Errors
    ///
    /// When the pairs have a cycle.
    ///
    /// ```
    /// use gen_scope::{LabelOrder, Next};
    ///
    /// let order = LabelOrder::new([('I'.into(), Next::Label('P')), ('J'.into(), 'P'.into())])?;
    /// assert!(order.less(Next::End, 'J'.into()));
    /// assert_eq!(order.compare(['I'], ['J']), None);
    /// # Ok::<(), gen_scope::OrderError<char>>(())
    /// ```
    pub fn new(pairs: impl IntoIterator<Item = (Next<L>, Next<L>)>) -> Result<Self, OrderError<L>> {
        let less: BTreeSet<_> = pairs.into_iter().collect();
        if let Some(cycle) = cycle(&less) {
            return Err(OrderError { cycle });
        }
        let end_is_least = less
            .iter()
            .all(|&(near, far)| near != Next::End && far != Next::End);
        Ok(Self {
            less: closed(less),
            end_is_least,
        })
    }

    /// The end of a path, then the first label, then the second; a label that stands there twice keeps its first place.
    pub(crate) fn chain(labels: [L; 2]) -> Self {
        let [near, far] = labels;
        let pair = (Next::Label(near), Next::Label(far));
        Self {
            less: (near != far).then_some(pair).into_iter().collect(),
            end_is_least: true,
        }
    }

    /// Whether one step is nearer than another.
    pub fn less(&self, near: Next<L>, far: Next<L>) -> bool {
        match (near, far) {
            (Next::End, Next::Label(_)) if self.end_is_least => true,
            pair => self.less.contains(&pair),
        }
    }

    /// Compares words at the first place where they differ: `Less` when the first is nearer, nothing when the labels there
    /// are not ordered.
    pub fn compare(
        &self,
        one: impl IntoIterator<Item = L>,
        other: impl IntoIterator<Item = L>,
    ) -> Option<Ordering> {
        let (mut one, mut other) = (one.into_iter(), other.into_iter());
        loop {
            let step = (next(&mut one), next(&mut other));
            if step.0 != step.1 {
                let order = [
                    (step, Ordering::Less),
                    ((step.1, step.0), Ordering::Greater),
                ];
                return order
                    .into_iter()
                    .find_map(|((near, far), order)| self.less(near, far).then_some(order));
            }
            if step.0 == Next::End {
                return Some(Ordering::Equal);
            }
        }
    }

    /// Whether any two of these steps are ordered.
    pub(crate) fn is_total_on(&self, steps: &[Next<L>]) -> bool {
        let ordered = |one, other| self.less(one, other) || self.less(other, one);
        steps
            .iter()
            .enumerate()
            .all(|(index, &one)| steps[index + 1..].iter().all(|&other| ordered(one, other)))
    }

    /// The end and these labels, so that what is nearer stands before what is farther.
    pub(crate) fn linear(&self, labels: &BTreeSet<L>) -> Vec<Next<L>> {
        let mut pending: Vec<_> = [Next::End]
            .into_iter()
            .chain(labels.iter().copied().map(Next::Label))
            .collect();
        let mut linear = Vec::with_capacity(pending.len());
        while !pending.is_empty() {
            let least = |&step: &Next<L>| !pending.iter().any(|&other| self.less(other, step));
            let least = pending.iter().position(least).unwrap_or(0);
            linear.push(pending.remove(least));
        }
        linear
    }
}

fn next<L>(word: &mut impl Iterator<Item = L>) -> Next<L> {
    word.next().map_or(Next::End, Next::Label)
}

fn closed<L: Copy + Ord>(mut less: BTreeSet<(Next<L>, Next<L>)>) -> BTreeSet<(Next<L>, Next<L>)> {
    let middles: BTreeSet<_> = less.iter().map(|&(near, _)| near).collect();
    for middle in middles {
        let before: Vec<_> = less
            .iter()
            .filter(|pair| pair.1 == middle)
            .map(|pair| pair.0)
            .collect();
        let after: Vec<_> = less
            .iter()
            .filter(|pair| pair.0 == middle)
            .map(|pair| pair.1)
            .collect();
        less.extend(
            before
                .iter()
                .flat_map(|&near| after.iter().map(move |&far| (near, far))),
        );
    }
    less
}

/// A cycle of these pairs: what comes before nothing that remains is put aside until nothing, or a cycle, is left.
fn cycle<L: Copy + Ord>(less: &BTreeSet<(Next<L>, Next<L>)>) -> Option<Vec<Next<L>>> {
    let mut after: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for &(near, far) in less {
        after.entry(near).or_default().push(far);
    }
    loop {
        let remaining: BTreeSet<_> = after.keys().copied().collect();
        for far in after.values_mut() {
            far.retain(|far| remaining.contains(far));
        }
        after.retain(|_, far| !far.is_empty());
        if after.len() == remaining.len() {
            break;
        }
    }
    let mut walked = vec![*after.keys().next()?];
    loop {
        let far = after[walked.last()?][0];
        if let Some(start) = walked.iter().position(|&step| step == far) {
            return Some(walked.split_off(start));
        }
        walked.push(far);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_that_go_round_are_refused_with_the_cycle() {
        let pairs = [('a', 'b'), ('b', 'c'), ('c', 'b'), ('c', 'd')];
        let pairs = pairs.map(|(near, far)| (near.into(), far.into()));
        let error = LabelOrder::new(pairs).unwrap_err();
        assert_eq!(error.cycle, ['b'.into(), 'c'.into()]);
        assert_eq!(
            LabelOrder::total(['a', 'a']).unwrap_err().cycle,
            ['a'.into()]
        );
    }

    #[test]
    fn the_end_can_come_after_a_label() {
        let order = LabelOrder::new([('I'.into(), Next::End), (Next::End, 'P'.into())]).unwrap();
        assert_eq!(order.compare(['I'], []), Some(Ordering::Less));
        assert_eq!(order.compare(['P'], []), Some(Ordering::Greater));
        assert!(order.less('I'.into(), 'P'.into()));
        let linear = order.linear(&['I', 'P'].into());
        assert_eq!(linear, ['I'.into(), Next::End, 'P'.into()]);
        assert!(order.is_total_on(&linear));
    }

    #[test]
    fn labels_in_no_pair_are_ordered_with_the_end_alone() {
        let order = LabelOrder::<char>::new([]).unwrap();
        assert_eq!(order.compare(['I'], ['P']), None);
        assert_eq!(order.compare([], ['P']), Some(Ordering::Less));
        assert!(!order.is_total_on(&order.linear(&['I', 'P'].into())));
    }
}
