//! The runner of the Nix cases: what fails fails alone, and is told.

use crate::cases;
use crate::e2e::{Case, Env, Outcome};
use crate::error::{Error, Result};
use crate::files;

pub(super) const CASES: &[Case] = &[Case {
    name: "test bench: no case hides another",
    run: alone,
}];

/// Good and bad cases, among them errors that Nix cannot catch.
const FILE: &str = r#"{ lib, harness, ... }: {
  "good value" = { expr = lib.concatStrings [ "a" "b" ]; expected = "ab"; };
  "good error" = { expr = throw "no (such) thing"; expectedError.msg = "no (such) thing"; };
  "good pattern" = { expr = throw "no 5 things"; expectedError.msg = "no [0-9]+ things"; };
  "good uncatchable error" = { expr = { }.missing; expectedError.msg = "missing"; };
  "bad abort" = { expr = abort "stop"; expected = 1; };
  "bad error" = { expr = throw "this"; expectedError.msg = "that"; };
  "bad missing attribute" = { expr = { }.missing; expected = 1; };
  "bad no error" = { expr = 1; expectedError.msg = ""; };
  "bad recursion" = { expr = let x = x; in x; expected = 1; };
  "bad shape" = { expr = 1; };
  "bad throw" = { expr = throw "this"; expected = 1; };
  "bad value" = { expr = 1; expected = 2; };
  "skipped" = { expr = 1; expected = 2; skip = "not here"; };
}
"#;

const TOLD: &[&str] = &[
    "cases: bad abort",
    "stop",
    "an error that contains or matches: that",
    "an error\n",
    "infinite recursion",
    "neither `expected` nor `expectedError`",
    "expected:\n    2\n  got:\n    1",
    "broken: the file does not evaluate",
];

fn alone(env: &Env) -> Result<Outcome> {
    let folder = env.scratch().join("tests");
    files::write(&folder.join("cases.nix"), FILE)?;
    files::write(&folder.join("broken.nix"), "{ unfinished = ")?;
    files::write(&folder.join("_ignored.nix"), "{ unfinished = ")?;
    let lanes = [(env.nix().lane(), Ok(env.nix().clone()))];
    let outcome = cases::run(env.workspace(), &folder, &lanes, "")?;

    let told = outcome.failures.join("\n");
    for text in TOLD {
        if !told.contains(text) {
            return Err(Error::new(format!("`{text}` is missing from\n{told}")));
        }
    }
    let (mut passed, mut failed) = (0, 0);
    for suite in &outcome.suites {
        passed += suite.count().passed;
        failed += suite.count().failed;
    }
    // Each subject that the environment offers runs the 4 good, the 8 bad and the broken file once.
    if passed > 0 && passed * 9 == failed * 4 {
        Ok(Outcome::Passed)
    } else {
        Err(Error::new(format!(
            "{passed} passed and {failed} failed\n{told}"
        )))
    }
}
