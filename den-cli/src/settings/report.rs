//! What keeps an option from having one value, for people.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::check::option_name;
use super::resolve::Trouble;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::name::AspectId;

/// Why a leaf has no one value.
pub fn report(document: &Document, aspect: &AspectId, trouble: &Trouble<'_>) -> Diagnostic {
    let position = |path: &[SmolStr]| document.positions.nearest(path);
    match trouble {
        Trouble::Conflict { leaf, conflict } => {
            let option = option_name(aspect.as_str(), &[&leaf[..], &conflict.at].concat());
            let layer = conflict
                .contenders
                .first()
                .map_or("", |definition| definition.layer.name());
            let mut values: Vec<_> = conflict
                .contenders
                .iter()
                .map(|definition| definition.value.to_string())
                .collect();
            values.sort();
            values.dedup();
            let values = match &values[..] {
                // Holes look the same, and are not.
                [one] => format!("two of {one}, which only Nix could compare"),
                _ => values.join(" and "),
            };
            let policies = conflict
                .contenders
                .iter()
                .filter_map(|definition| definition.policy);
            let policies: BTreeSet<_> = policies.map(|policy| format!("`{policy}`")).collect();
            let policies = Vec::from_iter(policies);
            let who = match &policies[..] {
                [] => format!("the {layer} layer gives"),
                [one] => format!("policy {one} gives"),
                several => format!("the policies {} give", several.join(" and ")),
            };
            let message = format!("{who} `{option}` different values: {values}");
            let help = if layer == "policy" {
                "drop one of them, or say which wins with `policy.prioritize`"
            } else {
                "drop one of them, or say which wins with `lib.mkForce` or `lib.mkDefault`"
            };
            let mut diagnostic = Diagnostic::error("den::settings::conflict", message).help(help);
            for contender in &conflict.contenders {
                diagnostic = diagnostic.at(position(&contender.path));
            }
            diagnostic.at.sort();
            diagnostic.at.dedup();
            diagnostic
        }
        Trouble::Clash { leaf, above, below } => {
            let (layer, paths) = above;
            let option = option_name(aspect.as_str(), leaf);
            let message = format!(
                "`{option}` is a set in one of the layers {} and {}, and none in the other",
                below.name(),
                layer.name()
            );
            let mut diagnostic = Diagnostic::error("den::settings::clash", message)
                .help("give it the same shape in both, or replace the whole option with `merge = \"replace\"` in the interface");
            for path in paths {
                diagnostic = diagnostic.at(position(path));
            }
            diagnostic
        }
    }
}
