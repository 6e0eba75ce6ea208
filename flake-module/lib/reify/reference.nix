# How aspects are named: by their view, by their id, or not at all.
{ lib }:
let
  view = import ../view.nix { inherit lib; };
  inherit (import ../encode.nix { inherit lib; }) withoutControls;
  inherit (import ../malformed.nix { inherit lib; }) describe report;

  malformed = problem: {
    kind = "malformed";
    malformed = problem;
  };

  # A view or a name -> `{ kind; id; }`, or what is wrong with it; anything else -> null.
  reference =
    value:
    # As view.nix has it, said here without a call.
    if builtins.isAttrs value && value ? __den && builtins.isAttrs value.__den && value.__den ? id then
      if view.isAltered value then
        malformed (
          report "den::aspect::updated" "an aspect, or an inline aspect that includes it"
            "an aspect altered with //"
        )
      else
        {
          inherit (value.__den) id;
          kind = "aspect";
          document.aspect = value.__den.id;
        }
    else if builtins.isString value then
      if !(builtins.hasContext value) && withoutControls value == value then
        {
          id = value;
          kind = "aspect";
          document.aspect = value;
        }
      else
        malformed (
          report "den::aspect::include" "the name of an aspect" "a string with context or control characters"
        )
    else
      null;
in
{
  inherit malformed reference;

  named =
    value:
    let
      found = reference value;
    in
    if found != null then
      found
    else
      malformed (report "den::aspect::include" "an aspect or its name" (describe value));
}
