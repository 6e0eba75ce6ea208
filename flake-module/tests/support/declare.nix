# Declarations alone, on the real module system: what `lib.evalModules` makes of a list of modules,
# without flake-parts.
{ lib }:
modules:
let
  evaluation = lib.evalModules {
    modules = [
      ../../options/classes.nix
      ../../options/declarations.nix
      ../../terminals.nix
      (
        { config, ... }:
        {
          _module.args = {
            inherit (config) den;
            inputs = { };
            inherit (config.den.lib) policy sel;
          };
          den.source = lib.mkDefault (toString ../fixtures);
        }
      )
    ]
    ++ lib.toList modules;
  };
  inherit (evaluation.config) den;
  inherit (den.declarations) document;

  # A part without the fields that say nothing.
  told = lib.filterAttrs (_: value: value != null && value != false && value != [ ] && value != { });
in
den.declarations
// {
  inherit den;
  inherit (document) aspects fleet hosts;
  # The parts of an aspect's shape, without the fields that say nothing.
  parts = name: map told document.aspects.${name}.shape.parts;
  inherit told;
}
