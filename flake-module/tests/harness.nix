# What the tests evaluate flakes with: a flake around `mkFlake`, on the stand-in for flake-parts beside this
# file or, when `flakeParts` names a checkout of it, on flake-parts itself.
#
#   harness.mkFlake { } { imports = [ … ]; den.hosts = … }                    its outputs
#   harness.eval { } { … }                                                    the module evaluation
#   harness.mkFlake { inputs = { … }; source = ./fixture; systems = [ … ]; } module
#
# As in a real flake, `self` and `inputs.self` are the outputs together with `outPath` and `inputs`.
{
  lib,
  flakeParts ? null,
}:
let
  asFlake =
    outPath: inputs: outputs:
    outputs
    // {
      _type = "flake";
      inherit inputs outPath outputs;
      sourceInfo = { inherit outPath; };
    };

  nixpkgs = asFlake "/stand-in/nixpkgs" { } (import ./harness/nixpkgs.nix { inherit lib; });

  flake-parts =
    if flakeParts == null then
      asFlake "/stand-in/flake-parts" { } (import ./harness/flake-parts.nix { inherit lib; })
    else
      let
        inputs = {
          nixpkgs-lib = { inherit lib; };
          self = self;
        };
        self = asFlake flakeParts inputs ((import (flakeParts + "/flake.nix")).outputs inputs);
      in
      self;

  call =
    {
      inputs ? { },
      source ? "/stand-in/source",
      specialArgs ? { },
      systems ? [ "x86_64-linux" ],
    }:
    module:
    let
      evaluation =
        flake-parts.lib.evalFlakeModule
          {
            inherit specialArgs;
            inputs = inputs';
          }
          {
            imports = [ module ];
            systems = lib.mkDefault systems;
          };
      outputs = evaluation.config.processedFlake;
      self = asFlake source inputs' outputs;
      inputs' = standard // inputs // { inherit self; };
    in
    {
      inherit evaluation outputs self;
    };

  standard = {
    inherit flake-parts nixpkgs;
    darwin = asFlake "/stand-in/nix-darwin" { } (import ./harness/nix-darwin.nix { inherit lib; });
    home-manager = asFlake "/stand-in/home-manager" { } (
      import ./harness/home-manager.nix { inherit lib; }
    );
  };
in
{
  # "stand-in" or "flake-parts"
  subject = if flakeParts == null then "stand-in" else "flake-parts";

  # The inputs that every flake of the tests has: flake-parts, nixpkgs, darwin, home-manager.
  inputs = standard;

  # Packages of a system, see harness/pkgs.nix.
  pkgs = nixpkgs.legacyPackages;

  flake-parts-lib = flake-parts.lib;

  # The result of evalModules: `config`, `options`.
  eval = args: module: (call args module).evaluation;

  # The outputs of the flake.
  mkFlake = args: module: (call args module).outputs;

  # The flake as another flake sees it: outputs, `outPath`, `inputs`.
  flake = args: module: (call args module).self;
}
