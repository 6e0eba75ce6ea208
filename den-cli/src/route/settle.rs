//! Which output stands at an attribute path, and what is refused there.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::Ranked;
use crate::aspect::closure::Closure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::name::ClassName;
use crate::document::value::attribute_path;
use crate::plan::shard::{Forwarded, Output};
use crate::reads::Source;

/// The outputs by attribute path. Where two are at one path the higher rank wins; equal ranks are a conflict.
pub(super) fn settled(
    source: &Source<'_>,
    mut ranked: Vec<Ranked>,
    host: &Closure<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Output> {
    ranked.sort_by(|(first_rank, first), (second_rank, second)| {
        first.at.cmp(&second.at).then(second_rank.cmp(first_rank))
    });
    let mut outputs: Vec<Ranked> = Vec::with_capacity(ranked.len());
    for (rank, output) in ranked {
        match outputs.last() {
            Some((above, taken)) if taken.at == output.at => {
                if *above == rank {
                    diagnostics.push(same_output(source, taken, &output, host));
                }
            }
            _ => outputs.push((rank, output)),
        }
    }
    outputs.into_iter().map(|(_, output)| output).collect()
}

fn same_output(
    source: &Source<'_>,
    first: &Output,
    second: &Output,
    host: &Closure<'_>,
) -> Diagnostic {
    let position = |output: &Output| {
        let effect = output.instantiate.as_ref()?;
        source
            .document
            .positions
            .nearest(["policies", effect.policy.as_str()])
    };
    let message = format!(
        "two outputs claim the flake attribute `{}`",
        attribute_path(&first.at)
    );
    let mut diagnostic = Diagnostic::error("den::output::conflict", message)
        .at(position(first))
        .at(position(second))
        .scope(host.entity.scope())
        .help("give them different `intoAttr`s");
    diagnostic.at.dedup();
    diagnostic
}

/// Reports two classes whose content of one user goes to one option.
pub(super) fn same_option(
    forwarded: &[Forwarded],
    host: &Closure<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut taken: BTreeMap<&[SmolStr], &ClassName> = BTreeMap::new();
    for forward in forwarded {
        if let Some(other) = taken.insert(&forward.path, &forward.class) {
            let path = attribute_path(&forward.path);
            let message = format!(
                "the classes `{other}` and `{}` both forward their content to `{path}`",
                forward.class
            );
            diagnostics.push(
                Diagnostic::error("den::output::conflict", message)
                    .scope(host.entity.scope())
                    .help("give one of them another `forward.path`"),
            );
        }
    }
}
