# Properties, taken apart by hand.
#
# `mkIf`, `mkMerge`, `mkOverride` and `mkOrder` are written at levels that the module system never looks at: around an aspect that is a function,
# inside a list of includes, on a class key. A definition is `{ value; file; … }`; what comes out are the live branches of it, every
# other attribute kept.
{ lib }:
let
  normal = lib.modules.defaultOverridePriority or lib.modules.defaultPriority;

  isProperty = value: value ? _type && (value._type == "if" || value._type == "merge" || value._type == "override" || value._type == "order");

  branches =
    priority: value:
    if !(isProperty value) then
      [ { inherit priority value; } ]
    else if value._type == "if" then
      # A condition that is no Boolean would be an error that `tryEval` cannot catch.
      if !builtins.isBool value.condition then
        throw "den: the condition of mkIf is not a Boolean"
      else if value.condition then
        branches priority value.content
      else
        [ ]
    else if value._type == "merge" then
      builtins.concatMap (branches priority) value.contents
    else if value._type == "override" then
      branches value.priority value.content
    else
      branches priority value.content;

  # All live branches of the definitions, each with its priority.
  all =
    definitions:
    if builtins.any (definition: isProperty definition.value) definitions then
      builtins.concatMap (
        definition: map (branch: definition // branch) (branches definition.priority or normal definition.value)
      ) definitions
    else
      definitions;

  # Those that count: the module system's rule, the strongest priority alone.
  live =
    definitions:
    let
      every = all definitions;
      best = builtins.foldl' (least: d: lib.min least (d.priority or normal)) 100000 every;
    in
    if builtins.any (d: (d.priority or normal) != normal) every then
      builtins.filter (d: (d.priority or normal) == best) every
    else
      every;

  # Only conditions and merges: priorities stay on the value, where they are data of the document.
  split =
    definition:
    let
      inherit (definition) value;
    in
    if !(isProperty value) then
      [ definition ]
    else if value._type == "if" then
      if !builtins.isBool value.condition then
        throw "den: the condition of mkIf is not a Boolean"
      else if value.condition then
        split (definition // { value = value.content; })
      else
        [ ]
    else if value._type == "merge" then
      builtins.concatMap (content: split (definition // { value = content; })) value.contents
    else
      [ definition ];

  # One level down: attribute name -> its definitions. `set` and `name` stay at hand for positions.
  zip =
    definitions:
    builtins.zipAttrsWith (_: found: found) (
      map (
        definition:
        builtins.mapAttrs (name: value: {
          inherit name value;
          inherit (definition) file;
          set = definition.value;
        }) definition.value
      ) definitions
    );

  # Data that may be looked into: not a derivation, not a package set, nothing with a meaning of its own.
  isPlain =
    value:
    builtins.isAttrs value
    && !(value ? _type || value ? outPath || value ? __functor || value ? __toString || value ? __den || value ? type && value.type == "derivation");

  # Free data (meta, free attributes of an entity) from several files: sets deeply, lists one after the other, anything else must agree.
  combine =
    where: definitions:
    let
      found = live definitions;
      values = map (d: d.value) found;
      first = builtins.head values;
    in
    if values == [ ] then
      throw "den: ${where} is only defined under conditions that do not hold"
    else if builtins.all isPlain values then
      lib.mapAttrs (name: combine "${where}.${name}") (
        lib.filterAttrs (_: defs: !(builtins.any (d: (builtins.tryEval (isProperty d.value)).value) defs) || all defs != [ ]) (zip found)
      )
    else if builtins.length values == 1 then
      first
    else if builtins.all builtins.isList values then
      builtins.concatLists values
    else if builtins.all (value: value == first) values then
      first
    else
      throw "den: ${where} has different values in ${lib.concatMapStringsSep " and " (d: toString d.file) found}";

  # Freely merged attributes of several definitions, `{ }` when there are none.
  combineSets = where: definitions: if live definitions == [ ] then { } else combine where definitions;
in
{
  inherit
    all
    branches
    combine
    combineSets
    isPlain
    isProperty
    live
    normal
    split
    zip
    ;
}
