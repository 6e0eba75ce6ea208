# Nix values as plain data (VALUE of the fleet document).
#
# `toJSON` fails on functions, copies paths into the store, drops string context and prints floats
# and control characters differently from one Nix to the next. What is not plain data becomes a hole
# that names its place; the reader puts the user's own value back.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  discharge = import ./discharge.nix { inherit lib; };
  inherit (import ./malformed.nix { inherit lib; }) marker report throws;
  inherit (import ./refer.nix) isRef isReset;
  referred = import ./reify/referred.nix { inherit attempt isPlainString lib; };

  # Line feed, carriage return and tab print alike everywhere; the rest does not.
  controls = map (n: builtins.fromJSON "\"\\u00${n}\"") (
    map (n: "0${n}") [
      "1"
      "2"
      "3"
      "4"
      "5"
      "6"
      "7"
      "8"
      "b"
      "c"
      "e"
      "f"
    ]
    ++ map (n: "1${n}") [
      "0"
      "1"
      "2"
      "3"
      "4"
      "5"
      "6"
      "7"
      "8"
      "9"
      "a"
      "b"
      "c"
      "d"
      "e"
      "f"
    ]
  );
  blanks = map (_: "") controls;
  withoutControls = builtins.replaceStrings controls blanks;
  isPlainString = string: !(builtins.hasContext string) && withoutControls string == string;

  tooDeep = marker (report "den::value::too-deep" "data at most 30 levels deep" "deeper data");
  thrown = marker (throws "den::value::throws" "a value");
  ordered = marker (
    report "den::value::order" "mkIf, mkMerge or mkOverride" "mkOrder, mkBefore or mkAfter"
  );
  badProperty = marker (
    report "den::value::property" "mkIf with a Boolean, mkMerge with a list" "one with something else"
  );

  misplaced = marker (
    report referred.code "data: references and resets belong in settings" "one of them"
  );

  hole = path: type: {
    "$den" = {
      hole = {
        inherit path type;
      };
    };
  };

  # A value as a list: empty for what `mkIf false` removes, else the one encoded value. Most values
  # are plain, and cost this one call.
  #
  # `at` is `{ depth; path; }` of what the value stands in, `step` leads from there to it.
  entry =
    at: step: value:
    let
      head = attempt (builtins.typeOf value);
      type = head.value;
      here = {
        depth = at.depth + 1;
        path = if step == null then at.path else at.path ++ [ step ];
        inherit (at) layered;
      };
    in
    if !head.success then
      [ thrown ]
    else if
      type == "int" || type == "bool" || type == "null" || type == "string" && isPlainString value
    then
      [ value ]
    else if type == "set" && value ? _type then
      property here value
    else
      [ (compound here type value) ];

  compound =
    at: type: value:
    if type == "lambda" then
      hole at.path "function"
    else if type == "list" then
      if at.depth > 30 then tooDeep else elements at value
    else if type != "set" then
      hole at.path type
    else if value ? type && (builtins.tryEval (value.type == "derivation")).value then
      hole at.path "derivation"
    else if value ? __functor then
      hole at.path "function"
    else if value ? outPath || value ? __toString || value ? __den then
      hole at.path "set"
    else if at.depth > 30 then
      tooDeep
    else if value ? "$den" then
      { "$den".attrs = attributes at value; }
    else
      attributes at value;

  elements = at: list: builtins.concatLists (lib.imap0 (entry at) list);

  attributes =
    at: set:
    builtins.listToAttrs (
      builtins.concatMap (name: map (value: { inherit name value; }) (entry at name set.${name})) (
        builtins.attrNames set
      )
    );

  property =
    at: value:
    let
      argument = attempt (value.condition or value.contents or null);
    in
    if !(discharge.isProperty value) then
      [ (referring at value) ]
    else if !argument.success then
      [ thrown ]
    else if value._type == "if" then
      if !builtins.isBool argument.value then
        [ badProperty ]
      else if argument.value then
        entry at "content" value.content
      else
        [ ]
    else if value._type == "override" then
      [
        {
          "$den".priority = {
            inherit (value) priority;
            value = single (entry at "content" value.content);
          };
        }
      ]
    else if value._type == "merge" then
      if !builtins.isList argument.value then
        [ badProperty ]
      else
        [
          {
            "$den".merge = elements {
              inherit (at) depth layered;
              path = at.path ++ [ "contents" ];
            } argument.value;
          }
        ]
    else
      [ ordered ];

  # What settings may say besides a value, and whatever else has a `_type`.
  referring =
    at: value:
    if !(isRef value || isReset value) then
      hole at.path "set"
    else if !at.layered then
      misplaced
    else if isRef value then
      referred.document value
    else if at.depth > 30 then
      tooDeep
    else
      { "$den".reset = single (entry at "value" value.value); };

  # Sets of numbers, words, lists of these and a level of such sets are their own encoding: told of a set in one call.
  plainWith =
    isBelow: set:
    let
      values = builtins.attrValues set;
      sets = builtins.filter builtins.isAttrs values;
      leaves = builtins.concatLists (builtins.filter builtins.isList values ++ [ values ]);
      strings = builtins.filter builtins.isString leaves;
      text = builtins.concatStringsSep "" strings;
      others =
        builtins.length (builtins.filter builtins.isInt leaves)
        + builtins.length (builtins.filter builtins.isBool leaves)
        + builtins.length (builtins.filter builtins.isNull leaves)
        + builtins.length (builtins.filter builtins.isList values)
        + builtins.length sets;
    in
    builtins.intersectAttrs marks set == { }
    && builtins.length strings + others == builtins.length leaves
    && builtins.all isBelow sets
    && !(builtins.hasContext text)
    && withoutControls text == text;
  isFlat = plainWith (plainWith (_: false));
  marks = discharge.marks // {
    "$den" = null;
  };

  # Where a value must stand, nothing at all is written as an empty merge.
  single = found: if found == [ ] then { "$den".merge = [ ]; } else builtins.head found;

  # All of it is computed at once: what fails in a way that cannot be caught is then known by its path.
  encodeWith =
    layered: path: value:
    let
      flat = attempt (builtins.isAttrs value && isFlat value);
      found = single (
        entry {
          inherit layered path;
          depth = -1;
        } null value
      );
    in
    builtins.addErrorContext "while den reads ${lib.concatMapStringsSep "." toString path}" (
      if flat.success && flat.value then value else builtins.deepSeq found found
    );
in
{
  inherit isPlainString withoutControls;

  # The value at `path`: settings, which may refer to others; and data that stands for itself.
  encode = encodeWith true;
  encodeData = encodeWith false;
}
