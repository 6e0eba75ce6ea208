//! The content of a home: that of its classes becomes an output of its own.

use std::collections::BTreeSet;

use super::delivery::Delivered;
use super::settle::settled;
use super::{Asked, Nowhere, Routed, asked, lost};
use crate::aspect::closure::Closure;
use crate::diagnostic::Diagnostics;
use crate::document::fleet::Kind;
use crate::document::name::ClassName;
use crate::plan::shard::Output;
use crate::reads::Reads;
use crate::scope::Scope;

/// Brings the content of a home together. `classes` are those of the home.
pub fn route_home<'d>(
    reads: &Reads<'_, 'd>,
    classes: &BTreeSet<&'d ClassName>,
    home: &Closure<'d>,
    asked_for: &Asked<'d>,
    diagnostics: &mut Diagnostics,
) -> Routed {
    let Asked {
        instantiates,
        routes,
    } = asked_for;
    let content = |_: &Scope, class: &'d ClassName| home.modules(class, false);
    let delivered = Delivered::new(reads, routes, content, diagnostics);
    let scope = home.entity.scope();
    let mut there: BTreeSet<&ClassName> = home.classes(false);
    there.extend(classes);
    there.extend(instantiates.iter().map(|(_, by)| &by.effect.class));
    there.extend(routes.iter().map(|(_, by)| &by.effect.into));
    let (mut outputs, mut unrouted) = (Vec::new(), Vec::new());
    // An unregistered class is reported by the survey.
    for (name, class) in there
        .into_iter()
        .filter_map(|name| Some((name, reads.class(name)?)))
    {
        let modules = home.modules(name, false);
        let effects: Vec<_> = instantiates
            .iter()
            .map(|(_, by)| *by)
            .filter(|by| by.effect.class == *name)
            .collect();
        outputs.extend(asked(&effects, &scope, &modules, delivered.to(name)));
        if !effects.is_empty() {
            continue;
        }
        let reason = match (&class.into_attr, class.at) {
            // A home of the class is there without content, too.
            (Some(into), Some(Kind::User | Kind::Home)) if classes.contains(name) => {
                let at = into
                    .iter()
                    .cloned()
                    .chain([home.entity.name().into()])
                    .collect();
                let output = Output {
                    at,
                    class: name.clone(),
                    forward: delivered.to(name).to_vec(),
                    instantiate: None,
                    modules,
                };
                outputs.push((None, output));
                continue;
            }
            // Its content is part of another class, with what is routed here.
            _ if delivered.takes_from(name) => continue,
            _ if !delivered.to(name).is_empty() => {
                for forwarded in delivered.to(name) {
                    let (class, modules) = (&forwarded.class, &forwarded.modules);
                    unrouted.extend(lost(scope.clone(), class, modules, Nowhere::NotRouted));
                }
                continue;
            }
            (_, Some(Kind::Host)) => Nowhere::OtherHostClass,
            (Some(_), Some(_)) => Nowhere::NotOfUser,
            _ => Nowhere::NoOutput,
        };
        unrouted.extend(lost(scope.clone(), name, &modules, reason));
    }
    Routed {
        outputs: settled(reads.source, outputs, home, diagnostics),
        unrouted,
    }
}
