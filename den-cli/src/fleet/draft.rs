//! What planning a host or a home computes, as its stages left it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Stage;
use crate::aspect::closure::Closure;
use crate::diagnostic::Diagnostics;
use crate::document::name::{PolicyName, UserName};
use crate::inventory::Standing;
use crate::policy::Effects;
use crate::reads::Site;
use crate::route::Routed;
use crate::select::{Inhabited, Member};
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
    /// What must hold and does not.
    pub(crate) checks: Diagnostics,
    /// The rules that fire at one of them.
    pub(crate) fires: BTreeSet<&'d PolicyName>,
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

impl<'d> Draft<'d> {
    /// Adds the host or home, with its users, to scopes that selectors look at: below `parent`, or with what is around it
    /// where that is none.
    pub(crate) fn inhabit(&self, scopes: &mut Inhabited<'_, '_, 'd>, parent: Option<usize>) {
        let standing = self.standing.value.as_ref();
        let environment = standing.and_then(|standing| standing.environment);
        let parent = parent.unwrap_or_else(|| {
            let fleet = scopes.push(None, Member::new(Site::Fleet));
            environment.map_or(fleet, |name| {
                scopes.push(Some(fleet), Member::new(Site::Environment(name)))
            })
        });
        let member = |draft: &EntityDraft<'d>| {
            let closure = &draft.aspects.value;
            let aspects = closure.members.iter();
            Member {
                environment,
                aspects: aspects.map(|member| member.aspect.id.clone()).collect(),
                ..Member::new(closure.entity.site())
            }
        };
        let own = Member {
            tags: standing
                .map(|standing| standing.tags.clone())
                .unwrap_or_default(),
            ..member(&self.own)
        };
        let own = scopes.push(Some(parent), own);
        for (_, user) in &self.users {
            scopes.push(Some(own), member(user));
        }
    }
}
