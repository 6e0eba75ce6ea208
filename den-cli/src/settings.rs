//! Settings: layers of definitions, resolved leaf by leaf, with the chain of layers behind every value.
//!
//! | module | holds |
//! |---|---|
//! | [`layer`] | the layers, and definitions in them |
//! | [`merge`] | how definitions combine within a layer, and layers with one another |
//! | [`mod@resolve`] | an interface and its definitions in, values with their chains out |
//! | [`report`] | what keeps an option from having one value, for people |
//! | [`settle`] | the settings of an entity, aspect by aspect |
//! | [`check`] | what is wrong with definitions by themselves |
//! | [`types`] | whether values satisfy the schemas of their options |

pub mod check;
pub mod layer;
pub mod merge;
pub mod report;
pub mod resolve;
pub mod settle;
pub(crate) mod shared;
pub mod types;

use crate::document::name::AspectId;
use crate::reads::{Reads, Site, SiteSettings};
use layer::{Definition, Layer};
use settle::Configure;

/// A layer of an entity, and the site whose settings it is made of.
pub type LayerAt<'c, 'd> = (Layer, SiteSettings<'c, 'd>);

/// The layer that is declared at a site.
pub fn layer_of(site: Site<'_>) -> Layer {
    match site {
        Site::Fleet => Layer::Fleet,
        Site::Environment(_) => Layer::Environment,
        Site::Host(_) => Layer::Host,
        Site::User(..) => Layer::User,
        Site::Home(_) => Layer::Home,
    }
}

/// All definitions of an aspect's settings at an entity, the least authoritative layer first; the interface's defaults
/// are not among them. `configures` are the effects at the entity, those of its host first.
pub fn definitions<'d>(
    reads: &Reads<'_, 'd>,
    layers: &[LayerAt<'_, 'd>],
    aspect: &AspectId,
    configures: &[Configure<'d>],
) -> Vec<Definition<'d>> {
    let mut all = Vec::new();
    for (layer, declared) in layers {
        for (index, value) in reads.settings(declared, aspect).iter().enumerate() {
            let steps = declared.site.steps().chain(["settings", aspect.as_str()]);
            let index = smol_str::format_smolstr!("{index}");
            all.push(Definition {
                layer: *layer,
                path: steps.map(Into::into).chain([index]).collect(),
                policy: None,
                rank: 0,
                priority: None,
                value,
            });
        }
    }
    for (layer, site, by) in configures
        .iter()
        .filter(|(_, _, by)| by.effect.aspect == *aspect)
    {
        all.push(Definition::of_policy(*layer, *site, by));
    }
    // Stable: within a layer the order of declarations, and of policies by name, remains.
    all.sort_by_key(|definition| definition.layer);
    all
}
