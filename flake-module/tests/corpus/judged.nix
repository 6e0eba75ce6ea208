# What Nix says of the corpus, for the planner's side to agree with: of each case the interface, and of each definition
# whether the module system takes it.
{ lib }:
let
  corpus = import ./. { inherit lib; };
  pool = import ./pool.nix;

  judged =
    case:
    let
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
      interface = corpus.interface case;
      samples = map (value: {
        inherit value;
        accepted = corpus.takes case value;
      }) definitions;
    };
in
lib.mapAttrs (_: judged) corpus.cases
