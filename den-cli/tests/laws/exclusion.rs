//! Which aspects an entity has does not depend on the order of anything.

use std::collections::BTreeSet;

use den::document::Document;
use den::document::aspect::{Include, Part, Shape};
use den::document::declared::Declared;
use den::document::name::AspectId;
use den::plan::Planner;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseResult;

use crate::support::case::{Case, case};
use crate::support::edit::{Edit, Place};
use crate::support::{Law, gives_away, holds};

pub const LAW: Law = Law {
    label: "exclusion",
    says: "which aspects a host has does not depend on the order of includes",
};

/// From a document and a host to the host's aspects.
type Present = fn(&Document, &str) -> BTreeSet<AspectId>;

fn orderless(present: Present, case: &Case) -> TestCaseResult {
    let document = case.document();
    let mut reversed = document.clone();
    reverse(&mut reversed);
    for host in document.hosts.keys() {
        prop_assert_eq!(
            present(&document, host.as_str()),
            present(&reversed, host.as_str())
        );
    }
    Ok(())
}

/// Turns every list of includes around that names its aspects; inline ones are named by their position.
fn reverse(document: &mut Document) {
    let turn = |includes: &mut Vec<Include>| {
        if includes
            .iter()
            .all(|include| matches!(include, Include::Aspect(_)))
        {
            includes.reverse();
        }
    };
    turn(document.fleet.includes.edit());
    for environment in document.fleet.environments.values_mut() {
        turn(environment.includes.edit());
    }
    for host in document.hosts.values_mut() {
        turn(host.includes.edit());
    }
    for aspect in document.aspects.values_mut() {
        if let Declared::Good(shape) = aspect.shape.edit() {
            shape
                .parts
                .iter_mut()
                .for_each(|part| turn(&mut part.includes));
        }
    }
}

fn real(document: &Document, host: &str) -> BTreeSet<AspectId> {
    let planned = Planner::new(document).plan_host(host);
    let aspects = planned
        .into_iter()
        .flat_map(|planned| planned.shard.aspects);
    aspects.map(|planned| planned.aspect).collect()
}

/// Takes aspects as they come, and refuses those that one before them excludes.
fn greedy(document: &Document, host: &str) -> BTreeSet<AspectId> {
    let parts = |id: &AspectId| -> Vec<Part> {
        let aspect = document.aspects.get(id.as_str()).cloned();
        match aspect.map(|mut aspect| aspect.shape.edit().clone()) {
            Some(Declared::Good(shape)) => shape.parts,
            _ => vec![],
        }
    };
    let (mut taken, mut excluded) = (BTreeSet::new(), BTreeSet::new());
    let mut includes = document.fleet.clone().includes;
    let mut own = document.hosts[host].clone().includes;
    let mut pending: Vec<_> = includes
        .edit()
        .iter()
        .chain(own.edit().iter())
        .cloned()
        .collect();
    while let Some(include) = pending.pop() {
        let Include::Aspect(id) = include else {
            continue;
        };
        if excluded.contains(&id) || !taken.insert(id.clone()) {
            continue;
        }
        for part in parts(&id) {
            excluded.extend(part.excludes.iter().filter_map(Declared::good).cloned());
            pending.extend(part.includes);
        }
    }
    taken
}

/// Cases where a few aspects include and exclude one another.
fn inputs() -> impl Strategy<Value = Case> {
    const NAMES: [&str; 5] = ["a0", "a1", "side0", "side1", "shell"];
    let some = || vec(select(&NAMES[..]), 0..3);
    let shape = (select(&NAMES[..]), some(), some());
    let shape = shape.prop_map(|(aspect, includes, excludes)| {
        let excludes = excludes.into_iter().map(|id| Declared::Good(id.into()));
        let part = Part {
            excludes: excludes.collect(),
            includes: named(includes),
            ..Part::default()
        };
        Edit::Shape(aspect, Declared::Good(Shape { parts: vec![part] }))
    });
    let roots = some().prop_map(|ids| Edit::Includes(Place::Fleet, named(ids)));
    (case(), vec(shape, 0..8), roots).prop_map(|(mut case, shapes, roots)| {
        case.edits.extend(shapes);
        case.edits.push(roots);
        case
    })
}

fn named(ids: Vec<&str>) -> Vec<Include> {
    let includes = ids.into_iter().map(|id| Include::Aspect(id.into()));
    includes.collect()
}

#[test]
fn exclusion_is_orderless() {
    holds(&inputs(), |case| orderless(real, &case));
}

#[test]
fn exclusion_refuses_first_come_first_served() {
    gives_away(&inputs(), |case| orderless(greedy, &case));
}
