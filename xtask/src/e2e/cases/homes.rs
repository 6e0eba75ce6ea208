//! Homes without a host: planned by the real `den`, evaluated by the real Nix, with a committed plan and with a built one.

use crate::e2e::{Case, Env, Flake, Outcome, Ran};
use crate::error::Result;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "homes: a committed plan is read, and its staleness told home by home",
        run: committed,
    },
    Case {
        name: "homes: a built plan follows an edit, and an error is thrown at its home",
        run: built,
    },
];

/// Two homes and a host with a user of the same name: all layers of settings that a home has, and a policy for homes.
const FLAKE: &str = r#"{
  inputs = {
    den.url = "github:denful/den";
    flake-parts.url = "github:hercules-ci/flake-parts";
    home-manager.url = "github:nix-community/home-manager";
    nixpkgs.url = "github:NixOS/nixpkgs";
  };
  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ lib, policy, ... }: {
    imports = [ inputs.den.flakeModules.default ];
    systems = [ "x86_64-linux" ];
    den.package = system: PACKAGE;
    den.hosts.x86_64-linux.desk.users.vic = { };
    den.homes.x86_64-linux.vic = { };
    den.homes.aarch64-darwin."vic@mac".settings.editor.name = "nano";
    den.fleet.settings.editor.width = 100;
    den.policies.wide = { home, ... }: lib.optional (home.hostName != null) (policy.configure "editor" { width = 200; });
    den.aspects.vic.includes = [ "editor" ];
    den.aspects.editor = {
      settings.name = { default = "vi"; type = lib.types.str; };
      settings.width = { default = 80; type = lib.types.int; };
      homeManager = { settings, home ? { name = "none"; }, ... }: {
        programs.editor = { inherit (settings) name width; home = home.name; };
      };
    };
  });
}
"#;

/// What comes of it.
const HOMES: &str = r#"{"vic":{"home":"vic","name":"vi","width":100},"vic@mac":{"home":"vic@mac","name":"nano","width":200}}"#;
const USER: &str = r#"{"home":"none","name":"vi","width":100}"#;

fn flake(env: &Env) -> Result<Flake<'_>> {
    // The stand-in for nixpkgs has no Rust to build den with.
    let package = format!(
        "inputs.nixpkgs.legacyPackages.${{system}}.writeShellScriptBin \"den\" ''exec {} \"$@\"''",
        env.den()?.display()
    );
    env.flake(&FLAKE.replace("PACKAGE", &package))
}

fn homes(flake: &Flake) -> Result<Ran> {
    let told = "homes: builtins.mapAttrs (_: home: home.config.programs.editor) homes";
    flake.nix(["eval", "--json", ".#homeConfigurations", "--apply", told])
}

fn eval(flake: &Flake, output: &str) -> Result<Ran> {
    flake.nix(["eval", "--json", &format!(".#{output}")])
}

fn vic(flake: &Flake) -> Result<Ran> {
    eval(flake, "homeConfigurations.vic.config.programs.editor.name")
}

fn mac(flake: &Flake) -> Result<Ran> {
    eval(
        flake,
        "homeConfigurations.\"vic@mac\".config.programs.editor.name",
    )
}

fn both_and_the_user(flake: &Flake, evaluator: &str) -> Result<()> {
    eval(flake, "den.evaluator")?
        .succeeds()?
        .prints(&format!("\"{evaluator}\""))?;
    homes(flake)?.succeeds()?.prints(HOMES)?;
    eval(
        flake,
        "nixosConfigurations.desk.config.home-manager.users.vic.programs.editor",
    )?
    .succeeds()?
    .prints(USER)?;
    Ok(())
}

fn committed(env: &Env) -> Result<Outcome> {
    let flake = flake(env)?;
    flake.den(["plan"])?;
    flake.commit("the plan")?;
    both_and_the_user(&flake, "committed")?;

    flake.replace("flake.nix", "nano", "ed")?;
    vic(&flake)?.succeeds()?.prints("\"vi\"")?;
    mac(&flake)?.fails()?.stderr_has(
        "den: the plan of home vic@mac is stale: homes.\"vic@mac\".settings.editor changed since it was planned. \
         Run `den plan` and commit den/plan.",
    )?;
    flake.den(["plan"])?.succeeds()?;
    mac(&flake)?.succeeds()?.prints("\"ed\"")?;
    Ok(Outcome::Passed)
}

fn built(env: &Env) -> Result<Outcome> {
    let flake = flake(env)?;
    both_and_the_user(&flake, "ifd")?;

    flake.replace("flake.nix", "nano", "ed")?;
    mac(&flake)?.succeeds()?.prints("\"ed\"")?;
    flake.replace("flake.nix", "editor.name = \"ed\"", "editor.nmae = \"ed\"")?;
    vic(&flake)?.succeeds()?.prints("\"vi\"")?;
    mac(&flake)?
        .fails()?
        .stderr_has("den: home vic@mac cannot be planned: error[den::settings::unknown-key]:")?
        .stderr_has("did you mean `name`?")?;
    Ok(Outcome::Passed)
}
