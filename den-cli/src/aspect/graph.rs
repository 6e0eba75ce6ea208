//! The include graph of an entity: every aspect that its roots reach when no exclusion counts.
//!
//! Nodes are aspects; edges are the includes of the parts that fire at the entity. Built with a work list, so that a
//! long chain of includes costs memory and not stack.

use std::collections::HashMap;

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
#[derive(Debug)]
pub struct Node<'d> {
    /// The aspect.
    pub aspect: AspectRef<'d>,
    /// Its parts that fire here.
    pub parts: Vec<Fired<'d>>,
    /// The positions of its parts that do not.
    pub silent: Vec<usize>,
    /// The nodes that it includes, in order.
    pub includes: Vec<usize>,
    /// The aspects that it excludes.
    pub excludes: Vec<&'d AspectId>,
}

/// A root: the reason, the owner of the identity of an inline aspect, and what is included.
pub struct Root<'d> {
    /// Why it is a root.
    pub because: Because,
    /// The identity of the aspect.
    pub aspect: AspectRef<'d>,
}

/// The include graph.
#[derive(Debug, Default)]
pub struct IncludeGraph<'d> {
    /// The nodes, in the order in which they were found.
    pub nodes: Vec<Node<'d>>,
    /// The nodes of the roots, in order, with the reason.
    pub roots: Vec<(Because, usize)>,
    index: HashMap<AspectId, usize>,
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
        let mut graph = Self::default();
        for root in roots {
            let node = graph.node(root.aspect);
            graph.roots.push((root.because, node));
        }
        let mut next = 0;
        while next < graph.nodes.len() {
            graph.expand(next, reads, entity, diagnostics);
            next += 1;
        }
        graph
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
            parts: vec![],
            silent: vec![],
            includes: vec![],
            excludes: vec![],
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
        let mut silent = Vec::new();
        let parts = fired_parts(reads, entity, &aspect, &mut silent, diagnostics);
        for fired in &parts {
            for (position, include) in fired.part.includes.iter().enumerate() {
                let inline =
                    || AspectId::inline(&aspect.id, format_args!("{}.{position}", fired.index));
                if let Some(included) = resolve(reads, include, inline) {
                    let included = self.node(included);
                    self.nodes[node].includes.push(included);
                }
            }
            self.nodes[node]
                .excludes
                .extend(fired.part.excludes.iter().filter_map(Declared::good));
        }
        self.nodes[node].parts = parts;
        self.nodes[node].silent = silent;
    }
}

/// The parts of an aspect that fire at an entity, looked up there where they depend on it.
fn fired_parts<'d>(
    reads: &Reads<'_, 'd>,
    entity: Entity<'d>,
    aspect: &AspectRef<'d>,
    silent: &mut Vec<usize>,
    diagnostics: &mut Diagnostics,
) -> Vec<Fired<'d>> {
    let Some(shape) = reads.shape(aspect).good() else {
        return vec![];
    };
    let mut fired = Vec::with_capacity(shape.parts.len());
    for (index, part) in shape.parts.iter().enumerate() {
        if !entity.fires(part.args.as_ref()) {
            silent.push(index);
            continue;
        }
        if !part.entity {
            fired.push(Fired { index, part });
            continue;
        }
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
                fired.extend(shape.parts.get(index).map(|part| Fired { index, part }))
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
    fired
}
