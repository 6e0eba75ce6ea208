//! The plan of one home without a host.

use super::VERSION;
use super::entity::{EntityPlan, planned_aspects};
use super::shard::HomeShard;
use crate::document::home::HomeFacts;
use crate::document::name::HomeName;
use crate::fleet::draft::Draft;
use crate::reads::ReadTree;

/// A planned home.
pub type HomePlan<'d> = EntityPlan<'d, HomeShard>;

impl<'d> Draft<'d> {
    /// The plan of a home.
    pub(super) fn into_home_plan(
        self,
        home: &HomeName,
        facts: &HomeFacts,
        reads: ReadTree,
    ) -> HomePlan<'d> {
        self.into_plan(|draft, outputs| {
            let shard = HomeShard {
                aspects: planned_aspects(&draft.own.aspects.value),
                digest: None,
                home: home.clone(),
                outputs,
                reads,
                settings: draft.own.settings.value.written.clone(),
                system: facts.system.clone(),
                user: facts.user.clone(),
                version: VERSION,
            };
            shard.sealed()
        })
    }
}
