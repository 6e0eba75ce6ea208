//! The content of a home: that of its classes becomes an output of its own.

use std::collections::BTreeSet;

use super::settle::settled;
use super::{Instantiate, Nowhere, Routed, asked, lost};
use crate::aspect::closure::Closure;
use crate::diagnostic::Diagnostics;
use crate::document::fleet::Kind;
use crate::document::name::ClassName;
use crate::plan::shard::Output;
use crate::reads::Reads;

/// Brings the content of a home together. `classes` are those of the home.
pub fn route_home<'d>(
    reads: &Reads<'_, 'd>,
    classes: &BTreeSet<&'d ClassName>,
    home: &Closure<'d>,
    instantiates: &[Instantiate<'d>],
    diagnostics: &mut Diagnostics,
) -> Routed {
    let scope = home.entity.scope();
    let mut there: BTreeSet<&ClassName> = home.classes(false);
    there.extend(classes);
    there.extend(instantiates.iter().map(|(_, by)| &by.effect.class));
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
        outputs.extend(asked(&effects, &scope, &modules, &[]));
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
                    forward: vec![],
                    instantiate: None,
                    modules,
                };
                outputs.push((None, output));
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
