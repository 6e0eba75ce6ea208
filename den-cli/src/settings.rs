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
use crate::reads::{Reads, Site};
use layer::{Definition, Layer};

/// All definitions of an aspect's settings at an entity, the least authoritative layer first; the interface's defaults
/// are not among them. `configures` are the effects at the entity, those of its host first.
pub fn definitions<'d>(
    reads: &Reads<'_, 'd>,
    entity: Entity<'d>,
    aspect: &str,
    configures: &[(Site<'d>, By<'d, ConfigureEffect>)],
) -> Vec<Definition<'d>> {
    let mut all = Vec::new();
    let mut declared = |layer, site: Site<'d>| {
        for (index, value) in reads.settings(site, aspect).iter().enumerate() {
            let path = site
                .path()
                .into_iter()
                .chain(["settings", aspect])
                .map(Into::into);
            let path = path.chain([smol_str::format_smolstr!("{index}")]).collect();
            all.push(Definition {
                layer,
                path,
                policy: None,
                rank: 0,
                priority: None,
                value,
            });
        }
    };
    declared(Layer::Fleet, Site::Fleet);
    if let Some(environment) = entity.environment() {
        declared(Layer::Environment, Site::Environment(environment));
    }
    if let Some(host) = entity.host() {
        declared(Layer::Host, Site::Host(host.name));
    }
    match entity {
        Entity::Host(_) => {}
        Entity::User(user, host) => declared(Layer::User, Site::User(host.name, user)),
        Entity::Home(home, _) => declared(Layer::Home, Site::Home(home)),
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
