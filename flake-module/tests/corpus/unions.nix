# One of several types.
{ lib, ... }:
let
  inherit (lib) types;
  null' = {
    type = "null";
  };
  boolean.type = "boolean";
  integer.type = "integer";
  string = {
    type = "string";
    x-den-holes = [ "string" ];
  };
  array.type = "array";
in
{
  "nullOr bool" = {
    type = types.nullOr types.bool;
    schema.anyOf = [
      null'
      boolean
    ];
    accepted = [ null ];
    refused = [ 0 ];
  };
  "nullOr nullOr" = {
    type = types.nullOr (types.nullOr types.bool);
    schema.anyOf = [
      null'
      boolean
    ];
  };
  "nullOr with a default" = {
    option = {
      type = types.nullOr types.int;
      default = null;
    };
    schema = {
      anyOf = [
        null'
        integer
      ];
      default = null;
    };
  };
  "nullOr anything" = {
    type = types.nullOr types.anything;
    schema = { };
  };
  either = {
    type = types.either types.bool types.str;
    schema.anyOf = [
      boolean
      string
    ];
    accepted = [ "a" ];
    refused = [ 1 ];
  };
  "either raw" = {
    type = types.either types.raw types.str;
    schema = { };
  };
  "either enum" = {
    type = types.either (types.enum [ "a" ]) (types.enum [ 1 ]);
    schema.anyOf = [
      { enum = [ "a" ]; }
      { enum = [ 1 ]; }
    ];
    accepted = [
      "a"
      1
    ];
    refused = [ "1" ];
  };
  "either of two lists" = {
    type = types.either (types.listOf types.int) (types.listOf types.str);
    schema.anyOf = [
      (array // { items = integer; })
      (array // { items = string; })
    ];
    wider = "the module system takes every list for one of the first kind";
    accepted = [ [ 1 ] ];
    refused = [ [ "a" ] ];
  };
  "either of two sets that checks tell apart" = {
    type = types.either (types.addCheck (types.attrsOf types.int) (set: set ? a)) (
      types.attrsOf types.str
    );
    schema.anyOf = [
      {
        additionalProperties = integer;
        type = "object";
      }
      {
        additionalProperties = string;
        type = "object";
      }
    ];
    wider = "its check is a function";
    accepted = [
      { a = 1; }
      { b = "b"; }
    ];
    refused = [ { a = "a"; } ];
  };
  oneOf = {
    type = types.oneOf [
      types.int
      types.str
      types.bool
    ];
    schema.anyOf = [
      integer
      string
      boolean
    ];
    refused = [ null ];
  };
  "oneOf with a number" = {
    type = types.oneOf [
      types.str
      types.int
      types.float
    ];
    schema.anyOf = [
      string
      {
        type = "number";
        x-den-holes = [ "float" ];
      }
    ];
    accepted = [
      1
      1.5
    ];
  };
  "oneOf collections" = {
    type = types.oneOf [
      types.str
      (types.listOf types.str)
      (types.attrsOf types.int)
    ];
    schema.anyOf = [
      string
      (array // { items = string; })
      {
        additionalProperties = integer;
        type = "object";
      }
    ];
    accepted = [ { a = 1; } ];
    refused = [ [ 1 ] ];
  };
  "either package" = {
    type = types.either types.package types.int;
    schema.anyOf = [
      {
        pattern = "^/nix/store/[^/]+$";
        type = "string";
        x-den-holes = [ "derivation" ];
      }
      integer
    ];
  };
  coercedTo = {
    type = types.coercedTo types.int toString types.str;
    computed = true;
    schema.anyOf = [
      integer
      string
    ];
    accepted = [
      1
      "1"
    ];
    refused = [ true ];
  };
  "coercedTo a set" = {
    type = types.coercedTo (types.listOf types.str) (list: {
      a = builtins.length list;
    }) (types.attrsOf types.int);
    computed = true;
    schema.anyOf = [
      array
      {
        additionalProperties = integer;
        type = "object";
      }
    ];
    accepted = [
      [ "a" ]
      { a = 1; }
    ];
    refused = [ { a = "a"; } ];
  };
  "coercedTo what is itself coerced" = {
    type = types.coercedTo (types.listOf types.int) (map builtins.typeOf) (types.listOf types.str);
    computed = true;
    schema = array;
    # Any list is coerced, whatever is in it.
    accepted = [
      [ 1 ]
      [ true ]
    ];
  };
  "coercedTo from a part of the strings" = {
    type = types.coercedTo (types.enum [
      "a"
      "b"
    ]) (name: if name == "a" then 1 else "none") types.int;
    computed = true;
    schema.anyOf = [
      {
        enum = [
          "a"
          "b"
        ];
      }
      integer
    ];
    wider = "what is coerced to something else is known to the function alone";
    accepted = [ "a" ];
    refused = [ "b" ];
  };
  "coercedTo a path" = {
    type = types.coercedTo types.raw lib.id types.path;
    computed = true;
    schema = { };
    wider = "anything may be coerced to a path";
    accepted = [ "/abs" ];
  };
  "addCheck" = {
    type = types.addCheck types.str (it: it != "a");
    schema = string;
    wider = "its check is a function";
    refused = [ "a" ];
  };
  "a type that contains itself" =
    let
      value =
        types.nullOr (
          types.oneOf [
            types.bool
            types.int
            types.str
            (types.attrsOf value)
            (types.listOf value)
          ]
        )
        // {
          description = "a value";
        };
    in
    {
      type = value;
      schema.anyOf = [
        null'
        boolean
        integer
        string
        {
          additionalProperties = { };
          type = "object";
        }
        {
          items = { };
          type = "array";
        }
      ];
      accepted = [ { a = [ { b = 1; } ]; } ];
      refused = [
        1.5
        [ 1.5 ]
      ];
      wider = "what it contains is not said again";
    };
  "a type that contains itself once" =
    let
      value = types.either types.int (types.listOf value) // {
        description = "a tree of numbers";
      };
      branch = items: {
        anyOf = [
          integer
          (array // { inherit items; })
        ];
      };
    in
    {
      type = value;
      schema = builtins.foldl' (items: _: branch items) { } (lib.range 1 6);
      accepted = [
        [
          1
          [ 1 ]
        ]
      ];
      refused = [ [ "a" ] ];
    };
}
// lib.optionalAttrs (types ? attrTag) {
  attrTag = {
    type = types.attrTag {
      a = lib.mkOption {
        type = types.int;
        description = "One.";
      };
      b = lib.mkOption { type = types.str; };
    };
    computed = true;
    schema.anyOf = [
      {
        additionalProperties = false;
        properties.a = integer // {
          description = "One.";
        };
        required = [ "a" ];
        type = "object";
      }
      {
        additionalProperties = false;
        properties.b = string;
        required = [ "b" ];
        type = "object";
      }
    ];
    accepted = [
      { a = 1; }
      { b = "b"; }
    ];
    refused = [
      { }
      {
        a = 1;
        b = "b";
      }
    ];
  };
}
// lib.optionalAttrs (types ? json) {
  json = {
    type = types.json;
    schema.anyOf = [
      null'
      boolean
      {
        type = "number";
        x-den-holes = [ "float" ];
      }
      string
      {
        pattern = "^/";
        type = "string";
        x-den-holes = [
          "derivation"
          "path"
        ];
      }
      {
        additionalProperties = { };
        type = "object";
      }
      {
        items = { };
        type = "array";
      }
    ];
  };
}
