//! A forest by the numbers of its scopes in preorder.

use fixedbitset::FixedBitSet;

use crate::selector::Relation;
use crate::set::Set;

/// Where scopes lie in one another.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// The number of each scope's parent.
    parents: Vec<Option<u32>>,
    /// The number after the last scope in each; its own and one where nothing is in it.
    ends: Vec<u32>,
}

impl Tree {
    /// `parents` in preorder: a parent comes before its children.
    pub(crate) fn new(parents: Vec<Option<u32>>) -> Self {
        let mut ends: Vec<u32> = (1..).take(parents.len()).collect();
        for number in (0..parents.len()).rev() {
            if let Some(parent) = parents[number] {
                let parent = parent as usize;
                ends[parent] = ends[parent].max(ends[number]);
            }
        }
        Self { parents, ends }
    }

    fn parent(&self, number: usize) -> Option<usize> {
        self.parents[number].map(|parent| parent as usize)
    }

    fn end(&self, number: usize) -> usize {
        self.ends[number] as usize
    }

    /// The scopes that are so related to one of a set.
    ///
    /// Cost: `Parent`, the children of those in the set; `Has`, those in the set; `Within`, those in the set, with
    /// their contents set as ranges of bits; `HasWithin`, those in the set and in the answer. To each comes clearing
    /// the bits.
    pub(crate) fn related(&self, relation: Relation, set: &Set<'_>) -> FixedBitSet {
        let mut related = FixedBitSet::with_capacity(self.parents.len());
        match relation {
            Relation::Parent => {
                for number in set.iter() {
                    let mut child = number + 1;
                    while child < self.end(number) {
                        related.insert(child);
                        child = self.end(child);
                    }
                }
            }
            Relation::Has => {
                for parent in set.iter().filter_map(|number| self.parent(number)) {
                    related.insert(parent);
                }
            }
            Relation::Within => {
                let mut reached = 0;
                for number in set.iter() {
                    // What is in a scope that is itself inside has been taken already.
                    if number + 1 > reached {
                        reached = self.end(number).max(number + 1);
                        related.insert_range(number + 1..reached);
                    }
                }
            }
            Relation::HasWithin => {
                for number in set.iter() {
                    let mut above = self.parent(number);
                    // What is around a scope that was reached has been reached too.
                    while let Some(ancestor) = above.filter(|&ancestor| !related.put(ancestor)) {
                        above = self.parent(ancestor);
                    }
                }
            }
        }
        related
    }
}
