//! `cargo xtask bench settings`: what it costs to resolve the settings of a fleet, beside what merging the same trees with
//! serde_json alone costs.
//!
//! Every host has all aspects; each aspect has options of all strategies, and is spoken of by its defaults, the fleet, the
//! host's environment, a policy and the host. Both ways take turns in one process, in processor time of one thread, which
//! a busy machine disturbs least; that they come to the same values is looked at before. A figure is the median of its
//! rounds, with the least and the greatest behind it. Memory is the peak of a process of its own that keeps all that it
//! resolves, less that of one that only has what there is to resolve.

mod planned;

use std::env;
use std::fs;
use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::time::Duration;

use gen_schema::resolve::Resolved;
use gen_schema::{Definition, Interface, Origin, Value, resolve};
use serde_json::{Map, Value as Json, json};

use super::cost::{median, processor, shown};
use crate::error::{Context, Error, Result};
use crate::process;

/// Measure resolving the settings of fleets against merging them with serde_json alone, and how it grows
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many hosts the fleets have
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [100, 1_000, 10_000])]
    hosts: Vec<usize>,

    /// How many aspects every host has
    #[arg(long, value_name = "M", default_value_t = 20)]
    aspects: usize,

    /// How many options each aspect has
    #[arg(long, value_name = "L", default_value_t = 10)]
    leaves: usize,

    /// How many rounds there are
    #[arg(long, value_name = "TIMES", default_value_t = 5)]
    repeat: usize,

    /// Keep what is resolved of one fleet, and print the peak of memory
    #[arg(long, hide = true, value_name = "WHAT", value_enum)]
    peak: Option<Kept>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kept {
    /// Nothing but what there is to resolve.
    Given,
    /// All settings, with their chains.
    Settings,
    /// The values that serde_json merges.
    Merged,
    /// The document of the fleet.
    Document,
    /// The document, and its plan.
    Plan,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    if let Some(kept) = args.peak {
        let hosts = args.hosts.first().copied().unwrap_or_default();
        println!("{}", keep(Fleet::new(args, hosts)?, kept)?);
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{} aspects of {} options a host; layers: default, fleet, environment, policy, host. `serde_json`: the same trees \
         cloned and merged, without a chain. Processor time of one thread, median (least–greatest).\n",
        args.aspects, args.leaves
    );
    println!(
        "| hosts | options resolved | layers that say something | `serde_json` | resolve | ratio | an option | memory an \
         option, with chain | `serde_json` |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    );
    for &hosts in &args.hosts {
        eprintln!("{hosts} hosts, {} rounds", args.repeat);
        println!("{}", row(args, hosts)?);
    }
    println!("{}", planned::HEAD);
    for &hosts in &args.hosts {
        eprintln!("{hosts} hosts planned, {} rounds", args.repeat);
        println!("{}", planned::row(args, hosts)?);
    }
    Ok(ExitCode::SUCCESS)
}

fn row(args: &Args, hosts: usize) -> Result<String> {
    let fleet = Fleet::new(args, hosts)?;
    let work = fleet.compare()?;
    let [mut plain, mut resolved] = [const { Vec::new() }; 2];
    for _ in 0..args.repeat.max(1) {
        plain.push(time(|| {
            fleet.each(|host, aspect| fleet.merged(host, aspect))
        }));
        resolved.push(time(|| {
            fleet.each(|host, aspect| fleet.resolved(host, aspect))
        }));
    }
    let ratios = resolved.iter().zip(&plain);
    let mut ratios: Vec<f64> = ratios
        .map(|(resolved, plain)| resolved.as_secs_f64() / plain.as_secs_f64().max(1e-9))
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let ratio = |at: usize| ratios.get(at).copied().unwrap_or_default();
    let options = work.options.max(1) as f64;
    let given = peak(args, hosts, Kept::Given)?;
    let more = |kept| -> Result<f64> {
        let peak = peak(args, hosts, kept)?;
        Ok(peak.saturating_sub(given) as f64 * 1024.0 / options)
    };
    Ok(format!(
        "| {hosts} | {} | {} | {} | {} | {:.2} ({:.2}–{:.2}) | {:.0} ns | {:.0} bytes | {:.0} bytes |",
        work.options,
        work.links,
        shown(&plain),
        shown(&resolved),
        ratio(ratios.len() / 2),
        ratio(0),
        ratio(ratios.len() - 1),
        median(&resolved).as_secs_f64() * 1e9 / options,
        more(Kept::Settings)?,
        more(Kept::Merged)?,
    ))
}

fn time(work: impl FnOnce()) -> Duration {
    let start = processor();
    work();
    processor().saturating_sub(start)
}

/// The peak of memory, in KiB, of a process that keeps this much.
fn peak(args: &Args, hosts: usize, kept: Kept) -> Result<u64> {
    let program = env::current_exe().context(|| "looking up this program".to_owned())?;
    let mut command = Command::new(program);
    let kept = match kept {
        Kept::Given => "given",
        Kept::Settings => "settings",
        Kept::Merged => "merged",
        Kept::Document => "document",
        Kept::Plan => "plan",
    };
    let numbers = [hosts, args.aspects, args.leaves].map(|number| number.to_string());
    let [hosts, aspects, leaves] = &numbers;
    command.args(["bench", "settings", "--peak", kept, "--hosts", hosts]);
    command.args(["--aspects", aspects, "--leaves", leaves]);
    let output = process::capture(&mut command)?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().context(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("reading the peak of {}: {said}", process::shown(&command))
    })
}

fn keep(fleet: Fleet, kept: Kept) -> Result<u64> {
    match kept {
        Kept::Given => {}
        Kept::Document => return planned::keep(fleet, false),
        Kept::Plan => return planned::keep(fleet, true),
        Kept::Settings => {
            let mut all = Vec::new();
            fleet.each(|host, aspect| all.push(fleet.resolved(host, aspect)));
            black_box(&all);
            return high_water();
        }
        Kept::Merged => {
            let mut all = Vec::new();
            fleet.each(|host, aspect| all.push(fleet.merged(host, aspect)));
            black_box(&all);
            return high_water();
        }
    }
    black_box(&fleet);
    high_water()
}

/// The peak of memory of this process, which holds something.
fn holding<T>(held: &T) -> Result<u64> {
    black_box(held);
    high_water()
}

/// The most memory that this process ever had, in KiB.
fn high_water() -> Result<u64> {
    let path = "/proc/self/status";
    let status = fs::read_to_string(path).context(|| format!("reading {path}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
    number.ok_or_else(|| Error::new(format!("{path} tells no VmHWM")))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    Default,
    Fleet,
    Environment,
    Policy,
    Host,
}

/// Who speaks.
#[derive(Clone, Debug)]
struct By(Layer);

impl Origin for By {
    type Layer = Layer;
    const DEFAULT: Layer = Layer::Default;
    fn layer(&self) -> Layer {
        self.0
    }
}

/// One aspect as a layer speaks of it, in both forms.
struct Said {
    value: Value,
    json: Json,
}

impl Said {
    fn new(json: Json) -> Result<Self> {
        let value = serde_json::from_value(json.clone());
        let value = value.context(|| "reading a value".to_owned())?;
        Ok(Self { value, json })
    }
}

/// What the options of a fleet are, and what is said of them, by aspect.
struct Fleet {
    interfaces: Vec<Interface>,
    defaults: Vec<Json>,
    fleet: Vec<Said>,
    environments: Vec<Vec<Said>>,
    policies: Vec<Vec<Said>>,
    hosts: Vec<Vec<Said>>,
}

/// What was done.
#[derive(Default)]
struct Work {
    options: usize,
    links: usize,
}

const ENVIRONMENTS: usize = 10;
const POLICIES: usize = 7;

impl Fleet {
    fn new(args: &Args, hosts: usize) -> Result<Self> {
        let aspects = 0..args.aspects;
        let interface = |aspect: usize| {
            let mut properties = Map::new();
            for leaf in 0..args.leaves {
                insert(&mut properties, leaf, |leaf| schema(aspect, leaf));
            }
            // What an insertion makes of groups: what stands in `group` are options.
            if let Some(Json::Object(group)) = properties.get_mut("group") {
                *group = [("properties".to_owned(), Json::Object(group.clone()))]
                    .into_iter()
                    .collect();
            }
            let schema = json!({ "type": "object", "properties": properties });
            serde_json::from_value(schema).context(|| "reading an interface".to_owned())
        };
        let defaults = |_: usize| tree(args.leaves, 1, 0, |leaf| value(leaf, 0));
        // Every second option, every third, …: so most options have a layer or two above their default.
        let layer = |step: usize, salt: usize| -> Result<Vec<Said>> {
            let said = aspects.clone().map(|aspect| {
                let said = tree(args.leaves, step, (aspect + salt) % step, |leaf| {
                    value(leaf, salt + 1)
                });
                Said::new(said)
            });
            said.collect()
        };
        Ok(Self {
            interfaces: aspects.clone().map(interface).collect::<Result<_>>()?,
            defaults: aspects.clone().map(defaults).collect(),
            fleet: layer(2, 0)?,
            environments: (0..ENVIRONMENTS)
                .map(|number| layer(3, number))
                .collect::<Result<_>>()?,
            policies: (0..POLICIES)
                .map(|number| layer(4, number))
                .collect::<Result<_>>()?,
            hosts: (0..hosts)
                .map(|number| layer(5, number))
                .collect::<Result<_>>()?,
        })
    }

    fn each<T>(&self, mut work: impl FnMut(usize, usize) -> T) {
        for host in 0..self.hosts.len() {
            for aspect in 0..self.interfaces.len() {
                black_box(work(host, aspect));
            }
        }
    }

    /// What is said of an aspect of a host, the lowest layer first.
    fn said(&self, host: usize, aspect: usize) -> [(Layer, &Said); 4] {
        [
            (Layer::Fleet, &self.fleet[aspect]),
            (
                Layer::Environment,
                &self.environments[host % ENVIRONMENTS][aspect],
            ),
            (Layer::Policy, &self.policies[host % POLICIES][aspect]),
            (Layer::Host, &self.hosts[host][aspect]),
        ]
    }

    fn resolved(&self, host: usize, aspect: usize) -> Resolved<By> {
        let said = self.said(host, aspect).into_iter();
        let said = said.map(|(layer, said)| Definition::new(By(layer), &said.value));
        resolve(&self.interfaces[aspect], said.collect(), &mut Vec::new())
    }

    fn merged(&self, host: usize, aspect: usize) -> Json {
        let mut all = self.defaults[aspect].clone();
        for (_, said) in self.said(host, aspect) {
            merge(&mut all, &said.json);
        }
        all
    }

    /// Compares both ways, and counts what there is to do.
    fn compare(&self) -> Result<Work> {
        let mut work = Work::default();
        let mut differing = 0;
        self.each(|host, aspect| {
            let resolved = self.resolved(host, aspect);
            let leaves = resolved.leaves();
            work.options += leaves.len();
            work.links += leaves
                .iter()
                .map(|(_, leaf)| leaf.chain.len())
                .sum::<usize>();
            let values = resolved.tree(&|leaf| leaf.value.clone()).to_json();
            differing += usize::from(values != self.merged(host, aspect));
        });
        match differing {
            0 => Ok(work),
            _ => Err(Error::new(format!(
                "{differing} settings differ from what serde_json merges"
            ))),
        }
    }
}

/// Every `step`th option with a value, three of ten in a group.
fn tree(leaves: usize, step: usize, first: usize, value: impl Fn(usize) -> Json) -> Json {
    let mut tree = Map::new();
    for leaf in (first..leaves).step_by(step) {
        insert(&mut tree, leaf, &value);
    }
    Json::Object(tree)
}

fn insert(tree: &mut Map<String, Json>, leaf: usize, value: impl Fn(usize) -> Json) {
    let name = format!("option-{leaf}");
    if leaf % 10 < 7 {
        tree.insert(name, value(leaf));
        return;
    }
    let group = tree.entry("group").or_insert_with(|| json!({}));
    if let Json::Object(group) = group {
        group.insert(name, value(leaf));
    }
}

/// Two lists, two sets, and else numbers, texts and Booleans.
fn schema(aspect: usize, leaf: usize) -> Json {
    let described = format!("Option {leaf} of aspect {aspect}.");
    let mut schema = match leaf % 10 {
        0 | 7 => json!({ "type": "array", "items": { "type": "string" }, "x-den-merge": "append" }),
        1 | 8 => json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        2 | 5 => json!({ "type": "string" }),
        3 | 6 => json!({ "type": "boolean" }),
        _ => json!({ "type": "integer", "minimum": 0, "maximum": 65535 }),
    };
    schema["default"] = value(leaf, 0);
    schema["description"] = json!(described);
    schema
}

fn value(leaf: usize, salt: usize) -> Json {
    match leaf % 10 {
        0 | 7 => json!([format!("module-{salt}"), "another module of some length"]),
        1 | 8 => json!({ format!("key-{}", salt % 3): salt, "same": leaf }),
        2 | 5 => json!(format!("a text of some length, number {salt}")),
        3 | 6 => json!(salt.is_multiple_of(2)),
        _ => json!(salt),
    }
}

/// Sets are merged, lists put together, all else replaced.
fn merge(below: &mut Json, above: &Json) {
    match (below, above) {
        (Json::Object(below), Json::Object(above)) => {
            for (key, value) in above {
                match below.get_mut(key) {
                    Some(below) => merge(below, value),
                    None => {
                        below.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Json::Array(below), Json::Array(above)) => below.extend(above.iter().cloned()),
        (below, above) => *below = above.clone(),
    }
}
