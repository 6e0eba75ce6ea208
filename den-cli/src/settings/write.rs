//! Settings as a plan has them.
//!
//! Where the interface computes something, or a hole meets a constraint, Nix has the last word: the plan then also says what
//! the layers above the interface give, so that the reader evaluates the interface with that. Which layers gave it goes
//! with it, for the errors of the module system to name them.

use std::collections::BTreeSet;

use gen_schema::interface::Verdict;
use smol_str::SmolStr;

use super::layer::{Layer, policies};
use super::{Resolved, ResolvedLeaf};
use crate::document::interface::{Interface, Leaf};
use crate::plan::shard::{Declared, LayerSaid, Provenance, Settings};

/// Resolved settings as a shard has them. Linear in their size.
pub fn written(interface: &Interface, resolved: &Resolved) -> Settings {
    let leaves = resolved.leaves();
    let option = |way: &[SmolStr]| interface.leaf(way);
    let for_nix = leaves
        .iter()
        .any(|(way, leaf)| option(way).is_some_and(|option| is_for_nix(option, leaf)));
    let missing = leaves
        .iter()
        .filter(|(_, leaf)| leaf.value.is_none() && !leaf.computed)
        .map(|(way, _)| way.clone())
        .collect();
    Settings {
        declared: for_nix.then(|| declared(resolved, &leaves)),
        missing,
        provenance: None,
        values: resolved.tree(&|leaf| leaf.value.clone()),
    }
}

/// Whether only Nix can tell the value, or whether it is of its type.
fn is_for_nix(option: &Leaf, leaf: &ResolvedLeaf) -> bool {
    leaf.computed
        || leaf.value.as_ref().is_some_and(|value| {
            giving(leaf).is_some()
                && (value.has_hole() || option.is_open())
                && option.verdict(value) == Verdict::LeftToNix
        })
}

/// What is given, by the layers that give it.
fn declared(resolved: &Resolved, leaves: &[(Vec<SmolStr>, &ResolvedLeaf)]) -> Vec<Declared> {
    let mut by_layers: BTreeSet<Vec<Layer>> = BTreeSet::new();
    for (_, leaf) in leaves {
        by_layers.extend(giving(leaf));
    }
    let of = |layers: Vec<Layer>| {
        let pick = |leaf: &ResolvedLeaf| {
            let theirs = giving(leaf).is_some_and(|giving| giving == layers);
            leaf.value.clone().filter(|_| theirs)
        };
        let values = resolved.tree(&pick);
        Declared { layers, values }
    };
    by_layers.into_iter().map(of).collect()
}

/// The layers that give a leaf the value that Nix is to have; none where the interface's own default stands.
fn giving(leaf: &ResolvedLeaf) -> Option<Vec<Layer>> {
    leaf.value.as_ref()?;
    if !leaf.is_declared() {
        // A default that reads another option is none that Nix could work out.
        let reads = leaf.chain.iter().any(|link| link.value.has_reference());
        return reads.then(|| vec![Layer::Default]);
    }
    let above: Vec<_> = leaf
        .layers()
        .filter(|layer| *layer != Layer::Default)
        .collect();
    match above.is_empty() {
        false => Some(above),
        // They add nothing to the default, and the highest said so.
        true => leaf.chain.last().map(|link| vec![link.layer]),
    }
}

/// Where the values come from, option by option, in order.
pub fn provenance(resolved: &Resolved) -> Vec<Provenance> {
    let leaves = resolved.leaves().into_iter();
    let of = |(path, leaf): (Vec<SmolStr>, &ResolvedLeaf)| {
        let chain = leaf.chain.iter().map(|link| LayerSaid {
            layer: link.layer,
            policies: policies(link),
            value: link.value.clone(),
            wins: link.contributes,
        });
        Provenance {
            chain: chain.collect(),
            path,
        }
    };
    leaves.map(of).collect()
}
