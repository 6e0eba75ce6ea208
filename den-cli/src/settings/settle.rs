//! The settings of an entity: those of each of its aspects that offers some.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::layer::{Definition, Layer};
use super::report::report;
use super::resolve::{Resolved, resolve};
use super::shared::{Answer, Key};
use super::{LayerAt, definitions};
use crate::aspect::closure::Closure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::effect::ConfigureEffect;
use crate::document::interface::Interface;
use crate::document::name::AspectId;
use crate::plan::shard::Settings;
use crate::policy::By;
use crate::reads::{Reads, Site, aspect_path};
use crate::scope::Scope;

/// An effect that gives settings: in which layer, and where its policy ran.
pub type Configure<'d> = (Layer, Site<'d>, By<'d, ConfigureEffect>);

/// The settings of an entity.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// As a shard has them.
    pub written: BTreeMap<AspectId, Arc<Settings>>,
    /// With their chains.
    pub resolved: BTreeMap<AspectId, Arc<Resolved>>,
    /// What is wrong where layers meet.
    pub troubles: BTreeMap<AspectId, Vec<Diagnostic>>,
}

/// Resolves the settings of an entity.
pub(crate) struct Settler<'s, 'd> {
    pub(crate) reads: &'s Reads<'s, 'd>,
    /// The layers that are declared as such.
    pub(crate) layers: &'s [LayerAt<'s, 'd>],
    /// The settings that policies give.
    pub(crate) configures: &'s [Configure<'d>],
}

impl<'d> Settler<'_, 'd> {
    /// The settings of those aspects that offer some, and that `wanted` picks.
    pub(crate) fn settle(
        &self,
        closure: &Closure<'d>,
        wanted: impl Fn(&AspectId) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Settled {
        let scope = closure.entity.scope();
        let mut all = Settled::default();
        for member in &closure.members {
            let id = &member.aspect.id;
            let Some(interface) = self.reads.interface(&member.aspect) else {
                continue;
            };
            if !wanted(id) {
                continue;
            }
            let definitions = definitions(self.reads, self.layers, id, self.configures);
            let shared = &self.reads.source.shared;
            let key = Key::new(interface, &definitions);
            let known = key.as_ref().and_then(|key| shared.get(key));
            let answer = known.unwrap_or_else(|| {
                let (answer, troubles) = self.resolve(id, &scope, interface, definitions);
                match key {
                    // Troubles are told at every entity that has them.
                    Some(key) if troubles.is_empty() => shared.put(key, answer.clone()),
                    _ => {}
                }
                if !troubles.is_empty() {
                    diagnostics.extend(troubles.iter().cloned());
                    all.troubles.insert(id.clone(), troubles);
                }
                answer
            });
            all.written.insert(id.clone(), answer.written);
            all.resolved.insert(id.clone(), answer.resolved);
        }
        all
    }

    /// Resolves the settings of one aspect.
    fn resolve(
        &self,
        id: &AspectId,
        scope: &Scope,
        interface: &'d Interface,
        definitions: Vec<Definition<'d>>,
    ) -> (Answer, Vec<Diagnostic>) {
        let base: Vec<SmolStr> = aspect_path(id, "interface").map(Into::into).collect();
        let mut troubles = Vec::new();
        let resolved = resolve(interface, definitions, &base, &mut troubles);
        let answer = Answer {
            written: Arc::new(written(&resolved)),
            resolved: Arc::new(resolved),
        };
        let document = self.reads.source.document;
        let told = |trouble| report(document, id, trouble).scope(scope.clone());
        (answer, troubles.iter().map(told).collect())
    }
}

/// Resolved settings as a shard has them.
fn written(resolved: &Resolved) -> Settings {
    let leaves = resolved.leaves();
    let computed = leaves.iter().any(|(_, leaf)| leaf.computed);
    let missing = leaves
        .into_iter()
        .filter(|(_, leaf)| leaf.value.is_none() && !leaf.computed)
        .map(|(way, _)| way);
    Settings {
        declared: computed.then(|| resolved.tree(&|leaf| leaf.declared.as_ref())),
        missing: missing.collect(),
        values: resolved.tree(&|leaf| leaf.value.as_ref()),
    }
}
