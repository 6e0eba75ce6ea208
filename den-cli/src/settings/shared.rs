//! Settings that entities share: where only fleet and environment speak, an aspect's settings are worked out once.
//!
//! A document does not move while it is planned, so a definition is known by its place in memory. What is found here is
//! what would be worked out anew: plans do not depend on it.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use gen_schema::Origin;

use super::layer::Layer;
use super::{Definition, Resolved};
use crate::document::interface::Interface;
use crate::document::value::Value;
use crate::plan::shard::Settings;

/// The settings of one aspect: with their chains, and as a shard has them.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) resolved: Arc<Resolved>,
    pub(crate) written: Arc<Settings>,
}

/// What was worked out so far.
#[derive(Debug, Default)]
pub(crate) struct Shared(Mutex<FxHashMap<Key, Answer>>);

/// The places of an interface and of all that is said about it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    interface: usize,
    said: Vec<usize>,
}

impl Key {
    /// The key of what many entities may share; none where something is said at one entity.
    pub(crate) fn new(interface: &Interface, definitions: &[Definition<'_>]) -> Option<Self> {
        let common = |definition: &Definition<'_>| {
            matches!(
                definition.place.origin.layer(),
                Layer::Fleet | Layer::Environment
            )
        };
        let place = |value: &Value| std::ptr::from_ref(value).addr();
        definitions.iter().all(common).then(|| Self {
            interface: std::ptr::from_ref(interface).addr(),
            said: definitions
                .iter()
                .map(|definition| place(definition.value))
                .collect(),
        })
    }
}

impl Shared {
    pub(crate) fn get(&self, key: &Key) -> Option<Answer> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).cloned()
    }

    pub(crate) fn put(&self, key: Key, settled: Answer) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(key, settled);
    }
}
