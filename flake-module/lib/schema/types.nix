# Option types as JSON Schema (2020-12).
#
# Only what a type says structurally is translated. What it does not say (the pattern of a string,
# the check of `addCheck`) is left to the evaluation of the module: a schema here accepts at least
# what the type accepts, and `{ }` accepts everything.
{ lib }:
let
  inherit (import ../encode.nix { inherit lib; }) encode isPlainString;

  nested = type: type.nestedTypes or { };

  # Bounds stand only in an integer type's description: believed where its check agrees on both
  # sides.
  bounds =
    type:
    let
      description = type.description or "";
      between = builtins.match ".*between (-?[0-9]+) and (-?[0-9]+) \\(both inclusive\\).*" description;
      low = lib.toInt (builtins.head between);
      high = lib.toInt (lib.last between);
    in
    if type.name == "positiveInt" then
      { minimum = 1; }
    else if type.name == "unsignedInt" then
      { minimum = 0; }
    else if
      between != null
      && type.check low
      && type.check high
      && !(type.check (low - 1))
      && !(type.check (high + 1))
    then
      {
        maximum = high;
        minimum = low;
      }
    else
      { };

  isBounded =
    name:
    builtins.elem name [
      "intBetween"
      "positiveInt"
      "unsignedInt"
    ]
    || lib.hasPrefix "signedInt" name
    || lib.hasPrefix "unsignedInt" name;

  either =
    type:
    let
      sides = [
        (nested type).left
        (nested type).right
      ];
    in
    # `oneOf` nests to the right: said as one list.
    builtins.concatMap (
      side: if (side.name or "") == "either" then either side else [ (toSchema side) ]
    ) sides;

  table = {
    attrs = _: { type = "object"; };
    attrsOf = type: {
      additionalProperties = toSchema (nested type).elemType;
      type = "object";
    };
    bool = _: { type = "boolean"; };
    boolByOr = _: { type = "boolean"; };
    either = type: { anyOf = either type; };
    # Values that are no data (packages, functions) cannot be told apart in a schema.
    enum =
      type:
      let
        payload = type.functor.payload or [ ];
        values = map (encode [ ]) (payload.values or payload);
      in
      if builtins.any (value: builtins.isAttrs value) values then { } else { enum = values; };
    float = _: { type = "number"; };
    int = _: { type = "integer"; };
    lazyAttrsOf = table.attrsOf;
    listOf =
      type:
      {
        items = toSchema (nested type).elemType;
        type = "array";
      }
      // lib.optionalAttrs (!(type.check [ ])) { minItems = 1; };
    nonEmptyStr = _: {
      minLength = 1;
      type = "string";
    };
    nullOr = type: {
      anyOf = [
        { type = "null"; }
        (toSchema (nested type).elemType)
      ];
    };
    numberBetween = _: { type = "number"; };
    # A Nix path or a package is a hole, which every schema accepts.
    path = string;
    passwdEntry = string;
    separatedString = string;
    singleLineStr = string;
    str = string;
    string = string;
    submodule = _: { type = "object"; };
    uniq = type: toSchema (nested type).elemType;
    unique = table.uniq;
  };
  string = _: { type = "string"; };

  # Types that mean "anything"; their names say no more than `{ }`.
  silent = [
    "anything"
    "raw"
    "unspecified"
  ];

  toSchema =
    type:
    let
      name = type.name or "";
      description = type.description or name;
    in
    if table ? ${name} then
      table.${name} type
    else if isBounded name then
      { type = "integer"; } // bounds type
    else if lib.hasPrefix "strMatching" name then
      { type = "string"; }
    else if
      builtins.elem name silent || !(builtins.isString description && isPlainString description)
    then
      { }
    else
      { inherit description; };

  # Does a value of the type differ from what was defined (`coercedTo`), or have defaults of its own
  # (a submodule)?
  isComputed =
    type:
    let
      name = type.name or "";
    in
    builtins.elem name [
      "attrTag"
      "coercedTo"
      "deferredModule"
      "submodule"
    ]
    || builtins.any (child: child != null && isComputed child) (
      map (key: (nested type).${key} or null) [
        "elemType"
        "left"
        "right"
      ]
    );

  # Values that are sets merge deeply by default.
  isSet =
    type:
    let
      name = type.name or "";
    in
    builtins.elem name [
      "attrs"
      "attrsOf"
      "lazyAttrsOf"
      "submodule"
    ]
    || (name == "nullOr" || name == "uniq" || name == "unique") && isSet (nested type).elemType;
in
{
  inherit isComputed isSet toSchema;
}
