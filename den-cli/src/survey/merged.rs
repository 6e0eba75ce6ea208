//! Values that several layers make together: whether they are of the option's type.
//!
//! A value of one layer is looked at by itself; a list or a set that is put together can only be looked at as a whole. Of
//! what is wrong in it the layers are named that brought it, so that what one layer brings to many entities is told once.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Survey;
use super::focus::settings_at;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::interface::{Leaf, Merge, Offer};
use crate::document::name::AspectId;
use crate::plan::entity::Facet;
use crate::scope::Scope;
use crate::settings::check::wrong_type;
use crate::settings::layer::{Layer, Source, place_path};
use crate::settings::{Resolved, ResolvedLeaf, option_name, property_path};
use gen_schema::Link;
use gen_schema::contribution::brought;
use gen_schema::interface::{Refusal, Verdict};
use smol_str::SmolStr;

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
        let offer = known.and_then(|aspect| aspect.interface.content().as_ref()?.good());
        let Some(interface) = offer.and_then(Offer::interface) else {
            return vec![];
        };
        let mut refused = Vec::new();
        for (way, leaf) in resolved.leaves() {
            let (Some(value), Some(option)) = (&leaf.value, interface.leaf(&way)) else {
                continue;
            };
            // What one layer says is looked at where it stands, unless it reads something else.
            let reads = leaf.chain.iter().any(|link| link.value.has_reference());
            let together = leaf.is_declared() && option.merge != Merge::Replace;
            if !reads && !together {
                continue;
            }
            let Verdict::Refused(refusals) = option.verdict(value) else {
                continue;
            };
            for refusal in refusals {
                let found = Wrong {
                    aspect,
                    way: &way,
                    option,
                    leaf,
                    refusal: &refusal,
                };
                let found = found.told(self.document);
                refused.extend(found.map(|found| found.scope(scope.clone())));
            }
        }
        refused
    }
}

/// Something in the value of an option that is not of its type.
struct Wrong<'w> {
    aspect: &'w AspectId,
    way: &'w [SmolStr],
    option: &'w Leaf,
    leaf: &'w ResolvedLeaf,
    refusal: &'w Refusal,
}

impl Wrong<'_> {
    /// What to tell, of the layers that brought it: of one, what it gives; of several, what they make.
    fn told(&self, document: &Document) -> Option<Diagnostic> {
        let said: Vec<_> = self.leaf.chain.iter().map(|link| &link.value).collect();
        let brought = brought(self.leaf.merge, &said, &self.refusal.way);
        let brought: Vec<_> = brought
            .into_iter()
            .map(|(index, inside)| (&self.leaf.chain[index], inside))
            .collect();
        let reads = brought.iter().any(|(link, _)| link.value.has_reference());
        let by_default = |link: &Link<Source>| link.layer == Layer::Default;
        // A bad default is told with the interface.
        if !reads && brought.iter().all(|(link, _)| by_default(link)) {
            return None;
        }
        let message = &self.refusal.message;
        let mut diagnostic = match &brought[..] {
            [(link, inside)] => {
                let who = link.said.first();
                let who = who.map_or("interface".to_owned(), |place| place.origin.said());
                let name = self.name(&link.value.shown_way(inside));
                wrong_type(&who, &name, message, self.option.description.as_deref())
            }
            _ => {
                let value = self.leaf.value.as_ref();
                let inside = value.map(|value| value.shown_way(&self.refusal.way));
                let name = self.name(&inside.unwrap_or_default());
                let message =
                    format!("the layers of `{name}` make a value of the wrong type: {message}");
                Diagnostic::error("den::settings::type", message)
                    .help("each layer adds to what lies below it: mend the one that does not fit")
            }
        };
        let alone = brought.len() == 1;
        for (link, inside) in &brought {
            if reads || !alone {
                diagnostic = diagnostic.related(format!(
                    "the {} layer gives {}",
                    link.layer.name(),
                    link.value
                ));
            }
            let mut paths: Vec<_> = link.said.iter().map(place_path).collect();
            match &mut paths[..] {
                [] => paths.push(property_path(self.aspect, self.way)),
                [one] => one.extend(inside.iter().cloned()),
                _ => {}
            }
            for path in paths {
                diagnostic = diagnostic.at(document.positions.nearest(path));
            }
        }
        diagnostic.at.dedup();
        Some(diagnostic)
    }

    fn name(&self, inside: &[SmolStr]) -> String {
        option_name(self.aspect.as_str(), &[self.way, inside].concat())
    }
}
