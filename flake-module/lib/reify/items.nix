# The includes of a scope (fleet, environment, host, user): each named by its owner and its place in
# the list.
{ lib, aspects }:
let
  inherit (aspects) call;

  classify =
    owner: i: definition:
    let
      make =
        birth:
        aspects.classify {
          inherit birth definition;
          id = "${owner}/[${toString i}]";
          again = environment: (make environment).node;
        };
    in
    make call.static;
in
{
  of =
    owner: definitions:
    builtins.genList (
      i:
      let
        definition = builtins.elemAt definitions i;
        found = aspects.reference definition.value;
      in
      if definition ? malformed then
        {
          kind = "malformed";
          inherit (definition) malformed;
        }
      else if found != null then
        found
      else
        classify owner i definition
    ) (builtins.length definitions);
  document =
    path: items:
    if items == [ ] then [ ] else aspects.includes call.static (path ++ [ "includes" ]) items;
  raw = aspects.rawIncludes call.static;
}
