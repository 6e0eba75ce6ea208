//! The suites of `cargo xtask test`. Each runs to its end whatever the others do, and reports what came of it.

pub mod checks;
pub mod report;
pub mod rust;

pub use report::{Report, Suite};
