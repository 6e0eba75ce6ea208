# Types of single values, and those that say nothing of them.
{ lib, fallsBack }:
let
  inherit (lib) types;
  nothing.not = { };
in
{
  bool = {
    type = types.bool;
    schema.type = "boolean";
    accepted = [ true ];
    refused = [
      0
      "true"
    ];
  };
  anything = {
    type = types.anything;
    schema = { };
    accepted = [ { a.b = [ 1 ]; } ];
  };
  raw = {
    type = types.raw;
    schema = { };
  };
  unspecified = {
    type = types.unspecified;
    schema = { };
  };
  "no type at all" = {
    option = { };
    schema = { };
  };
  attrs = {
    type = types.attrs;
    merge = "recursive";
    schema = {
      type = "object";
      x-den-holes = [
        "derivation"
        "set"
      ];
    };
    accepted = [ { a.b = 1; } ];
    refused = [ [ ] ];
  };
  package = {
    type = types.package;
    schema = {
      pattern = "^/nix/store/[^/]+$";
      type = "string";
      x-den-holes = [ "derivation" ];
    };
    refused = [
      "hello"
      "/nix/store"
    ];
  };
  "a package with a shell" = {
    type = types.shellPackage;
    schema = {
      pattern = "^/nix/store/[^/]+$";
      type = "string";
      x-den-holes = [ "derivation" ];
    };
  };
  "a set of packages" = {
    type = types.pkgs;
    schema = nothing;
    refused = [ { } ];
  };
  "a type of a type" = {
    type = types.optionType;
    schema = nothing;
    refused = [ "int" ];
  };
  functionTo = {
    type = types.functionTo types.int;
    schema = nothing // {
      x-den-holes = [ "function" ];
    };
    refused = [ 1 ];
  };
  deferredModule = {
    type = types.deferredModule;
    computed = true;
    schema = {
      anyOf = [
        { type = "object"; }
        {
          pattern = "^/";
          type = "string";
        }
      ];
      x-den-holes = [
        "derivation"
        "function"
        "path"
        "set"
      ];
    };
    accepted = [ { options = { }; } ];
    refused = [ 1 ];
  };
  "a type of one's own" = {
    type = lib.mkOptionType {
      name = "own";
      description = "something of my own";
      check = it: it == 7;
    };
    computed = true;
    schema."$comment" = "something of my own";
    wider = "its check is a function";
    accepted = [ 7 ];
    refused = [ 8 ];
  };
}
// lib.optionalAttrs (types ? boolByOr) {
  boolByOr = {
    type = types.boolByOr;
    schema.type = "boolean";
    accepted = [ false ];
  };
}
// lib.optionalAttrs (types ? fileset) {
  fileset = {
    type = types.fileset;
    # What is empty is no data.
    computed = fallsBack;
    schema = nothing;
    without = [
      "/abs"
      "/abs/b"
    ];
  };
}
