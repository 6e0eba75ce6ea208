//! Plans that Nix builds while it evaluates: when that happens, what they say, and what to do where it may not.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::e2e::{Case, Env, Flake, Outcome, Ran};
use crate::error::{Error, Result};
use crate::files;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "built plans: an edit needs no command",
        run: edit,
    },
    Case {
        name: "built plans: a comment plans nothing anew",
        run: comment,
    },
    Case {
        name: "built plans: an error of one host is thrown there, and warnings are said once",
        run: errors,
    },
    Case {
        name: "built plans: where Nix may not build there are names, and a way out",
        run: refused,
    },
    Case {
        name: "built plans: a plan in the repository is preferred",
        run: preferred,
    },
    Case {
        name: "built plans: without a den there is a sentence",
        run: no_package,
    },
];

/// The example without its plan, and the file that each run of its den writes a line to.
fn example(env: &Env) -> Result<(Flake<'_>, PathBuf)> {
    let log = env.scratch().join("runs");
    files::write(&log, "")?;
    // Another program than that of an earlier run of this case, or Nix would still have what that one planned.
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let package = format!(
        "inputs.nixpkgs.legacyPackages.${{system}}.writeShellScriptBin \"den\" ''\n  \
         # {}\n  echo run >> {}\n  exec {} \"$@\"\n''",
        now.unwrap_or_default().as_nanos(),
        log.display(),
        env.den()?.display()
    );
    Ok((example_with(env, &package)?, log))
}

/// The example without its plan, and with this den for a `system`.
fn example_with<'a>(env: &'a Env, package: &str) -> Result<Flake<'a>> {
    let flake = env.copy("examples/fleet")?;
    flake.replace(
        "flake.nix",
        "imports = [\n",
        &format!("den.package = system: {package};\nimports = [\n"),
    )?;
    flake.git(["rm", "-r", "--quiet", "den/plan"])?;
    flake.commit("no plan")?;
    Ok(flake)
}

fn eval(flake: &Flake, output: &str) -> Result<Ran> {
    flake.nix(["eval", "--json", &format!(".#{output}")])
}

fn ports(host: &str) -> String {
    format!("nixosConfigurations.{host}.config.networking.firewall.allowedTCPPorts")
}

fn expect_runs(log: &Path, runs: usize) -> Result<()> {
    let found = files::read(log)?.lines().count();
    if found == runs {
        Ok(())
    } else {
        Err(Error::new(format!("den was run {found} times, not {runs}")))
    }
}

fn edit(env: &Env) -> Result<Outcome> {
    let (flake, log) = example(env)?;
    eval(&flake, &ports("web1"))?.succeeds()?.prints("[8443]")?;
    eval(&flake, &ports("web2"))?.succeeds()?.prints("[80]")?;
    expect_runs(&log, 1)?;
    flake.replace("hosts.nix", "8443", "9443")?;
    eval(&flake, &ports("web1"))?.succeeds()?.prints("[9443]")?;
    expect_runs(&log, 2)?;
    eval(&flake, "den.evaluator")?
        .succeeds()?
        .prints(r#""ifd""#)?;
    flake
        .nix(["build", "--no-link", ".#checks.x86_64-linux.den-plan"])?
        .succeeds()?;
    Ok(Outcome::Passed)
}

fn comment(env: &Env) -> Result<Outcome> {
    let (flake, log) = example(env)?;
    eval(&flake, &ports("web1"))?.succeeds()?;
    flake.replace("hosts.nix", "    web1 = {", "    # Here.\n\n    web1 = {")?;
    eval(&flake, &ports("web1"))?.succeeds()?;
    expect_runs(&log, 1)?;
    Ok(Outcome::Passed)
}

fn errors(env: &Env) -> Result<Outcome> {
    let (flake, log) = example(env)?;
    flake.replace(
        "hosts.nix",
        "aspects.nginx.settings.port = 8443;",
        "aspects.nginx.settings.prot = 8443;\n      settings.postgresql.sharedBuffers = \"1GB\";",
    )?;
    let hosts = "hosts: map (host: host.config.networking.hostName) [ hosts.web2 hosts.db1 hosts.storage1 ]";
    let others = flake.nix(["eval", "--json", ".#nixosConfigurations", "--apply", hosts])?;
    others.succeeds()?.prints(r#"["web2","db1","storage1"]"#)?;
    others.stderr_has_once("warning[den::settings::unused]")?;
    // Once for what is wrong, and once more for where that is written.
    expect_runs(&log, 2)?;

    let said = "the host layer sets `nginx.prot`";
    flake.den(["check"])?.exits(1)?.stderr_has(said)?;
    eval(&flake, &ports("web1"))?
        .fails()?
        .stderr_has("den: host web1 cannot be planned: error[den::settings::unknown-key]:")?
        .stderr_has(said)?
        .stderr_has("--> hosts.nix:10:7")?
        .stderr_has("help: did you mean `port`?")?;
    Ok(Outcome::Passed)
}

fn refused(env: &Env) -> Result<Outcome> {
    const NO: &str = "--no-allow-import-from-derivation";
    let (flake, log) = example(env)?;
    let shown = flake.nix(["flake", "show", NO])?;
    for name in ["web1", "storage1", "terranixModules", "den-plan"] {
        shown.succeeds()?.stdout_has(name)?;
    }
    flake
        .nix([
            "eval",
            "--json",
            ".#terranixModules",
            "--apply",
            "builtins.attrNames",
            NO,
        ])?
        .succeeds()?
        .prints(r#"["db1","storage1","studio","web1","web2"]"#)?;
    flake
        .nix(["eval", "--json", ".#den.fleet.version", NO])?
        .succeeds()?
        .prints("1")?;
    flake
        .nix(["eval", "--show-trace", NO, &format!(".#{}", ports("web1"))])?
        .fails()?
        .stderr_has("allow-import-from-derivation")?
        .stderr_has(
            "while building the plan of the fleet, since there is none in den/plan; where Nix may not build while it \
             evaluates, run `den plan` and commit den/plan",
        )?;
    expect_runs(&log, 0)?;
    Ok(Outcome::Passed)
}

fn preferred(env: &Env) -> Result<Outcome> {
    let (flake, log) = example(env)?;
    flake.den(["plan"])?;
    flake.commit("the plan")?;
    eval(&flake, "den.evaluator")?
        .succeeds()?
        .prints(r#""committed""#)?;
    eval(&flake, &ports("web1"))?.succeeds()?.prints("[8443]")?;
    flake.replace("hosts.nix", "8443", "9443")?;
    eval(&flake, &ports("web1"))?
        .fails()?
        .stderr_has("den: the plan of host web1 is stale")?;
    expect_runs(&log, 0)?;
    Ok(Outcome::Passed)
}

fn no_package(env: &Env) -> Result<Outcome> {
    let flake = example_with(env, "null")?;
    flake
        .nix(["flake", "show"])?
        .succeeds()?
        .stdout_has("web1")?;
    eval(&flake, &ports("web1"))?.fails()?.stderr_has(
        "den: there is no plan in den/plan, and no den to make one with on x86_64-linux: set den.package",
    )?;
    Ok(Outcome::Passed)
}
