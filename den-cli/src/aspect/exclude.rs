//! Exclusions: which of the reachable aspects remain.
//!
//! *y* is there when a root or an aspect that is there includes it, and nothing that is there excludes it. With
//! negation in the rule, the meaning is the well-founded model (Van Gelder, Ross and Schlipf, *The well-founded
//! semantics for general logic programs*, JACM 1991), computed by the alternating fixpoint: Γ(P) is what is reachable
//! when the exclusions of P count. Γ turns the order around, so Γ² has a least fixpoint: what is there for certain; Γ of
//! it is what may be there. Where the two differ, aspects exclude one another in a cycle, which is refused. The result
//! does not depend on any order.

use std::collections::BTreeSet;

use super::entity::Entity;
use super::graph::IncludeGraph;
use crate::diagnostic::Diagnostic;
use crate::document::name::AspectId;
use crate::reads::{Source, aspect_path};

/// Which nodes of an include graph are there.
#[derive(Debug, PartialEq, Eq)]
pub struct Presence {
    /// Per node: it is there.
    pub present: Vec<bool>,
    /// Nodes that would be there exactly if they were not.
    pub undecided: Vec<usize>,
}

/// Decides which nodes are there, given what is excluded from outside.
///
/// At most quadratic in the number of nodes that exclude something; linear where none does.
pub fn presence(graph: &IncludeGraph<'_>, outside: &BTreeSet<&AspectId>) -> Presence {
    let excluded_by = |present: &[bool]| {
        let mut excluded = vec![false; graph.nodes.len()];
        let within = graph
            .nodes
            .iter()
            .zip(present)
            .filter(|&(_, &present)| present)
            .flat_map(|(node, _)| &node.here.excludes);
        for id in outside.iter().chain(within) {
            if let Some(node) = graph.find(id) {
                excluded[node] = true;
            }
        }
        excluded
    };
    let mut certain = vec![false; graph.nodes.len()];
    loop {
        let possible = reachable(graph, &excluded_by(&certain));
        let next = reachable(graph, &excluded_by(&possible));
        if next == certain {
            let undecided = (0..graph.nodes.len())
                .filter(|&node| possible[node] && !certain[node])
                .collect();
            return Presence {
                present: certain,
                undecided,
            };
        }
        certain = next;
    }
}

fn reachable(graph: &IncludeGraph<'_>, excluded: &[bool]) -> Vec<bool> {
    let mut reached = vec![false; graph.nodes.len()];
    let mut pending: Vec<_> = graph.roots.iter().map(|(_, node)| *node).collect();
    while let Some(node) = pending.pop() {
        if !excluded[node] && !reached[node] {
            reached[node] = true;
            pending.extend(&graph.nodes[node].here.includes);
        }
    }
    reached
}

/// Why a cycle of exclusions is refused: who excludes whom.
pub fn exclusion_cycle(
    source: &Source<'_>,
    graph: &IncludeGraph<'_>,
    undecided: &[usize],
    entity: Entity<'_>,
) -> Diagnostic {
    let undecided_ids: BTreeSet<_> = undecided
        .iter()
        .map(|&node| &graph.nodes[node].aspect.id)
        .collect();
    let excluding: BTreeSet<_> = undecided
        .iter()
        .map(|&node| &graph.nodes[node])
        .filter_map(|node| {
            let excluded = node
                .here
                .excludes
                .iter()
                .find(|id| undecided_ids.contains(**id))?;
            Some((&node.aspect.id, *excluded))
        })
        .collect();
    let names: BTreeSet<_> = excluding.iter().map(|(id, _)| format!("`{id}`")).collect();
    let names = Vec::from_iter(names).join(" and ");
    let mut diagnostic = Diagnostic::error(
        "den::aspect::exclusion-cycle",
        format!("whether {names} are there depends on their being excluded"),
    )
    .scope(entity.scope())
    .help("drop one of these `excludes`, or see to it that no entity has both");
    for (id, excluded) in excluding {
        diagnostic = diagnostic
            .at(source.document.positions.nearest(aspect_path(id, "shape")))
            .related(format!("`{id}` excludes `{excluded}`"));
    }
    diagnostic
}
