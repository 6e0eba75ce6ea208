//! The end-to-end cases, one file per subject.

mod bench;
mod fleet;
mod reader;
mod standins;
mod synthetic;

use super::Case;

/// All cases.
pub fn all() -> impl Iterator<Item = &'static Case> {
    [
        bench::CASES,
        standins::CASES,
        fleet::CASES,
        reader::CASES,
        synthetic::CASES,
    ]
    .into_iter()
    .flatten()
}
