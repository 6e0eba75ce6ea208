//! The end-to-end cases, one file per subject.

mod agree;
mod bench;
mod built;
mod cost;
mod fleet;
mod homes;
mod mistakes;
mod project;
mod reader;
mod rules;
mod standins;
mod synthetic;

use super::Case;

/// All cases.
pub fn all() -> impl Iterator<Item = &'static Case> {
    [
        bench::CASES,
        standins::CASES,
        fleet::CASES,
        homes::CASES,
        mistakes::CASES,
        reader::CASES,
        rules::CASES,
        built::CASES,
        cost::CASES,
        agree::CASES,
        project::CASES,
        synthetic::CASES,
    ]
    .into_iter()
    .flatten()
}
