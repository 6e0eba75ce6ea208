//! Rules and selectors: declared in Nix, followed by the real `den`, evaluated by the real Nix.

use crate::e2e::{Case, Env, Flake, Outcome, Ran};
use crate::error::Result;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "rules: a committed plan is read, and is stale where a rule changed",
        run: committed,
    },
    Case {
        name: "rules: a built plan follows an edit of a rule",
        run: built,
    },
    Case {
        name: "routes: content of a class becomes part of another, at hosts that have the option",
        run: routed,
    },
    Case {
        name: "rules: what is wrong is told with its lines",
        run: refused,
    },
];

/// A fleet with tags and an environment that picks its hosts; a function policy and rules, one of which sees what another
/// derives; an aspect that is written inside a rule; settings that are enforced.
const FLAKE: &str = r#"{
  inputs = {
    den.url = "github:denful/den";
    flake-parts.url = "github:hercules-ci/flake-parts";
    nixpkgs.url = "github:NixOS/nixpkgs";
  };
  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ den, lib, policy, sel, ... }: {
    imports = [ inputs.den.flakeModules.default ];
    systems = [ "x86_64-linux" ];
    den.package = system: PACKAGE;
    den.hosts.x86_64-linux.web1 = { tags = [ "web" ]; rack = 7; };
    den.hosts.x86_64-linux.db1 = { };
    den.hosts.x86_64-linux.lab1 = { tags = [ "web" "staging" ]; };
    den.fleet = {
      tags.production = [ "db1" ];
      environments.prod = {
        hosts = sel.attrs { tag = "production"; };
        meta.region = "eu";
      };
    };
    den.aspects.web1.includes = [ "nginx" ];
    den.aspects.nginx = {
      settings.port = { default = 80; type = lib.types.port; };
      nixos = { settings, ... }: { networking.firewall.allowedTCPPorts = [ settings.port ]; };
    };
    den.policies.web-is-production = policy.rule {
      when = sel.and [ (sel.tag "web") (sel.not (sel.tag "staging")) ];
      effects = [ (policy.tag [ "production" ]) ];
    };
    den.policies.production-is-watched = policy.rule {
      when = sel.environment "prod";
      unless = sel.attrs { rack = 9; };
      effects = [
        { }
      ];
    };
    den.policies.tls = policy.rule {
      when = sel.and [ (sel.aspect "nginx") (sel.parent (sel.attrs { region = "eu"; })) ];
      effects = [ (policy.configure den.aspects.nginx { port = 443; }) ];
    };
  });
}
"#;

/// What a rule includes that is watched: an aspect without a name.
const WATCHED: &str =
    "(policy.include { nixos = { host, ... }: { environment.etc.watched.text = host.name; }; })";

fn flake(env: &Env) -> Result<Flake<'_>> {
    // The stand-in for nixpkgs has no Rust to build den with.
    let package = format!(
        "inputs.nixpkgs.legacyPackages.${{system}}.writeShellScriptBin \"den\" ''exec {} \"$@\"''",
        env.den()?.display()
    );
    let flake = FLAKE.replace("PACKAGE", &package);
    env.flake(&flake.replace("        { }\n", &format!("        {WATCHED}\n")))
}

fn eval(flake: &Flake, output: &str) -> Result<Ran> {
    flake.nix(["eval", "--json", &format!(".#nixosConfigurations.{output}")])
}

fn ports(flake: &Flake) -> Result<Ran> {
    eval(flake, "web1.config.networking.firewall.allowedTCPPorts")
}

fn watched(flake: &Flake, host: &str) -> Result<Ran> {
    let told = "etc: builtins.mapAttrs (_: file: file.text) etc";
    let output = format!(".#nixosConfigurations.{host}.config.environment.etc");
    flake.nix(["eval", "--json", &output, "--apply", told])
}

fn what_rules_say(flake: &Flake) -> Result<()> {
    ports(flake)?.succeeds()?.prints("[443]")?;
    watched(flake, "web1")?
        .succeeds()?
        .prints(r#"{"watched":"web1"}"#)?;
    watched(flake, "db1")?
        .succeeds()?
        .prints(r#"{"watched":"db1"}"#)?;
    watched(flake, "lab1")?.succeeds()?.prints("{}")?;
    Ok(())
}

fn committed(env: &Env) -> Result<Outcome> {
    let flake = flake(env)?;
    flake.den(["plan"])?;
    flake.commit("the plan")?;
    what_rules_say(&flake)?;
    flake
        .den(["select", "tag:production & aspect:nginx"])?
        .succeeds()?
        .prints("host:web1")?;

    flake.replace("flake.nix", "rack = 9", "rack = 7")?;
    watched(&flake, "web1")?
        .fails()?
        .stderr_has("den: the plan of host web1 is stale: rule production-is-watched")?;
    flake.den(["plan"])?.succeeds()?;
    watched(&flake, "web1")?.succeeds()?.prints("{}")?;
    watched(&flake, "db1")?
        .succeeds()?
        .prints(r#"{"watched":"db1"}"#)?;
    Ok(Outcome::Passed)
}

fn built(env: &Env) -> Result<Outcome> {
    let flake = flake(env)?;
    what_rules_say(&flake)?;
    flake.replace("flake.nix", "{ port = 443; }", "{ port = 8443; }")?;
    ports(&flake)?.succeeds()?.prints("[8443]")?;
    Ok(Outcome::Passed)
}

/// Content of a class of the user's own, which a rule puts below an option of the system where there is one.
const ROUTES: &str = r#"
    den.classes.backup = { };
    den.default.backup = { host, ... }: { paths = [ host.name ]; };
    den.aspects.web1.nixos = { lib, ... }: {
      options.backups = lib.mkOption {
        type = lib.types.submodule { options.paths = lib.mkOption { type = lib.types.listOf lib.types.str; }; };
      };
    };
    den.policies.backups = policy.rule {
      when = sel.star;
      effects = [ (policy.route {
        fromClass = "backup"; intoClass = "nixos"; path = [ "backups" ]; guard = { options, ... }: options ? backups;
      }) ];
    };
    den.policies.tls ="#;

fn routed(env: &Env) -> Result<Outcome> {
    let flake = flake(env)?;
    flake.replace("flake.nix", "den.policies.tls =", ROUTES.trim_start())?;
    let paths = |flake: &Flake| eval(flake, "web1.config.backups.paths");
    paths(&flake)?.succeeds()?.prints(r#"["web1"]"#)?;
    flake.den(["plan"])?;
    flake.commit("the plan")?;
    paths(&flake)?.succeeds()?.prints(r#"["web1"]"#)?;
    // There is no such option: the guard keeps it out.
    eval(&flake, "db1.config.networking.hostName")?.succeeds()?;
    Ok(Outcome::Passed)
}

fn refused(env: &Env) -> Result<Outcome> {
    let flake = flake(env)?;
    let other = "den.policies.other = policy.rule {\n      when = sel.star;\n      effects = [ (policy.configure \"nginx\" { port = 80; }) ];\n    };\n    den.policies.tls =";
    flake.replace("flake.nix", "den.policies.tls =", other)?;
    flake
        .den(["check"])?
        .fails()?
        .stderr_has("error[den::settings::conflict]")?
        .stderr_has("effects = [ (policy.configure \"nginx\" { port = 80; }) ];")?
        .stderr_has("effects = [ (policy.configure den.aspects.nginx { port = 443; }) ];")?;
    flake.replace("flake.nix", "sel.star", "sel.tga \"x\"")?;
    flake.den(["check"])?.fails()?;
    Ok(Outcome::Passed)
}
