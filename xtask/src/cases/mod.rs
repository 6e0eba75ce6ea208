//! The Nix cases: every case of every `flake-module/tests/*.nix`, on every subject.
//!
//! A file's `expected` cases are evaluated together by one Nix. Where an error that Nix cannot catch loses
//! that evaluation, and for all `expectedError` cases (whose message is to be read), each case gets a Nix of
//! its own; all of these run in parallel.
//!
//! The corpus of option declarations is a suite beside them (see `corpus`), and so is what den and the module system make of
//! the same definitions (see `modules`).

mod corpus;
mod evaluate;
mod modules;
mod subject;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use evaluate::{Evaluation, Mode, Verdict};
use subject::{Missing, Subject};

use crate::error::{Context, Result};
use crate::nix::{Lane, Nix};
use crate::parallel;
use crate::suite::Suite;
use crate::workspace::Workspace;

/// Where den's test files are.
pub const TESTS: &str = "flake-module/tests";

/// What came of the cases.
pub struct Outcome {
    /// One suite per lane for the cases; and where there is a corpus, one for it and one for the modules.
    pub suites: Vec<Suite>,
    /// For each failed case its name, what was expected, and what came.
    pub failures: Vec<String>,
}

/// Runs all cases of the test files in `folder` whose `file: case` contains `filter`. `lanes` holds each lane
/// with its Nix, or with the reason why there is none.
pub fn run(
    workspace: &Workspace,
    folder: &Path,
    lanes: &[(Lane, Result<Nix>)],
    filter: &str,
) -> Result<Outcome> {
    let files = test_files(folder)?;
    let (subjects, missing) = subject::all(workspace, lanes)?;
    let evaluation = Evaluation::new(workspace, filter);
    let batches: Vec<(&Subject, &Path)> = subjects
        .iter()
        .flat_map(|subject| files.iter().map(move |file| (subject, file.as_path())))
        .collect();
    let listed = parallel::map(&batches, |(subject, file)| {
        let start = Instant::now();
        let listed = evaluation.batch(subject, file);
        let number = listed.as_ref().map_or(0, BTreeMap::len);
        eprintln!(
            "nix: {}: {number} cases [{subject}] {:.1?}",
            stem(file),
            start.elapsed()
        );
        listed
    });
    let mut cases = Vec::new();
    let mut broken = Vec::new();
    for ((subject, file), listed) in batches.into_iter().zip(listed) {
        match listed {
            Ok(verdicts) => cases.extend(verdicts.into_iter().map(|(name, verdict)| Case {
                subject,
                file,
                name,
                verdict,
            })),
            Err(error) => broken.push((subject, file, error)),
        }
    }
    let judged = parallel::map(&cases, |case| case.judge(&evaluation));

    let mut suites: BTreeMap<Lane, Suite> = lanes
        .iter()
        .map(|(lane, nix)| {
            let version = nix.as_ref().map_or(lane.version(), Nix::version);
            (*lane, Suite::new(format!("Nix {version} cases")))
        })
        .collect();
    let mut failures = Vec::new();
    let mut cases_of_first_subject = 0;
    for (case, verdict) in cases.iter().zip(&judged) {
        if subjects.first() == Some(case.subject) {
            cases_of_first_subject += 1;
        }
        if let Some(suite) = suites.get_mut(&case.subject.lane()) {
            failures.extend(case.count(verdict, suite));
        }
    }
    for (subject, file, error) in broken {
        let name = format!("{}: the file does not evaluate [{subject}]", stem(file));
        failures.push(format!("{name}\n{}", indented(&error)));
        if let Some(suite) = suites.get_mut(&subject.lane()) {
            suite.fail(name);
        }
    }
    // Folders of cases that other tests make have neither.
    let judge = folder.join(corpus::JUDGE);
    let beside = judge.exists().then(|| {
        let corpus = corpus::run(&judge, lanes, &subjects, &missing, filter);
        let modules = modules::run(workspace, lanes, &subjects, &missing, filter);
        [corpus, modules]
    });
    for Missing { lane, reason, .. } in missing {
        if let Some(suite) = suites.get_mut(&lane) {
            suite.skip(cases_of_first_subject, reason);
        }
    }
    let mut suites: Vec<_> = suites.into_values().collect();
    for outcome in beside.into_iter().flatten() {
        failures.extend(outcome.failures);
        suites.extend(outcome.suites);
    }
    Ok(Outcome { suites, failures })
}

/// One case on one subject, with what the batch said about it.
struct Case<'a> {
    subject: &'a Subject,
    file: &'a Path,
    name: String,
    verdict: Verdict,
}

impl Case<'_> {
    /// The final verdict, by a Nix of its own where the batch could not give it.
    fn judge(&self, evaluation: &Evaluation<'_>) -> Verdict {
        let alone = |mode| evaluation.alone(self.subject, self.file, mode, &self.name);
        match &self.verdict {
            Verdict::Value => alone(Mode::Judge).unwrap_or_else(|stderr| Verdict::Failed {
                expected: "a value".to_owned(),
                got: evaluate::without_runner(&stderr),
            }),
            Verdict::Error { message } => match alone(Mode::Force) {
                Ok(evaluated) => evaluated,
                Err(stderr) => evaluate::error_verdict(message, &stderr),
            },
            known => known.clone(),
        }
    }

    /// Counts the verdict, and tells a failure.
    fn count(&self, verdict: &Verdict, suite: &mut Suite) -> Option<String> {
        let name = format!("{}: {} [{}]", stem(self.file), self.name, self.subject);
        let told = match verdict {
            Verdict::Passed => {
                suite.pass(1);
                return None;
            }
            Verdict::Skipped { reason } => {
                suite.skip(1, reason);
                return None;
            }
            Verdict::Failed { expected, got } => format!(
                "{name}\n  expected:\n{}\n  got:\n{}",
                indented(expected),
                indented(got)
            ),
            Verdict::Malformed { reason } => format!("{name}\n{}", indented(reason)),
            Verdict::Value | Verdict::Error { .. } => format!("{name}\n    it was not judged"),
        };
        suite.fail(name);
        Some(told)
    }
}

/// The test files of a folder, sorted; `harness.nix` and files that start with `_` hold no cases.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).context(|| format!("reading {}", folder.display()))?;
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.is_file() && path.extension().is_some_and(|extension| extension == "nix")
        })
        .filter(|path| !stem(path).starts_with('_') && stem(path) != "harness")
        .collect();
    files.sort();
    Ok(files)
}

fn stem(file: &Path) -> String {
    file.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn indented(text: &str) -> String {
    text.trim_end()
        .lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
