# Lists and sets.
{ lib, ... }:
let
  inherit (lib) types;
  integer.type = "integer";
  string = {
    type = "string";
    x-den-holes = [ "string" ];
  };
  listOf = items: {
    inherit items;
    type = "array";
  };
  setOf = additionalProperties: {
    inherit additionalProperties;
    type = "object";
  };
  # Older libraries do not look into what stands in `uniq`.
  looksInto =
    type:
    !(builtins.tryEval (
      builtins.deepSeq
        (lib.evalModules {
          modules = [
            { options.it = lib.mkOption { inherit type; }; }
            { it = [ "a" ]; }
          ];
        }).config
        true
    )).success;
  shallow =
    type: lib.optionalAttrs (!(looksInto type)) { narrower = "this lib does not look into the list"; };
in
{
  "listOf int" = {
    type = types.listOf types.int;
    schema = listOf integer;
    accepted = [
      [
        1
        2
      ]
    ];
    refused = [ [ "1" ] ];
  };
  "listOf unspecified" = {
    type = types.listOf types.unspecified;
    schema = listOf { };
  };
  "listOf ports" = {
    type = types.listOf types.port;
    schema = listOf {
      maximum = 65535;
      minimum = 0;
      type = "integer";
    };
    accepted = [ [ 65535 ] ];
    refused = [ [ 65536 ] ];
  };
  "listOf listOf" = {
    type = types.listOf (types.listOf types.int);
    schema = listOf (listOf integer);
    accepted = [ [ [ 1 ] ] ];
    refused = [ [ 1 ] ];
  };
  "listOf nullOr" = {
    type = types.listOf (types.nullOr types.str);
    schema = listOf {
      anyOf = [
        { type = "null"; }
        string
      ];
    };
  };
  "listOf with a default" = {
    option = {
      type = types.listOf types.int;
      default = [ 1 ];
    };
    schema = listOf integer // {
      default = [ 1 ];
    };
    refused = [ [ "a" ] ];
  };
  nonEmptyListOf = {
    type = types.nonEmptyListOf types.str;
    schema = listOf string // {
      minItems = 1;
    };
    accepted = [ [ "a" ] ];
    refused = [ [ ] ];
  };
  "listOf with a check that needs an element" = {
    type = types.addCheck (types.listOf types.int) (list: list == [ ] || builtins.head list == 1);
    schema = listOf integer;
    wider = "its check is a function";
    accepted = [ [ 1 ] ];
    refused = [ [ 2 ] ];
  };
  "attrsOf int" = {
    type = types.attrsOf types.int;
    merge = "recursive";
    schema = setOf integer;
    accepted = [ { a = 1; } ];
    refused = [ { a = "1"; } ];
  };
  "lazyAttrsOf int" = {
    type = types.lazyAttrsOf types.int;
    merge = "recursive";
    schema = setOf integer;
    refused = [ { a = "1"; } ];
  };
  "attrsOf attrsOf" = {
    type = types.attrsOf (types.attrsOf types.str);
    merge = "recursive";
    schema = setOf (setOf string);
    accepted = [ { a.b = "c"; } ];
    refused = [ { a = "c"; } ];
  };
  "attrsOf listOf enum" = {
    type = types.attrsOf (
      types.listOf (
        types.enum [
          "a"
          1
        ]
      )
    );
    merge = "recursive";
    schema = setOf (listOf {
      enum = [
        "a"
        1
      ];
    });
  };
  "attrsOf with a default" = {
    option = {
      type = types.attrsOf types.int;
      default = {
        a = 1;
      };
    };
    merge = "recursive";
    schema = setOf integer // {
      default.a = 1;
    };
  };
  "nullOr attrsOf" = {
    type = types.nullOr (types.attrsOf types.int);
    merge = "recursive";
    schema.anyOf = [
      { type = "null"; }
      (setOf integer)
    ];
  };
  "attrsOf anything" = {
    type = types.attrsOf types.anything;
    merge = "recursive";
    schema = setOf { };
  };
  "attrsOf packages" = {
    type = types.attrsOf types.package;
    merge = "recursive";
    schema = setOf {
      pattern = "^/nix/store/[^/]+$";
      type = "string";
      x-den-holes = [ "derivation" ];
    };
  };
  "attrsOf deferredModule" = {
    type = types.attrsOf types.deferredModule;
    merge = "recursive";
    computed = true;
    schema = setOf {
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
  };
  "uniq str" = {
    type = types.uniq types.str;
    schema = string;
  };
  "uniq listOf int" = rec {
    type = types.uniq (types.listOf types.int);
    schema = listOf integer;
    accepted = [ [ 1 ] ];
  }
  // shallow (types.uniq (types.listOf types.int));
  "unique listOf int" = {
    type = types.unique { message = "once"; } (types.listOf types.int);
    schema = listOf integer;
    accepted = [ [ 1 ] ];
  }
  // shallow (types.unique { message = "once"; } (types.listOf types.int));
}
// lib.optionalAttrs (types ? attrListOf) {
  attrListOf = {
    type = types.attrListOf types.int;
    computed = true;
    schema.anyOf = [
      (setOf integer)
      (listOf (
        setOf integer
        // {
          maxProperties = 1;
          minProperties = 1;
        }
      ))
    ];
  };
}
