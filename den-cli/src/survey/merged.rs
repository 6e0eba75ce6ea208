//! Values that several layers make together: whether they are of the option's type.
//!
//! A value of one layer is looked at by itself; a list or a set that is put together can only be looked at as a whole,
//! and every layer that brought something to it is named.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Survey;
use super::focus::settings_at;
use crate::diagnostic::Diagnostic;
use crate::document::interface::{Merge, Offer};
use crate::document::name::AspectId;
use crate::document::value::Attribute;
use crate::plan::entity::Facet;
use crate::scope::Scope;
use crate::settings::layer::place_path;
use crate::settings::{Resolved, option_name};
use gen_schema::interface::Verdict;

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
            let refusals: Vec<_> = refusals
                .iter()
                .map(|refusal| {
                    let below = refusal
                        .way
                        .iter()
                        .map(|step| format!("{}: ", Attribute(step)));
                    format!("{}{}", below.collect::<String>(), refusal.message)
                })
                .collect();
            let refusal = refusals.join("; ");
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
                for place in &link.said {
                    let position = self.document.positions.nearest(place_path(place));
                    diagnostic = diagnostic.at(position);
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
