# Enumerations.
{ lib, ... }:
let
  inherit (lib) types;
in
{
  "enum of strings" = {
    type = types.enum [
      "a"
      "b"
    ];
    schema.enum = [
      "a"
      "b"
    ];
    accepted = [ "b" ];
    refused = [ "c" ];
  };
  "enum of all kinds of data" = {
    type = types.enum [
      "a"
      1
      true
      null
      [ "a" ]
      { a = 1; }
    ];
    schema.enum = [
      "a"
      1
      true
      null
      [ "a" ]
      { a = 1; }
    ];
    accepted = [
      null
      { a = 1; }
    ];
    refused = [
      false
      "1"
      { a = 2; }
    ];
  };
  "enum of what is no data" = {
    type = types.enum [
      "a"
      (_: "a")
      ./default.nix
    ];
    schema.enum = [ "a" ];
  };
  "enum of nothing that is data" = {
    type = types.enum [ ./default.nix ];
    schema.not = { };
  };
  "enum of nothing" = {
    type = types.enum [ ];
    schema.not = { };
    refused = [ "a" ];
  };
  "enum with a default" = {
    option = {
      type = types.enum [
        "a"
        "b"
      ];
      default = "b";
      example = "a";
      description = "Which.";
    };
    schema = {
      default = "b";
      description = "Which.";
      enum = [
        "a"
        "b"
      ];
      examples = [ "a" ];
    };
  };
  "nullOr enum" = {
    type = types.nullOr (types.enum [ "a" ]);
    schema.anyOf = [
      { type = "null"; }
      { enum = [ "a" ]; }
    ];
    accepted = [ null ];
    refused = [ "b" ];
  };
}
