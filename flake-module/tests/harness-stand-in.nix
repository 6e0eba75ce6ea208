# The harness itself: what den builds on in flake-parts works the same in the stand-in.
{ lib, harness }:
let
  fruit = harness.mkFlake { } {
    imports = [
      { flake.named.apple = 1; }
      { flake.named.pear = 2; }
      (
        { flake-parts-lib, lib, ... }:
        {
          options.flake.named = lib.mkOption { type = lib.types.lazyAttrsOf lib.types.int; };
          options.perSystem = flake-parts-lib.mkPerSystemOption (
            { config, pkgs, ... }:
            {
              options.fruit = lib.mkOption { type = lib.types.str; };
              config.packages.fruit = pkgs.writeText "fruit" config.fruit;
            }
          );
        }
      )
    ];
    systems = [
      "x86_64-linux"
      "aarch64-linux"
    ];
    perSystem =
      {
        config,
        self',
        system,
        ...
      }:
      {
        fruit = "apple on ${system}";
        checks.fruit = self'.packages.fruit;
        apps.fruit.program = "${config.packages.fruit}";
      };
  };
in
{
  "options in flake merge" = {
    expr = fruit.named;
    expected = {
      apple = 1;
      pear = 2;
    };
  };

  "perSystem is transposed" = {
    expr = lib.mapAttrs (_: lib.attrNames) fruit.packages;
    expected = {
      aarch64-linux = [ "fruit" ];
      x86_64-linux = [ "fruit" ];
    };
  };

  "perSystem knows its system and its own outputs" = {
    expr = {
      inherit (fruit.packages.aarch64-linux.fruit) system text;
      same = fruit.checks.x86_64-linux.fruit.outPath == fruit.packages.x86_64-linux.fruit.outPath;
      app = fruit.apps.x86_64-linux.fruit.type;
    };
    expected = {
      system = "aarch64-linux";
      text = "apple on aarch64-linux";
      same = true;
      app = "app";
    };
  };

  "a flake without packages has empty ones" = {
    expr = (harness.mkFlake { } { }).packages;
    expected.x86_64-linux = { };
  };

  "self is the outputs" = {
    expr =
      let
        flake = harness.flake { source = "/some/where"; } (
          { self, inputs, ... }:
          {
            flake.answer = 42;
            flake.again = self.answer;
            flake.through = inputs.self.answer;
            flake.place = self.outPath;
          }
        );
      in
      {
        inherit (flake) again place through;
      };
    expected = {
      again = 42;
      place = "/some/where";
      through = 42;
    };
  };

  "nixosConfigurations merge" = {
    expr =
      lib.attrNames
        (harness.mkFlake { } {
          imports = [
            { flake.nixosConfigurations.web1 = throw "forced"; }
            { flake.nixosConfigurations.web2 = throw "forced"; }
          ];
        }).nixosConfigurations;
    expected = [
      "web1"
      "web2"
    ];
  };

  "an unknown output is set once" = {
    expr =
      (harness.mkFlake { } {
        imports = [
          { flake.odd = 1; }
          { flake.odd = 2; }
        ];
      }).odd;
    expectedError.msg = "No option has been declared for this flake output attribute";
  };

  "an undeclared option is refused" = {
    expr = (harness.mkFlake { } { nonsense = 1; }).packages;
    expectedError.msg = "The option `nonsense' does not exist";
  };

  "a module of another class is refused" = {
    expr = (harness.mkFlake { } { imports = [ { _class = "nixos"; } ]; }).packages;
    expectedError.msg = "imported into flake instead of nixos|\\(class: \"nixos\"\\) cannot be imported";
  };

  "withSystem gives the arguments of a system" = {
    expr =
      (harness.mkFlake { } (
        { withSystem, ... }:
        {
          perSystem.packages = { };
          flake.which = withSystem "x86_64-linux" ({ system, pkgs, ... }: system + pkgs.system);
        }
      )).which;
    expected = "x86_64-linuxx86_64-linux";
  };

  "modules are published by class" = {
    expr =
      let
        outputs = harness.mkFlake { } {
          imports = [ harness.inputs.flake-parts.flakeModules.modules ];
          flake.modules.nixos.web = {
            networking.hostName = "web";
          };
        };
        nixos = harness.inputs.nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          modules = [ outputs.modules.nixos.web ];
        };
      in
      nixos.config.networking.hostName;
    expected = "web";
  };
}
