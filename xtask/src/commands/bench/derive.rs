//! `cargo xtask bench derive`: what it costs to derive what rules say of the hosts of a fleet, and how that grows.
//!
//! Time is processor time of one thread, which a busy machine disturbs least, and the median of its rounds with the least
//! and the greatest behind it. Beside it stands what was counted, which is the same on every machine.

use std::hint::black_box;
use std::process::ExitCode;

use gen_derive::{Atom, Formula, Model, Program, Rule, Rules};

use super::cost::{median, processor, shown};
use crate::error::{Error, Result};

/// Measure deriving what rules say of fleets of hosts, in processor time and in counted work
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many hosts the fleets have
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [100, 1_000, 10_000])]
    hosts: Vec<u32>,

    /// How many rules there are
    #[arg(long, value_name = "R", default_value_t = 1_000)]
    rules: u32,

    /// How many tags each host is declared to have
    #[arg(long, value_name = "T", default_value_t = 10)]
    tags: u32,

    /// How many rounds there are
    #[arg(long, value_name = "TIMES", default_value_t = 5)]
    repeat: usize,
}

type Tag = u32;
type Host = u32;
type Fact = Atom<Tag, u32, Host>;

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    let rules = rules(args.rules);
    println!(
        "{} rules `tag:a & (tag:b | !tag:c)`, each with a tag that it gives; every tenth overrides another; {} declared \
         tags a host. Processor time of one thread, median (least–greatest).\n",
        args.rules, args.tags
    );
    println!(
        "| hosts | ground | stratify | evaluate | a host | clauses a host | looks a host | atoms that hold | strata | \
         rounds |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    );
    for &hosts in &args.hosts {
        eprintln!("{hosts} hosts, {} rounds", args.repeat);
        println!("{}", row(args, &rules, hosts)?);
    }
    Ok(ExitCode::SUCCESS)
}

fn row(args: &Args, rules: &Rules<'_, Tag, u32, Host>, hosts: u32) -> Result<String> {
    let [mut ground, mut stratify, mut evaluate, mut all] = [const { Vec::new() }; 4];
    let mut found: Option<Model<Fact, u32>> = None;
    for _ in 0..args.repeat.max(1) {
        let start = processor();
        let program = program(args, rules, hosts);
        let grounded = processor();
        let stratified = program
            .stratify()
            .map_err(|cycle| Error::new(format!("the rules are cyclic: {cycle}")))?;
        let divided = processor();
        let model = black_box(stratified.evaluate());
        let end = processor();
        ground.push(grounded.saturating_sub(start));
        stratify.push(divided.saturating_sub(grounded));
        evaluate.push(end.saturating_sub(divided));
        all.push(end.saturating_sub(start));
        found = Some(model);
    }
    let model = found.ok_or_else(|| Error::new("nothing was measured"))?;
    let work = model.work();
    let each = |count: f64| count / f64::from(hosts.max(1));
    Ok(format!(
        "| {hosts} | {} | {} | {} | {:.1} µs | {:.1} | {:.1} | {} | {} | {} |",
        shown(&ground),
        shown(&stratify),
        shown(&evaluate),
        each(median(&all).as_secs_f64() * 1e6),
        each(work.clauses as f64),
        each(work.looks as f64),
        model.len(),
        work.strata,
        work.rounds,
    ))
}

/// Rules on tags: what a rule asks for is declared, or given by a rule before it; what it must not find is declared; what
/// it overrides comes after it.
fn rules(count: u32) -> Rules<'static, Tag, u32, Host> {
    let mut random = Random(u64::from(count));
    let rules = (0..count).map(|rule| {
        let given = random.below(count);
        let a = if rule % 2 == 0 {
            given
        } else {
            count + given % rule
        };
        let [b, c] = [random.below(count), random.below(count)];
        let tag = |tag: Tag, host: &Host| Formula::atom(Atom::Holds(tag, *host));
        let made = Rule::new(rule, move |host| {
            tag(a, host) & (tag(b, host) | !tag(c, host))
        });
        let later = rule + 1 + random.below(count - rule);
        let overridden = (rule % 10 == 9).then_some(later);
        made.triggered_by([a])
            .gives([count + rule])
            .overrides(overridden)
    });
    rules.collect()
}

fn program(args: &Args, rules: &Rules<'_, Tag, u32, Host>, hosts: u32) -> Program<Fact, u32> {
    let mut program = Program::new();
    for host in 0..hosts {
        // The same hundred hosts again and again, so that what is counted for each is the same whatever their number.
        let mut random = Random(u64::from(host % 100));
        for _ in 0..args.tags {
            program.fact(Atom::Holds(random.below(args.rules), host));
        }
    }
    rules.ground(0..hosts, &mut program, |_, _| {});
    program
}

/// Numbers without a pattern, the same each time (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(bound.max(1))).unwrap_or_default()
    }
}
