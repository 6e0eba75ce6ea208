//! The project's own flake, and the flakes that it gives to start from.

use crate::e2e::{Case, Env, Flake, Outcome};
use crate::error::Result;
use crate::files;

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
    Case {
        name: "project: another flake's namespace reaches a host",
        run: namespace,
    },
    Case {
        name: "project: a fleet is no flake at all",
        run: no_flake,
    },
];

/// A fleet that takes aspects from another, and one that is no flake at all.
const CONSUMER: &str = r#"{
  inputs.den.url = "github:denful/den";
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = inputs:
    let
      inherit (inputs.nixpkgs) lib;
      team = inputs.den.lib.mkFleet {
        inherit lib;
        modules = [
          (inputs.den.namespace "clan" true)
          ({ clan, ... }: {
            clan.borgbackup = {
              settings.startAt.default = "01:00";
              includes = [ clan.repo ];
              nixos = { settings, host, ... }: { seen.borg = "${host.name} at ${settings.startAt}"; };
            };
            clan.repo.nixos.seen.repo = true;
            clan.hello = { host, user }: { nixos.seen.${user.name} = host.name; };
          })
        ];
      };
    in
    inputs.den.lib.mkFleet {
      inherit inputs lib;
      modules = [
        ({ den, clan, ... }: {
          imports = [ (den.namespace "clan" [ team ]) ];
          den.hosts.x86_64-linux.web1.users.alice = { };
          den.hosts.x86_64-linux.web1.settings."clan/borgbackup".startAt = "02:00";
          den.aspects.web1.includes = [ clan.borgbackup clan.hello den.aspects.borgbackup ];
          den.aspects.borgbackup.nixos.seen.own = true;
        })
      ];
    };
}
"#;

fn namespace(env: &Env) -> Result<Outcome> {
    const SEEN: &str = r#"{"alice":"web1","borg":"web1 at 02:00","own":true,"repo":true}"#;
    let flake = env.flake(CONSUMER)?;
    let seen = || {
        flake
            .nix(["eval", "--json", ".#nixosConfigurations.web1.config.seen"])?
            .succeeds()?
            .prints(SEEN)
            .map(|_| ())
    };
    seen()?;
    flake.den(["check", "--deny", "warnings"])?.succeeds()?;
    flake.den(["plan"])?;
    flake.commit("the plan")?;
    seen()?;
    flake
        .nix(["eval", "--json", ".#den.evaluator"])?
        .succeeds()?
        .prints(r#""committed""#)?;
    Ok(Outcome::Passed)
}

fn no_flake(env: &Env) -> Result<Outcome> {
    let flake = env.flake("{ outputs = _: { }; }\n")?;
    flake.git(["rm", "--quiet", "flake.nix"])?;
    flake.write(
        "fleet.nix",
        &files::read(&env.workspace().path("templates/minimal/fleet.nix"))?,
    )?;
    flake.write(
        "default.nix",
        &format!(
            r#"let
  nixpkgs = (import {nixpkgs}/flake.nix).outputs {{ }};
  den = (import {den}/flake.nix).outputs {{ inherit nixpkgs; }};
in
den.lib.mkFleet {{
  inherit (nixpkgs) lib;
  inputs = {{ inherit den nixpkgs; }};
  modules = [ ./fleet.nix ];
  # Above the folder of this case there is a flake: den's own.
  src = ./.;
}}
"#,
            nixpkgs = env.standin("nixpkgs").display(),
            den = env.standin("den").display(),
        ),
    )?;
    const PORTS: &str = "nixosConfigurations.web1.config.networking.firewall.allowedTCPPorts";
    let eval =
        |what: &str| flake.nix(["eval", "--impure", "--json", "--file", "default.nix", what]);
    eval(PORTS)?.succeeds()?.prints("[8080]")?;
    eval("den.planDir")?.succeeds()?.prints(r#""den/plan""#)?;

    let document = eval("den.fleet")?;
    flake.write("fleet.json", document.succeeds()?.stdout())?;
    flake.den(["plan", "--fleet", "."])?;
    eval("den.evaluator")?
        .succeeds()?
        .prints(r#""committed""#)?;
    eval(PORTS)?.succeeds()?.prints("[8080]")?;
    Ok(Outcome::Passed)
}

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
