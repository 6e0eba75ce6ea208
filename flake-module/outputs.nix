# What a flake has of its fleet besides the outputs that the plan names. Whoever evaluates this module puts it in place.
{ config, lib, ... }:
let
  inherit (config.den)
    declarations
    exports
    package
    plan
    ;
in
{
  options.den.outputs = lib.mkOption {
    type = lib.types.raw;
    internal = true;
    readOnly = true;
    description = "`fleet`: outputs of the flake; `perSystem`: those of one system.";
  };

  config.den.outputs = {
    fleet = {
      # What the `den` program reads of a flake. Never depends on the plan, which it is there to renew.
      den = {
        version = 1;
        fleet = declarations.document;
        # For people, and lazy: the same, where what is wrong fails with its own error.
        inherit (declarations) strict;
        planDir = plan.shown;
        inherit (plan) evaluator;
      };

      # Every aspect's content as a plain module, for flakes that do not use den.
      modules = import ./lib/standalone.nix { inherit lib declarations; };
    }
    // lib.optionalAttrs (exports != { }) { denful = exports; };

    perSystem =
      system:
      let
        den = package system;
      in
      {
        packages = lib.optionalAttrs (den != null) { inherit den; };
        apps = lib.optionalAttrs (den != null) {
          den = {
            type = "app";
            program = "${den}/bin/den";
          };
        };
        checks.den-plan = import ./lib/check.nix {
          inherit
            declarations
            den
            plan
            system
            ;
        };
      };
  };
}
