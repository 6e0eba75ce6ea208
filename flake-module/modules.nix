# `flake.modules.<class>.<aspect>`: every aspect's content as a plain module, for flakes that do not use den.
{ config, lib, ... }:
{
  flake.modules = import ./lib/standalone.nix {
    inherit lib;
    inherit (config.den) declarations;
  };
}
