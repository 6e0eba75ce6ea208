//! What a further host costs Nix, in function calls: these are the same on every machine.

use den::synthetic::{self, Shape};

use crate::e2e::{Case, Env, Flake, Outcome};
use crate::error::{Error, Result};
use crate::files;

pub(super) const CASES: &[Case] = &[Case {
    name: "cost: a further host is nearly free to the others, and cheap among all",
    run: further_hosts,
}];

/// A host's value is the number of its modules: den's own work, before the modules themselves.
const TERMINALS: &str = r#"{ lib, ... }:
let
  count = lib.mkForce ({ modules, ... }: builtins.length modules);
in
{
  den.classes.nixos.instantiate = count;
  den.classes.darwin.instantiate = count;
}
"#;

const ONE: &str = "hosts: builtins.head (builtins.attrValues hosts)";
const ALL: &str = "hosts: builtins.deepSeq hosts true";

/// The most calls that a further host may cost where one is asked for: one tag of the fleet is computed from all tags.
const AT_MOST_ONE: u64 = 60;
/// … where all are asked for.
const AT_MOST_ALL: u64 = 400;

const FEW: usize = 10;
const MORE: usize = 100;

fn further_hosts(env: &Env) -> Result<Outcome> {
    let (few, more) = (fleet(env, FEW)?, fleet(env, MORE)?);
    for (asked, most) in [(ONE, AT_MOST_ONE), (ALL, AT_MOST_ALL)] {
        let further = calls(&more, asked)?.saturating_sub(calls(&few, asked)?);
        let each = further / (MORE - FEW) as u64;
        if each > most {
            return Err(Error::new(format!(
                "a further host costs {each} function calls and not at most {most}: {asked}"
            )));
        }
    }
    Ok(Outcome::Passed)
}

/// A synthetic fleet with its plan, in a repository.
fn fleet(env: &Env, hosts: usize) -> Result<Flake<'_>> {
    let root = env.scratch().join(hosts.to_string());
    let shape = Shape {
        hosts,
        aspects: 20,
        users: 2,
        ..Shape::default()
    };
    for (file, text) in synthetic::flake(&shape) {
        let own = "        ./policies.nix\n";
        files::write(
            &root.join(file),
            text.replace(own, &format!("{own}        ./terminals.nix\n")),
        )?;
    }
    files::write(&root.join("terminals.nix"), TERMINALS)?;
    let flake = env.repository(root)?;
    // Nothing of the plan is tracked yet: den says so, and writes it all the same.
    flake.den(["plan", "--quiet"])?;
    flake.commit("the plan")?;
    Ok(flake)
}

fn calls(flake: &Flake, asked: &str) -> Result<u64> {
    let (ran, stats) = flake.nix_with_stats([
        "eval",
        "--json",
        "--option",
        "eval-cache",
        "false",
        ".#nixosConfigurations",
        "--apply",
        asked,
    ])?;
    ran.succeeds()?;
    stats["nrFunctionCalls"]
        .as_u64()
        .ok_or_else(|| Error::new("this Nix counts no function calls"))
}
