//! The laws of plans and settings: one module for each, with the law as a property of the thing under test, tried on the
//! real one and on a *twin* that is broken on purpose and that the property must give away.

#![allow(
    clippy::needless_update,
    reason = "records that have one field today get others"
)]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod digests;
mod exclusion;
mod needs;
mod p1;
mod p2;
mod p3;
mod p4;
mod p6;
mod p7;
mod picking;
mod support;
mod watching;

use support::Law;

/// The laws that are held here.
const LAWS: &[Law] = &[
    p1::LAW,
    p2::LAW,
    p3::LAW,
    p4::LAW,
    p6::LAW,
    p7::LAW,
    exclusion::LAW,
    digests::LAW,
    needs::LAW,
    picking::LAW,
    watching::LAW,
];

#[test]
fn every_law_has_a_label_of_its_own() {
    let mut labels: Vec<_> = LAWS.iter().map(|law| law.label).collect();
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), LAWS.len());
    assert!(LAWS.iter().all(|law| !law.says.is_empty()));
}
