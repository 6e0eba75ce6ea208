//! `cargo xtask bench nix`: what Nix pays for a fleet, host by host and as a whole, under each evaluator.
//!
//! Function calls are counted by Nix itself and do not depend on the machine; times are the least of a few runs. A
//! host's value is the number of its modules: den's own work, before the modules themselves.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use den::synthetic::{self, Shape};
use serde_json::Value;

use crate::e2e::{Env, Flake, scratch};
use crate::error::Result;
use crate::files;
use crate::nix::{self, Lane};
use crate::workspace::Workspace;

/// Measure what Nix pays: function calls, time and memory for one host and for all, as fleets grow
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many hosts the fleets have
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [10, 100, 400, 1_000])]
    hosts: Vec<usize>,

    /// How many aspects every host has, chained by their includes
    #[arg(long, value_name = "M", default_value_t = 20)]
    aspects: usize,

    /// Which Nix
    #[arg(long, value_name = "VERSION", value_enum, default_value_t = Lane::Trixie)]
    lane: Lane,

    /// How often each evaluation is run; the least time counts
    #[arg(long, value_name = "TIMES", default_value_t = 3)]
    repeat: usize,
}

/// What Nix is asked for.
#[derive(Clone, Copy)]
enum Asked {
    /// One host.
    One,
    /// Every host.
    All,
}

/// What one evaluation took.
struct Cost {
    calls: u64,
    time: Duration,
    heap: u64,
}

/// A host's value is the number of its modules.
const TERMINALS: &str = r#"{ lib, ... }:
let
  count = { modules, ... }: builtins.length modules;
in
{
  den.classes.nixos.instantiate = lib.mkForce count;
  den.classes.darwin.instantiate = lib.mkForce count;
}
"#;

/// Runs the command.
pub fn run(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    let nix = nix::provide(workspace, args.lane)?;
    println!(
        "Nix {}, {} chained aspects and 2 users a host.\n",
        nix.version(),
        args.aspects
    );
    println!(
        "| evaluator | a selector reads all tags | hosts | calls, one host | per further host | time | heap | calls, all hosts | per further host | time | heap |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (evaluator, reads_tags) in [
        ("committed", false),
        ("committed", true),
        ("ifd", false),
        ("auto", false),
    ] {
        let mut smaller: Option<(usize, u64, u64)> = None;
        for &hosts in &args.hosts {
            let env = scratch(
                workspace,
                &nix,
                &format!("bench-{evaluator}-{reads_tags}-{hosts}"),
            )?;
            let flake = fleet(&env, args, hosts, evaluator, reads_tags)?;
            let one = least(&flake, Asked::One, args.repeat)?;
            let all = least(&flake, Asked::All, args.repeat)?;
            let further = |calls: u64, before: Option<(usize, u64)>| {
                before.map_or_else(String::new, |(fewer, before)| {
                    let more = calls.saturating_sub(before) as f64;
                    format!("{:.1}", more / hosts.saturating_sub(fewer) as f64)
                })
            };
            let further_one = further(one.calls, smaller.map(|(hosts, one, _)| (hosts, one)));
            let further_all = further(all.calls, smaller.map(|(hosts, _, all)| (hosts, all)));
            println!(
                "| {evaluator} | {} | {hosts} | {} | {further_one} | {} | {} | {} | {further_all} | {} | {} |",
                if reads_tags { "yes" } else { "no" },
                one.calls,
                shown_time(one.time),
                shown_heap(one.heap),
                all.calls,
                shown_time(all.time),
                shown_heap(all.heap),
            );
            smaller = Some((hosts, one.calls, all.calls));
        }
    }
    nix.release();
    Ok(ExitCode::SUCCESS)
}

/// A synthetic fleet with its plan, in a repository.
fn fleet<'e>(
    env: &'e Env,
    args: &Args,
    hosts: usize,
    evaluator: &str,
    reads_tags: bool,
) -> Result<Flake<'e>> {
    let shape = Shape {
        hosts,
        aspects: args.aspects,
        users: 2,
        ..Shape::default()
    };
    let root = env.scratch().join("flake");
    for (file, text) in synthetic::flake(&shape) {
        let text = match file.as_str() {
            "flake.nix" => text.replace(
                "        ./policies.nix\n",
                &format!("        ./policies.nix\n        ./terminals.nix\n        {{ den.evaluator = \"{evaluator}\"; }}\n"),
            ),
            // The synthetic fleet has one tag that is computed from the tags of all hosts.
            "fleet.nix" if !reads_tags => without_computed_tags(&text),
            _ => text,
        };
        files::write(&root.join(file), text)?;
    }
    files::write(&root.join("terminals.nix"), TERMINALS)?;
    let flake = env.repository(root)?;
    if evaluator != "ifd" {
        // Nothing of the plan is tracked yet: den says so, and writes it all the same.
        flake.den(["plan", "--quiet"])?;
        flake.commit("the plan")?;
    }
    Ok(flake)
}

fn without_computed_tags(text: &str) -> String {
    let computed =
        |line: &&str| line.trim_start().starts_with("tags.") && line.contains(" = hosts: ");
    text.lines()
        .filter(|line| !computed(line))
        .map(|line| format!("{line}\n"))
        .collect()
}

fn least(flake: &Flake<'_>, asked: Asked, repeat: usize) -> Result<Cost> {
    // The first run copies the flake into the store, and builds the plan where Nix does.
    let mut least = evaluate(flake, asked)?;
    for _ in 0..repeat {
        let cost = evaluate(flake, asked)?;
        least.time = least.time.min(cost.time);
        least.calls = least.calls.min(cost.calls);
        least.heap = least.heap.min(cost.heap);
    }
    Ok(least)
}

fn evaluate(flake: &Flake<'_>, asked: Asked) -> Result<Cost> {
    let common = ["eval", "--json", "--option", "eval-cache", "false"];
    let host = [
        ".#nixosConfigurations",
        "--apply",
        "hosts: builtins.head (builtins.attrValues hosts)",
    ];
    let all = [
        ".#nixosConfigurations",
        "--apply",
        "hosts: builtins.deepSeq hosts (builtins.length (builtins.attrNames hosts))",
    ];
    let what = match asked {
        Asked::One => host,
        Asked::All => all,
    };
    let start = Instant::now();
    let (ran, stats) = flake.nix_with_stats(common.into_iter().chain(what))?;
    let time = start.elapsed();
    ran.succeeds()?;
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    Ok(Cost {
        calls: number(&stats["nrFunctionCalls"]),
        time,
        heap: number(&stats["gc"]["heapSize"]),
    })
}

fn shown_time(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn shown_heap(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}
