# A stand-in for the nix-darwin flake.
{ lib }:
{
  lib.darwinSystem = import ./system.nix {
    inherit lib;
    class = "darwin";
  };
}
