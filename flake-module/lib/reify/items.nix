# The includes of a scope (fleet, environment, host, user): each named by its owner and its place in
# the list.
{ lib, aspects }:
let
  inherit (aspects) call;

  item =
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
    if definition ? malformed then
      {
        kind = "malformed";
        inherit (definition) malformed;
      }
    else
      make call.static;
in
{
  of = owner: definitions: if definitions == [ ] then [ ] else lib.imap0 (item owner) definitions;
  document =
    path: items:
    if items == [ ] then [ ] else aspects.includes call.static (path ++ [ "includes" ]) items;
  raw = aspects.rawIncludes call.static;
}
