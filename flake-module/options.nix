# How plans are made and where they lie.
{ inputs, lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.den = {
    evaluator = mkOption {
      type = types.enum (builtins.attrNames (import ./lib/evaluators));
      default = "committed";
      description = ''
        Where the plan comes from. `committed`: it lies in the repository, in {option}`den.planDir`, written by
        `den plan`.
      '';
    };

    planDir = mkOption {
      type = types.either types.path types.str;
      default = "den/plan";
      example = lib.literalExpression "./den/plan";
      description = "The folder of the committed plan: a path, or a string relative to the flake.";
    };

    package = mkOption {
      type = types.functionTo (types.nullOr types.package);
      default = system: inputs.den.packages.${system}.den or null;
      defaultText = lib.literalExpression "system: inputs.den.packages.\${system}.den or null";
      description = ''
        The `den` program for a system. Where there is one it becomes `packages.<system>.den` and `apps.<system>.den`,
        and `checks.<system>.den-plan` plans the fleet anew.
      '';
    };
  };
}
