//! The Rust tests: cargo's own output goes by as it comes, and its totals are added up.

use std::env;
use std::io::{BufRead as _, BufReader, IsTerminal as _};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use regex::Regex;

use super::Suite;
use crate::error::{Context, Error, Result};
use crate::process::shown;
use crate::workspace::Workspace;

/// The `cargo` that started xtask.
pub fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace.root());
    command
}

/// Runs all Rust tests whose name contains `filter`.
pub fn run(workspace: &Workspace, filter: &str) -> Suite {
    let mut suite = Suite::new("Rust tests");
    let mut command = cargo(workspace);
    command.args(["test", "--workspace", "--no-fail-fast"]);
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    if !filter.is_empty() {
        command.args(["--", filter]);
    }
    if let Err(error) = stream(&mut command, &mut suite) {
        error.report();
        suite.fail(error.line());
    }
    suite
}

fn stream(command: &mut Command, suite: &mut Suite) -> Result<()> {
    eprintln!("$ {}", shown(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context(|| format!("starting `{}`", shown(command)))?;
    let lines = child.stdout.take().into_iter();
    for line in lines.flat_map(|stdout| BufReader::new(stdout).lines()) {
        let line = line.context(|| "reading the tests' output".to_owned())?;
        println!("{line}");
        read(&line, suite);
    }
    let status = child
        .wait()
        .context(|| format!("waiting for `{}`", shown(command)))?;
    if !status.success() && suite.count().failed == 0 {
        return Err(Error::new(format!("`{}` failed", shown(command))));
    }
    Ok(())
}

static FAILED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^test (.+) \.\.\. (?:\x1b\[[0-9;]*m)*FAILED").ok());
static RESULT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored;").ok()
});

/// Takes what one line of libtest's output says.
fn read(line: &str, suite: &mut Suite) {
    if let Some(found) = FAILED.as_ref().and_then(|regex| regex.captures(line)) {
        suite.fail(&found[1]);
    } else if let Some(found) = RESULT.as_ref().and_then(|regex| regex.captures(line)) {
        suite.pass(found[1].parse().unwrap_or(0));
        suite.skip(found[3].parse().unwrap_or(0), "marked #[ignore]");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::report::Count;

    #[test]
    fn libtest_lines_are_counted() {
        let mut suite = Suite::new("Rust tests");
        for line in [
            "running 4 tests",
            "test a::b ... ok",
            "test a::c ... \u{1b}[31mFAILED\u{1b}[m",
            "test src/lib.rs - x (line 3) ... FAILED",
            "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: \u{1b}[32mok\u{1b}[m. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
        ] {
            read(line, &mut suite);
        }
        assert_eq!(
            suite.count(),
            Count {
                passed: 15,
                failed: 2,
                skipped: 1
            }
        );
    }
}
