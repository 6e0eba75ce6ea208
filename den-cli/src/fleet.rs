//! The fleet as a scope graph: every stage of planning is an attribute of its scopes.
//!
//! Scopes are the fleet, environments, hosts, users and homes (a [`Site`] names one); the parent of a user is the host, of
//! a host its environment, or the fleet where it has none. Which environment that is, is itself computed.
//!
//! | attribute | at | is |
//! |---|---|---|
//! | `standing` | hosts | environment and tags |
//! | `entity` | hosts, users, homes | the scopes around, which decide what functions fire |
//! | `around` | all | the scopes whose declarations are visible, the nearest first |
//! | `users` | hosts | the scopes below |
//! | `rules` | the fleet | rules, and selectors of environments, prepared |
//! | `asked` | hosts, users, homes | what function policies ask for there |
//! | `conclusions` | hosts, homes | what follows from rules and selectors |
//! | `effects` | hosts, users, homes | what all policies do there |
//! | `aspects` | hosts, users, homes | which aspects are there, and why |
//! | `settings` | hosts, users, homes | their settings, leaf by leaf |
//! | `outputs` | hosts, homes | what becomes of it in the flake |
//! | `plan` | hosts, homes | all of it |
//!
//! Each is computed when it is first asked for. So planning one host computes what that host needs, and what its plan
//! lists as read is the trace of its `plan`.

mod around;
pub(crate) mod draft;
mod equations;
pub mod trace;

use std::sync::Arc;

use gen_scope::attribute::{Attribute, Computed, Context, Grammar};

use crate::aspect::closure::Closure;
use crate::aspect::entity::Entity;
use crate::diagnostic::Diagnostics;
use crate::inventory::Standing;
use crate::policy::Effects;
use crate::policy::program::Conclusions;
use crate::policy::rules::Rules;
use crate::reads::{Read, Site, Source};
use crate::route::Routed;
use crate::settings::settle::Settled;
use draft::Draft;

/// A result, and what was found on the way to it.
#[derive(Clone, Debug, Default)]
pub struct Found<T> {
    /// The result.
    pub value: T,
    /// What was found.
    pub diagnostics: Diagnostics,
}

/// The result of a stage, shared by those that ask for it.
pub(crate) type Stage<T> = Arc<Found<T>>;

/// The scopes of a document, with their attributes.
#[derive(Debug)]
pub struct Fleet<'d> {
    /// The document.
    pub source: Source<'d>,
    pub(crate) standing: Attribute<Self, Stage<Option<Standing<'d>>>>,
    pub(crate) entity: Attribute<Self, Option<Entity<'d>>>,
    pub(crate) around: Attribute<Self, Arc<[Site<'d>]>>,
    pub(crate) users: Attribute<Self, Arc<[Site<'d>]>>,
    pub(crate) rules: Attribute<Self, Arc<Rules<'d>>>,
    pub(crate) asked: Attribute<Self, Arc<Effects<'d>>>,
    pub(crate) conclusions: Attribute<Self, Stage<Option<Conclusions<'d>>>>,
    pub(crate) effects: Attribute<Self, Arc<Effects<'d>>>,
    pub(crate) aspects: Attribute<Self, Option<Stage<Closure<'d>>>>,
    pub(crate) settings: Attribute<Self, Stage<Settled>>,
    pub(crate) outputs: Attribute<Self, Stage<Routed>>,
    pub(crate) plan: Attribute<Self, Option<Arc<Draft<'d>>>>,
}

impl<'d> Grammar for Fleet<'d> {
    type Scope = Site<'d>;
    type Slice = Read<'d>;

    fn parent(cx: &Context<'_, Self>, scope: &Site<'d>) -> Computed<Self, Option<Site<'d>>> {
        Ok(match *scope {
            Site::Fleet => None,
            Site::Environment(_) | Site::Home(_) => Some(Site::Fleet),
            Site::User(host, _) => Some(Site::Host(host)),
            Site::Host(_) => {
                let standing = cx.get(|fleet| &fleet.standing, scope)?;
                let environment = standing.value.as_ref().and_then(|found| found.environment);
                Some(environment.map_or(Site::Fleet, Site::Environment))
            }
        })
    }
}
