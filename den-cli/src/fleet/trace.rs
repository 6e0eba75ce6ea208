//! What a plan is computed from, to be shown.

use std::collections::{BTreeMap, BTreeSet};

use gen_scope::attribute::Trace;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::Fleet;
use crate::document::slice::Digest;
use crate::reads::Source;
use crate::scope::Scope;

/// What the plan of a host or a home is computed from: no more, and no less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanTrace {
    /// The host or the home.
    pub scope: Scope,
    /// The attributes that were computed, by scope.
    pub attributes: BTreeMap<Scope, BTreeSet<SmolStr>>,
    /// The slices of the fleet document that were read, in order of their paths.
    pub slices: Vec<ReadSlice>,
}

/// A slice that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadSlice {
    /// The way to it in the document; `*` at the end is the set of names there, `inventory.<host>` what the fleet's tags
    /// and environments say of a host, `common` what every host reads, `aspects.<a>.dependencies` what an aspect requires and
    /// provides.
    pub path: Vec<SmolStr>,
    /// The digest of what stands there; null where nothing does, which is an answer as well.
    pub digest: Option<Digest>,
}

impl PlanTrace {
    pub(crate) fn new<'d>(scope: Scope, trace: Trace<Fleet<'d>>, source: &Source<'d>) -> Self {
        let mut attributes: BTreeMap<Scope, BTreeSet<SmolStr>> = BTreeMap::new();
        for node in trace.computed {
            let at = attributes.entry(node.scope.scope()).or_default();
            at.insert(SmolStr::new_static(node.attribute));
        }
        let slices = source.tree(trace.reads);
        let slices = slices.iter().map(|(path, digest)| ReadSlice {
            path: path.to_vec(),
            digest,
        });
        Self {
            scope,
            attributes,
            slices: slices.collect(),
        }
    }

    /// How many attributes were computed, each at each scope.
    pub fn computed(&self) -> usize {
        self.attributes.values().map(BTreeSet::len).sum()
    }
}
