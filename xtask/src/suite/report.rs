//! What a test run came to: counts per suite, the failures by name, and what was skipped and why.

use std::fmt::Write as _;

/// How many passed, failed and were skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Passed.
    pub passed: usize,
    /// Failed.
    pub failed: usize,
    /// Not run; the report says why.
    pub skipped: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// One suite's row in the report.
#[derive(Debug, Clone)]
pub struct Suite {
    name: String,
    count: Count,
    failures: Vec<String>,
    skips: Vec<(String, usize)>,
}

impl Suite {
    /// An empty suite called `name`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            count: Count::default(),
            failures: Vec::new(),
            skips: Vec::new(),
        }
    }

    /// Counts `number` passed ones.
    pub fn pass(&mut self, number: usize) {
        self.count.passed += number;
    }

    /// Counts a failure, by the name under which the reader finds it above.
    pub fn fail(&mut self, name: impl Into<String>) {
        self.count.failed += 1;
        // The report has a line for each; what else there is to say was said above.
        let name: String = name.into();
        self.failures
            .push(name.lines().next().unwrap_or_default().to_owned());
    }

    /// Counts `number` skipped ones.
    pub fn skip(&mut self, number: usize, reason: impl Into<String>) {
        if number == 0 {
            return;
        }
        self.count.skipped += number;
        let reason = reason.into();
        match self.skips.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += number,
            None => self.skips.push((reason, number)),
        }
    }

    /// How many passed, failed, were skipped.
    pub const fn count(&self) -> Count {
        self.count
    }
}

/// The suites of a run.
#[derive(Debug, Default)]
pub struct Report {
    suites: Vec<Suite>,
}

impl Report {
    /// Adds suites that have run.
    pub fn extend(&mut self, suites: impl IntoIterator<Item = Suite>) {
        self.suites.extend(suites);
    }

    /// The sum over all suites.
    pub fn total(&self) -> Count {
        let mut total = Count::default();
        for suite in &self.suites {
            total.add(suite.count);
        }
        total
    }

    /// The report as text: failures, skips, a table, and the total alone on the last line.
    pub fn render(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        for suite in &self.suites {
            for failure in &suite.failures {
                let _ = writeln!(text, "failed   {}: {failure}", suite.name);
            }
        }
        for suite in &self.suites {
            for (reason, number) in &suite.skips {
                let _ = writeln!(text, "skipped  {}: {reason}: {number} skipped", suite.name);
            }
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let width = self
            .suites
            .iter()
            .map(|suite| suite.name.chars().count())
            .max()
            .unwrap_or(0);
        let _ = writeln!(text, "{:width$}  passed  failed  skipped", "");
        for suite in &self.suites {
            let Count {
                passed,
                failed,
                skipped,
            } = suite.count;
            let _ = writeln!(
                text,
                "{:width$}  {passed:>6}  {failed:>6}  {skipped:>7}",
                suite.name
            );
        }
        let total = self.total();
        let _ = writeln!(
            text,
            "\n{} passed, {} failed, {} skipped",
            total.passed, total.failed, total.skipped
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_ends_with_the_total() {
        let mut rust = Suite::new("Rust tests");
        rust.pass(3);
        rust.fail("one::two");
        let mut nix = Suite::new("Nix 2.8");
        nix.skip(2, "X not set");
        nix.skip(1, "X not set");
        let mut report = Report::default();
        report.extend([rust, nix]);
        assert_eq!(
            report.render(),
            "failed   Rust tests: one::two\n\
             skipped  Nix 2.8: X not set: 3 skipped\n\
             \n\
             \x20           passed  failed  skipped\n\
             Rust tests       3       1        0\n\
             Nix 2.8          0       0        3\n\
             \n\
             3 passed, 1 failed, 3 skipped\n"
        );
    }
}
