# The classes that den knows from the start. Each is only a definition of `den.classes.<class>`: every field can be set
# to something else, and nothing but this file has heard of NixOS.
{ inputs, lib, ... }:
let
  missing =
    {
      host,
      class,
      input,
    }:
    throw "den: host ${host.name} is of class ${class}, but there is no input `${input}` to instantiate it with: add one, or set den.classes.${class}.instantiate.";

  # A module that gives the host's system where nobody says otherwise.
  platform = host: {
    key = "den#platform#${host.name}";
    nixpkgs.hostPlatform = lib.mkDefault host.system;
  };

  system =
    input: builder:
    {
      modules,
      host,
      class,
      ...
    }:
    (if builder == null then missing { inherit host class input; } else builder) {
      modules = [ (platform host) ] ++ modules;
    };

  darwin = inputs.nix-darwin or inputs.darwin or { };

  homeManager = kind: lib.optional (inputs ? home-manager) inputs.home-manager.${kind}.home-manager;

  builtin = {
    nixos = {
      at = "host";
      hostClass = "nixos";
      intoAttr = [ "nixosConfigurations" ];
      instantiate = system "nixpkgs" (inputs.nixpkgs.lib.nixosSystem or null);
    };
    darwin = {
      at = "host";
      hostClass = "darwin";
      intoAttr = [ "darwinConfigurations" ];
      instantiate = system "nix-darwin" (darwin.lib.darwinSystem or null);
    };
    homeManager = {
      at = "user";
      forward = {
        into = [
          "nixos"
          "darwin"
        ];
        path = [
          "home-manager"
          "users"
        ];
        modules = {
          nixos = homeManager "nixosModules";
          darwin = homeManager "darwinModules";
        };
      };
    };
    terranix = {
      at = "host";
      intoAttr = [ "terranixModules" ];
      instantiate = { modules, ... }: modules;
    };

    # These reach no output by themselves: a policy has to say what they are for.
    devshell = { };
    files = { };
    flake = { };
    flakeParts = { };
    packages = { };
    tests = { };
    treefmt = { };
  };
  # Every field by itself, so that who sets one keeps the others.
  defaults = lib.mapAttrs (
    field: value:
    if field == "forward" then lib.mapAttrs (_: lib.mkDefault) value else lib.mkDefault value
  );
in
{
  den.classes = lib.mapAttrs (_: defaults) builtin;
}
