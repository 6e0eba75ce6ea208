//! The end-to-end cases, one file per subject.

mod fleet;
mod standins;

use super::Case;

/// All cases.
pub fn all() -> impl Iterator<Item = &'static Case> {
    [standins::CASES, fleet::CASES].into_iter().flatten()
}
