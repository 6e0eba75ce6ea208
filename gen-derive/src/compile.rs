//! From conditions to clauses: negations down to the atoms, and a gate where the connective changes.
//!
//! Linear in the condition, also where its disjunctive normal form would be exponential.

use crate::formula::{Formula, Node as Written};
use crate::network::{Literal, Network, Node};

/// What a part of a condition amounts to.
enum Part {
    /// All of these; of none, always.
    All(Vec<Literal>),
    /// Any of these; of none, never.
    Any(Vec<Literal>),
}

/// Adds the clauses by which `head` holds where `condition` does; `node` is asked for the nodes of atoms.
pub(crate) fn compile<A>(
    network: &mut Network,
    head: Node,
    rule: u32,
    condition: Formula<A>,
    mut node: impl FnMut(&mut Network, A) -> Node,
) {
    let negated = condition.negated();
    let mut parts: Vec<Part> = Vec::new();
    for (written, negated) in condition.into_nodes().into_iter().zip(negated) {
        let part = match written {
            Written::Not => continue,
            Written::Atom(atom) => Part::All(vec![Literal::new(node(network, atom), negated)]),
            Written::All(operands) => {
                let operands = parts.split_off(parts.len() - operands);
                joined(network, operands, !negated)
            }
            Written::Any(operands) => {
                let operands = parts.split_off(parts.len() - operands);
                joined(network, operands, negated)
            }
        };
        parts.push(part);
    }
    if let Some(part) = parts.pop() {
        derive(network, head, Some(rule), &part);
    }
}

/// All, or any, of the operands.
fn joined(network: &mut Network, operands: Vec<Part>, all: bool) -> Part {
    let mut literals = Vec::new();
    for operand in operands {
        let (of_all, mut added) = match operand {
            Part::All(literals) => (true, literals),
            Part::Any(literals) => (false, literals),
        };
        if of_all == all || added.len() == 1 {
            // The first one is taken over, so that a long chain of the same connective is not copied again and again.
            if literals.is_empty() {
                literals = added;
            } else {
                literals.append(&mut added);
            }
        } else if added.is_empty() {
            // Never among all, or always among any: that decides.
            return if all {
                Part::Any(Vec::new())
            } else {
                Part::All(Vec::new())
            };
        } else {
            let gate = network.add_node();
            let part = if of_all {
                Part::All(added)
            } else {
                Part::Any(added)
            };
            derive(network, gate, None, &part);
            literals.push(Literal::new(gate, false));
        }
    }
    if all {
        Part::All(literals)
    } else {
        Part::Any(literals)
    }
}

fn derive(network: &mut Network, head: Node, rule: Option<u32>, part: &Part) {
    match part {
        Part::All(literals) => network.add_clause(head, rule, literals),
        Part::Any(literals) => {
            for literal in literals {
                network.add_clause(head, rule, std::slice::from_ref(literal));
            }
        }
    }
}
