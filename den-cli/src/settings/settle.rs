//! The settings of an entity: those of each of its aspects that offers some.
//!
//! An aspect that refers to no other is resolved by itself, and once for all entities at which only the fleet and the
//! environment speak. Those that do are resolved together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gen_schema::reference::{Cycle, Request, refers, resolve_all, targets};
use gen_schema::resolve::Dangling;
use gen_schema::{Trouble, resolve};
use smol_str::SmolStr;

use super::layer::{Layer, Source};
use super::report::{circle, report, told_alone};
use super::shared::{Answer, Key};
use super::write::written;
use super::{Definition, LayerAt, Resolved, definitions};
use crate::aspect::closure::Closure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::effect::ConfigureEffect;
use crate::document::interface::Interface;
use crate::document::name::AspectId;
use crate::plan::shard::Settings;
use crate::policy::By;
use crate::reads::{Reads, Site};
use crate::scope::Scope;
use crate::survey::known_aspects;

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
    /// The aspects to which each aspect refers that refers to any.
    pub(crate) refers: BTreeMap<AspectId, BTreeSet<SmolStr>>,
}

/// Resolves the settings of an entity.
pub(crate) struct Settler<'s, 'd> {
    pub(crate) reads: &'s Reads<'s, 'd>,
    /// The layers that are declared as such.
    pub(crate) layers: &'s [LayerAt<'s, 'd>],
    /// The settings that policies give.
    pub(crate) configures: &'s [Configure<'d>],
    /// For a user: the settings of the host.
    pub(crate) around: Option<&'s Settled>,
}

/// An aspect's interface and what is said of it, where it refers to others.
struct Referring<'d> {
    id: AspectId,
    interface: &'d Interface,
    definitions: Vec<Definition<'d>>,
}

impl<'d> Settler<'_, 'd> {
    /// The settings of those aspects that offer some, and that `wanted` picks: of a user, those that differ from the host's.
    pub(crate) fn settle(
        &self,
        closure: &Closure<'d>,
        wanted: impl Fn(&AspectId) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Settled {
        let scope = closure.entity.scope();
        let mut all = Settled::default();
        let mut referring = Vec::new();
        let chosen = self.chosen(closure, wanted);
        for member in &closure.members {
            let id = &member.aspect.id;
            let Some(interface) = self.reads.interface(&member.aspect) else {
                continue;
            };
            if !chosen.contains(id) {
                continue;
            }
            let definitions = definitions(self.reads, self.layers, id, self.configures);
            if refers(interface, &definitions) {
                referring.push(Referring {
                    id: id.clone(),
                    interface,
                    definitions,
                });
                continue;
            }
            let shared = &self.reads.source.shared;
            let key = Key::new(interface, &definitions);
            let known = key.as_ref().and_then(|key| shared.get(key));
            let answer = known.unwrap_or_else(|| {
                let mut troubles = Vec::new();
                let resolved = resolve(interface, definitions, &mut troubles);
                troubles.retain(|trouble| !told_alone(interface, trouble));
                let answer = Answer::new(interface, resolved);
                match key {
                    // Troubles are told at every entity that has them.
                    Some(key) if troubles.is_empty() => shared.put(key, answer.clone()),
                    _ => {}
                }
                self.trouble(&mut all, &scope, id, &troubles);
                answer
            });
            all.add(id.clone(), answer);
        }
        if !referring.is_empty() {
            self.together(&mut all, closure, referring);
        }
        diagnostics.extend(all.troubles.values().flatten().cloned());
        all
    }

    /// The aspects that are resolved here: those wanted, and those whose references reach one of them.
    fn chosen(
        &self,
        closure: &Closure<'d>,
        wanted: impl Fn(&AspectId) -> bool,
    ) -> BTreeSet<AspectId> {
        let ids = closure.members.iter().map(|member| &member.aspect.id);
        let mut chosen: BTreeSet<_> = ids.filter(|id| wanted(id)).cloned().collect();
        let Some(around) = self.around else {
            return chosen;
        };
        loop {
            let reaching = around.refers.iter().filter(|(id, targets)| {
                let reaches = |target: &SmolStr| chosen.contains(target.as_str());
                !chosen.contains(*id) && targets.iter().any(reaches)
            });
            let reaching: Vec<_> = reaching.map(|(id, _)| id.clone()).collect();
            if reaching.is_empty() {
                return chosen;
            }
            chosen.extend(reaching);
        }
    }

    /// Resolves aspects that refer to others.
    fn together(&self, all: &mut Settled, closure: &Closure<'d>, referring: Vec<Referring<'d>>) {
        let scope = &closure.entity.scope();
        let mut interfaces = BTreeMap::new();
        let mut requests = Vec::new();
        for Referring {
            id,
            interface,
            definitions,
        } in referring
        {
            let defaults = interface.root().leaves();
            let defaults = defaults
                .iter()
                .filter_map(|(_, leaf)| leaf.default.as_ref());
            let said = definitions.iter().map(|definition| definition.value);
            let reads = defaults.chain(said).flat_map(targets).collect();
            all.refers.insert(id.clone(), reads);
            requests.push(Request {
                name: id.as_str().into(),
                interface,
                definitions,
            });
            interfaces.insert(id, interface);
        }
        let known = |name: &str| {
            let here = all.resolved.get(name);
            // What the host has and the user has not is not there.
            let around = self.around.filter(|_| closure.has(name));
            let there = || around?.resolved.get(name);
            here.or_else(there).map(|resolved| &**resolved)
        };
        let answer = resolve_all(requests, &known);
        let mut told: BTreeMap<AspectId, Vec<Trouble<Source>>> = BTreeMap::new();
        let dangling: BTreeSet<_> = answer
            .troubles
            .iter()
            .filter_map(|(name, trouble)| match trouble {
                Trouble::Dangling { leaf, .. } => Some((name.clone(), leaf.clone())),
                _ => None,
            })
            .collect();
        for (name, trouble) in answer.troubles {
            let id = AspectId::from(name.as_str());
            if follows(&trouble, &dangling)
                || interfaces
                    .get(&id)
                    .is_some_and(|interface| told_alone(interface, &trouble))
            {
                continue;
            }
            told.entry(name.as_str().into()).or_default().push(trouble);
        }
        let mut resolved = answer.resolved;
        for (id, interface) in interfaces {
            if let Some(resolved) = resolved.remove(id.as_str()) {
                all.add(id, Answer::new(interface, resolved));
            }
        }
        for (id, troubles) in told {
            self.trouble(all, scope, &id, &troubles);
        }
        for cycle in answer.cycles {
            let found = self.circle(all, &cycle).scope(scope.clone());
            for option in &cycle.0 {
                let id = AspectId::from(option.aspect.as_str());
                let troubles = all.troubles.entry(id).or_default();
                if !troubles.contains(&found) {
                    troubles.push(found.clone());
                }
            }
        }
    }

    fn circle(&self, all: &Settled, cycle: &Cycle) -> Diagnostic {
        let said = cycle.0.iter().filter_map(|option| {
            let leaf = all
                .resolved
                .get(option.aspect.as_str())?
                .leaf(&option.path)?;
            leaf.chain
                .iter()
                .rev()
                .find(|link| link.value.has_reference())
        });
        let places: Vec<_> = said.flat_map(|link| link.said.iter().cloned()).collect();
        circle(self.reads.source.document, cycle, &places)
    }

    fn trouble(
        &self,
        all: &mut Settled,
        scope: &Scope,
        id: &AspectId,
        troubles: &[Trouble<Source>],
    ) {
        let document = self.reads.source.document;
        // A reference to what is no aspect at all is told where it stands.
        let nowhere = |trouble: &&Trouble<Source>| match trouble {
            Trouble::Dangling {
                reference,
                dangling: Dangling::NoInterface,
                ..
            } => !known_aspects(document).contains_key(reference.aspect.as_str()),
            _ => false,
        };
        let told = troubles
            .iter()
            .filter(|trouble| !nowhere(trouble))
            .map(|trouble| report(document, id, trouble).scope(scope.clone()));
        let told: Vec<_> = told.collect();
        if !told.is_empty() {
            all.troubles.entry(id.clone()).or_default().extend(told);
        }
    }
}

/// Whether a reference has no value because what it refers to has a reference that has none: that one is told.
fn follows(trouble: &Trouble<Source>, dangling: &BTreeSet<(SmolStr, Vec<SmolStr>)>) -> bool {
    match trouble {
        Trouble::Dangling {
            reference,
            dangling: Dangling::NoValue,
            ..
        } => (1..=reference.path.len()).any(|length| {
            let option = (reference.aspect.clone(), reference.path[..length].to_vec());
            dangling.contains(&option)
        }),
        _ => false,
    }
}

impl Settled {
    fn add(&mut self, id: AspectId, answer: Answer) {
        self.written.insert(id.clone(), answer.written);
        self.resolved.insert(id, answer.resolved);
    }
}

impl Answer {
    fn new(interface: &Interface, resolved: Resolved) -> Self {
        Self {
            written: Arc::new(written(interface, &resolved)),
            resolved: Arc::new(resolved),
        }
    }
}
