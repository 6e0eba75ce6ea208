//! The content of a host and of its users.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::delivery::Delivered;
use super::settle::{same_option, settled};
use super::{Asked, Instantiate, Nowhere, Ranked, Route, Routed, Unrouted, asked, lost};
use crate::aspect::closure::Closure;
use crate::diagnostic::Diagnostics;
use crate::document::effect::InstantiateEffect;
use crate::document::fleet::{Class, Kind};
use crate::document::name::{ClassName, UserName};
use crate::inventory::Standing;
use crate::plan::shard::{Forwarded, Module, Output};
use crate::policy::By;
use crate::reads::Reads;
use crate::scope::Scope;

/// A user, with the classes of the user's own environment and the user's closure.
pub type UserClosure<'r, 'd> = (&'d UserName, &'r BTreeSet<&'d ClassName>, &'r Closure<'d>);

/// Brings the content of a host and its users together.
pub fn route<'d>(
    reads: &Reads<'_, 'd>,
    standing: &Standing<'d>,
    host: &Closure<'d>,
    users: &[UserClosure<'_, 'd>],
    asked: &Asked<'d>,
    diagnostics: &mut Diagnostics,
) -> Routed {
    let Asked {
        instantiates,
        routes,
    } = asked;
    let mut classes: BTreeSet<&ClassName> = host.classes(false);
    classes.extend(
        users
            .iter()
            .flat_map(|(_, _, closure)| closure.classes(true)),
    );
    classes.insert(&standing.facts.class);
    classes.extend(instantiates.iter().map(|(_, by)| &by.effect.class));
    classes.extend(routes.iter().map(|(_, by)| &by.effect.into));
    let mut router = Router {
        host_class: &standing.facts.class,
        host,
        users,
        instantiates,
        outputs: vec![],
        delivered: Delivered::default(),
        forwards: BTreeMap::new(),
        unrouted: vec![],
    };
    // An unregistered class is reported by the survey.
    let (of_users, others): (Vec<_>, Vec<_>) = classes
        .iter()
        .filter_map(|&name| Some((name, reads.class(name)?)))
        .partition(|(_, class)| class.at == Some(Kind::User));
    let taking: BTreeSet<&ClassName> = others
        .iter()
        .filter(|(name, class)| router.instantiated(name, class))
        .map(|(name, _)| *name)
        .collect();
    router.deliver(reads, routes, diagnostics);
    for (name, class) in of_users {
        router.user_class(name, class, &taking);
    }
    for (name, class) in others {
        router.host_class(name, class);
    }
    let Router {
        outputs,
        forwards,
        mut unrouted,
        ..
    } = router;
    for forwarded in forwards.values() {
        same_option(forwarded, host, diagnostics);
    }
    unrouted.sort();
    Routed {
        outputs: settled(reads.source, outputs, host, diagnostics),
        unrouted,
    }
}

struct Router<'r, 'd> {
    host_class: &'d ClassName,
    host: &'r Closure<'d>,
    users: &'r [UserClosure<'r, 'd>],
    instantiates: &'r [Instantiate<'d>],
    outputs: Vec<Ranked>,
    /// Content that policies route.
    delivered: Delivered<'d>,
    /// Content of users that becomes part of the host, by the class that takes it.
    forwards: BTreeMap<&'d ClassName, Vec<Forwarded>>,
    unrouted: Vec<Unrouted>,
}

impl<'d> Router<'_, 'd> {
    /// Follows the routes: content of a host's route is that of its users, too; of a user's, the user's own.
    fn deliver(
        &mut self,
        reads: &Reads<'_, 'd>,
        routes: &[Route<'d>],
        diagnostics: &mut Diagnostics,
    ) {
        let content = |scope: &Scope, class: &'d ClassName| {
            let mut users = self.users.iter().map(|(_, _, closure)| closure);
            match users.find(|closure| closure.entity.scope() == *scope) {
                Some(user) => user.modules(class, true),
                None => self.collect(class),
            }
        };
        self.delivered = Delivered::new(reads, routes, content, diagnostics);
    }

    /// The effects that instantiate a class at an entity.
    fn effects(&self, class: &ClassName, scope: &Scope) -> Vec<By<'d, InstantiateEffect>> {
        let here = self
            .instantiates
            .iter()
            .filter(|(at, by)| at == scope && by.effect.class == *class);
        here.map(|(_, by)| *by).collect()
    }

    /// Whether there is an output of the class at the host that content of users can become part of.
    fn instantiated(&self, name: &ClassName, class: &Class) -> bool {
        !self.effects(name, &self.host.entity.scope()).is_empty()
            || (class.into_attr.is_some() && self.is_here(class))
    }

    fn is_here(&self, class: &Class) -> bool {
        class.at == Some(Kind::Host)
            && class
                .host_class
                .as_ref()
                .is_none_or(|of| of == self.host_class)
    }

    fn lose(&mut self, scope: Scope, class: &ClassName, modules: &[Module], reason: Nowhere) {
        self.unrouted.extend(lost(scope, class, modules, reason));
    }

    /// Adds the outputs that policies ask for at an entity; whether there are any.
    fn ask(
        &mut self,
        name: &ClassName,
        scope: &Scope,
        modules: &[Module],
        forward: &[Forwarded],
    ) -> bool {
        let effects = self.effects(name, scope);
        self.outputs
            .extend(asked(&effects, scope, modules, forward));
        !effects.is_empty()
    }

    /// The content of the host and of all its users, each once.
    fn collect(&self, class: &ClassName) -> Vec<Module> {
        let mut modules = self.host.modules(class, false);
        let users = self.users.iter();
        let of_users = users.flat_map(|(_, _, closure)| closure.modules(class, true));
        // What is new at a user is none of the host's.
        let mut seen = FxHashSet::default();
        modules.extend(of_users.filter(|module| seen.insert(module.clone())));
        modules
    }

    /// A class for users: each one's content is forwarded, unless a policy says what becomes of it.
    fn user_class(&mut self, name: &'d ClassName, class: &'d Class, taking: &BTreeSet<&ClassName>) {
        let at_host = self.host.entity.scope();
        for forwarded in self.delivered.to(name).to_vec() {
            let scope = at_host.clone();
            self.lose(
                scope,
                &forwarded.class,
                &forwarded.modules,
                Nowhere::NotRouted,
            );
        }
        let replaced = !self.effects(name, &at_host).is_empty();
        if replaced {
            let all = self.collect(name);
            self.ask(name, &at_host, &all, &[]);
        } else if self.users.is_empty() && !self.delivered.takes_from(name) {
            self.lose(at_host, name, &self.collect(name), Nowhere::NoUsers);
        }
        let forward = class.forward.as_ref().and_then(|forward| {
            let into = forward
                .into
                .iter()
                .find(|into| *into == self.host_class && taking.contains(into))?;
            Some((into, &forward.path))
        });
        for (user, classes, closure) in self.users {
            let modules = closure.modules(name, false);
            let scope = closure.entity.scope();
            if self.ask(name, &scope, &modules, &[]) || replaced || modules.is_empty() {
                continue;
            }
            match forward {
                // Its content is part of another class.
                None if self.delivered.takes_from(name) => {}
                _ if !classes.contains(name) => {
                    self.lose(scope, name, &modules, Nowhere::NotOfUser)
                }
                Some((into, path)) => {
                    let path = path.iter().cloned().chain([user.as_str().into()]).collect();
                    let forwarded = Forwarded {
                        class: name.clone(),
                        guard: None,
                        modules,
                        path,
                    };
                    self.forwards.entry(into).or_default().push(forwarded);
                }
                None if class.forward.is_some() => {
                    self.lose(scope, name, &modules, Nowhere::NotTaken)
                }
                None => self.lose(scope, name, &modules, Nowhere::NoOutput),
            }
        }
    }

    /// A class for hosts, or for nobody in particular.
    fn host_class(&mut self, name: &'d ClassName, class: &'d Class) {
        let modules = self.collect(name);
        let mut forward = self.forwards.get(name).cloned().unwrap_or_default();
        forward.extend_from_slice(self.delivered.to(name));
        for (_, _, closure) in self.users {
            let scope = closure.entity.scope();
            if !self.effects(name, &scope).is_empty() {
                self.ask(name, &scope, &closure.modules(name, true), &[]);
            }
        }
        if self.ask(name, &self.host.entity.scope(), &modules, &forward) {
            return;
        }
        match &class.into_attr {
            // A host of the class is there without content, too.
            Some(into)
                if self.is_here(class)
                    && (class.host_class.is_some()
                        || !modules.is_empty()
                        || !forward.is_empty()) =>
            {
                let at = into
                    .iter()
                    .cloned()
                    .chain([self.host.entity.name().into()])
                    .collect();
                self.outputs.push((
                    None,
                    Output {
                        at,
                        class: name.clone(),
                        forward,
                        instantiate: None,
                        modules,
                    },
                ));
            }
            // Its content is part of another class, with what is routed here.
            _ if self.delivered.takes_from(name) => {}
            // What policies routed here finds no place.
            _ if !forward.is_empty() => {
                for forwarded in forward {
                    let scope = self.host.entity.scope();
                    self.lose(
                        scope,
                        &forwarded.class,
                        &forwarded.modules,
                        Nowhere::NotRouted,
                    );
                }
            }
            Some(_) if class.at == Some(Kind::Host) => {
                self.lose(
                    self.host.entity.scope(),
                    name,
                    &modules,
                    Nowhere::OtherHostClass,
                );
            }
            _ => self.lose(self.host.entity.scope(), name, &modules, Nowhere::NoOutput),
        }
    }
}
