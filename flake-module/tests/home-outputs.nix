# Homes in a flake: `homeConfigurations` on a plan that lies in ./fixtures. Its shards list no reads, so it is never stale,
# but for that of vic, which always is.
{ lib, harness, ... }:
let
  flakeWith =
    {
      inputs ? { },
      more ? { },
    }:
    harness.mkFlake { inherit inputs; } {
      imports = [
        ../.
        ./fixtures/homes.nix
        more
      ];
      den.planDir = lib.mkDefault ./fixtures/plans/homes;
      den.package = system: harness.pkgs.${system}.hello or null;
    };
  flake = flakeWith { };
  mac = flake.homeConfigurations."vic@mac";
in
{
  "the plan names the outputs" = {
    expr = lib.mapAttrs (_: builtins.attrNames) { inherit (flake) homeConfigurations own; };
    expected = {
      homeConfigurations = [
        "vic"
        "vic@mac"
      ];
      own = [ "ann" ];
    };
  };
  "a home" = {
    expr = {
      inherit (mac.config) inline tools;
      shell = mac.config.programs.shell;
      user = mac.config.home.username;
    };
    expected = {
      inline = true;
      shell = "zsh";
      tools = "vic@mac";
      user = "vic";
    };
  };
  "a home has the packages of its own system" = {
    expr = mac._module.args.pkgs.hello.system;
    expected = "aarch64-darwin";
  };
  "a policy says what becomes of one" = {
    expr = flake.own.ann;
    expected = "ann has 2 modules";
  };
  "a user of a host is forwarded as before" = {
    expr = flake.nixosConfigurations.web1.config.home-manager.users.vic.home.username;
    expected = "vic";
  };
  "a stale home throws, by its name nothing does" = {
    expr = flake.homeConfigurations.vic.config.home.username;
    expectedError.msg = "den: the plan of home vic is stale: homes.vic.facts changed since it was planned. Run `den plan` and commit";
  };
  "a stale home fails the check" = {
    expr = flake.checks.x86_64-linux.den-plan.drvPath;
    expectedError.msg = "den: the plan of home vic is stale: homes.vic.facts changed";
  };
  "the class's terminal is an option" = {
    expr =
      (flakeWith {
        more.den.classes.homeManager.instantiate =
          {
            class,
            home,
            inputs,
            name,
            ...
          }:
          "${class} ${home.userName} ${name} ${home.system} ${toString (inputs ? home-manager)}";
      }).homeConfigurations."vic@mac";
    expected = "homeManager vic vic@mac aarch64-darwin 1";
  };
  "no home-manager" = {
    expr = (flakeWith { inputs.home-manager = { }; }).homeConfigurations."vic@mac".config;
    expectedError.msg = "den: home vic@mac is of class homeManager, but there is no input `home-manager` to instantiate it with: add one, or set den.classes.homeManager.instantiate.";
  };
  "a nixpkgs without the home's system" = {
    expr =
      (flakeWith {
        inputs.nixpkgs = {
          inherit (harness.inputs.nixpkgs) lib;
          legacyPackages = { };
        };
      }).homeConfigurations."vic@mac"._module.args.pkgs.hello;
    expectedError.msg = "den: home vic@mac is for aarch64-darwin, which the input `nixpkgs` has no packages for: set den.classes.homeManager.instantiate to give it others.";
  };
  "no nixpkgs" = {
    expr =
      (flakeWith {
        inputs.nixpkgs = {
          inherit (harness.inputs.nixpkgs) lib;
        };
      }).homeConfigurations."vic@mac"._module.args.pkgs.hello;
    expectedError.msg = "den: home vic@mac is of class homeManager, but there is no input `nixpkgs` to instantiate it with: add one, or set den.classes.homeManager.instantiate.";
  };
  "a class of hosts at a home" = {
    expr = (harness.eval { } { imports = [ ../. ]; }).config.den.classes.nixos.instantiate {
      class = "nixos";
      home.name = "vic";
      modules = [ ];
    };
    expectedError.msg = "den: a policy instantiates class nixos at home vic, which is no host: give its effect an `instantiate` of its own.";
  };
  "a module that knows no home" = {
    expr =
      (lib.evalModules {
        modules = [
          flake.modules.homeManager.tools
          { freeformType = lib.types.lazyAttrsOf lib.types.anything; }
        ];
      }).config.tools;
    expectedError.msg = "den: aspect tools asks for `home`, which only a home of a fleet has: the module flake.modules.homeManager.tools cannot supply it.";
  };
  "without homes there is no output for them" = {
    expr =
      (harness.mkFlake { } {
        imports = [ ../. ];
        den.hosts.x86_64-linux.web1 = { };
        den.planDir = ./fixtures/plans/nowhere;
        den.evaluator = "ifd";
      })
        ? homeConfigurations;
    expected = false;
  };
}
