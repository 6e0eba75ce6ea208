//! Running a property: in search of a counterexample, or in the expectation of one.

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// How a property is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// On new inputs each time, as many as `PROPTEST_CASES` says, shrinking what fails.
    Search,
    /// On the same inputs each time, until one fails.
    Refute,
}

/// What came of it: nothing, or a counterexample with what it shows.
pub type Outcome = Result<(), String>;

/// The inputs on which a broken subject must be found out.
const REFUTE_CASES: u32 = 4096;

/// Runs a property over the inputs of a strategy.
///
/// # Errors
///
/// With the counterexample, or the reason why there were too few inputs.
pub fn run<S: Strategy>(
    run: Run,
    strategy: S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) -> Outcome {
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = match run {
        Run::Search => TestRunner::new(config),
        Run::Refute => {
            let config = Config {
                cases: REFUTE_CASES,
                max_shrink_iters: 0,
                ..config
            };
            let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
            TestRunner::new_with_rng(config, rng)
        }
    };
    runner
        .run(&strategy, property)
        .map_err(|error| told(&error))
}

fn told<T: Debug>(error: &TestError<T>) -> String {
    match error {
        TestError::Abort(reason) => format!("no verdict: {reason}"),
        TestError::Fail(reason, input) => format!("{reason}\ncounterexample: {input:#?}"),
    }
}

/// Asserts that a law holds.
///
/// # Panics
///
/// When it does not.
pub fn holds(equation: &str, outcome: Outcome) {
    if let Err(why) = outcome {
        fail(&format!("{equation} does not hold: {why}"));
    }
}

/// Asserts that a law finds a broken subject out.
///
/// # Panics
///
/// When it does not.
pub fn rejects(equation: &str, broken: &str, outcome: Outcome) {
    match outcome {
        Ok(()) => fail(&format!("{equation} cannot tell {broken}")),
        Err(why) if why.starts_with("no verdict") => fail(&format!("{equation}: {why}")),
        Err(_) => {}
    }
}

#[allow(clippy::panic)] // This is how a test fails.
#[track_caller]
pub(crate) fn fail(why: &str) -> ! {
    panic!("{why}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_false_property_is_found_out_and_shrunk() {
        let outcome = run(Run::Search, 0_u32..1000, |x| {
            prop_assert!(x < 10);
            Ok(())
        });
        assert!(outcome.unwrap_err().ends_with("counterexample: 10"));
    }

    #[test]
    #[should_panic(expected = "x = x cannot tell nothing at all")]
    fn a_twin_that_the_law_accepts_is_a_failure() {
        let outcome = run(Run::Refute, any::<u8>(), |x| {
            prop_assert_eq!(x, x);
            Ok(())
        });
        rejects("x = x", "nothing at all", outcome);
    }

    #[test]
    #[should_panic(expected = "no verdict")]
    fn a_law_whose_inputs_are_all_refused_has_not_refuted_anything() {
        let outcome = run(Run::Refute, any::<u8>(), |_| {
            Err(TestCaseError::reject("all"))
        });
        rejects("x = x", "anything", outcome);
    }
}
