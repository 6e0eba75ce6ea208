# What Nix says of the corpus, for the planner's side to agree with: of each case the interface, and of each definition
# whether the module system takes it, and whether the option type that den makes of the schema does.
{ lib, isWanted }:
let
  corpus = import ./. { inherit lib; };
  pool = import ./pool.nix;
  conforming = import ../../lib/schema/conforming.nix { inherit lib; };

  judged =
    case:
    let
      interface = corpus.interface case;
      type = conforming interface interface.properties.it;
      definitions = [
        { }
        { other = 1; }
      ]
      ++ map (it: { inherit it; }) (
        case.accepted ++ case.refused ++ builtins.filter (value: !(builtins.elem value case.without)) pool
      );
    in
    {
      inherit (case) narrower wider;
      inherit interface;
      samples = map (value: {
        inherit value;
        accepted = corpus.takes case value;
        conforms = if value ? it then type.check value.it else null;
      }) definitions;
    };
in
lib.mapAttrs (_: judged) (lib.filterAttrs (name: _: isWanted name) corpus.cases)
