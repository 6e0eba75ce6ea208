# A stand-in for flake-parts: the part of its interface that den and its tests use, on the real module
# system. Absent: `debug`, partitions, easyOverlay, bundlers, touchup, and its elaborate messages.
{ lib }:
let
  inherit (lib) mkOption types;

  flake-parts-lib = {
    inherit
      evalFlakeModule
      mkFlake
      mkPerSystemOption
      mkPerSystemType
      mkTransposedPerSystemModule
      ;
    mkDeferredModuleType = mkPerSystemType;
    mkDeferredModuleOption = mkPerSystemOption;
    mkSubmoduleOptions =
      options: mkOption { type = types.submoduleWith { modules = [ { inherit options; } ]; }; };
    importApply = path: arguments: lib.setDefaultModuleLocation path (import path arguments);
    importAndPublish = name: module: {
      _class = "flake";
      imports = [
        module
        flakeModules.modules
      ];
      flake.modules.flake.${name} = module;
    };
    defaultModule = candidate: candidate.flakeModules.default or candidate;
  };

  flakeModules.modules = ./flake-parts-modules.nix;

  evalFlakeModule =
    args@{
      inputs ? self.inputs,
      self ?
        inputs.self
          or (throw "mkFlake needs all arguments of the outputs function: `mkFlake { inherit inputs; }`"),
      specialArgs ? { },
      moduleLocation ? "${self.outPath}/flake.nix",
    }:
    module:
    let
      position = builtins.unsafeGetAttrPos "inputs" args;
      location =
        args.moduleLocation or (if position == null then "<mkFlake argument>" else position.file);
    in
    lib.evalModules {
      class = "flake";
      specialArgs = {
        inherit
          flake-parts-lib
          inputs
          moduleLocation
          self
          ;
      }
      // specialArgs;
      modules = import ./flake-parts-core.nix ++ [ (lib.setDefaultModuleLocation location module) ];
    };

  mkFlake = args: module: (evalFlakeModule args module).config.processedFlake;

  # Every declaration of `perSystem` adds a module to what is evaluated per system.
  mkPerSystemType = module: types.deferredModuleWith { staticModules = [ module ]; };
  mkPerSystemOption = module: mkOption { type = mkPerSystemType module; };

  mkTransposedPerSystemModule =
    {
      name,
      option,
      file,
    }:
    {
      _file = file;
      options.flake.${name} = mkOption {
        type = types.lazyAttrsOf option.type;
        default = { };
      };
      options.perSystem = mkPerSystemOption {
        _file = file;
        options.${name} = option;
      };
      config.transposition.${name} = { };
    };
in
{
  lib = flake-parts-lib;
  inherit flakeModules;
}
