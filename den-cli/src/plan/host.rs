//! The plan of one host, with its users.

use super::VERSION;
use super::entity::{EntityPlan, planned_aspects};
use super::shard::{PlannedUser, Shard};
use crate::document::name::HostName;
use crate::fleet::draft::Draft;
use crate::reads::ReadTree;

/// A planned host.
pub type HostPlan<'d> = EntityPlan<'d, Shard>;

impl<'d> Draft<'d> {
    /// The plan of a host; none where this is no host's draft.
    pub(super) fn into_host_plan(self, host: &HostName, reads: ReadTree) -> Option<HostPlan<'d>> {
        let standing = self.standing.value.clone()?;
        Some(self.into_plan(|draft, outputs| {
            let users = draft.users.iter().map(|(user, draft)| {
                let user_plan = PlannedUser {
                    aspects: planned_aspects(&draft.aspects.value),
                    settings: draft.settings.value.written.clone(),
                };
                ((*user).clone(), user_plan)
            });
            let shard = Shard {
                aspects: planned_aspects(&draft.own.aspects.value),
                class: standing.facts.class.clone(),
                digest: None,
                environment: standing.environment.cloned(),
                host: host.clone(),
                outputs,
                reads,
                settings: draft.own.settings.value.written.clone(),
                system: standing.facts.system.clone(),
                tags: standing.tags,
                users: users.collect(),
                version: VERSION,
            };
            shard.sealed()
        }))
    }
}
