# The modules that every evaluation of the flake-parts stand-in starts with.
let
  # `flake`: any attribute may be set once; options declared in it merge.
  flake =
    {
      config,
      lib,
      options,
      ...
    }:
    let
      inherit (lib) mkOption types;
      unmergeable = types.unique {
        message = "No option has been declared for this flake output attribute, so its definitions can't be merged automatically.";
      } types.raw;
      named = mkOption {
        type = types.lazyAttrsOf types.raw;
        default = { };
      };
    in
    {
      options.flake = mkOption {
        type = types.submoduleWith {
          modules = [
            {
              freeformType = types.lazyAttrsOf unmergeable;
              options.nixosConfigurations = named;
            }
          ];
        };
      };
      options.processedFlake = mkOption {
        type = types.raw;
        readOnly = true;
        apply = given: if options.processedFlake.isDefined then given else config.flake;
      };
    };

  modules =
    {
      lib,
      moduleLocation,
      ...
    }:
    {
      options.flake.nixosModules = lib.mkOption {
        type = lib.types.lazyAttrsOf lib.types.deferredModule;
        default = { };
        apply = lib.mapAttrs (
          name: module: {
            _class = "nixos";
            _file = "${toString moduleLocation}#nixosModules.${name}";
            imports = [ module ];
          }
        );
      };
      options.flake.overlays = lib.mkOption {
        type = lib.types.lazyAttrsOf lib.types.raw;
        default = { };
      };
    };

  perSystem =
    {
      config,
      flake-parts-lib,
      lib,
      self,
      ...
    }:
    let
      inherit (lib) mkOption types;
      root = config;
      topLevelOnly =
        name:
        throw "`${name}` is not a `perSystem` module argument, but a module argument of the top level config.";
    in
    {
      options = {
        systems = mkOption { type = types.listOf types.str; };
        perInput = mkOption {
          type = types.functionTo (types.functionTo (types.lazyAttrsOf types.unspecified));
        };
        allSystems = mkOption {
          type = types.lazyAttrsOf types.unspecified;
          internal = true;
        };
        perSystem = mkOption {
          type = flake-parts-lib.mkPerSystemType (
            {
              config,
              options,
              specialArgs,
              system,
              ...
            }:
            {
              options.allModuleArgs = mkOption {
                type = types.lazyAttrsOf types.raw;
                internal = true;
                readOnly = true;
              };
              config = {
                allModuleArgs = config._module.args // specialArgs // { inherit config options; };
                _module.args = {
                  inputs' = lib.mapAttrs (
                    name: input:
                    # flake-parts itself asks for `_type`, which flakes have since Nix 2.11 only.
                    if input ? inputs && input ? sourceInfo then
                      root.perInput system input
                    else
                      throw "Trying to retrieve system-dependent attributes for input ${name}, but this input is not a flake."
                  ) self.inputs;
                  self' = root.perInput system self;
                }
                // lib.genAttrs [ "self" "inputs" "getSystem" "withSystem" "moduleWithSystem" ] topLevelOnly;
              };
            }
          );
          apply =
            module: system:
            (lib.evalModules {
              class = "perSystem";
              prefix = [
                "perSystem"
                system
              ];
              specialArgs = { inherit system; };
              modules = [ module ];
            }).config;
        };
      };
      config = {
        allSystems = lib.genAttrs config.systems config.perSystem;
        _module.args = rec {
          getSystem = system: config.allSystems.${system} or (config.perSystem system);
          withSystem = system: f: f (getSystem system).allModuleArgs;
          moduleWithSystem =
            module:
            { config, ... }:
            let
              system = config._module.args.system or config._module.args.pkgs.stdenv.hostPlatform.system;
            in
            {
              imports = [
                (withSystem system (
                  arguments: module (lib.mapAttrs (name: _: arguments.${name}) (lib.functionArgs module))
                ))
              ];
            };
        };
      };
    };

  transposition =
    {
      config,
      flake-parts-lib,
      lib,
      ...
    }:
    let
      inherit (lib) mkOption types;
    in
    {
      options.transposition = mkOption {
        type = types.lazyAttrsOf (
          types.submodule {
            options.adHoc = mkOption {
              type = types.bool;
              default = false;
            };
          }
        );
      };
      config = {
        flake = lib.mapAttrs (
          name: _: lib.mapAttrs (_: perSystem: perSystem.${name}) config.allSystems
        ) config.transposition;
        perInput =
          system: flake:
          lib.mapAttrs (
            name: _:
            flake.${name}.${system}
              or (throw "Attempt to access ${name}.${system} of flake ${toString flake.outPath}, but it does not have it.")
          ) config.transposition;
        perSystem.options = lib.mapAttrs (_: _: mkOption { }) (
          lib.filterAttrs (_: attribute: attribute.adHoc) config.transposition
        );
      };
    };

  outputs =
    { flake-parts-lib, lib, ... }:
    let
      inherit (lib) mkOption types;
      app = types.submodule {
        options = {
          type = mkOption {
            type = types.enum [ "app" ];
            default = "app";
          };
          program = mkOption {
            type = types.coercedTo (types.package // { check = lib.isDerivation; }) lib.getExe types.str;
          };
          meta = mkOption {
            type = types.lazyAttrsOf types.raw;
            default = { };
          };
        };
      };
      transposed =
        name: type:
        flake-parts-lib.mkTransposedPerSystemModule {
          inherit name;
          option = mkOption {
            type = types.lazyAttrsOf type;
            default = { };
          };
          file = ./flake-parts-core.nix;
        };
    in
    {
      imports = [
        (transposed "apps" app)
        (transposed "checks" types.package)
        (transposed "devShells" types.package)
        (transposed "legacyPackages" types.raw)
        (transposed "packages" types.package)
      ];
    };

  formatter =
    {
      config,
      flake-parts-lib,
      lib,
      ...
    }:
    let
      inherit (lib) mkOption types;
    in
    {
      options.flake.formatter = mkOption {
        type = types.lazyAttrsOf (types.nullOr types.package);
        default = { };
      };
      options.perSystem = flake-parts-lib.mkPerSystemOption {
        options.formatter = mkOption {
          type = types.nullOr types.package;
          default = null;
        };
      };
      config.flake.formatter = lib.filterAttrs (_: package: package != null) (
        lib.mapAttrs (_: perSystem: perSystem.formatter) config.allSystems
      );
      config.perInput = system: flake: { formatter = flake.formatter.${system}; };
    };

  pkgs = {
    perSystem =
      { inputs', lib, ... }:
      {
        _module.args.pkgs = lib.mkOptionDefault (
          inputs'.nixpkgs.legacyPackages
            or (throw "the flake has no `nixpkgs` input: add it, or set `perSystem._module.args.pkgs`")
        );
      };
  };
in
[
  flake
  formatter
  modules
  outputs
  perSystem
  pkgs
  transposition
]
