# The structural fields of hosts, users, environments and the fleet: read with care, each wrong
# shape marked at its place.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  discharge = import ../discharge.nix { inherit lib; };
  inherit (import ../encode.nix { inherit attempt lib; }) encodeData isPlainString withoutControls;
  inherit (import ../malformed.nix { inherit lib; })
    describe
    marker
    report
    throws
    ;

  # Live definitions with their heads computed, or `null` when that throws.
  heads =
    definitions:
    let
      found = attempt (discharge.live definitions);
    in
    if found.success then found.value else null;

  noSets = {
    fields = { };
    good = [ ];
    problems = [ ];
  };

  # Definitions that should be sets: the zipped fields of those that are (`good`), and reports about
  # those that are not.
  sets =
    { code, what }:
    definitions:
    let
      found = heads definitions;
      sorted = builtins.partition (d: discharge.isPlain d.value) found;
      # Most are said in one place, and are plain sets.
      around = builtins.head definitions;
      only = around.value;
      simple = attempt (
        builtins.length definitions == 1
        && builtins.isAttrs only
        && builtins.intersectAttrs discharge.marks only == { }
      );
    in
    if definitions == [ ] then
      noSets
    else if simple.success && simple.value then
      {
        # As `discharge.zip` has them, with half the calls where nearly all are read.
        fields = builtins.listToAttrs (
          map (name: {
            inherit name;
            value = [
              {
                inherit around name;
                inherit (around) file;
                set = only;
                value = only.${name};
              }
            ];
          }) (builtins.attrNames only)
        );
        good = definitions;
        problems = [ ];
      }
    else if found == null then
      noSets // { problems = [ (throws code what) ]; }
    else
      {
        fields = discharge.zip sorted.right;
        good = sorted.right;
        problems = map (d: report code what (describe d.value)) sorted.wrong;
      };

  # A list of names, over all definitions.
  names =
    {
      code,
      item,
      list,
    }:
    definitions:
    let
      found = heads definitions;
      element =
        value:
        let
          head = attempt (builtins.typeOf value);
        in
        if head.value == "string" && isPlainString value then
          value
        else if !head.success then
          marker (throws code item)
        else
          marker (
            report code item (
              if head.value == "string" then "a string with context or control characters" else describe value
            )
          );
      # Most are written in one place, as they should be.
      only = (builtins.head definitions).value;
      text = builtins.concatStringsSep "" only;
      simple = attempt (
        builtins.length definitions == 1
        && builtins.isList only
        && builtins.all builtins.isString only
        && !(builtins.hasContext text)
        && withoutControls text == text
      );
    in
    if definitions == [ ] then
      [ ]
    else if simple.success && simple.value then
      only
    else if found == null then
      [ (marker (throws code list)) ]
    else
      builtins.concatMap (
        d:
        if builtins.isList d.value then
          map element d.value
        else
          [ (marker (report code list (describe d.value))) ]
      ) found;

  # One string (`null` counts as nothing said): `{ value }` or `{ malformed }`.
  scalar =
    { code, what }:
    definitions: default:
    let
      found = heads definitions;
      values = map (d: d.value) found;
      first = builtins.head values;
    in
    if definitions == [ ] || found == [ ] then
      { value = default; }
    else if found == null then
      { malformed = throws code what; }
    else if !(builtins.all (value: value == null || builtins.isString value) values) then
      {
        malformed = report code what (
          describe (lib.findFirst (v: !(v == null || builtins.isString v)) null values)
        );
      }
    else if builtins.any (value: value != first) values then
      { malformed = report code "one value" "several different values"; }
    else if first == null then
      { value = default; }
    else if !isPlainString first then
      { malformed = report code what "a string with context or control characters"; }
    else
      { value = first; };

  # The elements of `includes`, each a definition; a wrong list is one element with `malformed`.
  elements =
    code: definitions:
    let
      found = heads definitions;
      one =
        d: value:
        let
          inner = heads [ (d // { inherit value; }) ];
        in
        if inner == null then [ { malformed = throws code "an aspect"; } ] else inner;
      # Is there no property among them, and nothing that throws?
      simple = list: attempt (builtins.catAttrs "_type" (builtins.filter builtins.isAttrs list) == [ ]);
    in
    if definitions == [ ] then
      [ ]
    else if found == null then
      [ { malformed = throws code "a list of aspects"; } ]
    else
      builtins.concatMap (
        d:
        let
          quick = simple d.value;
        in
        if !builtins.isList d.value then
          [ { malformed = report code "a list of aspects" (describe d.value); } ]
        else if quick.success && quick.value then
          map (value: d // { inherit value; }) d.value
        else
          builtins.concatMap (one d) d.value
      ) found;

  # Free data of one scope (meta), merged over its definitions: `{ value }`, and `malformed` where
  # it is no set.
  free =
    code: where: definitions:
    let
      merged = attempt (
        builtins.addErrorContext "while den reads ${where}" (discharge.combineSets where definitions)
      );
    in
    if !merged.success then
      {
        malformed = throws code "an attribute set";
        value = { };
      }
    else if !(discharge.isPlain merged.value) then
      {
        malformed = report code "an attribute set" (describe merged.value);
        value = { };
      }
    else
      { inherit (merged) value; };

  freeDocument =
    path: free: if free ? malformed then marker free.malformed else encodeData path free.value;
in
{
  inherit
    elements
    free
    freeDocument
    heads
    names
    scalar
    sets
    ;
}
