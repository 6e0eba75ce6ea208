//! The include graph of an entity: every aspect that its roots reach when no exclusion counts.
//!
//! Nodes are aspects; edges are the includes of the parts that fire at the entity. Built with a work list, so that a
//! long chain of includes costs memory and not stack.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entity::Entity;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::aspect::{Include, Part};
use crate::document::declared::Declared;
use crate::document::name::{AspectId, EnvironmentName, PolicyName};
use crate::reads::{AspectRef, Reads};

/// Why an entity has an aspect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Because {
    /// `den.default`: everything has it.
    Default,
    /// The fleet includes it.
    Fleet,
    /// The host's environment includes it.
    Environment(EnvironmentName),
    /// It is the aspect of the entity's own name.
    Own,
    /// The host includes it.
    Host,
    /// The user includes it.
    User,
    /// The home includes it.
    Home,
    /// A policy includes it.
    Policy(PolicyName),
    /// A rule includes it.
    Rule(PolicyName),
    /// Another aspect includes it.
    Aspect(AspectId),
}

/// A part that fires, with its position among the parts of the aspect.
#[derive(Clone, Copy, Debug)]
pub struct Fired<'d> {
    /// The position, from 0.
    pub index: usize,
    /// The part.
    pub part: &'d Part,
}

/// An aspect that is reached.
#[derive(Clone, Debug)]
pub struct Node<'d> {
    /// The aspect.
    pub aspect: AspectRef<'d>,
    /// What it comes to here. For most aspects a host and its users share it.
    pub here: Arc<Expansion<'d>>,
}

/// What an aspect comes to at an entity.
#[derive(Debug, Default)]
pub struct Expansion<'d> {
    /// The parts that fire.
    pub parts: Vec<Fired<'d>>,
    /// The positions of the parts that do not.
    pub silent: Vec<usize>,
    /// The nodes that are included, in order.
    pub includes: Vec<usize>,
    /// The aspects that are excluded.
    pub excludes: Vec<&'d AspectId>,
    /// Whether it may come to something else at a user of this host.
    varies: bool,
}

/// A root: the reason, the owner of the identity of an inline aspect, and what is included.
pub struct Root<'d> {
    /// Why it is a root.
    pub because: Because,
    /// The identity of the aspect.
    pub aspect: AspectRef<'d>,
}

/// The include graph.
#[derive(Clone, Debug, Default)]
pub struct IncludeGraph<'d> {
    /// The nodes, in the order in which they were found.
    pub nodes: Vec<Node<'d>>,
    /// The nodes of the roots, in order, with the reason.
    pub roots: Vec<(Because, usize)>,
    index: FxHashMap<AspectId, usize>,
}

/// The aspect that an include names; none for an unknown or malformed one, which the survey reports.
pub fn resolve<'d>(
    reads: &Reads<'_, 'd>,
    include: &'d Include,
    inline_id: impl FnOnce() -> AspectId,
) -> Option<AspectRef<'d>> {
    match include {
        Include::Aspect(id) => reads.aspect(id),
        Include::Inline(aspect) => Some(AspectRef::inline(inline_id(), aspect)),
        Include::Malformed(_) => None,
    }
}

impl<'d> IncludeGraph<'d> {
    /// Builds the graph from its roots. Linear in the aspects and includes that are reached.
    pub fn build(
        reads: &Reads<'_, 'd>,
        entity: Entity<'d>,
        roots: impl IntoIterator<Item = Root<'d>>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        Self::default().grown(reads, entity, roots, diagnostics)
    }

    /// The graph of a user, which begins with that of the host: what was the same for all users there stays as it is.
    ///
    /// Nodes that only the host reaches stay, too. Nothing leads to them.
    pub fn of_user(
        &self,
        reads: &Reads<'_, 'd>,
        user: Entity<'d>,
        roots: impl IntoIterator<Item = Root<'d>>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        self.clone().grown(reads, user, roots, diagnostics)
    }

    fn grown(
        mut self,
        reads: &Reads<'_, 'd>,
        entity: Entity<'d>,
        roots: impl IntoIterator<Item = Root<'d>>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut next = self.nodes.len();
        for root in roots {
            let node = self.node(root.aspect);
            self.roots.push((root.because, node));
        }
        for node in 0..next {
            if self.nodes[node].here.varies {
                self.expand(node, reads, entity, diagnostics);
            }
        }
        while next < self.nodes.len() {
            self.expand(next, reads, entity, diagnostics);
            next += 1;
        }
        self
    }

    /// The node of an aspect, if it is reached.
    pub fn find(&self, id: &AspectId) -> Option<usize> {
        self.index.get(id).copied()
    }

    fn node(&mut self, aspect: AspectRef<'d>) -> usize {
        if let Some(&known) = self.index.get(&aspect.id) {
            return known;
        }
        let node = self.nodes.len();
        self.index.insert(aspect.id.clone(), node);
        self.nodes.push(Node {
            aspect,
            here: Arc::default(),
        });
        node
    }

    fn expand(
        &mut self,
        node: usize,
        reads: &Reads<'_, 'd>,
        entity: Entity<'d>,
        diagnostics: &mut Diagnostics,
    ) {
        let aspect = self.nodes[node].aspect.clone();
        let mut here = fired_parts(reads, entity, &aspect, diagnostics);
        for fired in &here.parts {
            for (position, include) in fired.part.includes.iter().enumerate() {
                let inline =
                    || AspectId::inline(&aspect.id, format_args!("{}.{position}", fired.index));
                if let Some(included) = resolve(reads, include, inline) {
                    here.includes.push(self.node(included));
                }
            }
            let excludes = fired.part.excludes.iter();
            here.excludes.extend(excludes.filter_map(Declared::good));
        }
        self.nodes[node].here = Arc::new(here);
    }
}

/// The parts of an aspect that fire at an entity, looked up there where they depend on it.
pub(crate) fn fired_parts<'d>(
    reads: &Reads<'_, 'd>,
    entity: Entity<'d>,
    aspect: &AspectRef<'d>,
    diagnostics: &mut Diagnostics,
) -> Expansion<'d> {
    let mut here = Expansion::default();
    let Some(shape) = reads.shape(aspect).good() else {
        return here;
    };
    for (index, part) in shape.parts.iter().enumerate() {
        if !entity.fires(part.args.as_ref()) {
            here.silent.push(index);
            here.varies = true;
            continue;
        }
        if !part.entity {
            here.parts.push(Fired { index, part });
            continue;
        }
        here.varies = true;
        // What depends on the host alone stands there, also for its users.
        let outer = match entity {
            Entity::User(_, host) => Some(Entity::Host(host)),
            Entity::Host(_) | Entity::Home(..) => None,
        };
        let there = [Some(entity), outer]
            .into_iter()
            .flatten()
            .find_map(|place| reads.entity_shape(place.site(), &aspect.id));
        match there {
            Some(Declared::Good(shape)) => {
                let part = shape.parts.get(index);
                here.parts.extend(part.map(|part| Fired { index, part }));
            }
            // The survey reports it.
            Some(Declared::Malformed(_)) => {}
            None => diagnostics.push(
                Diagnostic::error(
                    "den::aspect::shape-unknown",
                    format!(
                        "what aspect `{}` includes depends on the entity, and is not known at {}",
                        aspect.id,
                        entity.scope()
                    ),
                )
                .scope(entity.scope())
                .help("export the fleet document again with `den export`"),
            ),
        }
    }
    here
}
