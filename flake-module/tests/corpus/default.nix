# A corpus of option declarations: what JSON Schema comes of each, and which values it takes.
#
# A case is
#   type, or option    the option, as `mkOption` has it
#   schema             what comes of it
#   merge, computed    its marks, where they are not "replace" and `false`
#   accepted, refused  values that the module system takes, and does not
#   wider              why the schema takes values that the module system refuses, where it does; never the other way
#   narrower           why it refuses some that the module system takes, likewise
#   without            values of the pool that cannot be tried: the module system would fail in a way that nothing catches
# Every case is also tried with the values of pool.nix.
{ lib }:
let
  files = [
    ./collections.nix
    ./enums.nix
    ./numbers.nix
    ./options.nix
    ./scalars.nix
    ./strings.nix
    ./submodules.nix
    ./unions.nix
  ];
  schema = import ../../lib/schema { inherit lib; };

  # Newer libraries take the empty value of a type where nobody says anything.
  fallsBack =
    (builtins.tryEval
      (lib.evalModules {
        modules = [ { options.it = lib.mkOption { type = lib.types.listOf lib.types.int; }; } ];
      }).config.it
    ).success;
  emptyOf =
    case:
    if fallsBack && !case.computed then
      lib.mapAttrs' (_: lib.nameValuePair "default") (case.option.type or { }).emptyValue or { }
    else
      { };

  complete =
    case:
    {
      accepted = [ ];
      computed = false;
      merge = "replace";
      narrower = null;
      option = { inherit (case) type; };
      refused = [ ];
      wider = null;
      without = [ ];
    }
    // case;
in
{
  # name -> case; no two files may say one name.
  cases =
    lib.mapAttrs (_: case: (complete case) // { schema = emptyOf (complete case) // case.schema; })
      (
        lib.zipAttrsWith (
          name: found:
          if builtins.length found == 1 then builtins.head found else throw "${name} is there twice"
        ) (map (file: import file { inherit fallsBack lib; }) files)
      );

  # What den makes of a case.
  interface =
    case:
    schema.document
      [ "corpus" ]
      [
        {
          file = "corpus";
          value.options.it = lib.mkOption case.option;
        }
      ];

  # Does the module system take these definitions of the options of a case?
  takes =
    case: config:
    let
      evaluation = lib.evalModules {
        modules = [
          { options.it = lib.mkOption case.option; }
          { inherit config; }
        ];
      };
    in
    (builtins.tryEval (builtins.deepSeq evaluation.config true)).success;
}
