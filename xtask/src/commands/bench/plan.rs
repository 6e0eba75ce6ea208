//! `cargo xtask bench plan`: what planning costs, beside what reading the document and writing the plan's files costs
//! anyway.
//!
//! All is measured in one process, in turns. What one thread does is told in processor time, which a busy machine
//! disturbs least; what more threads bring is told by the clock. A figure is the median of its repetitions, with the
//! least and the greatest behind it.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use den::document::Document;
use den::plan::directory::{Files, text};
use den::plan::{Plan, plan};
use den::synthetic::{self, Shape};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::cost::{self, processor};
use crate::error::{Context, Error, Result};

/// Measure planning against reading the document and writing the plan with serde_json alone, and how it grows
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many hosts the fleets have
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

/// Repetitions of one measurement.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn median(&self) -> Duration {
        cost::median(&self.0)
    }

    fn shown(&self) -> String {
        cost::shown(&self.0)
    }

    fn over(&self, other: &Self) -> f64 {
        self.median().as_secs_f64() / other.median().as_secs_f64()
    }
}

/// The same work, many times.
#[derive(Default)]
struct Cost {
    clock: Times,
    processor: Times,
}

impl Cost {
    /// Takes the time of `work`, not that of throwing away what it gives.
    fn take<T: Send>(&mut self, threads: &ThreadPool, work: impl FnOnce() -> T + Send) {
        let (start, busy) = (Instant::now(), processor());
        let result = black_box(threads.install(work));
        self.processor.0.push(processor().saturating_sub(busy));
        self.clock.0.push(start.elapsed());
        drop(result);
    }
}

/// One fleet, measured.
struct Row {
    hosts: usize,
    document: usize,
    plan: usize,
    reads: usize,
    serde: Cost,
    one: Cost,
    all: Cost,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    let (one, all) = (pool(1)?, pool(0)?);
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
    report(args, &rows, all.current_num_threads());
    Ok(ExitCode::SUCCESS)
}

fn report(args: &Args, rows: &[Row], threads: usize) {
    println!(
        "Fleets of {} aspects and {} users a host. `serde_json`: reading the document and writing the plan's files, and \
         nothing between. Median (least–greatest).\n",
        args.aspects, args.users
    );
    println!(
        "| hosts | document | plan | `serde_json`, processor | den, processor | ratio | den, clock | with {threads} threads |\n\
         |---:|---:|---:|---:|---:|---:|---:|---:|"
    );
    for row in rows {
        println!(
            "| {} | {:.1} MB | {:.1} MB | {} | {} | {:.2} | {} | {} |",
            row.hosts,
            row.document as f64 / 1e6,
            row.plan as f64 / 1e6,
            row.serde.processor.shown(),
            row.one.processor.shown(),
            row.one.processor.over(&row.serde.processor),
            row.one.clock.shown(),
            row.all.clock.shown()
        );
    }
    println!(
        "\n| hosts | `serde_json` a host | den a host | slices read a host |\n|---:|---:|---:|---:|"
    );
    for row in rows {
        let hosts = row.hosts.max(1) as f64;
        let each = |cost: &Cost| cost.processor.median().as_secs_f64() * 1e6 / hosts;
        println!(
            "| {} | {:.0} µs | {:.0} µs | {:.1} |",
            row.hosts,
            each(&row.serde),
            each(&row.one),
            row.reads as f64 / hosts
        );
    }
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
        document: document_text.len(),
        plan: planned.files().values().map(String::len).sum(),
        reads: planned
            .shards
            .values()
            .map(|shard| shard.reads.iter().len())
            .sum(),
        serde: Cost::default(),
        one: Cost::default(),
        all: Cost::default(),
    };
    for _ in 0..times {
        row.serde
            .take(one, || serde_alone(&document_text, &planned));
        row.one.take(one, work);
        row.all.take(all, work);
    }
    Ok(row)
}

/// The document read and the plan's files written, and nothing between.
fn serde_alone(document: &str, plan: &Plan) -> (Option<Document>, Vec<String>) {
    let document = serde_json::from_str(document).ok();
    let shards = plan.shards.values().map(text);
    (document, shards.chain([text(&plan.index)]).collect())
}
