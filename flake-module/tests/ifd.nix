# The `ifd` evaluator, with a stand-in for the program: one that gives the plan in ./fixtures/plans/fleet, whatever it is
# told to plan, and a file of findings. Where the document has positions it adds one to each finding.
{ lib, harness, ... }:
let
  declared = {
    den.hosts.x86_64-linux = {
      web1.users = {
        alice = { };
        bob = { };
      };
      db1 = { };
    };
    den.hosts.aarch64-darwin.mac1 = { };
    den.aspects = {
      nginx = {
        settings.port.default = 80;
        nixos = { settings, ... }: { networking.firewall.allowedTCPPorts = [ settings.port ]; };
        terranix.resource.server.web1 = { };
      };
      dock.darwin.system.defaults.dock.autohide = true;
      shell.homeManager = { user, ... }: { home.username = user.name; };
    };
  };

  program =
    {
      findings ? ./fixtures/findings/none.json,
      plan ? ./fixtures/plans/fleet,
    }:
    system:
    harness.pkgs.${system}.writeShellScriptBin "den" ''
      PATH=/usr/local/bin:/usr/bin:/bin
      while [ $# -gt 0 ]; do
        case $1 in
          --fleet) fleet=$2 ;;
          --out) out=$2 ;;
        esac
        shift
      done
      cp -r ${plan} "$out"
      chmod -R u+w "$out"
      case $(cat "$fleet") in
        *'"positions"'*) sed 's|"at": \[\]|"at": [ { "file": "hosts.nix", "line": 7, "column": 3 } ]|' ${findings} ;;
        *) cat ${findings} ;;
      esac > "$out/diagnostics.json"
    '';

  flakeWith =
    package: more:
    harness.mkFlake { } {
      imports = [
        ../.
        declared
        more
      ];
      den.planDir = lib.mkDefault ./fixtures/plans/nowhere;
      den.package = lib.mkDefault package;
    };
  flake = flakeWith (program { }) { };
  found = name: flakeWith (program { findings = ./fixtures/findings + "/${name}.json"; }) { };

  # Another fleet, one with homes.
  withHomes =
    package:
    harness.mkFlake { } {
      imports = [
        ../.
        ./fixtures/homes.nix
      ];
      den.planDir = ./fixtures/plans/nowhere;
      den.package = package;
    };
  homes =
    findings:
    withHomes (program {
      findings = ./fixtures/findings + "/${findings}.json";
      plan = ./fixtures/plans/homes;
    });

  names = lib.mapAttrs (_: builtins.attrNames);
  hosts = flake: { inherit (flake) nixosConfigurations darwinConfigurations; };
  ports = flake: flake.nixosConfigurations.web1.config.networking.firewall.allowedTCPPorts;
  db1 = flake: flake.nixosConfigurations.db1.config.networking.hostName;

  # Whoever asks for it has looked at the plan.
  never = flakeWith (_: throw "the plan was built") { };
in
{
  "it is chosen where no plan is committed" = {
    expr = [
      flake.den.evaluator
      (flakeWith (program { }) { den.planDir = ./fixtures/plans/fleet; }).den.evaluator
      (flakeWith (program { }) {
        den.planDir = ./fixtures/plans/fleet;
        den.evaluator = "ifd";
      }).den.evaluator
      (flakeWith (program { }) { den.evaluator = "committed"; }).den.evaluator
    ];
    expected = [
      "ifd"
      "committed"
      "ifd"
      "committed"
    ];
  };
  "where a plan is committed nothing is built" = {
    expr = ports (flakeWith (_: throw "the plan was built") { den.planDir = ./fixtures/plans/fleet; });
    expected = [ 8443 ];
  };
  "names of outputs build nothing" = {
    expr = {
      hosts = names (hosts never);
      content = never ? terranixModules;
      check = never.checks.x86_64-linux.den-plan.name;
      fleet = builtins.attrNames never.den.fleet.hosts;
    };
    expected = {
      hosts = {
        nixosConfigurations = [
          "db1"
          "web1"
        ];
        darwinConfigurations = [ "mac1" ];
      };
      content = true;
      check = "den-plan";
      fleet = [
        "db1"
        "mac1"
        "web1"
      ];
    };
  };
  "names that depend on content are the plan's" = {
    expr = names { inherit (flake) terranixModules; };
    expected.terranixModules = [ "web1" ];
  };
  "a host" = {
    expr = {
      ports = ports flake;
      users = lib.mapAttrs (
        _: home: home.home.username
      ) flake.nixosConfigurations.web1.config.home-manager.users;
    };
    expected = {
      ports = [ 8443 ];
      users = lib.genAttrs [ "alice" "bob" ] lib.id;
    };
  };
  "the check says that the fleet was planned" = {
    expr = flake.checks.x86_64-linux.den-plan.fresh;
    expected = "planned without errors";
  };
  "an error of one host leaves the others alone" = {
    expr = ports (found "host");
    expected = [ 8443 ];
  };
  "an error of one host is thrown there, as `den check` says it" = {
    expr = db1 (found "host");
    expectedError.msg = lib.concatStringsSep " " [
      "den: host db1 cannot be planned:"
      "error[den::settings::unknown]: `nginx` has no setting `prot`"
      "--> hosts.nix:7:3"
      "= help: did you mean `port`?"
      "error[den::settings::conflict]: two values"
      "--> hosts.nix:7:3"
      "= note: one is 1"
      "= note: one is 2"
    ];
  };
  "an error of no host is thrown at every host" = {
    expr = ports (found "fleet");
    expectedError.msg = "den: host web1 cannot be planned: error[den::aspect::unknown-class]: aspect `nginx` has content of a class that does not exist: `nixoss` --> hosts.nix:7:3 = help: did you mean `nixos`?";
  };
  "an error of one home is thrown there" = {
    expr = (homes "home").homeConfigurations."vic@mac".config.home.username;
    expectedError.msg = "den: home vic@mac cannot be planned: error[den::settings::unknown]: `shell` has no setting `prgram` --> hosts.nix:7:3";
  };
  "an error of one home leaves the hosts alone" = {
    expr = (homes "home").nixosConfigurations.web1.config.home-manager.users.vic.home.username;
    expected = "vic";
  };
  "homes are planned with the hosts, and their names build nothing" = {
    expr = {
      names = names { inherit (withHomes (_: throw "the plan was built")) homeConfigurations own; };
      user = (homes "none").homeConfigurations."vic@mac".config.home.username;
      mine = (homes "none").own.ann;
    };
    expected = {
      names = {
        homeConfigurations = [
          "vic"
          "vic@mac"
        ];
        own = [ "ann" ];
      };
      user = "vic";
      mine = "ann has 2 modules";
    };
  };
  "the check lists all errors once" = {
    expr = (found "host").checks.x86_64-linux.den-plan.drvPath;
    expectedError.msg = "den: error\\[den::settings::unknown].*den: error\\[den::settings::conflict]: two values( |$)";
  };
  "no program" = {
    expr = ports (flakeWith (_: null) { });
    expectedError.msg = ", and no den to make one with on [a-z0-9_]+-[a-z]+: set den.package \\(system: a package with bin/den\\), or give the flake an input `nixpkgs` to build it with. Or run `den plan` and commit";
  };
  "no program fails no name" = {
    expr = names (hosts (flakeWith (_: null) { })) == names (hosts flake);
    expected = true;
  };
  "a program of another version" = {
    expr = ports (found "newer");
    expectedError.msg = "den: the plan/diagnostics.json is of version 7, and this den reads version 1. The plan was made by";
  };
  "the system that plans can be said" = {
    expr = ports (
      flakeWith (system: throw "planned on ${system}") { den.planSystem = "riscv64-linux"; }
    );
    expectedError.msg = "planned on riscv64-linux";
  };
}
