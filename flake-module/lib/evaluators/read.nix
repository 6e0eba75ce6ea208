# One file of a plan, as data or as the sentence that says why it is none.
{ lib }:
let
  written = import ./written.nix { inherit lib; };
in
{
  # The folder, and how it is called when talking to people.
  dir,
  shown,
  # What to run when a file cannot be read.
  remedy,
  # What a file of a newer version says of this den, and what to do about it: planning again with an older den is not it.
  newer ? "written by a newer den: this one reads version ${toString version}. Update the flake's input `den`.",
  version ? 1,
}:
let
  inherit (builtins)
    attrNames
    attrValues
    fromJSON
    intersectAttrs
    readFile
    typeOf
    ;

  bad = name: why: { error = "den: ${shown}/${name} ${why}. ${remedy}"; };
in
{
  inherit bad;

  file = name: dir + "/${name}";

  # If it is of the version that we read, and has the fields that we rely on: each of the type that is given for it, and
  # `is` with these very values.
  read =
    name:
    {
      fields,
      is ? { },
    }:
    let
      # A plan names no store path that it would have to keep alive.
      text = builtins.unsafeDiscardStringContext (readFile (dir + "/${name}"));
      data = builtins.addErrorContext "while reading ${shown}/${name}; if it is no JSON, delete it and run `den plan`" (
        fromJSON text
      );
      there = intersectAttrs fields data;
      wrong =
        if map typeOf (attrValues there) != attrValues fields then
          lib.filter (field: typeOf (data.${field} or null) != fields.${field}) (attrNames fields)
        else if intersectAttrs is data != is then
          attrNames is
        else
          [ ];
      said = data.version or null;
    in
    if !written text then
      bad name "is cut short, badly merged or edited by hand"
    else if said != version then
      if builtins.isInt said && said > version then
        { error = "den: ${shown}/${name} is of version ${toString said}, ${newer}"; }
      else
        bad name "is not of version ${toString version}, which this den reads"
    else if wrong != [ ] then
      bad name "lacks `${builtins.head wrong}`, or it was edited by hand"
    else
      { ok = data; };
}
