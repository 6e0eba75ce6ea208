//! Routes: where the content of an entity ends up.
//!
//! | module | holds |
//! |---|---|
//! | [`host`] | the content of a host and of its users |
//! | `delivery` | what policies route from one class to another |
//! | [`home`] | the content of a home |
//! | [`settle`] | which output stands at an attribute path |
//!
//! Content is brought together class by class; a class is data that says where it goes. Content of a class for hosts is
//! that of the host and of its users; content of a class for users is each user's own, and becomes part of the host. A
//! home is a user without a host: content of a class for users becomes an output of its own there. What reaches no
//! output is told.

mod delivery;
pub mod home;
pub mod host;
pub mod settle;

use std::collections::BTreeSet;

pub use home::route_home;
pub use host::{UserClosure, route};

use crate::document::effect::{InstantiateEffect, RouteEffect};
use crate::document::name::{AspectId, ClassName};
use crate::plan::shard::{EffectRef, Forwarded, Module, Output};
use crate::policy::By;
use crate::scope::Scope;

/// Content that reaches no output at an entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unrouted {
    /// The entity.
    pub scope: Scope,
    /// The class of the content.
    pub class: ClassName,
    /// The aspects that bring it.
    pub aspects: BTreeSet<AspectId>,
    /// Why it goes nowhere.
    pub reason: Nowhere,
}

/// Why content reaches no output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nowhere {
    /// The class is for users, and the host has none.
    NoUsers,
    /// The class is for users, and this one does not have it.
    NotOfUser,
    /// The class is for users, and the host's class takes none of it.
    NotTaken,
    /// The class is for hosts of another class, or for hosts and this is a home.
    OtherHostClass,
    /// The class says of no output.
    NoOutput,
    /// The class that a policy routes it to has no output there.
    NotRouted,
}

/// A host's outputs, and what reaches none.
#[derive(Clone, Debug, Default)]
pub struct Routed {
    /// The outputs, by attribute path.
    pub outputs: Vec<Output>,
    /// What reaches no output.
    pub unrouted: Vec<Unrouted>,
}

/// An effect that instantiates, and the entity at which its policy ran.
pub type Instantiate<'d> = (Scope, By<'d, InstantiateEffect>);

/// An effect that routes, and the entity at which its policy ran.
pub type Route<'d> = (Scope, By<'d, RouteEffect>);

/// What policies ask for that concerns outputs.
#[derive(Debug, Default)]
pub struct Asked<'d> {
    /// The effects that instantiate.
    pub instantiates: Vec<Instantiate<'d>>,
    /// The effects that route.
    pub routes: Vec<Route<'d>>,
}

/// What an output is made of, with the rank of the effect that asks for it.
pub(crate) type Ranked = (Option<i64>, Output);

/// The outputs that effects ask for at an entity, of these modules and this forwarded content.
fn asked(
    effects: &[By<'_, InstantiateEffect>],
    scope: &Scope,
    modules: &[Module],
    forward: &[Forwarded],
) -> impl Iterator<Item = Ranked> {
    effects.iter().map(|by| {
        let output = Output {
            at: by.effect.into.clone(),
            class: by.effect.class.clone(),
            forward: forward.to_vec(),
            instantiate: Some(EffectRef {
                index: by.index,
                policy: by.policy.clone(),
                scope: scope.clone(),
            }),
            modules: modules.to_vec(),
        };
        (Some(by.rank(by.effect.priority)), output)
    })
}

/// Content of these modules that goes nowhere; none where there are no modules.
fn lost(scope: Scope, class: &ClassName, modules: &[Module], reason: Nowhere) -> Option<Unrouted> {
    let aspects: BTreeSet<_> = modules.iter().map(|module| module.aspect.clone()).collect();
    (!aspects.is_empty()).then(|| Unrouted {
        scope,
        class: class.clone(),
        aspects,
        reason,
    })
}
