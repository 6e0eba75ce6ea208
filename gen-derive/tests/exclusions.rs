//! Aspects that exclude others, as rules: an aspect is there when it is a root or a present aspect includes it, and it is
//! not excluded at its scope or above.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use gen_derive::{Formula, Model, NegativeCycle, Program};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use laws::proptest::proptest;

type Aspect = usize;
type Scope = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Fact {
    Aspect(Scope, Aspect),
    Excluded(Scope, Aspect),
}

use Fact::{Aspect as Present, Excluded};

/// Aspects, and scopes each of which lies in the one before it, or in none.
#[derive(Clone, Debug, Default)]
struct Fleet {
    includes: Vec<Vec<Aspect>>,
    excludes: Vec<Vec<Aspect>>,
    roots: Vec<Vec<Aspect>>,
    /// What each scope excludes itself.
    outside: Vec<Vec<Aspect>>,
    nested: Vec<bool>,
}

impl Fleet {
    fn parent(&self, scope: Scope) -> Option<Scope> {
        let nested = self.nested[scope] && scope > 0;
        nested.then(|| scope - 1)
    }

    fn model(
        &self,
        backwards: bool,
    ) -> Result<Model<Fact, &'static str>, NegativeCycle<Fact, &'static str>> {
        let mut program = Program::new();
        let mut rules = Vec::new();
        for scope in 0..self.roots.len() {
            let there = |aspect| !Formula::atom(Excluded(scope, aspect));
            for &root in &self.roots[scope] {
                rules.push(("root", Present(scope, root), there(root)));
            }
            for &aspect in &self.outside[scope] {
                program.fact(Excluded(scope, aspect));
            }
            for aspect in 0..self.includes.len() {
                let present = || Formula::atom(Present(scope, aspect));
                for &included in &self.includes[aspect] {
                    rules.push((
                        "includes",
                        Present(scope, included),
                        present() & there(included),
                    ));
                }
                for &excluded in &self.excludes[aspect] {
                    rules.push(("excludes", Excluded(scope, excluded), present()));
                }
                if let Some(parent) = self.parent(scope) {
                    rules.push((
                        "above",
                        Excluded(scope, aspect),
                        Excluded(parent, aspect).into(),
                    ));
                }
            }
        }
        if backwards {
            rules.reverse();
        }
        for (label, head, body) in rules {
            program.rule(label, head, body);
        }
        program.evaluate()
    }

    /// What is there when the exclusions of `present` count.
    fn reached(&self, present: &BTreeSet<(Scope, Aspect)>) -> BTreeSet<(Scope, Aspect)> {
        let mut reached = BTreeSet::new();
        for scope in 0..self.roots.len() {
            let mut excluded = BTreeSet::new();
            let around = std::iter::successors(Some(scope), |&scope| self.parent(scope));
            for around in around {
                excluded.extend(self.outside[around].iter().copied());
                let there = present.iter().filter(|(scope, _)| *scope == around);
                excluded
                    .extend(there.flat_map(|(_, aspect)| self.excludes[*aspect].iter().copied()));
            }
            let mut pending = self.roots[scope].clone();
            while let Some(aspect) = pending.pop() {
                if !excluded.contains(&aspect) && reached.insert((scope, aspect)) {
                    pending.extend(&self.includes[aspect]);
                }
            }
        }
        reached
    }

    /// What is there for certain, and what may be there: the alternating fixpoint.
    fn well_founded(&self) -> [BTreeSet<(Scope, Aspect)>; 2] {
        let mut certain = BTreeSet::new();
        loop {
            let possible = self.reached(&certain);
            let next = self.reached(&possible);
            if next == certain {
                return [certain, possible];
            }
            certain = next;
        }
    }
}

fn fleet() -> impl Strategy<Value = Fleet> {
    (2..6_usize, 1..4_usize).prop_flat_map(|(aspects, scopes)| {
        let some = |least: usize, most: usize| vec(0..aspects, least..most);
        let fleet = (
            vec(some(0, 3), aspects),
            vec(some(0, 2), aspects),
            vec(some(1, 3), scopes),
            vec(some(0, 2), scopes),
            vec(any::<bool>(), scopes),
        );
        fleet.prop_map(|(includes, excludes, roots, outside, nested)| Fleet {
            includes,
            excludes,
            roots,
            outside,
            nested,
        })
    })
}

proptest! {
    #[test]
    fn stratified_exclusions_are_the_well_founded_ones(fleet in fleet()) {
        let [certain, possible] = fleet.well_founded();
        match fleet.model(false) {
            Ok(model) => {
                prop_assert_eq!(&certain, &possible);
                let present: BTreeSet<_> = model.iter().filter_map(|atom| match atom {
                    Present(scope, aspect) => Some((*scope, *aspect)),
                    Excluded(..) => None,
                }).collect();
                prop_assert_eq!(present, certain);
                prop_assert!(model.iter().eq(fleet.model(true).unwrap().iter()));
            }
            Err(cycle) => {
                prop_assert_eq!(Some(cycle.clone()), fleet.model(true).err());
                prop_assert!(cycle.steps()[0].negated);
            }
        }
    }

    #[test]
    fn what_the_well_founded_model_leaves_open_is_refused(fleet in fleet()) {
        let [certain, possible] = fleet.well_founded();
        if certain != possible {
            let cycle = fleet.model(false).unwrap_err();
            let exclusions = cycle.steps().iter().filter(|step| step.negated);
            prop_assert!(exclusions.count() > 0);
        }
    }
}

const DESKTOP: Aspect = 0;
const SERVER: Aspect = 1;

/// `desktop.excludes = [ server ]; server.excludes = [ desktop ];`
fn rivals(roots: &[&[Aspect]], outside: &[&[Aspect]]) -> Fleet {
    let owned = |lists: &[&[Aspect]]| lists.iter().map(|list| list.to_vec()).collect();
    Fleet {
        includes: vec![Vec::new(), Vec::new()],
        excludes: vec![vec![SERVER], vec![DESKTOP]],
        roots: owned(roots),
        outside: owned(outside),
        nested: vec![false; roots.len()],
    }
}

#[test]
fn aspects_that_exclude_each_other_are_accepted_where_no_host_has_both() {
    let model = rivals(&[&[DESKTOP], &[SERVER]], &[&[], &[]])
        .model(false)
        .unwrap();
    assert!(model.holds(&Present(0, DESKTOP)) && model.holds(&Present(1, SERVER)));
}

#[test]
fn aspects_that_exclude_each_other_are_refused_with_the_cycle_where_a_host_has_both() {
    let cycle = rivals(&[&[DESKTOP], &[SERVER, DESKTOP]], &[&[], &[]])
        .model(false)
        .unwrap_err();
    let steps: Vec<_> = cycle
        .steps()
        .iter()
        .map(|step| (step.atom, step.negated))
        .collect();
    assert_eq!(
        steps,
        [
            (Present(1, DESKTOP), true),
            (Excluded(1, DESKTOP), false),
            (Present(1, SERVER), true),
            (Excluded(1, SERVER), false),
        ]
    );
}

#[test]
fn a_host_that_excludes_one_of_two_rivals_itself_has_settled_it() {
    let model = rivals(&[&[DESKTOP, SERVER]], &[&[SERVER]])
        .model(false)
        .unwrap();
    assert!(model.holds(&Present(0, DESKTOP)) && !model.holds(&Present(0, SERVER)));
}
