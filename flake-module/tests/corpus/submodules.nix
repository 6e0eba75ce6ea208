# Submodules: their options, defaults, what they require, and what else they take.
{ lib, fallsBack }:
let
  inherit (lib) mkOption types;
  integer.type = "integer";
  string = {
    type = "string";
    x-den-holes = [ "string" ];
  };
  object = required: properties: {
    inherit properties required;
    additionalProperties = false;
    type = "object";
  };
  # A string with a slash in front would be the file of a module.
  submodule =
    case:
    {
      computed = true;
      merge = "recursive";
      without = [
        "/abs"
        "/abs/b"
      ];
    }
    // case;
  int = mkOption { type = types.int; };
  tree = types.submodule {
    options.a = mkOption {
      type = types.attrsOf tree;
      default = { };
    };
  };
in
lib.mapAttrs (_: submodule) {
  "submodule" = {
    type = types.submodule {
      options.a = int;
      options.b = mkOption {
        type = types.str;
        default = "b";
        description = "A letter.";
        example = "c";
      };
    };
    schema = object [ "a" ] {
      a = integer;
      b = string // {
        default = "b";
        description = "A letter.";
        examples = [ "c" ];
      };
    };
    accepted = [
      { a = 1; }
      {
        a = 1;
        b = "c";
      }
    ];
    refused = [
      { }
      { b = "c"; }
      { a = "1"; }
      {
        a = 1;
        c = 1;
      }
    ];
  };
  "submodule without options" = {
    type = types.submodule { };
    schema = object [ ] { };
    accepted = [ { } ];
    refused = [ { a = 1; } ];
  };
  "submodule with what may be empty" = {
    type = types.submodule {
      options.a = mkOption { type = types.listOf types.int; };
      options.b = mkOption {
        type = types.submodule {
          options.a = mkOption { default = 1; };
        };
      };
    };
    schema =
      object
        (lib.optionals (!fallsBack) [
          "a"
          "b"
        ])
        {
          a = {
            items = integer;
            type = "array";
          }
          // lib.optionalAttrs fallsBack { default = [ ]; };
          b = object [ ] { a.default = 1; };
        };
    accepted = [
      {
        a = [ ];
        b = { };
      }
    ];
    refused = [ { a = [ "a" ]; } ];
  };
  "submodule with defaults alone" = {
    option = {
      type = types.submodule {
        options.a = mkOption {
          type = types.int;
          default = 1;
        };
      };
      default = { };
    };
    schema = object [ ] {
      a = integer // {
        default = 1;
      };
    };
    accepted = [ { } ];
  };
  "submodule with groups" = {
    type = types.submodule {
      options.a.a = int;
      options.a.b = mkOption {
        type = types.str;
        default = "";
      };
    };
    schema = object [ "a" ] {
      a = object [ "a" ] {
        a = integer;
        b = string // {
          default = "";
        };
      };
    };
    accepted = [ { a.a = 1; } ];
    refused = [
      { a.b = "b"; }
      { a.c = 1; }
    ];
  };
  "submodule in a submodule" = {
    type = types.submodule {
      options.a = mkOption {
        type = types.submodule { options.a = int; };
      };
    };
    schema = object [ "a" ] { a = object [ "a" ] { a = integer; }; };
    accepted = [ { a.a = 1; } ];
    refused = [ { a = { }; } ];
  };
  "submodule with a free form" = {
    type = types.submodule {
      freeformType = types.attrsOf types.int;
      options.b = mkOption {
        type = types.str;
        default = "b";
      };
    };
    schema = {
      additionalProperties = integer;
      properties.b = string // {
        default = "b";
      };
      required = [ ];
      type = "object";
    };
    accepted = [
      { a = 1; }
      { b = "c"; }
    ];
    refused = [
      { a = "a"; }
      { b = 1; }
    ];
  };
  "submodule with a free form of anything" = {
    type = types.submodule {
      freeformType = types.attrsOf types.anything;
      options.a.b = mkOption { default = 1; };
    };
    schema = {
      additionalProperties = { };
      properties.a = {
        properties.b.default = 1;
        required = [ ];
        type = "object";
      };
      required = [ ];
      type = "object";
    };
    accepted = [ { a.c = 1; } ];
  };
  "submodule with a default that depends on others" = {
    type = types.submodule (
      { config, name, ... }:
      {
        options.a = mkOption {
          type = types.int;
          default = 1;
        };
        options.b = mkOption {
          type = types.str;
          default = "${name}-${toString config.a}";
        };
      }
    );
    schema = object [ ] {
      a = integer // {
        default = 1;
      };
      b = string;
    };
    accepted = [ { } ];
  };
  "submodule that defines its own option" = {
    type = types.submodule {
      options.a = int;
      config.a = lib.mkDefault 1;
    };
    schema = object [ ] { a = integer; };
    accepted = [
      { }
      { a = 2; }
    ];
  };
  "submodule with arguments" = {
    type = types.submoduleWith {
      specialArgs.letter = "b";
      shorthandOnlyDefinesConfig = true;
      modules = [
        (
          { letter, ... }:
          {
            options.${letter} = mkOption {
              type = types.int;
              default = 1;
            };
          }
        )
      ];
    };
    schema = object [ ] {
      b = integer // {
        default = 1;
      };
    };
    accepted = [ { b = 2; } ];
  };
  "submodule with a value that is read-only" = {
    type = types.submodule {
      options.a = mkOption {
        type = types.int;
        readOnly = true;
      };
      options.b = mkOption {
        type = types.int;
        default = 1;
        readOnly = true;
      };
    };
    schema = object [ "a" ] {
      a = integer // {
        readOnly = true;
      };
      b = {
        default = 1;
        not = { };
        readOnly = true;
      };
    };
    accepted = [ { a = 1; } ];
    refused = [
      {
        a = 1;
        b = 1;
      }
    ];
  };
  "submodule with bounds, patterns and enums" = {
    type = types.submodule {
      options.a = mkOption { type = types.port; };
      options.b = mkOption {
        type = types.strMatching "[a-z]+";
        default = "b";
      };
      options.c = mkOption {
        type = types.enum [ 1 ];
        default = 1;
      };
    };
    schema = object [ "a" ] {
      a = {
        maximum = 65535;
        minimum = 0;
        type = "integer";
      };
      b = {
        default = "b";
        pattern = "^[a-z]+$";
        type = "string";
      };
      c = {
        default = 1;
        enum = [ 1 ];
      };
    };
    refused = [
      { a = 65536; }
      {
        a = 1;
        b = "B";
      }
      {
        a = 1;
        c = 2;
      }
    ];
  };
  "a submodule that contains itself" = {
    type = tree;
    schema = builtins.foldl' (
      inner: _:
      object [ ] {
        a = {
          additionalProperties = inner;
          default = { };
          type = "object";
        };
      }
    ) { type = "object"; } (lib.range 1 4);
    accepted = [ { a.x.a.y = { }; } ];
    refused = [ { a.x.b = 1; } ];
  };
  "attrsOf submodule" = {
    type = types.attrsOf (types.submodule { options.a = int; });
    schema = {
      additionalProperties = object [ "a" ] { a = integer; };
      type = "object";
    };
    accepted = [ { x.a = 1; } ];
    refused = [ { x = { }; } ];
  };
  "listOf submodule" = {
    type = types.listOf (types.submodule { options.a = int; });
    merge = "replace";
    schema = {
      items = object [ "a" ] { a = integer; };
      type = "array";
    };
    accepted = [ [ { a = 1; } ] ];
    refused = [ [ { } ] ];
  };
  "nullOr submodule" = {
    option = {
      type = types.nullOr (types.submodule { options.a = int; });
      default = null;
    };
    schema.anyOf = [
      { type = "null"; }
      (object [ "a" ] { a = integer; })
    ];
    accepted = [
      null
      { a = 1; }
    ];
  };
  "coercedTo a submodule" = {
    type = types.coercedTo types.int (a: { inherit a; }) (types.submodule { options.a = int; });
    merge = "replace";
    schema.anyOf = [
      integer
      (object [ "a" ] { a = integer; })
    ];
    accepted = [
      1
      { a = 1; }
    ];
    refused = [ "1" ];
  };
  "coercedTo sets of submodules" = {
    type = types.coercedTo (types.listOf types.str) (names: {
      names = {
        a = builtins.length names;
      };
    }) (types.attrsOf (types.submodule { options.a = int; }));
    merge = "replace";
    schema.anyOf = [
      { type = "array"; }
      {
        additionalProperties = object [ "a" ] { a = integer; };
        type = "object";
      }
    ];
    accepted = [
      [ "a" ]
      { x.a = 1; }
    ];
  };
}
// lib.optionalAttrs (types ? attrTag) {
  "attrTag of a submodule" = submodule {
    type = types.attrTag {
      a = mkOption { type = types.submodule { options.b = mkOption { type = types.str; }; }; };
    };
    merge = "replace";
    schema = {
      additionalProperties = false;
      properties.a = object [ "b" ] { b = string; };
      required = [ "a" ];
      type = "object";
    };
    accepted = [ { a.b = "b"; } ];
    refused = [ { a = { }; } ];
  };
}
