//! What planning a host or a home computes, as its stages left it.

use std::sync::Arc;

use super::Stage;
use crate::aspect::closure::Closure;
use crate::document::name::UserName;
use crate::inventory::Standing;
use crate::policy::Effects;
use crate::route::Routed;
use crate::settings::settle::Settled;

/// Everything that is computed for one host, or for one home.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'d> {
    /// Where a host stands; none for a home.
    pub(crate) standing: Stage<Option<Standing<'d>>>,
    /// The host or the home itself.
    pub(crate) own: EntityDraft<'d>,
    /// The users of a host, sorted.
    pub(crate) users: Vec<(&'d UserName, EntityDraft<'d>)>,
    /// What becomes of all of them in the flake.
    pub(crate) outputs: Stage<Routed>,
}

/// What is computed at one entity.
#[derive(Clone, Debug)]
pub(crate) struct EntityDraft<'d> {
    /// What policies do.
    pub(crate) effects: Arc<Effects<'d>>,
    /// The aspects.
    pub(crate) aspects: Stage<Closure<'d>>,
    /// Their settings.
    pub(crate) settings: Stage<Settled>,
}

impl<'d> Draft<'d> {
    /// The host or home, and its users.
    pub(crate) fn entities(&self) -> impl Iterator<Item = &EntityDraft<'d>> {
        let users = self.users.iter().map(|(_, draft)| draft);
        std::iter::once(&self.own).chain(users)
    }
}
