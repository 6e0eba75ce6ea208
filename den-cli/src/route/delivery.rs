//! Deliveries: content that policies route from one class to another.
//!
//! Deliveries compose: what is routed into a class goes on with its content where that is routed further, below both
//! paths. So they are followed in topological order of the classes; a cycle among them is refused.

use std::collections::{BTreeMap, BTreeSet};

use gen_graph::Graph;

use super::Route;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::effect::RouteEffect;
use crate::document::name::ClassName;
use crate::plan::shard::{EffectRef, Forwarded, Module};
use crate::policy::By;
use crate::reads::Reads;
use crate::scope::Scope;

/// Content that policies deliver, by the class that takes it.
#[derive(Debug, Default)]
pub(super) struct Delivered<'d> {
    into: BTreeMap<&'d ClassName, Vec<Forwarded>>,
    from: BTreeSet<&'d ClassName>,
}

impl<'d> Delivered<'d> {
    /// Follows routes. `content` gives the modules of a class at the entity that a route is of.
    pub(super) fn new(
        reads: &Reads<'_, 'd>,
        routes: &[Route<'d>],
        content: impl Fn(&Scope, &'d ClassName) -> Vec<Module>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut delivered = Self::default();
        if routes.is_empty() {
            return delivered;
        }
        let edges = routes
            .iter()
            .map(|(_, by)| (&by.effect.from, &by.effect.into));
        let order = match Graph::edges(edges).acyclic() {
            Ok(acyclic) => acyclic.order().copied().collect::<Vec<_>>(),
            Err(cyclic) => {
                for cycle in cyclic.cycles() {
                    let names = cycle.vertices().iter().map(|class| format!("`{class}`"));
                    let names: Vec<_> = names.collect();
                    diagnostics.push(circular(reads, routes, &names));
                }
                return delivered;
            }
        };
        for class in order {
            for (scope, by) in routes.iter().filter(|(_, by)| by.effect.from == *class) {
                delivered.deliver(
                    reads,
                    scope,
                    by,
                    content(scope, &by.effect.from),
                    diagnostics,
                );
            }
        }
        delivered
    }

    fn deliver(
        &mut self,
        reads: &Reads<'_, 'd>,
        scope: &Scope,
        by: &By<'d, RouteEffect>,
        modules: Vec<Module>,
        diagnostics: &mut Diagnostics,
    ) {
        let route = by.effect;
        let guard = route.guard.then(|| EffectRef {
            index: by.index,
            policy: by.policy.clone(),
            scope: scope.clone(),
        });
        let mut all = Vec::new();
        if !modules.is_empty() {
            all.push(Forwarded {
                class: route.from.clone(),
                guard: guard.clone(),
                modules,
                path: route.path.clone(),
            });
        }
        for earlier in self.into.get(&route.from).into_iter().flatten() {
            if earlier.guard.is_some() {
                diagnostics.push(guarded(reads, scope, by));
                continue;
            }
            let path = route.path.iter().chain(&earlier.path).cloned().collect();
            all.push(Forwarded {
                class: route.from.clone(),
                guard: guard.clone(),
                modules: earlier.modules.clone(),
                path,
            });
        }
        self.from.insert(&route.from);
        self.into.entry(&route.into).or_default().extend(all);
    }

    /// What a class takes.
    pub(super) fn to(&self, class: &ClassName) -> &[Forwarded] {
        self.into.get(class).map_or(&[], Vec::as_slice)
    }

    /// Whether the content of a class is routed somewhere.
    pub(super) fn takes_from(&self, class: &ClassName) -> bool {
        self.from.contains(class)
    }
}

fn circular(reads: &Reads<'_, '_>, routes: &[Route<'_>], names: &[String]) -> Diagnostic {
    let first = names.first().cloned().unwrap_or_default();
    let message = format!(
        "classes are routed into one another: {} → {first}",
        names.join(" → ")
    );
    let mut diagnostic = Diagnostic::error("den::route::cycle", message)
        .help("take out one of these routes: content would go round for ever");
    for (scope, by) in routes {
        let on_cycle = |class: &ClassName| names.contains(&format!("`{class}`"));
        if on_cycle(&by.effect.from) && on_cycle(&by.effect.into) {
            diagnostic = diagnostic
                .at(by.position(reads.source.document))
                .scope(scope.clone());
        }
    }
    diagnostic
}

fn guarded(reads: &Reads<'_, '_>, scope: &Scope, by: &By<'_, RouteEffect>) -> Diagnostic {
    let message = format!(
        "content that is routed into `{}` under a guard cannot be routed on to `{}`",
        by.effect.from, by.effect.into
    );
    Diagnostic::error("den::route::guard", message)
        .at(by.position(reads.source.document))
        .scope(scope.clone())
        .help(
            "a guard looks at the options of the class that it is given for: guard the last route",
        )
}
