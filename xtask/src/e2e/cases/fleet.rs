//! `examples/fleet`: the flake that the handbook shows.

use crate::e2e::{Case, Env, Outcome};
use crate::error::Result;

pub(super) const CASES: &[Case] = &[Case {
    name: "fleet: the committed plan is current",
    run: plan_is_current,
}];

const EXAMPLE: &str = "examples/fleet";

fn plan_is_current(env: &Env) -> Result<Outcome> {
    if !env.workspace().path(EXAMPLE).join("den/plan").is_dir() {
        return Ok(Outcome::Skipped(format!("{EXAMPLE} holds no plan")));
    }
    let flake = env.copy(EXAMPLE)?;
    flake.den(["plan", "--check"])?.succeeds()?;
    Ok(Outcome::Passed)
}
