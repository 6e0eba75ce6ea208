//! The same fleet planned by den: what its settings add to planning it without them.
//!
//! The document is made from the very trees that gen-schema resolves alone in the other table: the fleet's, the
//! environments' and the hosts' settings, and a policy that configures every aspect. Beside it is planned the same fleet, of
//! which no aspect offers settings. Time is processor time of one thread; memory the peak of a process that holds the document, and of
//! one that plans it besides.

use std::hint::black_box;

use den::document::Document;
use den::plan::plan;
use rayon::ThreadPoolBuilder;
use serde_json::{Map, Value as Json, json};

use super::super::cost::{median, shown};
use super::{Args, ENVIRONMENTS, Fleet, Kept, POLICIES, Said, holding, peak, time};
use crate::error::{Context, Error, Result};

/// The head of the table.
pub(super) const HEAD: &str = "\nThe same fleets planned by den: what settings add, on one thread.\n\n\
    | hosts | options resolved | without settings | with | settings, an option | peak of memory, the document | planned |\n\
    |---:|---:|---:|---:|---:|---:|---:|";

/// The row of a fleet.
pub(super) fn row(args: &Args, hosts: usize) -> Result<String> {
    let fleet = Fleet::new(args, hosts)?;
    let (without, with) = (document(&fleet, false)?, document(&fleet, true)?);
    let threads = ThreadPoolBuilder::new().num_threads(1).build();
    let threads = threads.context(|| "starting a thread".to_owned())?;
    let planned = plan(&with);
    if planned.diagnostics.has_errors() {
        return Err(Error::new("the fleet of the measurement has errors"));
    }
    let values = planned
        .shards
        .values()
        .flat_map(|shard| shard.settings.values());
    let options: usize = values
        .map(|settings| leaves(&settings.values.to_json()))
        .sum();
    drop(planned);
    let [mut bare, mut full] = [const { Vec::new() }; 2];
    for _ in 0..args.repeat.max(1) {
        bare.push(time(|| drop(black_box(threads.install(|| plan(&without))))));
        full.push(time(|| drop(black_box(threads.install(|| plan(&with))))));
    }
    drop((without, with));
    let more = median(&full).saturating_sub(median(&bare));
    let mebibytes = |kept| -> Result<u64> { Ok(peak(args, hosts, kept)? / 1024) };
    Ok(format!(
        "| {hosts} | {options} | {} | {} | {:.0} ns | {} MiB | {} MiB |",
        shown(&bare),
        shown(&full),
        more.as_secs_f64() * 1e9 / options.max(1) as f64,
        mebibytes(Kept::Document)?,
        mebibytes(Kept::Plan)?,
    ))
}

/// Holds the document of a fleet, and its plan.
pub(super) fn keep(fleet: Fleet, with_plan: bool) -> Result<u64> {
    let document = document(&fleet, true)?;
    drop(fleet);
    let planned = with_plan.then(|| plan(&document));
    holding(&(document, planned))
}

/// How many options have a value: each is written as one of the bench's own names.
fn leaves(values: &Json) -> usize {
    let Json::Object(set) = values else {
        return 0;
    };
    set.iter()
        .map(|(name, value)| match name.as_str() {
            "group" => leaves(value),
            _ => 1,
        })
        .sum()
}

/// The document of a fleet; without settings, its aspects offer none and nobody gives any.
fn document(fleet: &Fleet, with_settings: bool) -> Result<Document> {
    let name = |aspect: usize| format!("aspect-{aspect}");
    let settings = |said: &[Said]| -> Json {
        let said = said.iter().enumerate().filter(|_| with_settings);
        let said = said.map(|(aspect, said)| (name(aspect), json!([said.json])));
        Json::Object(said.collect())
    };
    let aspects: Map<_, _> = fleet
        .interfaces
        .iter()
        .enumerate()
        .map(|(aspect, interface)| {
            let interface = with_settings.then(|| interface.schema().clone());
            let shape = json!({ "parts": [{ "classes": { "nixos": [{ "args": [] }] } }] });
            (
                name(aspect),
                json!({ "interface": interface, "shape": shape }),
            )
        })
        .collect();
    let includes: Vec<_> = aspects
        .keys()
        .map(|name| json!({ "aspect": name }))
        .collect();
    let effects: Vec<Vec<Json>> = fleet
        .policies
        .iter()
        .map(|said| {
            let said = said.iter().enumerate().filter(|_| with_settings);
            let configure = |(aspect, said): (usize, &Said)| {
                json!({ "configure": { "aspect": name(aspect), "settings": said.json } })
            };
            said.map(configure).collect()
        })
        .collect();
    let hosts: Map<_, _> = fleet
        .hosts
        .iter()
        .enumerate()
        .map(|(number, said)| {
            let environment = format!("environment-{}", number % ENVIRONMENTS);
            let host = json!({
                "facts": { "class": "nixos", "environment": environment, "system": "x86_64-linux" },
                "includes": includes,
                "policies": { "configured": effects[number % POLICIES] },
                "settings": settings(said),
            });
            (format!("host-{number}"), host)
        })
        .collect();
    let environments: Map<_, _> = fleet
        .environments
        .iter()
        .enumerate()
        .map(|(number, said)| {
            let environment = json!({ "settings": settings(said) });
            (format!("environment-{number}"), environment)
        })
        .collect();
    let document = json!({
        "version": 1,
        "aspects": aspects,
        "classes": { "nixos": { "at": "host", "hostClass": "nixos", "intoAttr": ["nixosConfigurations"] } },
        "fleet": { "environments": environments, "settings": settings(&fleet.fleet) },
        "hosts": hosts,
        "policies": { "configured": { "args": { "required": ["host"] } } },
    });
    serde_json::from_value(document).context(|| "reading the document".to_owned())
}
