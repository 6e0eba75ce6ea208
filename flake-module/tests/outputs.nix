# The flake-parts module as a whole: where in a flake a plan's parts come out, on a plan that lies in ./fixtures. Its
# shards list no reads, so it is never stale, but for that of db1, which always is.
{ lib, harness, ... }:
let
  module = fleet: {
    imports = [
      ../.
      fleet
    ];
    den.planDir = ./fixtures/plans/fleet;
    den.package = system: harness.pkgs.${system}.hello or null;
  };

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
        settings =
          { lib, ... }:
          {
            options.port = lib.mkOption {
              type = lib.types.port;
              default = 80;
            };
          };
        nixos = { settings, ... }: { networking.firewall.allowedTCPPorts = [ settings.port ]; };
        terranix.resource.server.web1 = { };
      };
      dock.darwin.system.defaults.dock.autohide = true;
      shell.homeManager =
        { user, pkgs, ... }:
        {
          home.packages = [ pkgs.fish ];
          home.username = user.name;
        };
      watch.nixos = { host, settings, ... }: { networking.hostName = host.name; };
    };
  };

  flakeWith =
    more:
    harness.mkFlake { } {
      imports = [
        (module fleet)
        more
      ];
    };
  flake = flakeWith { };
  without = flakeWith {
    den.evaluator = "committed";
    den.planDir = lib.mkForce ./fixtures/plans/nowhere;
  };
  cut = flakeWith { den.planDir = lib.mkForce ./fixtures/plans/cut; };
  web1 = flake.nixosConfigurations.web1.config;

  # What comes of `flake.modules.<class>.<aspect>` where only the module system is.
  plain =
    class: module:
    (lib.evalModules {
      inherit class;
      modules = [
        module
        { freeformType = lib.types.lazyAttrsOf lib.types.anything; }
      ];
    }).config;
in
{
  "the plan names the outputs" = {
    expr = lib.mapAttrs (_: builtins.attrNames) {
      inherit (flake) nixosConfigurations darwinConfigurations terranixModules;
    };
    expected = {
      nixosConfigurations = [
        "db1"
        "web1"
      ];
      darwinConfigurations = [ "mac1" ];
      terranixModules = [ "web1" ];
    };
  };
  "a NixOS host" = {
    expr = {
      ports = web1.networking.firewall.allowedTCPPorts;
      platform = web1.nixpkgs.hostPlatform;
    };
    expected = {
      ports = [ 8443 ];
      platform = "x86_64-linux";
    };
  };
  "two users of one host, one aspect" = {
    expr = lib.mapAttrs (_: home: {
      inherit (home.home) username;
      packages = map (p: p.name) home.home.packages;
    }) web1.home-manager.users;
    expected = lib.genAttrs [ "alice" "bob" ] (user: {
      username = user;
      packages = [ "fish" ];
    });
  };
  "a darwin host" = {
    expr = flake.darwinConfigurations.mac1.config.system.defaults.dock.autohide;
    expected = true;
  };
  "a class whose result is its modules" = {
    expr = map (m: m.key) flake.terranixModules.web1;
    expected = [ "den#nginx#terranix#0" ];
  };
  "what the plan names can be read by other modules of the flake" = {
    expr =
      (flakeWith (
        { config, ... }:
        {
          perSystem.legacyPackages.seen = builtins.attrNames (config.flake.terranixModules or { });
        }
      )).legacyPackages.x86_64-linux.seen;
    expected = [ "web1" ];
  };
  "a class's terminal is an option" = {
    expr =
      (flakeWith {
        den.classes.nixos.instantiate =
          {
            host,
            class,
            name,
            modules,
            lib,
            inputs,
            ...
          }:
          "${class} ${host.name} ${name} ${toString (inputs ? nixpkgs)}";
      }).nixosConfigurations.web1;
    expected = "nixos web1 web1 1";
  };
  "a class registered by its name alone keeps what den knows of it" = {
    expr =
      let
        evaluation = harness.eval { } {
          imports = [ (module fleet) ];
          den.classes.terranix = { };
          den.classes.mine = { };
          den.classes.homeManager.forward.path = [
            "home-manager"
            "people"
          ];
        };
        inherit (evaluation.config.den) classes;
      in
      {
        inherit (classes.homeManager.forward) into path;
        terranix = classes.terranix.intoAttr;
        mine = classes.mine.intoAttr;
      };
    expected = {
      into = [
        "nixos"
        "darwin"
      ];
      path = [
        "home-manager"
        "people"
      ];
      terranix = [ "terranixModules" ];
      mine = null;
    };
  };
  "the user's own configurations stand beside the planned ones" = {
    expr = builtins.attrNames (flakeWith { flake.nixosConfigurations.own = { }; }).nixosConfigurations;
    expected = [
      "db1"
      "own"
      "web1"
    ];
  };
  "a stale host throws, by its name nothing does" = {
    expr = flake.nixosConfigurations.db1.config.networking.hostName;
    expectedError.msg = "den: the plan of host db1 is stale: hosts.db1.facts changed since it was planned. Run `den plan` and commit";
  };
  "an input that is needed to instantiate a host" = {
    expr =
      (harness.mkFlake { inputs.nixpkgs.legacyPackages = { }; } (module fleet))
      .nixosConfigurations.web1.config;
    expectedError.msg = "den: host web1 is of class nixos, but there is no input `nixpkgs` to instantiate it with: add one, or set den.classes.nixos.instantiate.";
  };
  "without a plan the names are those of the declarations, and no error" = {
    expr = {
      hosts = builtins.attrNames without.nixosConfigurations;
      darwin = builtins.attrNames without.darwinConfigurations;
      terranix = without ? terranixModules;
    };
    expected = {
      hosts = [
        "db1"
        "web1"
      ];
      darwin = [ "mac1" ];
      terranix = true;
    };
  };
  "without a plan a host says what to run" = {
    expr = without.nixosConfigurations.web1.config;
    expectedError.msg = "nowhere (a flake sees only files that git tracks). Run `den plan` and commit";
  };
  "without a plan so does what content alone would tell" = {
    expr = without.terranixModules;
    expectedError.msg = "nowhere (a flake sees only files that git tracks). Run `den plan` and commit";
  };
  "a host of a plan that cannot be read says what to run" = {
    expr = cut.nixosConfigurations.web1.config;
    expectedError.msg = "index.json is cut short, badly merged or edited by hand. Run `den plan` and commit";
  };
  "a plan that cannot be read does not hide what renews it" = {
    expr = {
      hosts = builtins.attrNames cut.nixosConfigurations;
      fleet = builtins.attrNames cut.den.fleet.hosts;
      package = cut.packages.x86_64-linux.den.name;
    };
    expected = {
      hosts = [
        "db1"
        "web1"
      ];
      fleet = [
        "db1"
        "mac1"
        "web1"
      ];
      package = "hello";
    };
  };
  "a plan that cannot be read fails the check" = {
    expr = cut.checks.x86_64-linux.den-plan.drvPath;
    expectedError.msg = "index.json is cut short, badly merged or edited by hand. Run `den plan` and commit";
  };
  "a stale plan fails the check" = {
    expr = flake.checks.x86_64-linux.den-plan.drvPath;
    expectedError.msg = "den: the plan of host db1 is stale: hosts.db1.facts changed";
  };
  "a stale plan leaves the check its name" = {
    expr = flake.checks.x86_64-linux.den-plan.name;
    expected = "den-plan";
  };
  "the interface for the program" = {
    expr = {
      inherit (flake.den) version evaluator;
      fleet = flake.den.fleet.version;
      dir = lib.hasSuffix "tests/fixtures/plans/fleet" flake.den.planDir;
    };
    expected = {
      version = 1;
      evaluator = "committed";
      fleet = 1;
      dir = true;
    };
  };
  "the program is a package and an app" = {
    expr = {
      package = flake.packages.x86_64-linux.den.name;
      app = flake.apps.x86_64-linux.den.type;
    };
    expected = {
      package = "hello";
      app = "app";
    };
  };
  "without the program there is no package, and still a check" = {
    expr =
      let
        none = flakeWith { den.package = lib.mkForce (_: null); };
      in
      {
        packages = none.packages.x86_64-linux;
        apps = none.apps.x86_64-linux;
        checks = builtins.attrNames none.checks.x86_64-linux;
      };
    expected = {
      packages = { };
      apps = { };
      checks = [ "den-plan" ];
    };
  };
  "aspects are modules of their class, with the defaults of their settings" = {
    expr = (plain "nixos" flake.modules.nixos.nginx).networking.firewall.allowedTCPPorts;
    expected = [ 80 ];
  };
  "modules are listed by class" = {
    expr = lib.mapAttrs (_: builtins.attrNames) flake.modules;
    expected = {
      darwin = [ "dock" ];
      homeManager = [ "shell" ];
      nixos = [
        "nginx"
        "watch"
      ];
      terranix = [ "nginx" ];
    };
  };
  "a module is of its class" = {
    expr = plain "darwin" flake.modules.nixos.nginx;
    expectedError.msg = "flake.modules.nixos.nginx.*(into darwin instead of nixos|expects class .darwin.)";
  };
  "beside the option that flake-parts has for modules" = {
    expr =
      let
        both = flakeWith {
          imports = [ harness.inputs.flake-parts.flakeModules.modules ];
          flake.modules.nixos.own.networking.firewall.allowedTCPPorts = [ 22 ];
        };
      in
      lib.mapAttrs (_: module: (plain "nixos" module).networking.firewall.allowedTCPPorts) {
        inherit (both.modules.nixos) nginx own;
      };
    expected = {
      nginx = [ 80 ];
      own = [ 22 ];
    };
  };
  "a module that knows no host" = {
    expr = (plain "nixos" flake.modules.nixos.watch).networking.hostName;
    expectedError.msg = "den: aspect watch asks for `host`, which only a host of a fleet has: the module flake.modules.nixos.watch cannot supply it.";
  };
}
