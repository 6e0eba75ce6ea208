# The classes that den knows from the start. Each is only a definition of `den.classes.<class>`: every field can be set
# to something else, and nothing but this file has heard of NixOS.
{ inputs, lib, ... }:
let
  # What is instantiated: a home, or else a host.
  said = args: if args ? home then "home ${args.home.name}" else "host ${args.host.name}";

  missing =
    args: input:
    throw "den: ${said args} is of class ${args.class}, but there is no input `${input}` to instantiate it with: add one, or set den.classes.${args.class}.instantiate.";

  # A module that gives the host's system where nobody says otherwise.
  platform = host: {
    key = "den#platform#${host.name}";
    nixpkgs.hostPlatform = lib.mkDefault host.system;
  };

  system =
    input: builder:
    args@{ modules, ... }:
    let
      host =
        args.host
          or (throw "den: a policy instantiates class ${args.class} at ${said args}, which is no host: give its effect an `instantiate` of its own.");
    in
    (if builder == null then missing args input else builder) {
      modules = [ (platform host) ] ++ modules;
    };

  darwin = inputs.nix-darwin or inputs.darwin or { };

  # Also of a user of a host, where a policy says so.
  home =
    args@{ modules, ... }:
    let
      inherit (args.home or args.host) system;
      builder = inputs.home-manager.lib.homeManagerConfiguration or (missing args "home-manager");
      packages = inputs.nixpkgs.legacyPackages or (missing args "nixpkgs");
    in
    builder {
      inherit modules;
      pkgs =
        packages.${system}
          or (throw "den: ${said args} is for ${system}, which the input `nixpkgs` has no packages for: set den.classes.${args.class}.instantiate to give it others.");
    };

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
      intoAttr = [ "homeConfigurations" ];
      instantiate = home;
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
