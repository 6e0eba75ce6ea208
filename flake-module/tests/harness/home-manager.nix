# A stand-in for the home-manager flake: its modules for systems, and its standalone form.
{ lib }:
let
  inherit (lib) mkOption types;

  home =
    { config, ... }:
    {
      freeformType = types.lazyAttrsOf types.anything;
      options.home = mkOption {
        default = { };
        type = types.submodule {
          freeformType = types.lazyAttrsOf types.anything;
          options.packages = mkOption {
            type = types.listOf types.package;
            default = [ ];
          };
        };
      };
    };

  systemModule =
    { config, pkgs, ... }:
    {
      options.home-manager = {
        extraSpecialArgs = mkOption {
          type = types.attrs;
          default = { };
        };
        useGlobalPkgs = lib.mkEnableOption "the system's pkgs";
        useUserPackages = lib.mkEnableOption "packages in the user's profile";
        users = mkOption {
          default = { };
          type = types.attrsOf (
            types.submoduleWith {
              class = "homeManager";
              specialArgs = {
                osConfig = config;
              }
              // config.home-manager.extraSpecialArgs;
              modules = [
                home
                { _module.args = { inherit pkgs; }; }
              ];
            }
          );
        };
      };
    };
in
{
  nixosModules.home-manager = systemModule;
  darwinModules.home-manager = systemModule;

  lib.homeManagerConfiguration =
    {
      pkgs,
      modules ? [ ],
      extraSpecialArgs ? { },
    }:
    let
      evaluation = lib.evalModules {
        class = "homeManager";
        specialArgs = extraSpecialArgs;
        modules = [
          home
          { _module.args = { inherit pkgs; }; }
        ]
        ++ modules;
      };
    in
    evaluation
    // {
      activationPackage = pkgs.writeText "home-manager-generation" (
        builtins.toJSON (map toString evaluation.config.home.packages)
      );
    };
}
