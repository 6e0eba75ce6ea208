//! Settings: layers of definitions, resolved leaf by leaf, with the chain of layers behind every value.
//!
//! | module | holds |
//! |---|---|
//! | [`layer`] | the layers, and definitions in them |
//! | [`merge`] | how definitions combine within a layer, and layers with one another |
//! | [`mod@resolve`] | an interface and its definitions in, values with their chains out |
//! | [`report`] | what keeps an option from having one value, for people |
//! | [`check`] | what is wrong with definitions by themselves |
//! | [`types`] | whether values satisfy the schemas of their options |

pub mod check;
pub mod layer;
pub mod merge;
pub mod report;
pub mod resolve;
pub mod types;

use crate::aspect::entity::Entity;
use crate::document::effect::ConfigureEffect;
use crate::policy::By;
use crate::reads::{Reads, Site, SiteSettings};
use layer::{Definition, Layer};

/// A layer of an entity, and the site whose settings it is made of.
pub type LayerAt<'d> = (Layer, SiteSettings<'d>);

/// The layers of an entity that are declared as such, the least authoritative first.
pub fn layers<'d>(reads: &Reads<'_, 'd>, entity: Entity<'d>) -> Vec<LayerAt<'d>> {
    let environment = entity.environment().map(Site::Environment);
    let host = entity.host().map(|host| Site::Host(host.name));
    let own = match entity {
        Entity::Host(_) => None,
        Entity::User(user, host) => Some((Layer::User, Site::User(host.name, user))),
        Entity::Home(home, _) => Some((Layer::Home, Site::Home(home))),
    };
    let sites = [
        Some((Layer::Fleet, Site::Fleet)),
        environment.map(|site| (Layer::Environment, site)),
        host.map(|site| (Layer::Host, site)),
        own,
    ];
    let there = sites.into_iter().flatten();
    there
        .filter_map(|(layer, site)| Some((layer, reads.site_settings(site)?)))
        .collect()
}

/// All definitions of an aspect's settings at an entity, the least authoritative layer first; the interface's defaults
/// are not among them. `configures` are the effects at the entity, those of its host first.
pub fn definitions<'d>(
    reads: &Reads<'_, 'd>,
    layers: &[LayerAt<'d>],
    aspect: &str,
    configures: &[(Site<'d>, By<'d, ConfigureEffect>)],
) -> Vec<Definition<'d>> {
    let mut all = Vec::new();
    for (layer, declared) in layers {
        for (index, value) in reads.settings(declared, aspect).iter().enumerate() {
            let steps = declared.site.steps().chain(["settings", aspect]);
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
    for (site, by) in configures
        .iter()
        .filter(|(_, by)| by.effect.aspect.as_str() == aspect)
    {
        all.push(Definition::of_policy(*site, by));
    }
    // Stable: within a layer the order of declarations, and of policies by name, remains.
    all.sort_by_key(|definition| definition.layer);
    all
}
