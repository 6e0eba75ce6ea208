//! Settings: layers of definitions, resolved leaf by leaf, with the chain of layers behind every value.
//!
//! The algebra is gen-schema's; here are the layers of a fleet, where they stand, and what people are told.
//!
//! | module | holds |
//! |---|---|
//! | [`layer`] | the layers, and who gives settings in them |
//! | [`settle`] | the settings of an entity, aspect by aspect |
//! | [`mod@write`] | settings as a plan has them |
//! | [`check`] | what is wrong with definitions by themselves |
//! | [`report`] | what keeps an option from having one value |

pub mod check;
pub mod layer;
pub mod report;
pub mod settle;
pub(crate) mod shared;
pub mod write;

use smol_str::SmolStr;

use crate::document::name::AspectId;
use crate::reads::{Reads, Site, SiteSettings, aspect_path};
pub use gen_schema::value::option_name;
use layer::{Layer, Source, effect_path};
use settle::Configure;

/// A value that a layer gives for an interface.
pub type Definition<'d> = gen_schema::Definition<'d, Source>;

/// The resolved settings of one aspect at one entity.
pub type Resolved = gen_schema::Resolved<Source>;

/// A resolved option.
pub type ResolvedLeaf = gen_schema::ResolvedLeaf<Source>;

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

/// All definitions of an aspect's settings at an entity; the interface's defaults are not among them. `configures` are the
/// effects at the entity, those of its host first.
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
            let path = steps.map(Into::into).chain([index]).collect();
            all.push(Definition::new(Source::declared(*layer, path), value));
        }
    }
    for (layer, site, by) in configures
        .iter()
        .filter(|(_, _, by)| by.effect.aspect == *aspect)
    {
        let path = effect_path(*layer, *site, by);
        let source = Source::of_policy(*layer, path, by);
        all.push(Definition::new(source, &by.effect.settings));
    }
    all
}

/// The path in the document of an option of an aspect's interface.
pub fn property_path(aspect: &AspectId, way: &[SmolStr]) -> Vec<SmolStr> {
    let interface = aspect_path(aspect, "interface").map(SmolStr::from);
    let options = way
        .iter()
        .flat_map(|name| [SmolStr::new_static("properties"), name.clone()]);
    interface.chain(options).collect()
}
