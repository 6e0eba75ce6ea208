# What stands in for `nixosSystem` and `darwinSystem`: the real module system with a few options, freeform for
# the rest, and a `system.build.toplevel` that builds: a JSON file of what makes a system tell from another.
{ lib, class }:
let
  inherit (lib) mkOption types;

  base =
    { config, ... }:
    let
      system = config.nixpkgs.hostPlatform;
      failed = map (assertion: assertion.message) (
        lib.filter (assertion: !assertion.assertion) config.assertions
      );
      list = mkOption {
        type = types.listOf types.anything;
        default = [ ];
      };
    in
    {
      freeformType = types.lazyAttrsOf types.anything;
      options = {
        assertions = list;
        environment.systemPackages = mkOption {
          type = types.listOf types.package;
          default = [ ];
        };
        environment.etc = mkOption {
          type = types.attrsOf (types.submodule { options.text = mkOption { type = types.str; }; });
          default = { };
        };
        networking = mkOption {
          default = { };
          type = types.submodule {
            freeformType = types.lazyAttrsOf types.anything;
            options = {
              hostName = mkOption {
                type = types.str;
                default = class;
              };
              firewall.allowedTCPPorts = mkOption {
                type = types.listOf types.port;
                default = [ ];
              };
            };
          };
        };
        nixpkgs.hostPlatform = mkOption { type = types.str; };
        system.stateVersion = mkOption {
          type = types.anything;
          default = "23.11";
        };
        system.build = mkOption {
          type = types.lazyAttrsOf types.unspecified;
          default = { };
        };
        users.users = mkOption {
          default = { };
          type = types.attrsOf (
            types.submodule {
              freeformType = types.lazyAttrsOf types.anything;
              options.extraGroups = list;
            }
          );
        };
      };
      config = {
        _module.args.pkgs = lib.mkDefault (import ./pkgs.nix { inherit lib system; });
        system.build.toplevel =
          if failed != [ ] then
            throw "failed assertions: ${lib.concatStringsSep "; " failed}"
          else
            derivation {
              name = "${class}-system-${config.networking.hostName}";
              inherit system;
              builder = "/bin/sh";
              args = [
                "-ec"
                ''cat "$manifestPath" > $out''
              ];
              PATH = "/usr/local/bin:/usr/bin:/bin";
              passAsFile = [ "manifest" ];
              manifest = builtins.toJSON {
                inherit class;
                etc = lib.mapAttrs (_: file: file.text) config.environment.etc;
                inherit (config.networking) hostName;
                packages = map toString config.environment.systemPackages;
                ports = config.networking.firewall.allowedTCPPorts;
                users = lib.attrNames config.users.users;
              };
            };
      };
    };
in
{
  modules,
  specialArgs ? { },
  system ? null,
  ...
}:
lib.evalModules {
  inherit class specialArgs;
  modules = [
    base
  ]
  ++ modules
  ++ lib.optional (system != null) { nixpkgs.hostPlatform = lib.mkDefault system; };
}
