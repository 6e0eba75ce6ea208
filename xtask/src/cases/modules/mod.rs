//! den against the module system: the settings of plain interfaces, value by value.
//!
//! Options are made up from a seed, and so is what four layers say of them. den reads the interface that its own Nix code
//! makes of the very declarations, and resolves. The real `lib.evalModules` gets the declarations, and of each option the
//! definitions that win: under `replace` that of the highest layer; under `append` all; under `recursive` of each attribute
//! that of the highest layer. Both must come to the same values, and refuse the same ones.
//!
//! Some cases are recorded with their answers, for the law M12 of gen-schema; they are tried again here.

mod compare;
mod given;

use std::env;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::compare::{Resolver, differences, questions};
use self::given::{Given, Random};
use super::evaluate::{path_literal, string_literal};
use super::subject::{Missing, Subject};
use super::{Outcome, indented};
use crate::error::{Context, Error, Result};
use crate::nix::{Lane, Nix};
use crate::suite::Suite;
use crate::workspace::Workspace;
use crate::{files, parallel, process};

const SEED: &str = "DEN_TEST_MODULES_SEED";
const CASES: &str = "DEN_TEST_MODULES_CASES";
/// `overwrite` records new cases.
const RECORD: &str = "DEN_TEST_MODULES_RECORD";
const RECORDED: &str = "gen-schema/tests/corpus/modules.json";
/// How many cases are recorded.
const FEW: usize = 40;

/// A case with the interface that den makes of its options, and what the module system says of every leaf.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    given: Given,
    interface: Value,
    leaves: Vec<Leaf>,
}

/// What the module system says of one leaf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Leaf {
    way: Vec<String>,
    /// None where it has no value, or a wrong one.
    answer: Option<Answer>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    value: Value,
}

/// The name under which the suite is found by a filter.
const TITLE: &str = "modules: den comes to the values of the module system";

/// Runs all cases on every Nix and lib; one suite per lane.
pub(super) fn run(
    workspace: &Workspace,
    lanes: &[(Lane, Result<Nix>)],
    subjects: &[Subject],
    missing: &[Missing],
    filter: &str,
) -> Outcome {
    let mut outcome = Outcome {
        suites: vec![],
        failures: vec![],
    };
    if !TITLE.contains(filter) {
        return outcome;
    }
    let cases = match cases(workspace) {
        Ok(cases) => cases,
        Err(error) => {
            let mut suite = Suite::new("modules");
            suite.fail(error.line());
            outcome.suites.push(suite);
            return outcome;
        }
    };
    // flake-parts has no part in it.
    let subjects: Vec<&Subject> = subjects
        .iter()
        .filter(|subject| subject.flake_parts.is_none())
        .collect();
    let found = parallel::map(&subjects, |subject| {
        let start = Instant::now();
        let found = answered(workspace, subject, &cases);
        let leaves = found
            .as_ref()
            .map_or(0, |found| found.iter().map(|one| one.leaves.len()).sum());
        let took = start.elapsed();
        eprintln!(
            "nix: modules: {} cases, {leaves} options [{subject}] {took:.1?}",
            cases.len()
        );
        found
    });
    for (lane, nix) in lanes {
        let version = nix.as_ref().map_or(lane.version(), Nix::version);
        let mut suite = Suite::new(format!("Nix {version} modules"));
        for (subject, found) in subjects
            .iter()
            .zip(&found)
            .filter(|(subject, _)| subject.lane() == *lane)
        {
            let found = found.as_ref().map_err(Error::line);
            let failures = match found.and_then(|found| {
                record(workspace, found)
                    .map_err(|error| error.line())
                    .map(|()| found)
            }) {
                Ok(found) => judged(found, &mut suite),
                Err(error) => {
                    suite.fail(format!("{TITLE} [{subject}]"));
                    vec![error]
                }
            };
            let failures = failures.into_iter();
            outcome.failures.extend(
                failures.map(|failure| format!("{TITLE} [{subject}]\n{}", indented(&failure))),
            );
        }
        for Missing { reason, .. } in missing
            .iter()
            .filter(|one| one.lane == *lane && !one.flake_parts)
        {
            suite.skip(cases.len(), reason);
        }
        outcome.suites.push(suite);
    }
    outcome
}

/// What is recorded, and what a seed gives.
fn cases(workspace: &Workspace) -> Result<Vec<Given>> {
    let number = |variable: &str, default: u64| match env::var(variable) {
        Ok(text) => text
            .parse()
            .context(|| format!("reading {variable}={text}")),
        Err(_) => Ok(default),
    };
    let (seed, count) = (number(SEED, 1)?, number(CASES, 300)?);
    eprintln!("nix: modules: {SEED}={seed} {CASES}={count}");
    let mut cases = match records() {
        true => vec![],
        false => recorded(workspace)?
            .into_iter()
            .map(|one| one.given)
            .collect(),
    };
    let mut random = Random(seed);
    cases.extend((0..count).map(|_| random.given()));
    Ok(cases)
}

fn records() -> bool {
    env::var(RECORD).is_ok_and(|mode| mode == "overwrite")
}

fn recorded(workspace: &Workspace) -> Result<Vec<Answered>> {
    let text = files::read(&workspace.path(RECORDED))?;
    serde_json::from_str(&text).context(|| format!("reading {RECORDED}"))
}

/// Writes what is to be recorded, or compares what is.
fn record(workspace: &Workspace, found: &[Answered]) -> Result<()> {
    if records() {
        let few = found.get(..FEW).unwrap_or(found);
        let text = few
            .iter()
            .map(|one| serde_json::to_string(one).unwrap_or_default());
        let text = format!("[\n{}\n]\n", text.collect::<Vec<_>>().join(",\n"));
        return files::write(&workspace.path(RECORDED), text);
    }
    for (index, (recorded, found)) in recorded(workspace)?.iter().zip(found).enumerate() {
        if recorded.leaves != found.leaves {
            let error = Error::new(format!(
                "Nix gives other values for case {index} of {RECORDED}"
            ));
            return Err(error.remedy(format!(
                "look why, and record it anew with {RECORD}=overwrite"
            )));
        }
    }
    Ok(())
}

/// Counts the cases on which den and the module system agree; and what they do not agree on, with a resolver or without
/// fault where it must be found out.
fn judged(found: &[Answered], suite: &mut Suite) -> Vec<String> {
    let mut failures = Vec::new();
    for (index, case) in found.iter().enumerate() {
        let differences = differences(case, Resolver::Real);
        if differences.is_empty() {
            suite.pass(1);
            continue;
        }
        suite.fail(format!("{TITLE}: case {index}"));
        let said = case
            .given
            .said
            .iter()
            .map(Value::to_string)
            .collect::<Vec<_>>()
            .join("\n  ");
        failures.push(format!(
            "case {index}: {}\n{}\n  {said}",
            differences.join("\n"),
            case.given.options
        ));
    }
    for broken in Resolver::BROKEN {
        if found
            .iter()
            .any(|case| !differences(case, broken).is_empty())
        {
            suite.pass(1);
        } else {
            suite.fail(format!("{TITLE}: it cannot tell {}", broken.name()));
            failures.push(format!("it cannot tell {}", broken.name()));
        }
    }
    failures
}

/// All cases with what Nix says of them.
fn answered(workspace: &Workspace, subject: &Subject, cases: &[Given]) -> Result<Vec<Answered>> {
    let folder = tempfile::tempdir().context(|| "making a temporary folder".to_owned())?;
    let options = folder.path().join("options.nix");
    let functions = cases.iter().map(|case| format!("({})\n", case.options));
    files::write(&options, format!("[\n{}]\n", functions.collect::<String>()))?;
    let interfaces: Vec<Value> = nix(workspace, subject, "interfaces", &options, None)?;
    let questions: Vec<_> = interfaces
        .iter()
        .zip(cases)
        .map(|(interface, given)| questions(interface, given))
        .collect::<Result<_>>()?;
    let definitions = folder.path().join("definitions.json");
    let text = serde_json::to_string(&questions).context(|| "writing definitions".to_owned())?;
    files::write(&definitions, text)?;
    let answers: Vec<Vec<Option<Answer>>> =
        nix(workspace, subject, "values", &options, Some(&definitions))?;
    let cases = cases.iter().zip(interfaces).zip(questions).zip(answers);
    let cases = cases.map(|(((given, interface), questions), answers)| Answered {
        given: given.clone(),
        interface,
        leaves: questions
            .leaves
            .into_iter()
            .zip(answers)
            .map(|(way, answer)| Leaf { way, answer })
            .collect(),
    });
    Ok(cases.collect())
}

fn nix<T: serde::de::DeserializeOwned>(
    workspace: &Workspace,
    subject: &Subject,
    mode: &str,
    options: &Path,
    definitions: Option<&Path>,
) -> Result<T> {
    let mut expression = format!(
        "import {} {{ lib = {}; schema = {}; options = {}; mode = {};",
        path_literal(&workspace.path("xtask/nix/modules.nix")),
        path_literal(&subject.lib),
        path_literal(&workspace.path("flake-module/lib/schema")),
        path_literal(options),
        string_literal(mode),
    );
    if let Some(definitions) = definitions {
        // Writing to a string cannot fail.
        let _ = write!(
            expression,
            " definitions = builtins.readFile {};",
            path_literal(definitions)
        );
    }
    expression.push_str(" }");
    let output = process::output(subject.nix.command().args([
        "eval",
        "--impure",
        "--json",
        "--expr",
        &expression,
    ]))?;
    serde_json::from_str(&output).context(|| format!("reading what Nix says of {mode}"))
}
