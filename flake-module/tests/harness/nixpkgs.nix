# A stand-in for the nixpkgs flake: the real `lib`, a few packages, and `lib.nixosSystem`.
{ lib }:
let
  systems = [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "aarch64-darwin"
  ];
in
{
  lib = lib // {
    nixosSystem = import ./system.nix {
      inherit lib;
      class = "nixos";
    };
  };
  legacyPackages = lib.genAttrs systems (system: import ./pkgs.nix { inherit lib system; });
}
