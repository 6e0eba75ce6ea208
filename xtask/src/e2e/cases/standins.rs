//! The test bench itself: flakes on the stand-ins evaluate and build on both Nix versions.

use std::ffi::OsStr;

use crate::e2e::{Case, Env, Outcome};
use crate::error::{Error, Result};
use crate::files;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "stand-ins: a flake-parts flake evaluates and builds",
        run: builds,
    },
    Case {
        name: "stand-ins: an edit shows, an untracked file does not",
        run: edits,
    },
];

const FLAKE: &str = r#"{
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
    systems = [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ];
    perSystem = { pkgs, ... }: {
      packages.greeting = pkgs.writeText "greeting" "hello";
      checks.greeting = pkgs.runCommand "check" { } "echo checked > $out";
    };
    flake.nixosConfigurations.web1 = inputs.nixpkgs.lib.nixosSystem {
      modules = [
        inputs.home-manager.nixosModules.home-manager
        { nixpkgs.hostPlatform = builtins.currentSystem or "x86_64-linux"; }
        ({ pkgs, ... }: {
          networking.hostName = "web1";
          networking.firewall.allowedTCPPorts = [ 80 ];
          environment.systemPackages = [ pkgs.hello ];
          home-manager.users.alice.home.packages = [ pkgs.git ];
        })
      ];
    };
  };
}
"#;

const TOPLEVEL: &str = ".#nixosConfigurations.web1.config.system.build.toplevel";

fn builds(env: &Env) -> Result<Outcome> {
    let flake = env.flake(FLAKE)?;
    flake
        .nix(["eval", "--raw", "--expr", "builtins.nixVersion"])?
        .succeeds()?
        .prints(env.nix_version())?;
    flake
        .nix(["flake", "show"])?
        .succeeds()?
        .stdout_has("greeting")?;
    flake.nix(["flake", "check", "--no-build"])?.succeeds()?;
    flake
        .nix([
            "eval",
            "--raw",
            ".#nixosConfigurations.web1.config.home-manager.users.alice.home.packages",
            "--apply",
            "ps: (builtins.head ps).pname",
        ])?
        .succeeds()?
        .prints("git")?;
    let result = env.scratch().join("result");
    flake
        .nix(
            ["build", "--impure", TOPLEVEL, "--out-link"]
                .map(OsStr::new)
                .into_iter()
                .chain([result.as_os_str()]),
        )?
        .succeeds()?;
    let manifest = files::read(&result)?;
    if manifest.contains(r#""hostName":"web1""#) && manifest.contains(r#""ports":[80]"#) {
        Ok(Outcome::Passed)
    } else {
        Err(Error::new(format!("the toplevel is {manifest}")))
    }
}

fn edits(env: &Env) -> Result<Outcome> {
    let flake = env.flake(FLAKE)?;
    let ports = ".#nixosConfigurations.web1.config.networking.firewall.allowedTCPPorts";
    flake.replace("flake.nix", "[ 80 ]", "(import ./ports.nix)")?;
    flake.write("ports.nix", "[ 443 ]")?;
    flake
        .nix(["eval", ports])?
        .fails()?
        .stderr_has("ports.nix")?;
    flake.commit("track the ports")?;
    flake
        .nix(["eval", "--json", ports])?
        .succeeds()?
        .prints("[443]")?;
    let metadata = flake.nix(["flake", "metadata", "--json"])?;
    let metadata = metadata.succeeds()?.json()?;
    let root = flake.root().to_string_lossy();
    if metadata["url"]
        .as_str()
        .is_some_and(|url| url.contains(&*root))
    {
        Ok(Outcome::Passed)
    } else {
        Err(Error::new(format!(
            "the flake is taken from {}",
            metadata["url"]
        )))
    }
}
