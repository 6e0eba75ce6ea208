//! The checker of proofs finds out what is wrong with the ground that one stands on.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use gen_derive::{Flaw, Formula, Program};

#[test]
fn a_proof_fails_where_a_fact_an_absence_or_a_rule_is_not_what_it_was() {
    let body = || Formula::atom("host") & !Formula::atom("staging");
    let mut program = Program::new();
    program.fact("host");
    program.rule("by default", "production", body());
    let model = program.evaluate().unwrap();
    let proof = model.proof(&"production").unwrap();

    let condition = body();
    let rules = |_: &&str, _: &&str| vec![&condition];
    assert_eq!(proof.check(|_| true, |_| true, rules), Ok(()));
    assert_eq!(
        proof.check(|_| false, |_| true, rules),
        Err(Flaw::NoFact("host"))
    );
    assert_eq!(
        proof.check(|_| true, |_| false, rules),
        Err(Flaw::NotAbsent("staging"))
    );
    let stricter = body() & Formula::atom("certified");
    let rules = |_: &&str, _: &&str| vec![&stricter];
    assert_eq!(
        proof.check(|_| true, |_| true, rules),
        Err(Flaw::NotDerived("production"))
    );
}
