//! Routes: where the content of an entity ends up.
//!
//! Content of a host and of its users is brought together class by class; a class is data that says where it goes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::aspect::closure::Closure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::effect::InstantiateEffect;
use crate::document::fleet::{Class, Kind};
use crate::document::name::{ClassName, UserName};
use crate::inventory::Standing;
use crate::plan::shard::{EffectRef, Forwarded, Module, Output};
use crate::policy::By;
use crate::reads::{Reads, Source};
use crate::scope::Scope;

/// Content that reaches no output at a host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unrouted {
    /// The class of the content.
    pub class: ClassName,
    /// The aspects that bring it.
    pub aspects: BTreeSet<crate::document::name::AspectId>,
    /// Why it goes nowhere.
    pub reason: Nowhere,
}

/// Why content reaches no output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nowhere {
    /// The class is for users, and the host has none.
    NoUsers,
    /// The class is for users, and none of them has it.
    NoUserOfClass,
    /// The class is for hosts of another class.
    OtherHostClass,
    /// The class says of no output.
    NoOutput,
}

/// A host's outputs, and what reaches none.
pub struct Routed {
    /// The outputs, by attribute path.
    pub outputs: Vec<Output>,
    /// What reaches no output.
    pub unrouted: Vec<Unrouted>,
}

/// A user, with the classes of the user's own environment and the user's closure.
pub type UserClosure<'d> = (&'d UserName, BTreeSet<&'d ClassName>, Closure<'d>);

/// Brings the content of a host and its users together.
pub fn route<'d>(
    source: &Source<'d>,
    reads: &Reads<'_, 'd>,
    standing: &Standing<'d>,
    host: &Closure<'d>,
    users: &[UserClosure<'d>],
    instantiates: &[(Scope, By<'d, InstantiateEffect>)],
    diagnostics: &mut Diagnostics,
) -> Routed {
    let collect = |class: &ClassName| {
        let mut seen = HashSet::new();
        let mut modules = host.modules(class, false);
        modules.extend(
            users
                .iter()
                .flat_map(|(_, _, closure)| closure.modules(class, true)),
        );
        modules.retain(|module| seen.insert(module.clone()));
        modules
    };
    let mut classes: BTreeSet<&ClassName> = host.classes(false);
    classes.extend(
        users
            .iter()
            .flat_map(|(_, _, closure)| closure.classes(true)),
    );
    classes.insert(&standing.facts.class);
    classes.extend(instantiates.iter().map(|(_, by)| &by.effect.class));

    let mut routed = Routed {
        outputs: vec![],
        unrouted: vec![],
    };
    // Forwarded content, by the class of the host that takes it.
    let mut forwards: BTreeMap<&ClassName, Vec<Forwarded>> = BTreeMap::new();
    let registered: Vec<(&ClassName, &Class)> = classes
        .iter()
        .filter_map(|&name| Some((name, reads.class(name.as_str())?)))
        .collect();
    for &(name, class) in registered
        .iter()
        .filter(|(_, class)| class.at == Some(Kind::User))
    {
        let Some(forward) = &class.forward else {
            continue;
        };
        let Some(into) = forward
            .into
            .iter()
            .find(|into| **into == standing.facts.class)
        else {
            continue;
        };
        for (user, _, closure) in users
            .iter()
            .filter(|(_, classes, _)| classes.contains(name))
        {
            let path = forward
                .path
                .iter()
                .cloned()
                .chain([user.as_str().into()])
                .collect();
            let modules = closure.modules(name, false);
            forwards.entry(into).or_default().push(Forwarded {
                class: name.clone(),
                modules,
                path,
            });
        }
    }
    for &(name, class) in &registered {
        let policies: Vec<_> = instantiates
            .iter()
            .filter(|(_, by)| by.effect.class == *name)
            .collect();
        let here = class.at == Some(Kind::Host)
            && class
                .host_class
                .as_ref()
                .is_none_or(|of| *of == standing.facts.class);
        let modules = if class.at == Some(Kind::User) && policies.is_empty() {
            vec![]
        } else {
            collect(name)
        };
        let output = |at, instantiate| Output {
            at,
            class: name.clone(),
            forward: forwards.get(name).cloned().unwrap_or_default(),
            instantiate,
            modules: modules.clone(),
        };
        match (&class.into_attr, &policies[..]) {
            (_, [_, ..]) => routed.outputs.extend(policies.iter().map(|(scope, by)| {
                let effect = EffectRef {
                    index: by.index,
                    policy: by.policy.clone(),
                    scope: scope.clone(),
                };
                output(by.effect.into.clone(), Some(effect))
            })),
            (Some(into), []) if here && (class.host_class.is_some() || !modules.is_empty()) => {
                let at = into
                    .iter()
                    .cloned()
                    .chain([host.entity.host.as_str().into()])
                    .collect();
                routed.outputs.push(output(at, None));
            }
            _ => routed
                .unrouted
                .extend(unrouted(name, class, host, users, modules)),
        }
    }
    routed.outputs.sort_by(|a, b| a.at.cmp(&b.at));
    for pair in routed
        .outputs
        .windows(2)
        .filter(|pair| pair[0].at == pair[1].at)
    {
        diagnostics.push(same_output(source, &pair[0], &pair[1], host));
    }
    routed
        .outputs
        .dedup_by(|second, first| second.at == first.at);
    routed
}

fn unrouted(
    name: &ClassName,
    class: &Class,
    host: &Closure<'_>,
    users: &[UserClosure<'_>],
    modules: Vec<Module>,
) -> Option<Unrouted> {
    let of_users = class.at == Some(Kind::User);
    let reason = match () {
        () if of_users && users.is_empty() => Nowhere::NoUsers,
        () if of_users && class.forward.is_some() => {
            let taken = users.iter().any(|(_, classes, _)| classes.contains(name));
            if taken {
                return None;
            }
            Nowhere::NoUserOfClass
        }
        () if class.at == Some(Kind::Host)
            && class.into_attr.is_some()
            && class.host_class.is_some() =>
        {
            Nowhere::OtherHostClass
        }
        () => Nowhere::NoOutput,
    };
    let found = if of_users {
        let of_host = host.modules(name, false);
        of_host
            .into_iter()
            .chain(
                users
                    .iter()
                    .flat_map(|(_, _, closure)| closure.modules(name, false)),
            )
            .collect()
    } else {
        modules
    };
    let aspects: BTreeSet<_> = found.into_iter().map(|module| module.aspect).collect();
    (!aspects.is_empty()).then(|| Unrouted {
        class: name.clone(),
        aspects,
        reason,
    })
}

fn same_output(
    source: &Source<'_>,
    first: &Output,
    second: &Output,
    host: &Closure<'_>,
) -> Diagnostic {
    let position = |output: &Output| {
        let policy = output.instantiate.as_ref()?;
        source
            .document
            .positions
            .nearest(["policies", policy.policy.as_str()])
    };
    let mut diagnostic = Diagnostic::error(
        "den::output::conflict",
        format!(
            "two outputs claim the flake attribute `{}`",
            first.at.join(".")
        ),
    )
    .at(position(first))
    .at(position(second))
    .scope(host.entity.scope())
    .help("give them different `intoAttr`s");
    diagnostic.at.dedup();
    diagnostic
}
