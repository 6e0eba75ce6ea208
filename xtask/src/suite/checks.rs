//! The checks around the tests: formatting, lints, and that generated files are current.

use std::process::Command;

use super::Suite;
use super::rust::cargo;
use crate::generator::{self, Mode};
use crate::process;
use crate::workspace::Workspace;

/// Runs all of them.
pub fn run(workspace: &Workspace) -> Suite {
    let mut suite = Suite::new("checks");
    component(
        workspace,
        &mut suite,
        "fmt",
        &["fmt", "--all", "--", "--check"],
    );
    component(
        workspace,
        &mut suite,
        "clippy",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ],
    );
    for generator in generator::ALL {
        match generator.run(workspace, Mode::Check) {
            Ok(()) => suite.pass(1),
            Err(error) => {
                error.report();
                suite.fail(error.line());
            }
        }
    }
    suite
}

/// Runs a cargo component that a Rust installation may lack.
fn component(workspace: &Workspace, suite: &mut Suite, name: &str, arguments: &[&str]) {
    let installed = process::capture(cargo(workspace).args([name, "--version"]))
        .is_ok_and(|output| output.status.success());
    if !installed {
        suite.skip(
            1,
            format!("cargo {name} is not installed (`rustup component add` it)"),
        );
        return;
    }
    let mut command: Command = cargo(workspace);
    command.args(arguments);
    eprintln!("$ {}", process::shown(&command));
    match process::attached(&mut command) {
        Ok(true) => suite.pass(1),
        Ok(false) => suite.fail(process::shown(&command)),
        Err(error) => suite.fail(error.line()),
    }
}
