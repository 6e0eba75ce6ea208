# Nix values as plain data (VALUE of the fleet document).
#
# `toJSON` fails on functions, copies paths into the store, drops string context and prints floats and control characters differently from
# one Nix to the next. What is not plain data becomes a hole that names its place; the reader puts the user's own value back.
{ lib }:
let
  inherit (import ./malformed.nix { inherit lib; }) marker report throws;

  # Line feed, carriage return and tab print alike everywhere; the rest does not.
  controls = map (n: builtins.fromJSON "\"\\u00${n}\"") (
    map (n: "0${n}") [
      "1" "2" "3" "4" "5" "6" "7" "8" "b" "c" "e" "f"
    ]
    ++ map (n: "1${n}") [
      "0" "1" "2" "3" "4" "5" "6" "7" "8" "9" "a" "b" "c" "d" "e" "f"
    ]
  );
  blanks = map (_: "") controls;
  isPlainString = string: !(builtins.hasContext string) && builtins.replaceStrings controls blanks string == string;

  tooDeep = marker (report "den::value::too-deep" "data at most 30 levels deep" "deeper data");
  thrown = marker (throws "den::value::throws" "a value");
  ordered = marker (report "den::value::order" "mkIf, mkMerge or mkOverride" "mkOrder, mkBefore or mkAfter");
  badCondition = marker (report "den::value::condition" "mkIf with a Boolean condition" "mkIf with something else");

  hole = path: type: {
    "$den" = {
      hole = {
        inherit path type;
      };
    };
  };

  # A list: empty for what `mkIf false` removes, else the one encoded value.
  entry =
    depth: path: value:
    let
      head = builtins.tryEval (value ? _type && value._type == "if");
    in
    if !head.success then
      [ thrown ]
    else if head.value then
      let
        condition = builtins.tryEval value.condition;
      in
      if !condition.success then
        [ thrown ]
      else if !builtins.isBool condition.value then
        [ badCondition ]
      else if condition.value then
        entry (depth + 1) (path ++ [ "content" ]) value.content
      else
        [ ]
    else
      [ (one depth path value) ];

  entries = depth: path: list: builtins.concatLists (lib.imap0 (i: entry (depth + 1) (path ++ [ i ])) list);

  attributes =
    depth: path: set:
    builtins.listToAttrs (
      builtins.concatMap (name: map (value: { inherit name value; }) (entry (depth + 1) (path ++ [ name ]) set.${name})) (
        builtins.attrNames set
      )
    );

  one =
    depth: path: value:
    let
      type = builtins.typeOf value;
    in
    if type == "string" then
      if isPlainString value then value else hole path "string"
    else if type == "int" || type == "bool" || type == "null" then
      value
    else if type == "lambda" then
      hole path "function"
    else if type == "list" then
      if depth > 30 then tooDeep else entries depth path value
    else if type == "set" then
      if depth > 30 then tooDeep else setOf depth path value
    else
      hole path type;

  setOf =
    depth: path: set:
    if set ? _type then
      property depth path set
    else if set ? type && set.type == "derivation" then
      hole path "derivation"
    else if set ? __functor then
      hole path "function"
    else if set ? outPath || set ? __toString || set ? __den then
      hole path "set"
    else if set ? "$den" then
      { "$den".attrs = attributes depth path set; }
    else
      attributes depth path set;

  property =
    depth: path: set:
    if set._type == "override" then
      {
        "$den".priority = {
          inherit (set) priority;
          value = whole (depth + 1) (path ++ [ "content" ]) set.content;
        };
      }
    else if set._type == "merge" then
      { "$den".merge = entries (depth + 1) (path ++ [ "contents" ]) set.contents; }
    else if set._type == "order" then
      ordered
    else
      hole path "set";

  # Where a value must stand, nothing at all is written as an empty merge.
  whole =
    depth: path: value:
    let
      found = entry depth path value;
    in
    if found == [ ] then { "$den".merge = [ ]; } else builtins.head found;
in
{
  inherit isPlainString;
  encode = whole 0;
}
