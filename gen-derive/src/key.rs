//! What names atoms, rules, scopes and targets.

use std::fmt::Debug;
use std::hash::Hash;

/// Something that has an order, is cheap to clone, and can be looked up. Every type that can be one is one.
pub trait Key: Clone + Debug + Ord + Hash {}

impl<T: Clone + Debug + Ord + Hash> Key for T {}
