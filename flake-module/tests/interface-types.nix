# Option types as JSON Schema, and how values of them merge.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  interface = settings: (declare { den.aspects.it = { inherit settings; }; }).aspects.it.interface;
  leaf = option: (interface { options.it = lib.mkOption option; }).properties.it;
  schema =
    type:
    removeAttrs (leaf { inherit type; }) [
      "x-den-computed"
      "x-den-merge"
    ];
  inherit (lib) types;
in
{
  "types" = {
    expr = lib.mapAttrs (_: schema) {
      attrsOf = types.attrsOf types.int;
      between = types.ints.between (-5) 10;
      bool = types.bool;
      enum = types.enum [
        "a"
        1
      ];
      int = types.int;
      lines = types.lines;
      listOf = types.listOf types.str;
      nonEmptyList = types.nonEmptyListOf types.str;
      nonEmptyStr = types.nonEmptyStr;
      nullOr = types.nullOr types.int;
      oneOf = types.oneOf [
        types.int
        types.str
        types.bool
      ];
      path = types.path;
      positive = types.ints.positive;
      s8 = types.ints.s8;
      str = types.str;
      u8 = types.ints.u8;
      unsigned = types.ints.unsigned;
      anything = types.anything;
      own = lib.mkOptionType {
        name = "own";
        description = "something of my own";
      };
    };
    expected = {
      anything = { };
      attrsOf = {
        additionalProperties.type = "integer";
        type = "object";
      };
      between = {
        maximum = 10;
        minimum = -5;
        type = "integer";
      };
      bool.type = "boolean";
      enum.enum = [
        "a"
        1
      ];
      int.type = "integer";
      lines.type = "string";
      listOf = {
        items.type = "string";
        type = "array";
      };
      nonEmptyList = {
        items.type = "string";
        minItems = 1;
        type = "array";
      };
      nonEmptyStr = {
        minLength = 1;
        type = "string";
      };
      nullOr.anyOf = [
        { type = "null"; }
        { type = "integer"; }
      ];
      oneOf.anyOf = [
        { type = "integer"; }
        { type = "string"; }
        { type = "boolean"; }
      ];
      own.description = "something of my own";
      path.type = "string";
      positive = {
        minimum = 1;
        type = "integer";
      };
      s8 = {
        maximum = 127;
        minimum = -128;
        type = "integer";
      };
      str.type = "string";
      u8 = {
        maximum = 255;
        minimum = 0;
        type = "integer";
      };
      unsigned = {
        minimum = 0;
        type = "integer";
      };
    };
  };
  "sets merge deeply by default" = {
    expr = map (type: (leaf { inherit type; }).x-den-merge) [
      (types.attrsOf types.int)
      types.attrs
      (types.nullOr (types.attrsOf types.int))
      (types.listOf types.int)
      types.str
    ];
    expected = [
      "recursive"
      "recursive"
      "recursive"
      "replace"
      "replace"
    ];
  };
}
