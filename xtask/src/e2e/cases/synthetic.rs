//! Synthetic fleets: the document that `cargo xtask fleet` writes is the one that Nix makes of the flake beside it.

use std::collections::BTreeMap;

use den::synthetic::{self, Shape};
use serde_json::Value;

use crate::e2e::{Case, Env, Outcome};
use crate::error::{Context, Error, Result};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "synthetic: the flake declares what the document says",
        run: same,
    },
    Case {
        name: "synthetic: the flake's hosts evaluate",
        run: evaluates,
    },
];

const SHAPE: Shape = Shape {
    hosts: 24,
    aspects: 9,
    users: 2,
    seed: 1,
};

fn flake(env: &Env) -> Result<crate::e2e::Flake<'_>> {
    let mut files = synthetic::flake(&SHAPE);
    let flake = env.flake(&files.remove("flake.nix").unwrap_or_default())?;
    for (file, text) in files {
        flake.write(&file, &text)?;
    }
    flake.commit("the fleet")?;
    Ok(flake)
}

fn same(env: &Env) -> Result<Outcome> {
    let flake = flake(env)?;
    // Not by `den export`: digests are taken over the bytes that Nix itself prints.
    let exported = flake.nix(["eval", "--json", ".#den.fleet"])?;
    let mut exported = exported.succeeds()?.json()?;
    let mut written = serde_json::to_value(synthetic::document(&SHAPE))
        .context(|| "writing the synthetic document".to_owned())?;
    for document in [&mut exported, &mut written] {
        if let Some(fields) = document.as_object_mut() {
            fields.remove("positions");
        }
    }
    match difference("", &written, &exported) {
        None => Ok(Outcome::Passed),
        Some(difference) => Err(Error::new(format!(
            "the flake declares something else than the document {difference}"
        ))),
    }
}

/// The first place where two documents differ.
pub(super) fn difference(path: &str, written: &Value, exported: &Value) -> Option<String> {
    match (written, exported) {
        (Value::Object(written), Value::Object(exported)) => {
            let keys: BTreeMap<_, _> = written.iter().chain(exported).collect();
            keys.into_keys().find_map(|key| {
                let both = (written.get(key), exported.get(key));
                let (written, exported) = (
                    both.0.unwrap_or(&Value::Null),
                    both.1.unwrap_or(&Value::Null),
                );
                let path = format!("{path}.{key}");
                match both {
                    (Some(_), Some(_)) => difference(&path, written, exported),
                    _ => Some(format!("at {path}: {written} and {exported}")),
                }
            })
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => ours
            .iter()
            .zip(theirs)
            .enumerate()
            .find_map(|(index, (ours, theirs))| {
                difference(&format!("{path}[{index}]"), ours, theirs)
            }),
        _ => (written != exported).then(|| format!("at {path}: {written} and {exported}")),
    }
}

/// How many hosts evaluate to a system, with the homes of their users.
const EVALUATED: &str = "hosts: builtins.length (builtins.filter ({ config, ... }: \
    builtins.deepSeq config.home-manager.users (builtins.isString config.system.build.toplevel.drvPath)) \
    (builtins.attrValues hosts))";

fn evaluates(env: &Env) -> Result<Outcome> {
    let flake = flake(env)?;
    flake.den(["plan"])?;
    flake.commit("the plan")?;
    flake.den(["plan", "--check"])?.succeeds()?;
    flake
        .nix([
            "eval",
            "--json",
            ".#nixosConfigurations",
            "--apply",
            EVALUATED,
        ])?
        .succeeds()?
        .prints(&nixos().to_string())?;
    Ok(Outcome::Passed)
}

/// How many of the hosts are NixOS.
fn nixos() -> usize {
    let plan = den::plan::plan(&synthetic::document(&SHAPE));
    let classes = plan.shards.values().map(|shard| shard.class.as_str());
    classes.filter(|class| *class == "nixos").count()
}
