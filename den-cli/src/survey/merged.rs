//! Values that several layers make together: whether they are of the option's type.
//!
//! A value of one layer is looked at by itself; a list or a set that is put together can only be looked at as a whole,
//! and every layer that brought something to it is named.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Survey;
use super::focus::settings_at;
use crate::diagnostic::Diagnostic;
use crate::document::interface::{Interface, Leaf, Merge, Property};
use crate::document::name::AspectId;
use crate::plan::entity::Facet;
use crate::scope::Scope;
use crate::settings::check::option_name;
use crate::settings::resolve::Resolved;

impl Survey<'_> {
    pub(super) fn merged(&mut self, planned: &[Facet<'_, '_>]) {
        // Settings that entities share are looked at once, unless there is something to tell each of them.
        let mut good = FxHashSet::default();
        for ((scope, aspect), resolved) in planned.iter().flat_map(|facet| facet.resolved) {
            let place = Arc::as_ptr(resolved);
            if good.contains(&place) {
                continue;
            }
            let refused = self.refused(scope, aspect, resolved);
            if refused.is_empty() {
                good.insert(place);
            }
            for diagnostic in refused {
                self.add(&settings_at(scope, aspect.as_str()), diagnostic);
            }
        }
    }

    /// The values of an aspect's options at an entity that several layers made, and that are not of their type.
    fn refused(&self, scope: &Scope, aspect: &AspectId, resolved: &Resolved) -> Vec<Diagnostic> {
        let known = self.known.get(aspect);
        let interface = known.and_then(|aspect| aspect.interface.content().as_ref()?.good());
        let Some(interface) = interface else {
            return vec![];
        };
        let mut refused = Vec::new();
        for (way, leaf) in resolved.leaves() {
            // The interface's own default is looked at where it stands.
            let (Some(value), Some(_)) = (&leaf.value, &leaf.declared) else {
                continue;
            };
            let Some(option) =
                option(interface, &way).filter(|option| option.merge != Merge::Replace)
            else {
                continue;
            };
            let Some(refusal) = self.types.refusal(option, value) else {
                continue;
            };
            let name = option_name(aspect.as_str(), &way);
            let message =
                format!("the layers of `{name}` make a value of the wrong type: {refusal}");
            let mut diagnostic =
                Diagnostic::error("den::settings::type", message).scope(scope.clone());
            for link in &leaf.chain {
                diagnostic.related.push(format!(
                    "the {} layer gives {}",
                    link.layer.name(),
                    link.value
                ));
                for path in &link.paths {
                    diagnostic = diagnostic.at(self.document.positions.nearest(path));
                }
            }
            refused.push(
                diagnostic
                    .help("each layer adds to what lies below it: mend the one that does not fit"),
            );
        }
        refused
    }
}

/// The option that a way leads to.
fn option<'d>(interface: &'d Interface, way: &[smol_str::SmolStr]) -> Option<&'d Leaf> {
    let (first, rest) = way.split_first()?;
    match interface.properties.get(first)? {
        Property::Group(group) => option(group, rest),
        Property::Leaf(leaf) => rest.is_empty().then_some(leaf),
    }
}
