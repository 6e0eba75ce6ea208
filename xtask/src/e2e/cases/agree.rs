//! One fleet, three ways to it: a committed plan, a plan that Nix builds, and `lib.mkFleet` give the same values.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;

use den::synthetic::{self, Shape};
use serde_json::Value;

use super::synthetic::difference;
use crate::e2e::{Case, Env, Flake, Outcome};
use crate::error::{Error, Result};
use crate::files;
use crate::nix::Lane;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "evaluators: all agree on the example",
        run: example,
    },
    Case {
        name: "evaluators: all agree on a synthetic fleet",
        run: generated,
    },
    Case {
        name: "evaluators: all agree on flake-parts itself",
        run: flake_parts_itself,
    },
];

/// The variables that name checkouts.
const FLAKE_PARTS: &str = "DEN_TEST_FLAKE_PARTS";
const NIXPKGS_LIB: &str = "DEN_TEST_NIXPKGS_LIB";

/// Terminals that say what they were given: the modules by their keys, and all that comes of them.
const TERMINALS: &str = r#"{ inputs, ... }:
let
  told = builder: { modules, name, ... }@args: {
    inherit name;
    keys = map (module: module.key) modules;
    config = (builder args).config;
  };
  system = builder: told ({ host, modules, ... }:
    builder { modules = [ { nixpkgs.hostPlatform = host.system; } ] ++ modules; });
  home = builder: told ({ home, modules, ... }:
    builder { inherit modules; pkgs = inputs.nixpkgs.legacyPackages.${home.system}; });
in
{
  den.classes.nixos.instantiate = system inputs.nixpkgs.lib.nixosSystem;
  den.classes.darwin.instantiate = system inputs.darwin.lib.darwinSystem;
  den.classes.homeManager.instantiate = home inputs.home-manager.lib.homeManagerConfiguration;
}
"#;

/// What is compared of a flake.
const TOLD: &str = r#"fleet: {
  nixos = fleet.nixosConfigurations or { };
  darwin = fleet.darwinConfigurations or { };
  homes = fleet.homeConfigurations or { };
  terranix = builtins.mapAttrs (_: map (module: module.key)) (fleet.terranixModules or { });
  modules = builtins.mapAttrs (_: builtins.attrNames) fleet.modules;
  document = fleet.den.fleet;
}
"#;

const INPUTS: &str = r#"  inputs = {
    darwin.url = "github:nix-darwin/nix-darwin";
    den.url = "github:denful/den";
    flake-parts.url = "github:hercules-ci/flake-parts";
    home-manager.url = "github:nix-community/home-manager";
    nixpkgs.url = "github:NixOS/nixpkgs";
  };"#;

const SYSTEMS: &str = r#"[ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ]"#;

/// A way from declarations to values.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// flake-parts, and this evaluator.
    FlakeParts(&'static str),
    /// den's wrapper around flake-parts' own, and this evaluator.
    MkFlake(&'static str),
    /// `lib.mkFleet`, and this evaluator.
    MkFleet(&'static str),
}

impl Way {
    const ALL: [Self; 5] = [
        Self::FlakeParts("committed"),
        Self::FlakeParts("ifd"),
        Self::MkFlake("ifd"),
        Self::MkFleet("committed"),
        Self::MkFleet("ifd"),
    ];

    /// The flake that goes this way with these modules.
    fn flake(self, modules: &[String]) -> String {
        let modules = modules.join(" ");
        let (call, evaluator) = match self {
            Self::FlakeParts(evaluator) | Self::MkFlake(evaluator) => {
                let function = if matches!(self, Self::MkFlake(_)) {
                    "inputs.den.lib.mkFlake"
                } else {
                    "inputs.flake-parts.lib.mkFlake"
                };
                let call = format!(
                    "{function} {{ inherit inputs; }} {{ systems = {SYSTEMS}; \
                     imports = [ inputs.den.flakeModules.default settings {modules} ]; }}"
                );
                (call, evaluator)
            }
            Self::MkFleet(evaluator) => {
                let call = format!(
                    "inputs.den.lib.mkFleet {{ inherit inputs; inherit (inputs.nixpkgs) lib; systems = {SYSTEMS}; \
                     plan = ./den/plan; modules = [ settings {modules} ]; }}"
                );
                (call, evaluator)
            }
        };
        format!(
            "{{\n{INPUTS}\n  outputs = inputs:\n    let\n      settings = {{ imports = [ ./terminals.nix ]; \
             den.evaluator = \"{evaluator}\"; }};\n      fleet = {call};\n    in\n    \
             fleet // {{ told = import ./told.nix fleet; }};\n}}\n"
        )
    }
}

/// Goes all ways and compares what they give. `entities` is how many hosts and homes there must be at least.
fn agree(flake: &Flake, entities: usize, options: &[String]) -> Result<Outcome> {
    let modules: Vec<String> = flake
        .read("flake.nix")?
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("./"))
        .map(str::to_owned)
        .collect();
    flake.write("terminals.nix", TERMINALS)?;
    flake.write("told.nix", TOLD)?;
    flake.write("flake.nix", &Way::ALL[0].flake(&modules))?;
    flake.commit("ready to be planned")?;
    // The first plan is not tracked yet, and said not to be.
    flake.den(["plan"])?;
    flake.commit("the plan")?;

    let mut first: Option<(Way, Value)> = None;
    for way in Way::ALL {
        flake.write("flake.nix", &way.flake(&modules))?;
        let arguments = ["eval", "--json", ".#told"].map(str::to_owned);
        let told = flake.nix(arguments.iter().chain(options))?;
        let told = told.succeeds()?.json()?;
        let values = [&told["nixos"], &told["darwin"], &told["homes"]]
            .iter()
            .filter_map(|those| those.as_object())
            .flat_map(|those| those.values())
            .filter(|value| {
                value["keys"]
                    .as_array()
                    .is_some_and(|keys| !keys.is_empty())
            })
            .count();
        if values < entities {
            return Err(Error::new(format!(
                "{way:?} gives {values} hosts and homes with modules, not {entities}: {told}"
            )));
        }
        match &first {
            None => first = Some((way, told)),
            Some((known, expected)) => {
                if let Some(difference) = difference("", expected, &told) {
                    return Err(Error::new(format!(
                        "{known:?} and {way:?} differ {difference}"
                    )));
                }
            }
        }
    }
    Ok(Outcome::Passed)
}

fn example(env: &Env) -> Result<Outcome> {
    agree(&env.copy("examples/fleet")?, 6, &[])
}

const SHAPE: Shape = Shape {
    hosts: 6,
    aspects: 9,
    users: 2,
    seed: 1,
};

fn generated(env: &Env) -> Result<Outcome> {
    let mut files: BTreeMap<String, String> = synthetic::flake(&SHAPE);
    let flake = env.flake(&files.remove("flake.nix").unwrap_or_default())?;
    for (file, text) in files {
        flake.write(&file, &text)?;
    }
    agree(&flake, SHAPE.hosts, &[])
}

/// Also on the newest lib that there is, where the Nix can read it.
fn flake_parts_itself(env: &Env) -> Result<Outcome> {
    let Some(checkout) = named(FLAKE_PARTS) else {
        return Ok(Outcome::Skipped(format!("{FLAKE_PARTS} not set")));
    };
    // Without what git has of it: a flake of plain files.
    let flake_parts = env.scratch().join("flake-parts");
    files::copy_dir(&checkout, &flake_parts)?;
    files::remove_dir(&flake_parts.join(".git"))?;
    let mut nixpkgs = env.standin("nixpkgs");
    if let Some(checkout) = named(NIXPKGS_LIB).filter(|_| env.nix().lane() == Lane::Trixie) {
        let given = env.scratch().join("nixpkgs");
        files::copy_dir(&nixpkgs, &given)?;
        files::remove_dir(&given.join("nixpkgs/lib"))?;
        files::copy_dir(&checkout.join("lib"), &given.join("nixpkgs/lib"))?;
        nixpkgs = given;
    }
    let inputs = [
        ("flake-parts", &flake_parts),
        ("flake-parts/nixpkgs-lib", &nixpkgs),
        ("darwin/nixpkgs", &nixpkgs),
        ("home-manager/nixpkgs", &nixpkgs),
        ("nixpkgs", &nixpkgs),
    ];
    let options: Vec<String> = inputs
        .into_iter()
        .flat_map(|(input, folder)| {
            let folder = format!("path:{}", folder.display());
            ["--override-input".to_owned(), input.to_owned(), folder]
        })
        .collect();
    agree(&env.copy("examples/fleet")?, 6, &options)
}

/// The folder that an environment variable names.
fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}
