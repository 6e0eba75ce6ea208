# References to settings of other aspects, checked: a marker of the document, or what is wrong with one.
{
  lib,
  attempt,
  isPlainString,
}:
let
  inherit (import ./reference.nix { inherit lib; }) reference;
  inherit (import ../malformed.nix { inherit lib; }) describe marker report;

  code = "den::settings::reference";
  anAspect = "an aspect or its name as the first argument of ref";
  aPath = "a path for ref: names in a list, or in one string with dots";
  thrown = "an expression that throws";

  bad = expected: found: { malformed = report code expected found; };

  aspectOf =
    value:
    let
      found = reference value;
    in
    if found == null then
      bad anAspect (describe value)
    else if found.kind == "malformed" then
      bad anAspect found.malformed.found
    else
      { inherit (found) id; };

  pathOf =
    value:
    let
      steps = if builtins.isString value then lib.splitString "." value else value;
      odd = builtins.filter (step: !(builtins.isString step && isPlainString step)) steps;
      first = builtins.head odd;
    in
    if !builtins.isList steps then
      bad aPath (describe value)
    else if value == "" || value == [ ] then
      bad aPath "an empty one"
    else if odd != [ ] then
      bad aPath (
        if builtins.isString first then
          "a string with context or control characters"
        else
          "${describe first} in it"
      )
    else if builtins.elem "" steps then
      bad aPath "an empty name in it"
    else
      { inherit steps; };

  # Of what is looked at as a whole.
  guarded =
    expected: read: value:
    let
      found = attempt (
        let
          result = read value;
        in
        builtins.deepSeq result result
      );
    in
    if found.success then found.value else bad expected thrown;
in
{
  inherit code;

  # A value of `ref`.
  document =
    value:
    let
      aspect = guarded anAspect aspectOf value.aspect;
      path = guarded aPath pathOf value.path;
    in
    if aspect ? malformed then
      marker aspect.malformed
    else if path ? malformed then
      marker path.malformed
    else
      {
        "$den".ref = {
          aspect = aspect.id;
          path = path.steps;
        };
      };
}
