//! `examples/fleet`: the flake that the handbook shows.

use crate::e2e::{Case, Env, Outcome};
use crate::error::{Error, Result};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "fleet: the committed plan is current",
        run: plan_is_current,
    },
    Case {
        name: "fleet: the exported document is current",
        run: document_is_current,
    },
];

const EXAMPLE: &str = "examples/fleet";

fn plan_is_current(env: &Env) -> Result<Outcome> {
    let flake = env.copy(EXAMPLE)?;
    flake.den(["plan", "--check"])?.succeeds()?;
    Ok(Outcome::Passed)
}

fn document_is_current(env: &Env) -> Result<Outcome> {
    let flake = env.copy(EXAMPLE)?;
    flake
        .den(["export", "--output", "exported.json"])?
        .succeeds()?;
    if flake.read("exported.json")? == flake.read("fleet.json")? {
        Ok(Outcome::Passed)
    } else {
        Err(Error::new(format!(
            "{EXAMPLE}/fleet.json is not what `den export` says of the flake today; run it there"
        )))
    }
}
