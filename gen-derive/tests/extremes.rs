//! Deep and wide programs, on a stack where recursion would show.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use gen_derive::{Formula, Program, Reason};

const DEEP: u32 = 100_000;

fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(128 * 1024);
    thread.spawn(test).unwrap().join().unwrap();
}

fn chain(length: u32) -> Program<u32, u32> {
    let mut program = Program::new();
    for n in (1..length).rev() {
        program.rule(n, n, n - 1);
    }
    program.fact(0);
    program
}

#[test]
fn a_chain_of_a_hundred_thousand_rules_is_evaluated_and_proved() {
    on_a_small_stack(|| {
        let model = chain(DEEP).evaluate().unwrap();
        assert_eq!(model.len(), DEEP as usize);
        let proof = model.proof(&(DEEP - 1)).unwrap();
        assert_eq!(proof.lines().len(), DEEP as usize);
        assert_eq!(proof.lines().last().unwrap().reason, Reason::Fact);
        let bodies: Vec<_> = (0..DEEP)
            .map(|n| Formula::atom(n.saturating_sub(1)))
            .collect();
        let rules = |label: &u32, _: &u32| vec![&bodies[*label as usize]];
        assert_eq!(proof.check(|&atom| atom == 0, |_| false, rules), Ok(()));
    });
}

#[test]
fn a_hundred_thousand_strata_take_two_rounds_each_at_most() {
    on_a_small_stack(|| {
        let mut program = Program::new();
        for n in 1..DEEP {
            program.rule(n, n, !Formula::atom(n - 1));
        }
        let model = program.evaluate().unwrap();
        assert!(model.holds(&1) && !model.holds(&2) && model.holds(&(DEEP - 1)));
        let work = model.work();
        assert!(work.rounds <= model.len() + work.strata);
    });
}

#[test]
fn a_cycle_of_a_hundred_thousand_negations_is_refused_in_time() {
    on_a_small_stack(|| {
        let mut program = Program::new();
        for n in 0..DEEP {
            program.rule(n, n, !Formula::atom((n + 1) % DEEP));
        }
        let cycle = program.evaluate().unwrap_err();
        assert_eq!(cycle.steps().len(), DEEP as usize);
        assert_eq!((cycle.steps()[0].atom, cycle.steps()[1].atom), (0, 1));
    });
}

#[test]
fn a_condition_that_is_a_hundred_thousand_levels_deep_is_compiled() {
    on_a_small_stack(|| {
        let mut condition = Formula::atom(0);
        for n in 1..DEEP {
            let atom = Formula::atom(n);
            condition = if n % 2 == 0 {
                condition & atom
            } else {
                !(condition | atom)
            };
        }
        let expected = condition.holds(|atom| *atom % 2 == 0);
        let mut program = Program::new();
        for n in (0..DEEP).step_by(2) {
            program.fact(n);
        }
        program.rule("deep", DEEP, condition);
        let model = program.evaluate().unwrap();
        assert_eq!(model.holds(&DEEP), expected);
    });
}

/// Each atom follows from the one before it in two ways, so the tree of its proof has two to the power of its depth lines.
#[test]
fn a_proof_that_needs_the_same_again_and_again_stays_small() {
    let mut program = Program::new();
    program.fact((0, 'a'));
    program.fact((0, 'b'));
    for n in 1..1_000 {
        for side in ['a', 'b'] {
            let both = Formula::atom((n - 1, 'a')) & Formula::atom((n - 1, 'b'));
            program.rule(n, (n, side), both);
        }
    }
    let model = program.evaluate().unwrap();
    let proof = model.proof(&(999, 'a')).unwrap();
    assert!(proof.lines().len() < 4_000);
    let mut reasons = proof.lines().iter().map(|line| line.reason);
    assert!(reasons.any(|reason| reason == Reason::Shown));
}

/// Twice the program, twice the work: what is counted, not what a clock says.
#[test]
fn work_grows_with_the_program() {
    let looks = |length| chain(length).evaluate().unwrap().work().looks;
    assert_eq!(looks(2_000) - looks(1_000), looks(3_000) - looks(2_000));
}
