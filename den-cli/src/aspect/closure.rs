//! The closure of an entity: the aspects that it has, in order, and the content that they bring.
//!
//! Includes come before what includes them. A user's closure begins with its host's: there, functions that require a
//! user fire, and content of the user's classes is collected.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::entity::Entity;
use super::exclude::{exclusion_cycle, presence};
use super::graph::{Because, Expansion, Fired, IncludeGraph, Node, Root, resolve};
use super::order::post_order;
use crate::diagnostic::Diagnostics;
use crate::document::name::{AspectId, ClassName, DEFAULT_ASPECT};
use crate::plan::shard::Module;
use crate::policy::{Effects, Origin};
use crate::reads::{AspectRef, Reads, Site};

/// An aspect that an entity has.
#[derive(Clone, Debug)]
pub struct Member<'d> {
    /// The aspect.
    pub aspect: AspectRef<'d>,
    /// Its parts that fire, and those that do not.
    pub here: Arc<Expansion<'d>>,
    /// Why it is there, sorted; not told of what a user inherits.
    pub because: Vec<Because>,
}

/// The aspects of an entity.
#[derive(Clone, Debug)]
pub struct Closure<'d> {
    /// The entity.
    pub entity: Entity<'d>,
    /// Its aspects, includes first.
    pub members: Vec<Member<'d>>,
    /// Aspects that are excluded here, and below.
    excluded: BTreeSet<&'d AspectId>,
    graph: IncludeGraph<'d>,
    /// The host's aspects, when this is a user's closure.
    inherited: Inherited<'d>,
    /// Its own aspects so, when this is a host's closure that users begin with.
    inheritance: OnceLock<Inherited<'d>>,
}

/// Aspects, with what they come to.
type Inherited<'d> = Arc<FxHashMap<AspectId, Arc<Expansion<'d>>>>;

impl<'d> Closure<'d> {
    /// The closure of a host, or of a home. `around` are the scopes whose includes count there, the nearest first.
    pub fn of_host(
        reads: &Reads<'_, 'd>,
        around: &[Site<'d>],
        entity: Entity<'d>,
        effects: &Effects<'d>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let roots = outer_roots(reads, around, entity, effects);
        let graph = IncludeGraph::build(reads, entity, roots, diagnostics);
        let start = (BTreeSet::new(), Arc::default());
        Self::build(reads, entity, graph, effects, start, diagnostics)
    }

    /// What the closures of this host's users begin with.
    fn inheritance(&self) -> &Inherited<'d> {
        self.inheritance.get_or_init(|| {
            let members = self.members.iter();
            let come_to = members.map(|member| (member.aspect.id.clone(), member.here.clone()));
            Arc::new(come_to.collect())
        })
    }

    /// The closure of a user, which begins with that of the host.
    pub fn of_user(
        reads: &Reads<'_, 'd>,
        host: &Self,
        entity: Entity<'d>,
        effects: &Effects<'d>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let roots = own_roots(reads, entity, effects);
        let graph = host.graph.of_user(reads, entity, roots, diagnostics);
        let start = (host.excluded.clone(), host.inheritance().clone());
        Self::build(reads, entity, graph, effects, start, diagnostics)
    }

    fn build(
        reads: &Reads<'_, 'd>,
        entity: Entity<'d>,
        graph: IncludeGraph<'d>,
        effects: &Effects<'d>,
        (mut excluded, inherited): (BTreeSet<&'d AspectId>, Inherited<'d>),
        diagnostics: &mut Diagnostics,
    ) -> Self {
        excluded.extend(effects.excludes.iter().map(|by| by.effect));
        excluded.extend(reads.excludes(entity.site()));
        let presence = presence(&graph, &excluded);
        if !presence.undecided.is_empty() {
            diagnostics.push(exclusion_cycle(
                reads.source,
                &graph,
                &presence.undecided,
                entity,
            ));
        }
        let order = post_order(reads.source, &graph, &presence.present, entity, diagnostics);

        let mut because: Vec<Vec<Because>> = vec![vec![]; graph.nodes.len()];
        let mut tell = |node: usize, reason: Because| {
            if !inherited.contains_key(&graph.nodes[node].aspect.id) {
                because[node].push(reason);
            }
        };
        for (reason, node) in &graph.roots {
            tell(*node, reason.clone());
        }
        for &node in &order {
            let Node { aspect, here } = &graph.nodes[node];
            excluded.extend(here.excludes.iter());
            for &included in &here.includes {
                tell(included, Because::Aspect(aspect.id.clone()));
            }
        }
        let members = order.into_iter().map(|node| {
            let Node { aspect, here } = graph.nodes[node].clone();
            let mut because = std::mem::take(&mut because[node]);
            because.sort();
            because.dedup();
            Member {
                aspect,
                here,
                because,
            }
        });
        Self {
            entity,
            members: members.collect(),
            excluded,
            graph,
            inherited,
            inheritance: OnceLock::new(),
        }
    }

    /// Whether the entity has an aspect.
    pub fn has(&self, id: &str) -> bool {
        self.members
            .iter()
            .any(|member| member.aspect.id.as_str() == id)
    }

    /// The parts that ask for entities, and whether they fired.
    pub fn asking_parts(&self) -> impl Iterator<Item = (AspectId, usize, bool)> {
        self.members.iter().flat_map(|member| {
            let asks = |fired: &&Fired<'_>| {
                fired
                    .part
                    .args
                    .as_ref()
                    .is_some_and(|args| !args.required.is_empty())
            };
            let fired = member
                .here
                .parts
                .iter()
                .filter(asks)
                .map(|fired| (fired.index, true));
            let silent = member.here.silent.iter().map(|&part| (part, false));
            fired
                .chain(silent)
                .map(|(part, fired)| (member.aspect.id.clone(), part, fired))
        })
    }

    /// Whether a user's closure has an aspect from its host.
    pub fn inherits(&self, id: &AspectId) -> bool {
        self.inherited.contains_key(id)
    }

    /// The aspects of its host that a user's closure has not.
    pub fn without(&self, host: &Self) -> BTreeSet<AspectId> {
        let ids = || self.members.iter().map(|member| &member.aspect.id);
        // Nothing is missing as a rule, which a count tells.
        if ids().filter(|id| self.inherits(id)).count() == host.members.len() {
            return BTreeSet::new();
        }
        let own: BTreeSet<_> = ids().collect();
        let of_host = host.members.iter().map(|member| &member.aspect.id);
        of_host.filter(|id| !own.contains(id)).cloned().collect()
    }

    /// The names of all classes that content is there for; `new` leaves out what fired at the host already.
    pub fn classes(&self, new: bool) -> BTreeSet<&'d ClassName> {
        self.contents(new)
            .flat_map(|(_, fired)| fired.part.classes.keys())
            .collect()
    }

    fn contents(&self, new: bool) -> impl Iterator<Item = (&Member<'d>, &Fired<'d>)> {
        self.members.iter().flat_map(move |member| {
            let known = self.inherited.get(&member.aspect.id).filter(|_| new);
            // Most of the host's aspects come to the same for its users.
            let same = known.is_some_and(|known| Arc::ptr_eq(known, &member.here));
            let parts = if same { &[] } else { &member.here.parts[..] };
            let fired_there = move |fired: &&Fired<'d>| {
                known.is_some_and(|known| known.parts.iter().any(|part| part.index == fired.index))
            };
            let parts = parts.iter().filter(move |fired| !fired_there(fired));
            parts.map(move |fired| (member, fired))
        })
    }

    /// The modules of a class, in order; `new` leaves out what fired at the host already.
    pub fn modules(&self, class: &ClassName, new: bool) -> Vec<Module> {
        let mut modules = Vec::new();
        for (member, fired) in self.contents(new) {
            let args = fired
                .part
                .args
                .iter()
                .flat_map(|args| args.required.iter().chain(&args.optional));
            for (index, content) in fired
                .part
                .classes
                .get(class)
                .into_iter()
                .flatten()
                .enumerate()
            {
                modules.push(Module {
                    aspect: member.aspect.id.clone(),
                    class: class.clone(),
                    index,
                    part: fired.index,
                    scope: self.entity.binding(args.clone().chain(&content.args)),
                });
            }
        }
        modules
    }
}

/// The roots of a host or a home: what everything has, and its own.
fn outer_roots<'d>(
    reads: &Reads<'_, 'd>,
    around: &[Site<'d>],
    entity: Entity<'d>,
    effects: &Effects<'d>,
) -> Vec<Root<'d>> {
    let mut roots: Vec<_> = default_root(reads).into_iter().collect();
    let outermost_first: Vec<_> = around.iter().rev().copied().collect();
    roots.extend(shared_roots(reads, &outermost_first));
    roots.extend(own_roots(reads, entity, effects));
    roots
}

/// What everything has.
pub(crate) fn default_root<'d>(reads: &Reads<'_, 'd>) -> Option<Root<'d>> {
    let aspect = reads.aspect(&DEFAULT_ASPECT.into())?;
    Some(Root {
        because: Because::Default,
        aspect,
    })
}

/// What fleet and environments among these sites include.
pub(crate) fn shared_roots<'d>(reads: &Reads<'_, 'd>, sites: &[Site<'d>]) -> Vec<Root<'d>> {
    let mut roots = Vec::new();
    for &site in sites {
        let (because, owner) = match site {
            Site::Fleet => (Because::Fleet, "fleet:".to_owned()),
            Site::Environment(name) => (Because::Environment(name.clone()), format!("env:{name}")),
            // An entity's own are among its own roots.
            Site::Host(_) | Site::User(..) | Site::Home(_) => continue,
        };
        for (position, include) in reads.includes(site).iter().enumerate() {
            let aspect = resolve(reads, include, || AspectId::inline(&owner, position));
            roots.extend(aspect.map(|aspect| Root {
                because: because.clone(),
                aspect,
            }));
        }
    }
    roots
}

/// The roots that are an entity's own: its aspect, its includes, and what policies include there.
pub(crate) fn own_roots<'d>(
    reads: &Reads<'_, 'd>,
    entity: Entity<'d>,
    effects: &Effects<'d>,
) -> Vec<Root<'d>> {
    let because = match entity {
        Entity::Host(_) => Because::Host,
        Entity::User(..) => Because::User,
        Entity::Home(..) => Because::Home,
    };
    let scope = entity.scope();
    let own = reads
        .aspect(&entity.own_aspect().into())
        .map(|aspect| Root {
            because: Because::Own,
            aspect,
        });
    let includes =
        reads
            .includes(entity.site())
            .iter()
            .enumerate()
            .filter_map(|(position, include)| {
                let aspect = resolve(reads, include, || AspectId::inline(&scope, position))?;
                Some(Root {
                    because: because.clone(),
                    aspect,
                })
            });
    let policies = effects.includes.iter().filter_map(|by| {
        let aspect = resolve(reads, by.effect, || by.inline(entity.site()))?;
        let because = match by.origin {
            Origin::Function => Because::Policy(by.policy.clone()),
            Origin::Rule => Because::Rule(by.policy.clone()),
        };
        Some(Root { because, aspect })
    });
    own.into_iter().chain(includes).chain(policies).collect()
}
