//! `cargo xtask bench`: measurements, as tables in Markdown.
//!
//! What is compared is measured side by side in one process, in turns, so that a busy machine slows all of it. A figure
//! is the median of its repetitions, with the least and the greatest behind it.

mod nix;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use den::document::Document;
use den::plan::directory::{Files, text};
use den::plan::{Plan, plan};
use den::synthetic::{self, Shape};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Context, Error, Result};
use crate::process;
use crate::suite::rust::cargo;
use crate::workspace::Workspace;

/// Measure den
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Debug, clap::Subcommand)]
enum Subject {
    Nix(nix::Args),
    Plan(PlanArgs),
}

/// Measure planning against reading the document and writing the plan with serde_json alone, and how it grows
#[derive(Debug, clap::Args)]
struct PlanArgs {
    /// How many hosts the fleets have; the comparison is told for each
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [100, 1_000, 10_000])]
    hosts: Vec<usize>,

    /// How many aspects every host has
    #[arg(long, value_name = "M", default_value_t = 50)]
    aspects: usize,

    /// How many users each host has
    #[arg(long, value_name = "U", default_value_t = Shape::default().users)]
    users: usize,

    /// How often a fleet of a thousand hosts is planned; larger ones less often
    #[arg(long, value_name = "TIMES", default_value_t = 15)]
    repeat: usize,
}

/// Runs the command.
pub fn run(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    if cfg!(debug_assertions) {
        return in_release(workspace);
    }
    match &args.subject {
        Subject::Nix(args) => nix::run(workspace, args),
        Subject::Plan(args) => bench_plan(args),
    }
}

/// Runs the same command once more, built as users have it.
fn in_release(workspace: &Workspace) -> Result<ExitCode> {
    let mut command = cargo(workspace);
    command.args(["run", "--quiet", "--release", "--package", "xtask", "--"]);
    command.args(std::env::args_os().skip(1));
    eprintln!(
        "this build is not optimised: $ {}",
        process::shown(&command)
    );
    Ok(if process::attached(&mut command)? {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Repetitions of one measurement.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    /// Takes the time of `work`, not that of throwing away what it gives.
    fn take<T>(&mut self, work: impl FnOnce() -> T) {
        let start = Instant::now();
        let result = black_box(work());
        self.0.push(start.elapsed());
        drop(result);
    }

    fn median(&self) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }

    /// `12.3 ms (11.9–14.0)`.
    fn shown(&self) -> String {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        let least = self.0.iter().min().copied().unwrap_or_default();
        let greatest = self.0.iter().max().copied().unwrap_or_default();
        format!(
            "{:.1} ms ({:.1}–{:.1})",
            milliseconds(self.median()),
            milliseconds(least),
            milliseconds(greatest)
        )
    }

    fn over(&self, other: &Self) -> f64 {
        self.median().as_secs_f64() / other.median().as_secs_f64()
    }
}

/// One fleet, measured.
struct Row {
    hosts: usize,
    megabytes: f64,
    serde: Times,
    one: Times,
    all: Times,
    reads: usize,
}

fn bench_plan(args: &PlanArgs) -> Result<ExitCode> {
    let one = pool(1)?;
    let all = pool(0)?;
    let mut rows = Vec::new();
    for &hosts in &args.hosts {
        let shape = Shape {
            hosts,
            aspects: args.aspects,
            users: args.users,
            ..Shape::default()
        };
        let times = (args.repeat * 1_000 / hosts.max(1)).clamp(3, args.repeat);
        eprintln!("{hosts} hosts, {times} times");
        rows.push(measure(&shape, times, &one, &all)?);
    }
    let threads = all.current_num_threads();
    println!(
        "Planning fleets of {} aspects and {} users a host; median (least–greatest). `serde_json` is reading the \
         document and writing the plan's files and nothing between.\n",
        args.aspects, args.users
    );
    println!(
        "| hosts | document | `serde_json` | den, 1 thread | ratio | den, {threads} threads | ratio |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for row in &rows {
        println!(
            "| {} | {:.1} MB | {} | {} | {:.2} | {} | {:.2} |",
            row.hosts,
            row.megabytes,
            row.serde.shown(),
            row.one.shown(),
            row.one.over(&row.serde),
            row.all.shown(),
            row.all.over(&row.serde)
        );
    }
    println!("\n| hosts | den a host, 1 thread | slices read a host |\n|---:|---:|---:|");
    for row in &rows {
        let hosts = row.hosts.max(1);
        println!(
            "| {} | {:.0} µs | {:.1} |",
            row.hosts,
            row.one.median().as_secs_f64() * 1e6 / hosts as f64,
            row.reads as f64 / hosts as f64
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn pool(threads: usize) -> Result<ThreadPool> {
    let builder = ThreadPoolBuilder::new().num_threads(threads);
    builder.build().context(|| "starting threads".to_owned())
}

fn measure(shape: &Shape, times: usize, one: &ThreadPool, all: &ThreadPool) -> Result<Row> {
    let document = synthetic::document(shape);
    let document_text =
        serde_json::to_string(&document).context(|| "writing the document".to_owned())?;
    let planned = plan(&document);
    if planned.diagnostics.has_errors() {
        return Err(Error::new("the synthetic fleet has errors"));
    }
    let work = || -> Result<(Document, Files)> {
        let document = Document::read(&document_text).context(|| "reading".to_owned())?;
        let files = plan(&document).files();
        Ok((document, files))
    };
    let mut row = Row {
        hosts: shape.hosts,
        megabytes: document_text.len() as f64 / 1e6,
        serde: Times::default(),
        one: Times::default(),
        all: Times::default(),
        reads: planned
            .shards
            .values()
            .map(|shard| shard.reads.iter().len())
            .sum(),
    };
    for _ in 0..times {
        row.serde.take(|| serde_alone(&document_text, &planned));
        row.one.take(|| one.install(work));
        row.all.take(|| all.install(work));
    }
    Ok(row)
}

/// The document read and the plan's files written, and nothing between.
fn serde_alone(document: &str, plan: &Plan) -> (Option<Document>, Vec<String>) {
    let document = serde_json::from_str(document).ok();
    let shards = plan.shards.values().map(text);
    (document, shards.chain([text(&plan.index)]).collect())
}
