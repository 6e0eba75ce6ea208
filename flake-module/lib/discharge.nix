# Properties, taken apart by hand.
#
# `mkIf`, `mkMerge`, `mkOverride` and `mkOrder` are written at levels that the module system never
# looks at: around an aspect that is a function, inside a list of includes, on a class key. A
# definition is `{ value; file; … }`; what comes out are the live branches of it, every other
# attribute kept.
{ lib }:
let
  inherit (builtins)
    any
    attrValues
    catAttrs
    filter
    isAttrs
    ;

  normal = lib.modules.defaultOverridePriority or lib.modules.defaultPriority;

  # What a property of each type must have; anything else with a `_type` is a value of the user.
  properties = {
    "if" = property: property ? condition && property ? content;
    merge = property: property ? contents;
    order = property: property ? content;
    override = property: property ? content && property ? priority;
  };
  isProperty =
    value:
    value ? _type
    && builtins.isString value._type
    && properties ? ${value._type}
    && properties.${value._type} value;

  # Conditions and merges of another type would be errors that `tryEval` cannot catch.
  condition =
    property:
    if builtins.isBool property.condition then
      property.condition
    else
      throw "den: the condition of mkIf is not a Boolean";
  contents =
    property:
    if builtins.isList property.contents then property.contents else throw "den: mkMerge takes a list";

  # Asked where there is something with a `_type` at all, which `catAttrs` tells without a call for each definition.
  anyProperty = any (definition: definition.value ? _type && isProperty definition.value);

  branches =
    priority: value:
    if !(isProperty value) then
      [ { inherit priority value; } ]
    else if value._type == "if" then
      if condition value then branches priority value.content else [ ]
    else if value._type == "merge" then
      builtins.concatMap (branches priority) (contents value)
    else if value._type == "override" then
      branches value.priority value.content
    else
      branches priority value.content;

  # All live branches of the definitions; those that come out of a property have a priority. The
  # head of each value is computed.
  all =
    definitions:
    if catAttrs "_type" (filter isAttrs (catAttrs "value" definitions)) == [ ] then
      definitions
    else if anyProperty definitions then
      builtins.concatMap (
        definition:
        map (branch: definition // branch) (branches definition.priority or normal definition.value)
      ) definitions
    else
      definitions;

  priorityOf = definition: definition.priority or normal;
  strongest = builtins.foldl' (least: definition: lib.min least (priorityOf definition)) 100000;

  # Those that count: the module system's rule, the strongest priority alone.
  live =
    definitions:
    if catAttrs "_type" (filter isAttrs (catAttrs "value" definitions)) == [ ] then
      definitions
    else if anyProperty definitions then
      let
        every = all definitions;
        best = strongest every;
      in
      builtins.filter (definition: priorityOf definition == best) every
    else
      definitions;

  # Only conditions and merges: priorities stay on the value, where they are data of the document.
  split =
    definition:
    let
      inherit (definition) value;
    in
    if !(isProperty value) then
      [ definition ]
    else if value._type == "if" then
      if condition value then split (definition // { value = value.content; }) else [ ]
    else if value._type == "merge" then
      builtins.concatMap (content: split (definition // { value = content; })) (contents value)
    else
      [ definition ];

  # One level down: attribute name -> its definitions. `set`, `name` and the definition `around`
  # stay at hand for positions.
  zip =
    definitions:
    if builtins.length definitions == 1 then
      # Most things are said in one place: half the calls.
      let
        around = builtins.head definitions;
        set = around.value;
        inherit (around) file;
      in
      builtins.mapAttrs (name: value: [
        {
          inherit
            around
            file
            name
            set
            value
            ;
        }
      ]) set
    else
      builtins.zipAttrsWith (_: builtins.concatLists) (map (definition: zip [ definition ]) definitions);

  # `zip` without the names whose every definition is switched off. Looks at the head of each value,
  # and only for a property further.
  members =
    definitions:
    let
      zipped = zip definitions;
      suspects = builtins.concatMap (
        d:
        let
          # Is there any? No call a name where there is none.
          quick = builtins.tryEval (catAttrs "_type" (filter isAttrs (attrValues d.value)) == [ ]);
        in
        if quick.success && quick.value then
          [ ]
        else
          filter (name: (builtins.tryEval (d.value.${name} ? _type)).value) (builtins.attrNames d.value)
      ) definitions;
    in
    if suspects == [ ] then
      zipped
    else
      removeAttrs zipped (
        builtins.filter (name: (builtins.tryEval (all zipped.${name} == [ ])).value) suspects
      );

  # A set without any of these is nothing but data, and one with `type` if that makes no derivation of it.
  marks = {
    __den = null;
    __functor = null;
    __toString = null;
    _type = null;
    outPath = null;
    type = null;
  };

  # Data that may be looked into: not a derivation, not a package set, nothing with a meaning of its
  # own.
  isPlain =
    value:
    builtins.isAttrs value
    && !(
      value ? _type
      || value ? outPath
      || value ? __functor
      || value ? __toString
      || value ? __den
      || value ? type && (builtins.tryEval (value.type == "derivation")).value
    );

  # Free data (meta, free attributes of an entity) from several files: sets deeply, lists one after
  # the other, anything else must agree.
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
        lib.filterAttrs (
          _: defs: !(builtins.any (d: (builtins.tryEval (isProperty d.value)).value) defs) || all defs != [ ]
        ) (zip found)
      )
    else if builtins.length values == 1 then
      first
    else if builtins.all builtins.isList values then
      builtins.concatLists values
    else if builtins.all (value: value == first) values then
      first
    else
      throw "den: ${where} has different values in ${
        lib.concatMapStringsSep " and " (d: toString d.file) found
      }";

  # Data without any property in it: conditions decided, merges joined, priorities only among each other.
  settle =
    where: value:
    let
      settled = combine where [
        {
          inherit value;
          file = where;
        }
      ];
      below =
        value:
        if builtins.isList value then
          map (settle where) (
            builtins.filter (element: !(builtins.tryEval (isProperty element && isNothing element)).value) value
          )
        else if isPlain value then
          lib.mapAttrs (_: below) value
        else
          value;
    in
    below settled;

  # Is every branch of it switched off?
  isNothing = value: all [ { inherit value; } ] == [ ];

  # Freely merged attributes of several definitions, `{ }` when there are none.
  combineSets =
    where: definitions: if live definitions == [ ] then { } else combine where definitions;
in
{
  inherit
    all
    branches
    combine
    combineSets
    condition
    isNothing
    isPlain
    isProperty
    live
    marks
    members
    normal
    priorityOf
    settle
    split
    strongest
    zip
    ;
}
