//! `cargo xtask test`: everything that must hold, in one run.

use std::process::ExitCode;

use crate::error::{Error, Result};
use crate::nix::{self, Lane, Nix};
use crate::suite::{self, Report, Suite};
use crate::workspace::Workspace;
use crate::{cases, e2e};

/// Run the tests: formatting, lints, Rust tests, generated files, Nix cases, and the whole thing end to end
///
/// All suites run, whatever fails, and a table at the end says what came of each. Without a flag, all
/// suites; with flags, only those.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Formatting, lints, generated files and Rust tests
    #[arg(long)]
    rust: bool,

    /// The Nix cases of flake-module/tests
    #[arg(long)]
    nix: bool,

    /// The real binary and the real Nix on the examples
    #[arg(long)]
    e2e: bool,

    /// Only this Nix
    #[arg(
        long,
        visible_alias = "version-lane",
        value_name = "VERSION",
        value_enum,
        env = "DEN_TEST_LANE"
    )]
    lane: Option<Lane>,

    /// Only tests whose name contains this; a Nix case is named `file: case`
    #[arg(default_value = "", hide_default_value = true)]
    filter: String,
}

/// Runs the command.
pub fn run(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    let all = !(args.rust || args.nix || args.e2e);
    let mut report = Report::default();
    if all || args.rust {
        // A filter asks for some tests: the checks have no parts to choose from.
        if args.filter.is_empty() {
            report.extend([suite::checks::run(workspace)]);
        }
        report.extend([suite::rust::run(workspace, &args.filter)]);
    }
    if all || args.nix || args.e2e {
        let lanes = lanes(workspace, args.lane);
        if lanes.iter().all(|(_, nix)| nix.is_err()) {
            report.extend(lanes.iter().map(|(lane, nix)| {
                let mut suite = Suite::new(lane.to_string());
                let reason = nix.as_ref().err().map(Error::line);
                suite.fail(reason.unwrap_or_default());
                suite
            }));
        } else {
            if all || args.nix {
                report.extend(or_failure(
                    "Nix cases",
                    nix_cases(workspace, &lanes, &args.filter),
                ));
            }
            if all || args.e2e {
                report.extend(or_failure(
                    "end to end",
                    e2e::run(workspace, &lanes, &args.filter),
                ));
            }
        }
        lanes
            .iter()
            .filter_map(|(_, nix)| nix.as_ref().ok())
            .for_each(Nix::release);
    }
    println!("\n{}", report.render().trim_end());
    let total = report.total();
    if total.passed + total.failed == 0 {
        return Err(Error::new(format!("no test matches `{}`", args.filter)));
    }
    Ok(if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Each chosen lane with its Nix, or with why there is none.
fn lanes(workspace: &Workspace, only: Option<Lane>) -> Vec<(Lane, Result<Nix>)> {
    Lane::ALL
        .into_iter()
        .filter(|lane| only.is_none_or(|only| only == *lane))
        .map(|lane| {
            let nix = nix::provide(workspace, lane);
            if let Err(error) = &nix {
                error.report();
            }
            (lane, nix)
        })
        .collect()
}

/// Runs den's Nix cases and prints what failed.
fn nix_cases(
    workspace: &Workspace,
    lanes: &[(Lane, Result<Nix>)],
    filter: &str,
) -> Result<Vec<Suite>> {
    let outcome = cases::run(workspace, &workspace.path(cases::TESTS), lanes, filter)?;
    for failure in &outcome.failures {
        eprintln!("FAIL {failure}");
    }
    Ok(outcome.suites)
}

/// A suite that could not even start is a failure of its own.
fn or_failure(name: &str, result: Result<Vec<Suite>>) -> Vec<Suite> {
    result.unwrap_or_else(|error| {
        error.report();
        let mut suite = Suite::new(name);
        suite.fail(error.line());
        vec![suite]
    })
}
