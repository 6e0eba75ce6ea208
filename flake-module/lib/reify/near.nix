# Free attributes that are one slip away from a reserved key: `tag`, `environmnt`.
#
# Whatever is not reserved is the user's own, so a slip would be kept as data that nobody reads. What the schema of the
# entities declares is meant.
{ lib }:
let
  inherit (builtins)
    concatMap
    filter
    stringLength
    ;
  inherit (import ../malformed.nix { inherit lib; }) report validName;

  letters = name: builtins.sort builtins.lessThan (lib.stringToCharacters name);

  # A short key has too many neighbours (`nas` and `tags`, `clan` and `class`): one edit, or two letters the wrong way
  # round.
  isNear =
    name: key:
    if stringLength key > 5 then
      lib.strings.levenshteinAtMost 2 name key
    else
      lib.strings.levenshteinAtMost 1 name key
      ||
        stringLength name == stringLength key
        && lib.strings.levenshteinAtMost 2 name key
        && letters name == letters key;
in
# `reserved` are the keys of the kind of entity, `declared` says whether its schema declares a name.
{ reserved, declared }:
let
  # By the length of a name, the keys that it could be near to: most names are compared with few or none.
  byLength = builtins.genList (
    length:
    filter (
      key:
      let
        apart = stringLength key - length;
        most = if stringLength key > 5 then 2 else 1;
      in
      apart <= most && apart >= -most
    ) reserved
  ) (lib.foldl' (most: key: lib.max most (stringLength key)) 0 reserved + 3);
  candidates =
    name:
    if stringLength name < builtins.length byLength then
      builtins.elemAt byLength (stringLength name)
    else
      [ ];
in
# Free attribute names -> reports.
concatMap (
  name:
  let
    near = filter (isNear name) (candidates name);
  in
  if candidates name == [ ] || near == [ ] || !validName name || declared name then
    [ ]
  else
    [
      {
        inherit name;
        malformed = report "den::host::near-miss" (builtins.head near) name;
      }
    ]
)
