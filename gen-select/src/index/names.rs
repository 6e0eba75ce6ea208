//! The names of all scopes, in order.

use smol_str::SmolStr;

use crate::glob::Glob;

/// Names in order, and which of them each scope has.
#[derive(Debug)]
pub(super) struct Names {
    /// Each with its scope.
    sorted: Vec<(SmolStr, u32)>,
    /// By scope, the place of its name.
    places: Vec<u32>,
}

impl Names {
    /// From a name for each scope.
    pub(super) fn new(mut names: Vec<(SmolStr, u32)>) -> Self {
        names.sort_unstable();
        let mut places = vec![0; names.len()];
        for (place, (_, number)) in (0..).zip(&names) {
            places[*number as usize] = place;
        }
        Self {
            sorted: names,
            places,
        }
    }

    /// The name of a scope.
    pub(super) fn of(&self, number: usize) -> Option<&str> {
        let place = self.places.get(number)?;
        let (name, _) = self.sorted.get(*place as usize)?;
        Some(name)
    }

    /// What has exactly this name.
    pub(super) fn alike(&self, name: &str) -> &[(SmolStr, u32)] {
        self.between(|found| found < name, |found| found <= name)
    }

    /// What begins as a pattern does.
    pub(super) fn range(&self, glob: &Glob) -> &[(SmolStr, u32)] {
        let prefix = glob.prefix();
        self.between(
            |found| found < prefix,
            |found| found < prefix || found.starts_with(prefix),
        )
    }

    fn between(
        &self,
        before: impl Fn(&str) -> bool,
        before_end: impl Fn(&str) -> bool,
    ) -> &[(SmolStr, u32)] {
        let start = self.sorted.partition_point(|(name, _)| before(name));
        let end = self.sorted.partition_point(|(name, _)| before_end(name));
        self.sorted.get(start..end).unwrap_or_default()
    }
}
