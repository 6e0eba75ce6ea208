# How plans are made and where they lie.
{ inputs, lib, ... }:
let
  inherit (lib) mkOption types;

  # Without a package of den's own at hand, the user's nixpkgs builds one. Only a nixpkgs with Rust in it can.
  build =
    system:
    let
      pkgs = inputs.nixpkgs.legacyPackages.${system} or { };
    in
    if pkgs ? rustPlatform then pkgs.callPackage ../../nix/package.nix { } else null;
in
{
  options.den = {
    evaluator = mkOption {
      type = types.enum (builtins.attrNames (import ../lib/evaluators));
      default = "auto";
      description = ''
        Where the plan comes from.

        * `committed`: it lies in the repository, in {option}`den.planDir`, written by `den plan`. Evaluation builds
          nothing.
        * `ifd`: a derivation makes it whenever Nix evaluates (import from derivation). No command to run after an edit.
        * `auto`: `committed` where the folder exists, `ifd` otherwise.
      '';
    };

    planDir = mkOption {
      type = types.either types.path types.str;
      default = "den/plan";
      example = lib.literalExpression "./den/plan";
      description = "The folder of the committed plan: a path, or a string relative to the flake.";
    };

    planSystem = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "x86_64-linux";
      description = ''
        The system that `ifd` builds the plan on. By default the one that Nix runs on, where evaluation is impure, and
        otherwise the first of the flake's `systems`, since pure evaluation cannot tell.
      '';
    };

    package = mkOption {
      type = types.functionTo (types.nullOr types.package);
      default = system: inputs.den.packages.${system}.den or (build system);
      defaultText = lib.literalMD "`inputs.den.packages.<system>.den`, or one that is built with `inputs.nixpkgs`";
      description = ''
        The `den` program for a system. Where there is one it becomes `packages.<system>.den` and `apps.<system>.den`,
        the evaluator `ifd` makes plans with it, and `checks.<system>.den-plan` plans a committed fleet anew.
      '';
    };
  };
}
