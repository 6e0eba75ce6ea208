# Schemas of which one must hold, said in as few words as they allow.
{ lib }:
let
  integer = {
    type = "integer";
  };
  # To Nix, 1 is no float.
  float = {
    not.type = "integer";
    type = "number";
    x-den-holes = [ "float" ];
  };
  number = {
    type = "number";
    x-den-holes = [ "float" ];
  };
  isAnything = schema: removeAttrs schema [ "$comment" ] == { };

  # One of several, said as one list.
  anyOf =
    schemas:
    let
      flat = lib.unique (
        builtins.concatMap (
          schema: if removeAttrs schema [ "anyOf" ] == { } then schema.anyOf or [ schema ] else [ schema ]
        ) schemas
      );
      both = builtins.elem integer flat && builtins.elem float flat;
      found =
        if both then
          map (schema: if schema == integer then number else schema) (lib.remove float flat)
        else
          flat;
    in
    if builtins.any isAnything found then
      { }
    else if builtins.length found == 1 then
      builtins.head found
    else
      { anyOf = found; };

  # The kinds of value among which those of a schema are, and those all of whose values it takes.
  kindsOf =
    schema:
    if schema ? anyOf then
      builtins.concatMap kindsOf schema.anyOf
    else if schema.type or "" == "number" then
      [
        "integer"
        "number"
      ]
    else
      lib.toList (schema.type or "anything");
  takenBy =
    schema:
    if schema ? anyOf then
      builtins.concatMap takenBy schema.anyOf
    else if
      removeAttrs schema [
        "type"
        "x-den-holes"
      ] == { }
    then
      kindsOf schema
    else
      [ ];
in
{
  inherit
    anyOf
    float
    integer
    kindsOf
    takenBy
    ;
}
