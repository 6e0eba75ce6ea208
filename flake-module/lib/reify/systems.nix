# What is declared by system and name: `den.hosts.<system>.<name>`, `den.homes.<system>.<name>`.
#
# Nothing here looks at one of them but to ask whether all its definitions are switched off; a fleet's other hosts cost
# one call each.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  discharge = import ../discharge.nix { inherit lib; };
  field = import ./field.nix { inherit attempt lib; };
  inherit (import ../malformed.nix { inherit lib; }) describe report;
in
{
  # Definitions of the option -> name -> record. `make` makes one of `{ definitions; fatal; name; system; }`, where
  # `fatal` is what is wrong with the place that it is declared at; `many` is what a system should have.
  read =
    {
      badName,
      code,
      isName,
      kind,
      make,
      many,
    }:
    definitions:
    let
      bySystem = discharge.zip definitions;
      found = lib.mapAttrs (
        _: defs:
        let
          heads = field.heads defs;
        in
        {
          good = builtins.filter (d: discharge.isPlain d.value) (if heads == null then [ ] else heads);
          bad =
            if heads == null then
              [ "an expression that throws" ]
            else
              map (d: describe d.value) (builtins.filter (d: !(discharge.isPlain d.value)) heads);
        }
      ) bySystem;
      systems = lib.mapAttrs (_: system: discharge.members system.good) found;

      all = builtins.attrValues systems;
      misplaced =
        name:
        let
          declaredAt = builtins.filter (system: systems.${system} ? ${name}) (builtins.attrNames systems);
        in
        if isName name && builtins.length (builtins.catAttrs name all) == 1 then
          [ ]
        else
          lib.optional (!isName name) (badName "the name `${name}`")
          ++ lib.optional (builtins.length declaredAt > 1) (
            report "den::host::two-systems" "a ${kind} under one system"
              "`${name}` under ${lib.concatStringsSep " and " declaredAt}"
          );
      one =
        system: name: definitions:
        make {
          inherit definitions name system;
          fatal = misplaced name;
        };

      # A system that is no set has nothing to carry the report: it is reported as if it were one.
      strange = lib.mapAttrs (
        system:
        { bad, ... }:
        make {
          inherit system;
          name = system;
          definitions = [ ];
          fatal = map (report code many) bad;
        }
        // {
          definitions = bySystem.${system};
        }
      ) (lib.filterAttrs (_: system: system.bad != [ ]) found);
    in
    builtins.foldl' (all: system: builtins.mapAttrs (one system) systems.${system} // all) strange (
      builtins.attrNames systems
    );
}
