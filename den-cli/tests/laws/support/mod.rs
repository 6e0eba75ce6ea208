//! What the laws are tried on, and how.
//!
//! | module | holds |
//! |---|---|
//! | [`names`] | the names that generated declarations use |
//! | [`values`] | values, interfaces, shapes, effects |
//! | [`edit`] | changes of a document |
//! | [`case`](mod@case) | a document from a seed and changes |
//! | [`reader`] | which slices a plan finds changed, worked out as Nix does |

pub mod case;
pub mod edit;
pub mod names;
pub mod reader;
pub mod values;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestError, TestRng, TestRunner};

/// A law, as the design names it.
pub struct Law {
    /// Its label.
    pub label: &'static str,
    /// What it says.
    pub says: &'static str,
}

fn config() -> Config {
    let set = Config::default();
    Config {
        cases: match std::env::var_os("PROPTEST_CASES") {
            Some(_) => set.cases,
            None => 128,
        },
        // A failing case is plain data, printed in full once it is shrunk: it becomes a test of its own.
        failure_persistence: None,
        ..set
    }
}

/// Tries a property on many inputs, and panics with the smallest one that it does not hold of.
pub fn holds<S: Strategy>(inputs: &S, property: impl Fn(S::Value) -> TestCaseResult) {
    if let Err(error) = TestRunner::new(config()).run(inputs, property) {
        panic!("{error}");
    }
}

/// Tries a property of something broken, and panics unless some input gives it away.
pub fn gives_away<S: Strategy>(inputs: &S, property: impl Fn(S::Value) -> TestCaseResult) {
    let config = Config {
        // It ends with the first that does: rare ones may take a while, whatever the generators draw before them.
        cases: config().cases.saturating_mul(16),
        max_shrink_iters: 0,
        ..config()
    };
    // A fixed seed: a twin that is found out once is found out always.
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    match TestRunner::new_with_rng(config, random).run(inputs, property) {
        Err(TestError::Fail(..)) => {}
        Err(TestError::Abort(reason)) => panic!("too few inputs: {reason}"),
        Ok(()) => panic!("the law holds of something that breaks it: it says nothing"),
    }
}
