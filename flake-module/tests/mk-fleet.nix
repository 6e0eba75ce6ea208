# `lib.mkFleet`: the outputs of the flake-parts module, without flake-parts.
{ lib, harness, ... }:
let
  mkFleet = import ../lib/mk-fleet.nix;

  fleet = {
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

  plain = mkFleet {
    inherit lib;
    inherit (harness) inputs;
    modules = [ fleet ];
    plan = ./fixtures/plans/fleet;
    package = system: harness.pkgs.${system}.hello;
    systems = [ "x86_64-linux" ];
  };
  inFlake = harness.mkFlake { source = toString ../..; } {
    imports = [
      ../.
      fleet
    ];
    den.planDir = ./fixtures/plans/fleet;
    den.package = system: harness.pkgs.${system}.hello;
  };
  comparable = flake: {
    nixos = builtins.attrNames flake.nixosConfigurations;
    ports = flake.nixosConfigurations.web1.config.networking.firewall.allowedTCPPorts;
    users = lib.mapAttrs (
      _: home: home.home.username
    ) flake.nixosConfigurations.web1.config.home-manager.users;
    dock = flake.darwinConfigurations.mac1.config.system.defaults.dock.autohide;
    terranix = map (m: m.key) flake.terranixModules.web1;
    modules = lib.mapAttrs (_: builtins.attrNames) flake.modules;
    den = {
      inherit (flake.den) evaluator planDir version;
      fleet = removeAttrs flake.den.fleet [ "positions" ];
    };
    packages = lib.mapAttrs (_: lib.mapAttrs (_: package: package.name)) flake.packages;
    apps = flake.apps.x86_64-linux.den.program;
    checks = lib.mapAttrs (_: builtins.attrNames) flake.checks;
  };
in
{
  "the same outputs as with flake-parts" = {
    expr = comparable plain;
    expected = comparable inFlake;
  };
  "positions are relative to the folder with the flake.nix above the call" = {
    expr = {
      inherit (plain.den.fleet.positions."in".hosts."in".web1.at) file;
      inherit (plain.den) planDir;
    };
    expected = {
      file = "flake-module/tests/mk-fleet.nix";
      planDir = "flake-module/tests/fixtures/plans/fleet";
    };
  };
  "or to the folder that is given" = {
    expr =
      (mkFleet {
        inherit lib;
        modules = [ fleet ];
        src = ./.;
        plan = ./fixtures/plans/fleet;
      }).den.planDir;
    expected = "fixtures/plans/fleet";
  };
  "without a plan the names are those of the declarations" = {
    expr =
      builtins.attrNames
        (mkFleet {
          inherit lib;
          modules = [ fleet ];
        }).nixosConfigurations;
    expected = [
      "db1"
      "web1"
    ];
  };
  "modules may ask for what is given, and for den in their imports" = {
    expr =
      let
        more = mkFleet {
          inherit lib;
          specialArgs.extra = "given";
          modules = [
            (
              {
                den,
                extra,
                inputs,
                n,
                policy,
                sel,
                ...
              }:
              {
                imports = [ (den.namespace "n" [ { a.nixos = { }; } ]) ];
                den.fleet.environments.e.hosts = sel.tag "x";
                den.policies.r = policy.rule {
                  when = sel.tag "x";
                  effects = [ ];
                };
                den.fleet.meta.seen = "${extra} ${toString (builtins.attrNames inputs)} ${n.a.__den.id}";
              }
            )
          ];
        };
      in
      [
        more.den.fleet.fleet.meta.seen
        more.den.fleet.fleet.environments.e.selector
        more.den.fleet.rules.r.when
      ];
    expected = [
      "given  n/a"
      { tag = "x"; }
      { tag = "x"; }
    ];
  };
  "an output that den has itself stands beside a planned one" = {
    expr =
      let
        more = mkFleet {
          inherit lib;
          modules = [
            fleet
            (
              { policy, ... }:
              {
                den.policies.modules =
                  { host, ... }:
                  [
                    (policy.instantiate {
                      class = "terranix";
                      intoAttr = [
                        "modules"
                        "terraform"
                        host.name
                      ];
                    })
                  ];
              }
            )
          ];
        };
      in
      {
        classes = builtins.attrNames more.modules;
        hosts = builtins.attrNames more.modules.terraform;
      };
    expected = {
      classes = [
        "darwin"
        "homeManager"
        "nixos"
        "terraform"
        "terranix"
      ];
      hosts = [
        "db1"
        "mac1"
        "web1"
      ];
    };
  };
  "a terminal that nobody gave" = {
    expr =
      (mkFleet {
        inherit lib;
        modules = [ fleet ];
        plan = ./fixtures/plans/fleet;
      }).nixosConfigurations.web1.config;
    expectedError.msg = "den: host web1 is of class nixos, but there is no input `nixpkgs` to instantiate it with";
  };
  "no library" = {
    expr = mkFleet { modules = [ fleet ]; };
    expectedError.msg = "den: mkFleet evaluates modules with the library of nixpkgs: give it `lib`, or `inputs` with nixpkgs among them.";
  };
  "mkFlake without flake-parts" = {
    expr = import ../lib/mk-flake.nix { inputs = { }; } { };
    expectedError.msg = "den: mkFlake wraps the mkFlake of flake-parts: give the flake an input `flake-parts`, or use den.lib.mkFleet, which does without.";
  };
}
