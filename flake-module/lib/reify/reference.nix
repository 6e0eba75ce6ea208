# How aspects are named: by their view, by their id, or not at all.
{ lib }:
let
  view = import ../view.nix { inherit lib; };
  inherit (import ../encode.nix { inherit lib; }) isPlainString;
  inherit (import ../malformed.nix { inherit lib; }) describe report;

  malformed = problem: {
    kind = "malformed";
    malformed = problem;
  };
  aspect = id: {
    inherit id;
    kind = "aspect";
  };

  # A view or a name -> `{ kind; id; }`; anything else -> `otherwise`.
  reference =
    value: otherwise:
    if view.isView value then
      if view.isAltered value then
        malformed (
          report "den::aspect::updated" "an aspect, or an inline aspect that includes it"
            "an aspect altered with //"
        )
      else
        aspect value.__den.id
    else if builtins.isString value then
      if isPlainString value then
        aspect value
      else
        malformed (
          report "den::aspect::include" "the name of an aspect" "a string with context or control characters"
        )
    else
      otherwise;
in
{
  inherit aspect malformed reference;

  named =
    value:
    reference value (
      malformed (report "den::aspect::include" "an aspect or its name" (describe value))
    );
}
