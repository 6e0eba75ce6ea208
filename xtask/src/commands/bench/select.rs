//! `cargo xtask bench select`: what it costs to find the scopes that a selector holds of, scope by scope and with an
//! index.
//!
//! Both ways take turns in one process, on the same forest, and are told in processor time, which a busy machine
//! disturbs least; their answers are compared. So that small figures mean something, beside them stands the least
//! that one can do without an index: one pass over all tags, comparing each with a word. A figure is the median of
//! its rounds, a ratio the median of the ratios of each round, with the least and the greatest behind it.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use gen_select::{Forest, Index, Matcher, Record, Scalar, Scope as _, Scopes as _, Selector};

use super::cost::processor;
use crate::error::{Context, Error, Result};

/// Measure matching with an index against matching scope by scope
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many scopes the forests have
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    scopes: Vec<usize>,

    /// How many rounds there are
    #[arg(long, value_name = "TIMES", default_value_t = 15)]
    repeat: usize,
}

/// Selectors of ten terms.
const SELECTORS: [(&str, &str); 4] = [
    (
        "one conjunction",
        "kind:host & env:env-1 & class:nixos & system:x86_64-linux & tag:tag-1 & !tag:tag-2 & !aspect:aspect-3 & role=db & \
         port=443 & !name:*7",
    ),
    (
        "one disjunction",
        "tag:tag-1 | tag:tag-2 | tag:tag-3 | env:env-1 | env:env-2 | aspect:aspect-1 | role=db | port=443 | name:host-1* | \
         is:host-22",
    ),
    (
        "mixed",
        "kind:host & (tag:tag-1 | tag:tag-2 | role=db) & !(tag:tag-3 | aspect:aspect-3) & (env:env-1 | env:env-2 | \
         port=443) & name:host-*",
    ),
    (
        "relations",
        "kind:user & parent(tag:tag-1 | role=db) & !within(is:env-3) | kind:host & has(tag:tag-2) & (aspect:aspect-1 | \
         port=443) | has-within(tag:tag-4 & is:user-44)",
    ),
];

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut selectors = Vec::new();
    for (name, text) in SELECTORS {
        let selector: Selector = text.parse().context(|| format!("reading {text}"))?;
        let terms = selector.mentions().len();
        if terms != 10 {
            return Err(Error::new(format!("{name} has {terms} terms")));
        }
        selectors.push((name, selector));
    }
    println!(
        "Selectors of ten terms, processor time of one thread. `pass`: each tag of each scope is compared with a word, and \
         nothing else. Median (least–greatest).\n"
    );
    println!(
        "| scopes | selector | holds of | scope by scope | with an index | ratio | pass | with an index / pass |\n\
         |---:|---|---:|---:|---:|---:|---:|---:|"
    );
    let mut builds = Vec::new();
    for &scopes in &args.scopes {
        eprintln!("{scopes} scopes, {} rounds", args.repeat);
        let forest = fleet(scopes);
        for (name, selector) in &selectors {
            row(&forest, name, selector, args.repeat)?;
        }
        builds.push(build(&forest, &selectors, args.repeat));
    }
    println!(
        "\nBuilding the index, which serves any number of selectors:\n\n\
         | scopes | index | pass | index / pass | index / these selectors scope by scope |\n|---:|---:|---:|---:|---:|"
    );
    for build in builds {
        println!("{build}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares both ways on one selector.
fn row(forest: &Forest, name: &str, selector: &Selector, rounds: usize) -> Result<()> {
    let index = Index::new(forest);
    let with_index = || -> Vec<usize> { index.compile(selector).evaluate().iter().collect() };
    let mut found = with_index();
    let holding = found.len();
    found.sort_unstable();
    if found != by_scope(forest, selector) {
        return Err(Error::new(format!("{name}: the answers differ")));
    }
    let [mut naive, mut indexed, mut passes] = [const { Vec::new() }; 3];
    for _ in 0..rounds.max(1) {
        naive.push(time(|| by_scope(forest, selector)));
        indexed.push(time(with_index));
        passes.push(time(|| pass(forest)));
    }
    println!(
        "| {} | {name} | {holding} | {} | {} | {} | {} | {} |",
        forest.len(),
        shown(&naive),
        shown(&indexed),
        ratio(&naive, &indexed, 0),
        shown(&passes),
        ratio(&indexed, &passes, 2),
    );
    Ok(())
}

/// What building the index costs.
fn build(forest: &Forest, selectors: &[(&str, Selector)], rounds: usize) -> String {
    let [mut indexes, mut naive, mut passes] = [const { Vec::new() }; 3];
    for _ in 0..rounds.max(1) {
        indexes.push(time(|| Index::new(forest)));
        passes.push(time(|| pass(forest)));
        naive.push(time(|| {
            let answers = selectors
                .iter()
                .map(|(_, selector)| by_scope(forest, selector));
            answers.map(|answer| answer.len()).sum::<usize>()
        }));
    }
    format!(
        "| {} | {} | {} | {} | {} |",
        forest.len(),
        shown(&indexes),
        shown(&passes),
        ratio(&indexes, &passes, 1),
        ratio(&indexes, &naive, 2),
    )
}

fn by_scope(forest: &Forest, selector: &Selector) -> Vec<usize> {
    let mut matcher = Matcher::new(selector, forest);
    forest
        .scopes()
        .filter(|&scope| matcher.holds(scope))
        .collect()
}

fn pass(forest: &Forest) -> usize {
    let data = forest.scopes().map(|scope| forest.data(scope));
    data.filter(|data| data.tags().filter(|&tag| tag == black_box("tag-1")).count() > 0)
        .count()
}

/// The processor time of some work, but not of throwing away what it gives.
fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = processor();
    let result = black_box(work());
    let time = processor().saturating_sub(start);
    drop(result);
    time
}

/// `123 µs (119–140)`.
fn shown(times: &[Duration]) -> String {
    let mut sorted: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e6).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    format!("{} µs ({})", told(median(&sorted), 0), span(&sorted, 0))
}

/// `27 (24–31)`.
fn ratio(times: &[Duration], others: &[Duration], decimals: usize) -> String {
    let pairs = times.iter().zip(others);
    let mut sorted: Vec<f64> = pairs
        .map(|(time, other)| time.as_secs_f64() / other.as_secs_f64().max(1e-9))
        .collect();
    sorted.sort_unstable_by(f64::total_cmp);
    format!(
        "{} ({})",
        told(median(&sorted), decimals),
        span(&sorted, decimals)
    )
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn span(sorted: &[f64], decimals: usize) -> String {
    let [least, greatest] = [sorted.first(), sorted.last()];
    let end = |end: Option<&f64>| told(end.copied().unwrap_or_default(), decimals);
    format!("{}–{}", end(least), end(greatest))
}

fn told(number: f64, decimals: usize) -> String {
    format!("{number:.decimals$}")
}

/// A fleet of environments, hosts and users: one environment for each hundred scopes up to twenty, two users a host.
fn fleet(scopes: usize) -> Forest {
    let mut random = Random(scopes as u64);
    let mut forest = Forest::new();
    let root = forest.push(None, Record::new("fleet", "fleet"));
    let environments: Vec<usize> = (0..(scopes / 100).clamp(1, 20))
        .map(|number| {
            forest.push(
                Some(root),
                Record::new("environment", format!("env-{number}")),
            )
        })
        .collect();
    let mut number = 0;
    while forest.len() + 3 <= scopes {
        let place = random.below(environments.len());
        let host = Record {
            class: Some(random.one_of(&["nixos", "nixos", "nixos", "darwin"]).into()),
            system: Some(
                random
                    .one_of(&["x86_64-linux", "x86_64-linux", "aarch64-linux"])
                    .into(),
            ),
            environment: Some(format!("env-{place}").into()),
            ..Record::new("host", format!("host-{number}"))
        };
        let host = host
            .attr("role", [random.one_of(&["web", "db", "cache", "build"])])
            .attr(
                "port",
                [
                    Scalar::Int(80),
                    Scalar::Int(if random.below(3) == 0 { 443 } else { 8080 }),
                ],
            );
        let host = forest.push(Some(environments[place]), random.furnished(host, 4));
        for _ in 0..2 {
            let user = Record::new("user", format!("user-{}", random.below(1_000)));
            forest.push(Some(host), random.furnished(user, 2));
        }
        number += 1;
    }
    forest
}

/// Numbers without a pattern, the same each time (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from((mixed ^ (mixed >> 31)) % bound).unwrap_or_default()
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        let place = self.below(words.len());
        words.get(place).copied().unwrap_or_default()
    }

    /// With so many tags of twenty, and half as many aspects of fifty.
    fn furnished(&mut self, mut record: Record, count: usize) -> Record {
        for _ in 0..count {
            record = record.tag(format!("tag-{}", self.below(20)));
        }
        for _ in 0..count / 2 {
            record = record.aspect(format!("aspect-{}", self.below(50)));
        }
        record
    }
}
