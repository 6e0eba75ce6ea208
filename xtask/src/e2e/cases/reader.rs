//! A plan in a flake: what Nix makes of it while it is fresh, and what it says when it is not.

use std::ffi::OsStr;

use crate::e2e::{Case, Env, Flake, Outcome};
use crate::error::{Error, Result};
use crate::files;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "reader: the example is shown and checked without import from derivation",
        run: shown_and_checked,
    },
    Case {
        name: "reader: a port from three layers",
        run: three_layers,
    },
    Case {
        name: "reader: a host and the check of its plan build",
        run: builds,
    },
    Case {
        name: "reader: a stale host throws, and no other",
        run: stale_host,
    },
    Case {
        name: "reader: what renews a stale plan does not depend on it",
        run: renewal,
    },
    Case {
        name: "reader: a comment makes nothing stale",
        run: comment,
    },
    Case {
        name: "reader: a plan that git does not track is none",
        run: untracked,
    },
    Case {
        name: "reader: settings keep what JSON cannot hold",
        run: holes,
    },
    Case {
        name: "reader: content in all its forms",
        run: content,
    },
];

const CHECK: [&str; 4] = [
    "flake",
    "check",
    "--no-build",
    "--no-allow-import-from-derivation",
];
const SHOW: [&str; 3] = ["flake", "show", "--no-allow-import-from-derivation"];

const STALE: &str = "den: the plan of host db1 is stale: hosts.db1.settings.postgresql changed since it was \
                     planned. Run `den plan` and commit den/plan.";

/// The example, with this checkout's `den` as its package, planned and committed.
fn example(env: &Env) -> Result<Flake<'_>> {
    let flake = env.copy("examples/fleet")?;
    // The stand-in for nixpkgs has no Rust to build den with.
    flake.replace(
        "flake.nix",
        "imports = [\n",
        &format!(
            "den.package = system: inputs.nixpkgs.legacyPackages.${{system}}.writeShellScriptBin \"den\" ''\n  \
             exec {} \"$@\"\n'';\nimports = [\n",
            env.den()?.display()
        ),
    )?;
    planned(flake)
}

fn planned(flake: Flake<'_>) -> Result<Flake<'_>> {
    flake.commit("before the plan")?;
    flake.den(["plan"])?;
    flake.git(["add", "den/plan"])?;
    flake.den(["plan"])?.succeeds()?;
    flake.commit("the plan")?;
    Ok(flake)
}

/// The value of an output of the flake, as JSON.
fn prints(flake: &Flake, output: &str, json: &str) -> Result<()> {
    flake
        .nix(["eval", "--json", &format!(".#{output}")])?
        .succeeds()?
        .prints(json)?;
    Ok(())
}

const PORTS: &str = "config.networking.firewall.allowedTCPPorts";

fn shown_and_checked(env: &Env) -> Result<Outcome> {
    let flake = example(env)?;
    flake
        .nix(SHOW)?
        .succeeds()?
        .stdout_has("web1")?
        .stdout_has("den-plan")?;
    flake.nix(CHECK)?.succeeds()?;
    Ok(Outcome::Passed)
}

fn three_layers(env: &Env) -> Result<Outcome> {
    let flake = example(env)?;
    let of = |host: &str| format!("nixosConfigurations.{host}.{PORTS}");
    prints(&flake, &of("web1"), "[8443]")?;
    prints(&flake, &of("web2"), "[80]")?;
    flake.replace("hosts.nix", "aspects.nginx.settings.port = 8443;", "")?;
    let flake = planned(flake)?;
    prints(&flake, &of("web1"), "[443]")?;
    Ok(Outcome::Passed)
}

fn builds(env: &Env) -> Result<Outcome> {
    if !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        return Ok(Outcome::Skipped(
            "the example's servers build on x86_64-linux".to_owned(),
        ));
    }
    let flake = example(env)?;
    let result = env.scratch().join("result");
    let build = |output: &str| {
        let arguments = ["build", output, "--out-link"].map(OsStr::new);
        flake.nix(arguments.into_iter().chain([result.as_os_str()]))
    };
    build(".#checks.x86_64-linux.den-plan")?.succeeds()?;
    build(".#nixosConfigurations.web1.config.system.build.toplevel")?.succeeds()?;
    let manifest = files::read(&result)?;
    if manifest.contains(r#""hostName":"web1""#) && manifest.contains(r#""users":["alice","bob"]"#)
    {
        Ok(Outcome::Passed)
    } else {
        Err(Error::new(format!("the toplevel is {manifest}")))
    }
}

fn stale_host(env: &Env) -> Result<Outcome> {
    let flake = example(env)?;
    let db1 = "nixosConfigurations.db1.config.services.postgresql.settings.shared_buffers";
    prints(&flake, db1, r#""2GB""#)?;

    flake.replace("hosts.nix", "2GB", "4GB")?;
    prints(
        &flake,
        &format!("nixosConfigurations.web1.{PORTS}"),
        "[8443]",
    )?;
    flake
        .nix(["eval", &format!(".#{db1}")])?
        .fails()?
        .stderr_has(STALE)?;

    flake.den(["plan"])?.succeeds()?;
    let changed = flake.git(["diff", "--name-only", "--", "den/plan"])?;
    if changed.trim() != "den/plan/hosts/db1.json" {
        return Err(Error::new(format!("the plan changed in\n{changed}")));
    }
    prints(&flake, db1, r#""4GB""#)?;
    Ok(Outcome::Passed)
}

fn renewal(env: &Env) -> Result<Outcome> {
    let flake = example(env)?;
    flake.replace("hosts.nix", "2GB", "4GB")?;
    flake.nix(CHECK)?.fails()?.stderr_has(STALE)?;
    flake.nix(SHOW)?.succeeds()?.stdout_has("db1")?;
    flake
        .nix(["eval", "--json", ".#den.fleet"])?
        .succeeds()?
        .stdout_has("4GB")?;
    prints(&flake, "packages.x86_64-linux.den.name", r#""den""#)?;
    prints(&flake, "apps.x86_64-linux.den.type", r#""app""#)?;

    // Cut short in the middle, as by a full disk.
    let index = flake.read("den/plan/index.json")?;
    flake.write("den/plan/index.json", &index[..index.len() / 2])?;
    flake.nix(CHECK)?.fails()?.stderr_has(
        "den/plan/index.json is cut short, badly merged or edited by hand. Run `den plan`",
    )?;
    flake.nix(SHOW)?.succeeds()?;
    flake.den(["plan"])?.succeeds()?;
    flake.nix(CHECK)?.succeeds()?;
    Ok(Outcome::Passed)
}

fn comment(env: &Env) -> Result<Outcome> {
    let flake = example(env)?;
    flake.replace(
        "hosts.nix",
        "    web1 = {",
        "    # In the basement.\n\n    web1 = {",
    )?;
    flake.nix(CHECK)?.succeeds()?;
    flake.den(["plan", "--check"])?.succeeds()?;
    Ok(Outcome::Passed)
}

fn untracked(env: &Env) -> Result<Outcome> {
    let flake = example(env)?;
    flake.replace(
        "flake.nix",
        "imports = [\n",
        "den.evaluator = \"committed\";\nimports = [\n",
    )?;
    flake.git(["rm", "-r", "--quiet", "--cached", "den/plan"])?;
    flake.nix(CHECK)?.fails()?.stderr_has(
        "den: there is no plan in den/plan (a flake sees only files that git tracks). Run `den plan`",
    )?;
    flake.nix(SHOW)?.succeeds()?;
    flake.den(["plan"])?.fails()?.stderr_has("git add")?;
    Ok(Outcome::Passed)
}

/// A flake with one NixOS host `web1` and these modules.
fn fleet<'a>(env: &'a Env, modules: &str) -> Result<Flake<'a>> {
    env.flake(&format!(
        r#"{{
  inputs.den.url = "github:denful/den";
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = inputs: inputs.flake-parts.lib.mkFlake {{ inherit inputs; }} {{
    imports = [ inputs.den.flakeModules.default {modules} ];
    systems = [ "x86_64-linux" ];
    _module.args.hello = inputs.nixpkgs.legacyPackages.x86_64-linux.hello;
  }};
}}
"#
    ))
}

const SEEN: &str = "nixosConfigurations.web1.config.seen";

fn holes(env: &Env) -> Result<Outcome> {
    let flake = fleet(env, "./fleet.nix")?;
    flake.write("banner.txt", "welcome")?;
    flake.write(
        "fleet.nix",
        r#"{ den, hello, ... }: {
  den.hosts.x86_64-linux.web1.settings.motd = {
    package = hello;
    render = port: "port ${toString port}";
    file = ./banner.txt;
    ratio = 0.5;
    command = "${hello}/bin/hello";
    plain = "text";
  };
  den.aspects.web1.includes = [ den.aspects.motd ];
  den.aspects.motd = {
    settings = { lib, ... }: {
      options = lib.genAttrs [ "package" "render" "file" "ratio" "command" "plain" ] (
        _: lib.mkOption { type = lib.types.raw; }
      );
    };
    nixos = { settings, ... }: {
      seen = {
        package = settings.package.name;
        render = settings.render 80;
        file = builtins.readFile settings.file;
        half = settings.ratio == 0.5;
        context = builtins.attrNames (builtins.getContext settings.command) == [ settings.package.drvPath ];
        inherit (settings) plain;
      };
    };
  };
}
"#,
    )?;
    let flake = planned(flake)?;
    prints(
        &flake,
        SEEN,
        r#"{"context":true,"file":"welcome","half":true,"package":"hello","plain":"text","render":"port 80"}"#,
    )?;
    Ok(Outcome::Passed)
}

fn content(env: &Env) -> Result<Outcome> {
    let flake = fleet(env, "./fleet.nix ./one.nix ./two.nix ./three.nix")?;
    for (file, number) in [("one.nix", 1), ("two.nix", 2), ("three.nix", 3)] {
        flake.write(
            file,
            &format!(
                "{{ den.aspects.many.nixos.seen.file{number} = {number};\n  \
                    den.hosts.x86_64-linux.web1.settings.web.list = [ {number} ]; }}\n"
            ),
        )?;
    }
    flake.write(
        "web.nix",
        "{ settings, lib, ... }: { seen.path = lib.sort lib.lessThan settings.list; }\n",
    )?;
    flake.write(
        "fleet.nix",
        r#"{ den, lib, ... }: {
  den.hosts.x86_64-linux.web1.users = { alice = { }; bob = { }; };
  den.hosts.x86_64-linux.web1.settings.derived.base = 5;
  den.default.includes = [ den.aspects.account ];
  den.aspects = {
    web1.includes = with den.aspects; [ web arguments conditional merged many off whole closed derived ];
    alice.includes = [ den.aspects.shell ];
    bob.includes = [ den.aspects.shell ];

    web = {
      settings.list = { default = [ ]; merge = "append"; };
      nixos = ./web.nix;
    };
    arguments = {
      settings = { lib, ... }: { options.port = lib.mkOption { type = lib.types.port; default = 80; }; };
      nixos = { settings, pkgs, ... }: { seen.arguments = "${pkgs.hello.name} ${toString settings.port}"; };
    };
    conditional.nixos = lib.mkIf true { seen.conditional = true; };
    off.nixos = lib.mkIf false { seen.off = true; };
    merged.nixos = lib.mkMerge [
      { seen.merged = true; }
      ({ host, ... }: { seen.host = host.name; })
      (lib.mkIf false { seen.off = true; })
    ];
    whole = { host, ... }: { nixos.seen.system = host.system; };
    closed = lib.mkMerge [
      { settings.level = { default = 3; }; }
      ({ settings, host, ... }: {
        nixos.seen.closed = settings.level;
        includes = [ { nixos.seen.inner = "${host.name} ${toString settings.level}"; } ];
      })
    ];
    derived = {
      settings = { config, lib, ... }: {
        options.base = lib.mkOption { type = lib.types.int; default = 1; };
        options.next = lib.mkOption { type = lib.types.int; default = config.base + 1; };
      };
      nixos = { settings, ... }: { seen.derived = settings.next; };
    };
    account = { host, user }: { nixos.seen.users.${user.name} = host.name; };
    shell.homeManager = { user, ... }: { programs.greeting = "hello ${user.name}"; };
  };
}
"#,
    )?;
    let flake = planned(flake)?;
    prints(
        &flake,
        SEEN,
        concat!(
            r#"{"arguments":"hello 80","closed":3,"conditional":true,"derived":6,"file1":1,"file2":2,"file3":3,"host":"web1","inner":"web1 3","merged":true,"#,
            r#""path":[1,2,3],"system":"x86_64-linux","users":{"alice":"web1","bob":"web1"}}"#
        ),
    )?;
    let greeting =
        |user| format!("nixosConfigurations.web1.config.home-manager.users.{user}.programs");
    prints(&flake, &greeting("alice"), r#"{"greeting":"hello alice"}"#)?;
    prints(&flake, &greeting("bob"), r#"{"greeting":"hello bob"}"#)?;
    Ok(Outcome::Passed)
}
