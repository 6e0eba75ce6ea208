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
  mostOf = key: if stringLength key > 5 then 2 else 1;
  isNear =
    name: key:
    lib.strings.levenshteinAtMost (mostOf key) name key
    ||
      mostOf key == 1
      && stringLength name == stringLength key
      && lib.strings.levenshteinAtMost 2 name key
      && letters name == letters key;

  # A key with what is left of a name that has lost the letters of the key: every one of these is an edit of its own, so
  # that most names are told from most keys without counting edits.
  prepared = key: {
    inherit key;
    most = mostOf key;
    rest =
      let
        letters = lib.stringToCharacters key;
      in
      builtins.replaceStrings letters (map (_: "") letters);
  };
in
# `reserved` are the keys of the kind of entity, `declared` says whether its schema declares a name.
{ reserved, declared }:
let
  # By the length of a name, the keys that it could be near to: most names are compared with few or none.
  byLength = builtins.genList (
    length:
    filter (
      { key, most, ... }:
      let
        apart = stringLength key - length;
      in
      apart <= most && apart >= -most
    ) (map prepared reserved)
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
    near = filter (
      {
        key,
        most,
        rest,
      }:
      stringLength (rest name) <= most && isNear name key
    ) (candidates name);
  in
  if near == [ ] || !validName name || declared name then
    [ ]
  else
    [
      {
        inherit name;
        malformed = report "den::host::near-miss" (builtins.head near).key name;
      }
    ]
)
