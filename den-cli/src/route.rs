//! Routes: where the content of an entity ends up.
//!
//! Content is brought together class by class; a class is data that says where it goes. Content of a class for hosts is
//! that of the host and of its users; content of a class for users is each user's own, and becomes part of the host.
//! What reaches no output is told.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::aspect::closure::Closure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::effect::InstantiateEffect;
use crate::document::fleet::{Class, Kind};
use crate::document::name::{AspectId, ClassName, UserName};
use crate::document::value::Attribute;
use crate::inventory::Standing;
use crate::plan::shard::{EffectRef, Forwarded, Module, Output};
use crate::policy::By;
use crate::reads::{Reads, Source};
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

/// An effect that instantiates, and the entity at which its policy ran.
pub type Instantiate<'d> = (Scope, By<'d, InstantiateEffect>);

/// Brings the content of a host and its users together.
pub fn route<'d>(
    source: &Source<'d>,
    reads: &Reads<'_, 'd>,
    standing: &Standing<'d>,
    host: &Closure<'d>,
    users: &[UserClosure<'d>],
    instantiates: &[Instantiate<'d>],
    diagnostics: &mut Diagnostics,
) -> Routed {
    let mut classes: BTreeSet<&ClassName> = host.classes(false);
    classes.extend(
        users
            .iter()
            .flat_map(|(_, _, closure)| closure.classes(true)),
    );
    classes.insert(&standing.facts.class);
    classes.extend(instantiates.iter().map(|(_, by)| &by.effect.class));
    let mut router = Router {
        host_class: &standing.facts.class,
        host,
        users,
        instantiates,
        outputs: vec![],
        forwards: BTreeMap::new(),
        unrouted: vec![],
    };
    // An unregistered class is reported by the survey.
    let (of_users, others): (Vec<_>, Vec<_>) = classes
        .iter()
        .filter_map(|&name| Some((name, reads.class(name.as_str())?)))
        .partition(|(_, class)| class.at == Some(Kind::User));
    let taking: BTreeSet<&ClassName> = others
        .iter()
        .filter(|(name, class)| router.instantiated(name, class))
        .map(|(name, _)| *name)
        .collect();
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
        outputs: settled(source, outputs, host, diagnostics),
        unrouted,
    }
}

/// What an output is made of, with the rank of the effect that asks for it.
type Ranked = (Option<i64>, Output);

struct Router<'r, 'd> {
    host_class: &'d ClassName,
    host: &'r Closure<'d>,
    users: &'r [UserClosure<'d>],
    instantiates: &'r [Instantiate<'d>],
    outputs: Vec<Ranked>,
    /// Content of users that becomes part of the host, by the class that takes it.
    forwards: BTreeMap<&'d ClassName, Vec<Forwarded>>,
    unrouted: Vec<Unrouted>,
}

impl<'d> Router<'_, 'd> {
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
        let aspects: BTreeSet<_> = modules.iter().map(|module| module.aspect.clone()).collect();
        if !aspects.is_empty() {
            self.unrouted.push(Unrouted {
                scope,
                class: class.clone(),
                aspects,
                reason,
            });
        }
    }

    /// Outputs that policies ask for at an entity; whether there are any.
    fn ask(
        &mut self,
        name: &ClassName,
        scope: &Scope,
        modules: &[Module],
        forward: &[Forwarded],
    ) -> bool {
        let effects = self.effects(name, scope);
        self.outputs.extend(effects.iter().map(|by| {
            let effect = EffectRef {
                index: by.index,
                policy: by.policy.clone(),
                scope: scope.clone(),
            };
            let output = Output {
                at: by.effect.into.clone(),
                class: name.clone(),
                forward: forward.to_vec(),
                instantiate: Some(effect),
                modules: modules.to_vec(),
            };
            (Some(by.effect.priority), output)
        }));
        !effects.is_empty()
    }

    /// The content of the host and of all its users, each once.
    fn collect(&self, class: &ClassName) -> Vec<Module> {
        let mut seen = HashSet::new();
        let mut modules = self.host.modules(class, false);
        modules.extend(
            self.users
                .iter()
                .flat_map(|(_, _, closure)| closure.modules(class, true)),
        );
        modules.retain(|module| seen.insert(module.clone()));
        modules
    }

    /// A class for users: each one's content is forwarded, unless a policy says what becomes of it.
    fn user_class(&mut self, name: &'d ClassName, class: &'d Class, taking: &BTreeSet<&ClassName>) {
        let all = self.collect(name);
        let replaced = self.ask(name, &self.host.entity.scope(), &all, &[]);
        if self.users.is_empty() && !replaced {
            self.lose(self.host.entity.scope(), name, &all, Nowhere::NoUsers);
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
                _ if !classes.contains(name) => {
                    self.lose(scope, name, &modules, Nowhere::NotOfUser)
                }
                Some((into, path)) => {
                    let path = path.iter().cloned().chain([user.as_str().into()]).collect();
                    let forwarded = Forwarded {
                        class: name.clone(),
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
        let forward = self.forwards.get(name).cloned().unwrap_or_default();
        for (_, _, closure) in self.users {
            let own = closure.modules(name, true);
            self.ask(name, &closure.entity.scope(), &own, &[]);
        }
        if self.ask(name, &self.host.entity.scope(), &modules, &forward) {
            return;
        }
        match &class.into_attr {
            // A host of the class is there without content, too.
            Some(into)
                if self.is_here(class) && (class.host_class.is_some() || !modules.is_empty()) =>
            {
                let at = into
                    .iter()
                    .cloned()
                    .chain([self.host.entity.host.as_str().into()])
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

/// The outputs by attribute path. Where two are at one path the higher rank wins; equal ranks are a conflict.
fn settled(
    source: &Source<'_>,
    mut ranked: Vec<Ranked>,
    host: &Closure<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Output> {
    ranked.sort_by(|(first_rank, first), (second_rank, second)| {
        first.at.cmp(&second.at).then(second_rank.cmp(first_rank))
    });
    let mut outputs: Vec<Ranked> = Vec::with_capacity(ranked.len());
    for (rank, output) in ranked {
        match outputs.last() {
            Some((above, taken)) if taken.at == output.at => {
                if *above == rank {
                    diagnostics.push(same_output(source, taken, &output, host));
                }
            }
            _ => outputs.push((rank, output)),
        }
    }
    outputs.into_iter().map(|(_, output)| output).collect()
}

fn attribute_path(path: &[smol_str::SmolStr]) -> String {
    let names: Vec<_> = path
        .iter()
        .map(|name| Attribute(name).to_string())
        .collect();
    names.join(".")
}

fn same_output(
    source: &Source<'_>,
    first: &Output,
    second: &Output,
    host: &Closure<'_>,
) -> Diagnostic {
    let position = |output: &Output| {
        let effect = output.instantiate.as_ref()?;
        source
            .document
            .positions
            .nearest(["policies", effect.policy.as_str()])
    };
    let message = format!(
        "two outputs claim the flake attribute `{}`",
        attribute_path(&first.at)
    );
    let mut diagnostic = Diagnostic::error("den::output::conflict", message)
        .at(position(first))
        .at(position(second))
        .scope(host.entity.scope())
        .help("give them different `intoAttr`s");
    diagnostic.at.dedup();
    diagnostic
}

/// Reports two classes whose content of one user goes to one option.
fn same_option(forwarded: &[Forwarded], host: &Closure<'_>, diagnostics: &mut Diagnostics) {
    let mut taken: BTreeMap<&[smol_str::SmolStr], &ClassName> = BTreeMap::new();
    for forward in forwarded {
        if let Some(other) = taken.insert(&forward.path, &forward.class) {
            let path = attribute_path(&forward.path);
            let message = format!(
                "the classes `{other}` and `{}` both forward their content to `{path}`",
                forward.class
            );
            diagnostics.push(
                Diagnostic::error("den::output::conflict", message)
                    .scope(host.entity.scope())
                    .help("give one of them another `forward.path`"),
            );
        }
    }
}
