//! The order of an entity's aspects: includes before what includes them.

use std::collections::BTreeSet;

use super::entity::Entity;
use super::graph::IncludeGraph;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::name::AspectId;
use crate::reads::{Source, aspect_path};

/// The present nodes, includes first, by a depth-first walk without recursion. A cycle ends, and is a note. Linear.
pub fn post_order(
    source: &Source<'_>,
    graph: &IncludeGraph<'_>,
    present: &[bool],
    entity: Entity<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<usize> {
    #[derive(Clone, Copy)]
    enum State {
        New,
        /// On the path, at this depth.
        Open(usize),
        Done,
    }
    let mut state = vec![State::New; graph.nodes.len()];
    let mut order = Vec::new();
    // One note for each aspect that a cycle closes at, however many ways lead round to it.
    let mut closed: BTreeSet<usize> = BTreeSet::new();
    for &(_, root) in &graph.roots {
        let mut path: Vec<(usize, usize)> = vec![];
        if present[root] && matches!(state[root], State::New) {
            state[root] = State::Open(0);
            path.push((root, 0));
        }
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            let Some(&included) = graph.nodes[node].here.includes.get(*next) else {
                state[node] = State::Done;
                order.push(node);
                path.pop();
                continue;
            };
            *next += 1;
            match state[included] {
                _ if !present[included] => {}
                State::Done => {}
                State::New => {
                    state[included] = State::Open(path.len());
                    path.push((included, 0));
                }
                State::Open(depth) => {
                    if closed.insert(included) {
                        let cycle = &path[depth..];
                        diagnostics.push(note(source, graph, cycle, entity));
                    }
                }
            }
        }
    }
    order
}

/// How many names of a long cycle are shown at each end.
const ENDS: usize = 4;

fn note(
    source: &Source<'_>,
    graph: &IncludeGraph<'_>,
    cycle: &[(usize, usize)],
    entity: Entity<'_>,
) -> Diagnostic {
    let id = |at: usize| -> &AspectId { &graph.nodes[cycle[at % cycle.len()].0].aspect.id };
    let names = |range: std::ops::Range<usize>| {
        let names: Vec<_> = range.map(|at| format!("`{}`", id(at))).collect();
        names.join(" → ")
    };
    // The first aspect stands at both ends.
    let length = cycle.len() + 1;
    let names = if length <= 2 * ENDS {
        names(0..length)
    } else {
        let more = length - 2 * ENDS;
        format!(
            "{} → ({more} more) → {}",
            names(0..ENDS),
            names(length - ENDS..length)
        )
    };
    let position = source
        .document
        .positions
        .nearest(aspect_path(id(cycle.len() - 1), "shape"));
    Diagnostic::note(
        "den::aspect::include-cycle",
        format!("aspects include one another: {names}"),
    )
    .at(position)
    .scope(entity.scope())
    .help("each is taken once; drop one of the includes if that is not what you mean")
}
