//! `cargo xtask bench graph`: what questions about graphs cost, beside the same questions to petgraph.
//!
//! Both begin with a list of edges and end with an answer, so that building is in both; the answers are compared. They
//! take turns in one process, and are told in processor time, which a busy machine disturbs least. A figure is the
//! median of its rounds, a ratio the median of the ratios of each round, with the least and the greatest behind it.
//!
//! petgraph has the easier task where keys are numbers: its nodes are these very numbers, and it neither sorts edges nor
//! drops equal ones. Where keys are names, both look each up in a hash table.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use gen_graph::Graph;
use petgraph::algo::tred::{dag_to_toposorted_adjacency_list, dag_transitive_reduction_closure};
use petgraph::algo::{condensation, kosaraju_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHasher;

use super::cost::{median, processor};
use crate::error::{Error, Result};

/// Measure questions about random graphs against the same questions to petgraph, and how they grow
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many edges the graphs have
    #[arg(long, value_name = "E", value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000, 1_000_000])]
    edges: Vec<usize>,

    /// How often each question is asked of a graph of a hundred thousand edges; of larger ones less often
    #[arg(long, value_name = "TIMES", default_value_t = 15)]
    repeat: usize,
}

/// What is asked, of a list of edges between numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Order,
    Components,
    Condensation,
    Closure,
}

impl Question {
    const ALL: [Self; 4] = [
        Self::Order,
        Self::Components,
        Self::Condensation,
        Self::Closure,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Order => "topological order",
            Self::Components => "components",
            Self::Condensation => "condensation",
            Self::Closure => "closure",
        }
    }

    /// A random graph that the question makes sense on: acyclic for an order, and so dense for a closure that this is not
    /// much larger than the graph.
    fn graph(self, edges: usize) -> Edges {
        let mut random = Random(edges as u64);
        match self {
            Self::Order => random.acyclic(edges / 4, edges),
            Self::Components | Self::Condensation => random.graph(edges / 2, edges),
            Self::Closure => random.acyclic((8 * edges).isqrt(), edges),
        }
    }

    fn ours<V: Clone + Debug + Hash + Ord>(self, graph: Graph<V>) -> usize {
        match self {
            Self::Order => graph.acyclic().map_or(0, |graph| graph.order().count()),
            Self::Components => graph.components().len(),
            Self::Condensation => graph.condensation().graph().edge_count(),
            Self::Closure => graph.closure().edge_count(),
        }
    }

    fn theirs<N>(self, graph: DiGraph<N, ()>) -> usize {
        match self {
            Self::Order => toposort(&graph, None).map_or(0, |order| order.len()),
            // Its other algorithm recurses, and graphs of this size overflow the stack.
            Self::Components => kosaraju_scc(&graph).len(),
            Self::Condensation => condensation(graph, true).edge_count(),
            Self::Closure => toposort(&graph, None).map_or(0, |order| {
                let (graph, _) = dag_to_toposorted_adjacency_list::<_, u32>(&graph, &order);
                dag_transitive_reduction_closure(&graph).1.edge_count()
            }),
        }
    }
}

type Edges = Vec<(u32, u32)>;

/// A small generator: the same graphs on every run.
struct Random(u64);

impl Random {
    /// SplitMix64 (Steele, Lea and Flood 2014).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, bound: usize) -> u32 {
        (self.next() % bound.max(1) as u64) as u32
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1) as usize);
        }
    }

    fn graph(&mut self, vertices: usize, edges: usize) -> Edges {
        let pair = |_| (self.below(vertices), self.below(vertices));
        (0..edges).map(pair).collect()
    }

    /// A graph without a cycle, whose order is not that of its keys. Each edge is there once.
    fn acyclic(&mut self, vertices: usize, edges: usize) -> Edges {
        let mut keys: Vec<u32> = (0..vertices as u32).collect();
        self.shuffle(&mut keys);
        let mut pairs = BTreeSet::new();
        let possible = vertices * vertices.saturating_sub(1) / 2;
        while pairs.len() < edges.min(possible) {
            let (one, other) = (self.below(vertices), self.below(vertices));
            if one != other {
                pairs.insert((one.min(other), one.max(other)));
            }
        }
        let named = |(from, to): (u32, u32)| (keys[from as usize], keys[to as usize]);
        let mut pairs: Edges = pairs.into_iter().map(named).collect();
        self.shuffle(&mut pairs);
        pairs
    }
}

/// Two ways to the same answer, in turns.
struct Race {
    ours: Vec<Duration>,
    theirs: Vec<Duration>,
}

impl Race {
    fn run(times: usize, ours: impl Fn() -> usize, theirs: impl Fn() -> usize) -> Result<Self> {
        let (found, expected) = (ours(), theirs());
        if found != expected {
            return Err(Error::new(format!(
                "the answers differ: {found}, and {expected} of petgraph"
            )));
        }
        let mut race = Self {
            ours: Vec::new(),
            theirs: Vec::new(),
        };
        for _ in 0..times {
            race.ours.push(taken(&ours));
            race.theirs.push(taken(&theirs));
        }
        Ok(race)
    }

    /// `1.20 (1.11–1.35)`.
    fn ratio(&self) -> String {
        let rounds = self.ours.iter().zip(&self.theirs);
        let mut ratios: Vec<f64> = rounds
            .map(|(ours, theirs)| ours.div_duration_f64(*theirs))
            .collect();
        ratios.sort_by(f64::total_cmp);
        let at = |place: usize| ratios.get(place).copied().unwrap_or_default();
        let last = ratios.len().saturating_sub(1);
        format!("{:.2} ({:.2}–{:.2})", at(ratios.len() / 2), at(0), at(last))
    }
}

fn milliseconds(times: &[Duration]) -> String {
    format!("{:.3} ms", median(times).as_secs_f64() * 1e3)
}

fn taken(work: impl Fn() -> usize) -> Duration {
    let start = processor();
    black_box(work());
    processor().saturating_sub(start)
}

thread_local! {
    static COMPARED: Cell<u64> = const { Cell::new(0) };
    static HASHED: Cell<u64> = const { Cell::new(0) };
    static CLONED: Cell<u64> = const { Cell::new(0) };
}

/// A key that counts what is done with it.
#[derive(Debug)]
struct Counted(u32);

impl Clone for Counted {
    fn clone(&self) -> Self {
        CLONED.with(|count| count.set(count.get() + 1));
        Self(self.0)
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        COMPARED.with(|count| count.set(count.get() + 1));
        self.0 == other.0
    }
}

impl Eq for Counted {}

impl PartialOrd for Counted {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Counted {
    fn cmp(&self, other: &Self) -> Ordering {
        COMPARED.with(|count| count.set(count.get() + 1));
        self.0.cmp(&other.0)
    }
}

impl Hash for Counted {
    fn hash<H: Hasher>(&self, state: &mut H) {
        HASHED.with(|count| count.set(count.get() + 1));
        self.0.hash(state);
    }
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut growth = Vec::new();
    println!(
        "Random graphs, from a list of edges to the answer, building included. Processor time; ratio: gen-graph to \
         petgraph, median of the rounds (least–greatest).\n\n\
         | question | edges | petgraph, numbers | gen-graph, numbers | ratio | petgraph, names | gen-graph, names | ratio |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|"
    );
    for question in Question::ALL {
        for &edges in &args.edges {
            let times =
                (args.repeat * 100_000 / edges.max(1)).clamp(args.repeat.min(5), args.repeat);
            eprintln!("{}, {edges} edges, {times} times", question.name());
            let edges = question.graph(edges);
            let numbers = numbers(question, &edges, times)?;
            let names = names(question, &edges, times)?;
            println!(
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                question.name(),
                edges.len(),
                milliseconds(&numbers.theirs),
                milliseconds(&numbers.ours),
                numbers.ratio(),
                milliseconds(&names.theirs),
                milliseconds(&names.ours),
                names.ratio()
            );
            growth.push((question, edges, median(&numbers.ours)));
        }
    }
    report_growth(&growth);
    report_small(args.repeat);
    Ok(ExitCode::SUCCESS)
}

/// The race where vertices are numbers without gaps, as petgraph has them.
fn numbers(question: Question, edges: &Edges, times: usize) -> Result<Race> {
    let (ours, theirs) = (
        || question.ours(Graph::edges(edges.iter().copied())),
        || question.theirs(DiGraph::<(), ()>::from_edges(edges)),
    );
    // Numbers of which no edge speaks are nodes for petgraph; of those, each is a component.
    let spoken = Graph::edges(edges.iter().copied()).vertex_count();
    let nodes = DiGraph::<(), ()>::from_edges(edges).node_count();
    let silent = match question {
        Question::Order | Question::Components => nodes - spoken,
        Question::Condensation | Question::Closure => 0,
    };
    Race::run(times, || ours() + silent, theirs)
}

/// The race where vertices are names, which petgraph does not know.
fn names(question: Question, edges: &Edges, times: usize) -> Result<Race> {
    let most = edges.iter().map(|(from, to)| from.max(to)).max().copied();
    let names: Vec<String> = (0..=most.unwrap_or_default())
        .map(|vertex| format!("vertex-{vertex}"))
        .collect();
    let edges: Vec<(&str, &str)> = edges
        .iter()
        .map(|&(from, to)| (names[from as usize].as_str(), names[to as usize].as_str()))
        .collect();
    Race::run(
        times,
        || question.ours(Graph::edges(edges.iter().copied())),
        || question.theirs(named(&edges)),
    )
}

/// How names get into a graph of petgraph.
fn named<'e>(edges: &[(&'e str, &'e str)]) -> DiGraph<&'e str, ()> {
    let mut graph = DiGraph::new();
    let mut nodes: HashMap<&str, NodeIndex, BuildHasherDefault<FxHasher>> = HashMap::default();
    for (from, to) in edges {
        let from = *nodes.entry(from).or_insert_with(|| graph.add_node(*from));
        let to = *nodes.entry(to).or_insert_with(|| graph.add_node(*to));
        graph.add_edge(from, to, ());
    }
    graph
}

/// What an edge costs in graphs of different sizes.
fn report_growth(rows: &[(Question, Edges, Duration)]) {
    println!(
        "\nWhat is done for each edge, as the graph grows. A closure has more edges than the graph: what is done for each \
         of its edges.\n\n\
         | question | edges | edges of the answer | time | comparisons of keys | hashes of keys | copies of keys |\n\
         |---|---:|---:|---:|---:|---:|---:|"
    );
    for (question, edges, time) in rows {
        let counters = [&COMPARED, &HASHED, &CLONED];
        counters.iter().for_each(|counter| counter.set(0));
        let keys = edges.iter().map(|&(from, to)| (Counted(from), Counted(to)));
        let answer = question.ours(Graph::edges(keys));
        let size = match question {
            Question::Closure => answer.max(1),
            _ => edges.len(),
        } as f64;
        let each = counters.map(|counter| counter.get() as f64 / size);
        println!(
            "| {} | {} | {} | {:.0} ns | {:.2} | {:.2} | {:.2} |",
            question.name(),
            edges.len(),
            match question {
                Question::Closure | Question::Condensation => answer.to_string(),
                Question::Order | Question::Components => String::new(),
            },
            time.as_secs_f64() * 1e9 / size,
            each[0],
            each[1],
            each[2]
        );
    }
}

/// The size at which an implementation in pure Nix was measured.
fn report_small(times: usize) {
    const VERTICES: usize = 400;
    let mut random = Random(0);
    let edges: Edges = (0..VERTICES as u32)
        .flat_map(|from| [from; 3])
        .map(|from| (from, random.below(VERTICES)))
        .collect();
    println!(
        "\n{VERTICES} vertices of out-degree 3, from the list of edges to the answer.\n\n\
         | question | gen-graph | edges of the answer |\n|---|---:|---:|"
    );
    for question in [Question::Closure, Question::Condensation] {
        let ours = || question.ours(Graph::edges(edges.iter().copied()));
        let taken: Vec<Duration> = (0..times).map(|_| taken(ours)).collect();
        println!(
            "| {} | {} | {} |",
            question.name(),
            milliseconds(&taken),
            ours()
        );
    }
}
