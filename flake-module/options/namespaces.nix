# Namespaces: aspects that come from elsewhere, or that are meant for elsewhere, under a name of their own.
#
# A namespace `eg` is an aspect `eg` that does nothing but provide others: its `vim` is `eg/vim` wherever aspects are
# named, and never meets a `vim` of the fleet. `den.ful.eg.vim` is a shorter way to write, and to read, what is
# `den.aspects.eg.provides.vim`. See lib/namespace.nix.
{
  config,
  lib,
  options,
  ...
}:
let
  discharge = import ../lib/discharge.nix { inherit lib; };

  level = definitions: discharge.zip (discharge.live definitions);
  aspects = level options.den.aspects.definitionsWithLocations;

  # As it was written, for another flake to read: one definition as it stands, several side by side.
  exported =
    namespace:
    let
      container = level (aspects.${namespace} or [ ]);
    in
    lib.mapAttrs (
      _: definitions:
      let
        values = map (definition: definition.value) definitions;
      in
      if builtins.length values == 1 then builtins.head values else lib.mkMerge values
    ) (level (container.provides or [ ] ++ container._ or [ ]));
in
{
  options.den = {
    ful = lib.mkOption {
      # What is written here is read where it is forwarded to.
      type = lib.types.lazyAttrsOf (
        lib.mkOptionType {
          name = "denNamespace";
          description = "aspects, by name";
          check = builtins.isAttrs;
          merge = _: _: { };
        }
      );
      default = { };
      apply = lib.mapAttrs (namespace: _: config.den.aspects.${namespace}.provides);
      description = "Aspects of namespaces, by namespace and name.";
    };

    exports = lib.mkOption {
      type = lib.types.lazyAttrsOf lib.types.bool;
      internal = true;
      default = { };
      apply = lib.mapAttrs (namespace: _: exported namespace);
      description = "The namespaces that `flake.denful` has for other flakes, with their aspects.";
    };
  };

  config.den.aspects = lib.mkMerge (
    map (lib.mapAttrs (_: provides: { inherit provides; })) options.den.ful.definitions
  );
}
