//! A flake with a mistake of each kind: all are told in one run, by the real Nix as by the transcript of an exported
//! document.

use serde_json::Value;

use crate::e2e::{Case, Env, Outcome};
use crate::error::{Error, Result};

pub(super) const CASES: &[Case] = &[Case {
    name: "mistakes: all are told in one run",
    run: all_are_told,
}];

/// The flake whose transcript stands beside it.
const FLAKE: &str = "den-cli/tests/cmd/mistakes.in";

/// The codes, in the order of the lines that they stand at.
const CODES: [&str; 9] = [
    "den::settings::unknown-key",
    "den::aspect::unknown",
    "den::settings::conflict",
    "den::fleet::unknown-host",
    "den::fleet::computed-tag",
    "den::aspect::unknown-class",
    "den::aspect::planned-shape",
    "den::class::no-output",
    "den::policy::effect",
];

fn all_are_told(env: &Env) -> Result<Outcome> {
    let flake = env.copy(FLAKE)?;
    let found = flake.den(["check", "--json"])?;
    found.exits(1)?;
    let data = &found.json()?["data"];
    let findings: Vec<&Value> = data.as_array().into_iter().flatten().collect();
    let codes: Vec<_> = findings
        .iter()
        .filter_map(|found| found["code"].as_str())
        .collect();
    if codes != CODES {
        return Err(Error::new(format!("these were told: {}", codes.join(", "))));
    }
    for found in findings {
        if found["at"][0]["line"].is_null() || found["help"].is_null() {
            return Err(Error::new(format!("neither line nor remedy: {found}")));
        }
    }
    flake
        .den(["plan"])?
        .exits(1)?
        .stderr_has("nothing was written")?;
    Ok(Outcome::Passed)
}
