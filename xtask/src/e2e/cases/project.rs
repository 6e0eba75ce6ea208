//! The project's own flake, and the flakes that it gives to start from.

use crate::e2e::{Case, Env, Flake, Outcome};
use crate::error::Result;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "project: the flake is shown and checked",
        run: own,
    },
    Case {
        name: "project: the default template works, without a plan and with one",
        run: default,
    },
    Case {
        name: "project: the minimal template works, without a plan and with one",
        run: minimal,
    },
];

fn own(env: &Env) -> Result<Outcome> {
    let flake = env.copy_standin("den")?;
    let shown = flake.nix(["flake", "show"])?;
    for name in [
        "apps",
        "checks",
        "default",
        "den",
        "devShells",
        "formatter",
        "minimal",
        "overlays",
        "packages",
        "templates",
    ] {
        shown.succeeds()?.stdout_has(name)?;
    }
    flake.nix(["flake", "check", "--no-build"])?.succeeds()?;
    flake
        .nix(["run", ".#den", "--", "--version"])?
        .succeeds()?
        .stdout_has("den ")?;
    Ok(Outcome::Passed)
}

fn default(env: &Env) -> Result<Outcome> {
    works(&env.copy("templates/default")?)
}

fn minimal(env: &Env) -> Result<Outcome> {
    works(&env.copy("templates/minimal")?)
}

/// A template evaluates as it is, and after `den plan` without building anything.
fn works(flake: &Flake) -> Result<Outcome> {
    const PORTS: &str = ".#nixosConfigurations.web1.config.networking.firewall.allowedTCPPorts";
    let evaluates = || {
        flake
            .nix(["eval", "--json", PORTS])?
            .succeeds()?
            .prints("[8080]")?;
        flake
            .nix([
                "eval",
                "--raw",
                ".#nixosConfigurations.web1.config.system.build.toplevel.drvPath",
            ])?
            .succeeds()
            .map(|_| ())
    };
    flake
        .nix(["flake", "show"])?
        .succeeds()?
        .stdout_has("web1")?;
    evaluates()?;
    flake.den(["check"])?.succeeds()?;

    // Not tracked yet, and said not to be.
    flake.den(["plan"])?;
    flake.commit("the plan")?;
    flake.den(["plan", "--check"])?.succeeds()?;
    evaluates()?;
    flake
        .nix([
            "flake",
            "check",
            "--no-build",
            "--no-allow-import-from-derivation",
        ])?
        .succeeds()?;
    Ok(Outcome::Passed)
}
