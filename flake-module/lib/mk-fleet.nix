# `inputs.den.lib.mkFleet { … }`: the outputs of a fleet from plain `lib.evalModules`, for a flake without flake-parts
# and for no flake at all.
args@{
  # Modules that declare the fleet: `den.hosts`, `den.aspects`, …
  modules,
  # What terminals are looked up in: `nixpkgs`, `home-manager`, `nix-darwin`, …; a module argument.
  inputs ? { },
  lib ?
    inputs.nixpkgs.lib
      or (throw "den: mkFleet evaluates modules with the library of nixpkgs: give it `lib`, or `inputs` with nixpkgs among them."),
  # den's own program, by system. Without it: `inputs.den`, or built with `inputs.nixpkgs`.
  package ? null,
  # The folder of the committed plan, for instance ./den/plan. Without it: den/plan in the fleet's folder.
  plan ? null,
  specialArgs ? { },
  # The fleet's folder, which positions are relative to. Without it: the one with a flake.nix above the file that calls
  # mkFleet, or else that file's own.
  src ? null,
  # The systems that `packages`, `apps` and `checks` are for; the first builds plans where Nix cannot tell its own.
  systems ? [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "aarch64-darwin"
  ],
}:
let
  position = builtins.unsafeGetAttrPos "modules" args;
  caller = if position != null && lib.hasPrefix "/" position.file then position.file else null;
  flake = import ./root.nix { inherit lib; } [ { files = [ caller ]; } ];
  root =
    if src != null then
      src
    else if caller == null then
      null
    else if flake == null then
      dirOf caller
    else
      flake;

  # What is written in the call itself is written in the caller's file.
  located = if caller == null then lib.id else lib.setDefaultModuleLocation caller;

  settings = {
    _file = "den.lib.mkFleet";
    options.systems = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = systems;
      description = "The systems that the flake has packages, apps and checks for.";
    };
    config.den = {
      inherit root;
      source = root;
      planDir = lib.mkIf (plan != null) plan;
      package = lib.mkIf (package != null) package;
    };
  };

  inherit
    (lib.evalModules {
      specialArgs = {
        inherit inputs;
        den = (import ./special.nix).make config;
      }
      // specialArgs;
      modules = [
        ../fleet.nix
        settings
      ]
      ++ map located modules;
    })
    config
    ;
  inherit (config.den) outputs;

  bySystem = lib.genAttrs config.systems outputs.perSystem;
  perSystem = lib.genAttrs [
    "apps"
    "checks"
    "packages"
  ] (kind: lib.mapAttrs (_: of: of.${kind}) bySystem);
in
lib.foldl' lib.recursiveUpdate config.den.plan.outputs [
  outputs.fleet
  perSystem
]
