//! End to end: the real `den` and the real Nix on flakes in scratch folders.
//!
//! No network: every input that a flake names is overridden by a stand-in that xtask generates (see
//! `standins`), through a `nix` that adds the overrides itself and stands first on `PATH`, for `den` too. The
//! sandbox is off. Each case gets a scratch folder of its own, `target/e2e/<lane>/<case>`, which is left for
//! inspection.
//!
//! To add a case: write a function over [`Env`] in a file of `cases/`, and add it to that file's list.

mod cases;
mod env;
mod ran;
mod standins;

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use serde_json::Value;

pub use env::{Env, Flake};
pub use ran::Ran;

use crate::error::{Context, Error, Result};
use crate::nix::{Lane, Nix};
use crate::suite::Suite;
use crate::suite::rust::cargo;
use crate::workspace::Workspace;
use crate::{parallel, process};

/// A named case.
pub struct Case {
    /// What holds, in a few words; `FILTER` and the report go by it.
    pub name: &'static str,
    /// Shows that it holds.
    pub run: fn(&Env) -> Result<Outcome>,
}

/// How a case that did not fail ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It cannot be tested here, for this reason.
    Skipped(String),
}

/// Runs the cases whose name contains `filter`; one suite per lane.
pub fn run(
    workspace: &Workspace,
    lanes: &[(Lane, Result<Nix>)],
    filter: &str,
) -> Result<Vec<Suite>> {
    let cases: Vec<&Case> = cases::all()
        .filter(|case| case.name.contains(filter))
        .collect();
    let mut suites = Vec::new();
    if cases.is_empty() {
        return Ok(suites);
    }
    // Two runs in one checkout would share the scratch folders.
    let _lock = workspace.lock("e2e")?;
    let den = build(workspace);
    let standins = standins::write(workspace, den.as_deref().ok())?;
    for (lane, nix) in lanes {
        let version = nix.as_ref().map_or(lane.version(), Nix::version);
        let mut suite = Suite::new(format!("end to end, Nix {version}"));
        match nix {
            Err(error) => suite.skip(cases.len(), error.line()),
            Ok(nix) => {
                let results = parallel::map(&cases, |case| {
                    let start = Instant::now();
                    let result = Env::new(workspace, nix, &den, &standins, case.name)
                        .and_then(|env| (case.run)(&env));
                    let word = match &result {
                        Ok(Outcome::Passed) => "ok",
                        Ok(Outcome::Skipped(_)) => "skipped",
                        Err(_) => "FAIL",
                    };
                    eprintln!(
                        "{word} e2e: {} [Nix {version}] {:.1?}",
                        case.name,
                        start.elapsed()
                    );
                    if let Err(error) = &result {
                        error.report();
                    }
                    result
                });
                for (case, result) in cases.iter().zip(results) {
                    match result {
                        Ok(Outcome::Passed) => suite.pass(1),
                        Ok(Outcome::Skipped(reason)) => suite.skip(1, reason),
                        Err(_) => suite.fail(case.name),
                    }
                }
            }
        }
        suites.push(suite);
    }
    Ok(suites)
}

/// Surroundings as a case has them, for a command that needs a flake evaluated.
pub fn scratch(workspace: &Workspace, nix: &Nix, name: &str) -> Result<Env> {
    let den = build(workspace);
    let standins = standins::write(workspace, den.as_deref().ok())?;
    Env::new(workspace, nix, &den, &standins, name)
}

/// Builds `den` and gives its path.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    let mut command = cargo(workspace);
    command.args([
        "build",
        "--package",
        "den-cli",
        "--bin",
        "den",
        "--message-format",
        "json-render-diagnostics",
    ]);
    let doing = || format!("running `{}`", process::shown(&command));
    eprintln!("$ {}", process::shown(&command));
    let mut child = cargo(workspace);
    child.args(command.get_args());
    let mut child = child
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context(doing)?;
    let mut den = None;
    let lines = child.stdout.take().into_iter();
    for line in lines.flat_map(|stdout| BufReader::new(stdout).lines()) {
        let message: Value = serde_json::from_str(&line.context(doing)?).unwrap_or_default();
        if message["target"]["name"] == "den"
            && let Some(path) = message["executable"].as_str()
        {
            den = Some(PathBuf::from(path));
        }
    }
    let status = child.wait().context(doing)?;
    den.filter(|_| status.success())
        .ok_or_else(|| Error::new("the den binary does not build"))
}
