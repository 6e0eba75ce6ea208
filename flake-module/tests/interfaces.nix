# Settings interfaces: the forms they come in, what is computed, and what is malformed.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  interface = settings: (declare { den.aspects.it = { inherit settings; }; }).aspects.it.interface;
  leaf = option: (interface { options.it = lib.mkOption option; }).properties.it;
  isComputed = leaf: leaf.x-den-computed or false;
  computed = option: isComputed (leaf option);
  # A group of the document.
  group = required: properties: {
    inherit properties required;
    additionalProperties = false;
    type = "object";
  };
  found = settings: (interface settings)."$den".malformed.found;
  inherit (lib) types;
in
{
  "a module" = {
    expr = interface (
      { lib, ... }:
      {
        options.port = lib.mkOption {
          type = lib.types.port;
          default = 80;
          description = "Where it listens.";
        };
        options.tls.enable = lib.mkEnableOption "TLS";
      }
    );
    expected = group [ ] {
      port = {
        default = 80;
        description = "Where it listens.";
        maximum = 65535;
        minimum = 0;
        type = "integer";
        x-den-merge = "replace";
      };
      tls = group [ ] {
        enable = {
          default = false;
          description = "Whether to enable TLS.";
          examples = [ true ];
          type = "boolean";
          x-den-merge = "replace";
        };
      };
    };
  };
  "leaves" = {
    expr = interface {
      port = {
        default = 80;
        merge = "append";
        description = "Where it listens.";
        type = types.int;
      };
      tls.ciphers.default = { };
      tls.cert.type = "string";
      name = { };
      option = lib.mkOption {
        example = "x";
        type = types.str;
      };
      said.schema = {
        type = "integer";
        maximum = 5;
        x-den-merge = "unique";
      };
    };
    expected =
      group
        [
          "name"
          "option"
          "said"
          "tls"
        ]
        {
          name.x-den-merge = "replace";
          option = {
            examples = [ "x" ];
            type = "string";
            x-den-holes = [ "string" ];
            x-den-merge = "replace";
          };
          port = {
            default = 80;
            description = "Where it listens.";
            type = "integer";
            x-den-merge = "append";
          };
          said = {
            maximum = 5;
            type = "integer";
            x-den-merge = "unique";
          };
          tls = group [ "cert" ] {
            cert = {
              type = "string";
              x-den-merge = "replace";
            };
            ciphers = {
              default = { };
              x-den-merge = "recursive";
            };
          };
        };
  };
  "a JSON Schema crosses as it is" = {
    expr = interface {
      "$schema" = "https://json-schema.org/draft/2020-12/schema";
      "$defs".name = {
        pattern = "^[a-z]+$";
        type = "string";
      };
      description = "A web server.";
      required = [ "elsewhere" ];
      type = "object";
      properties = {
        any = true;
        closed = {
          additionalProperties.type = "integer";
          properties.a.default = 1;
          type = "object";
        };
        name."$ref" = "#/$defs/name";
        port = {
          type = "integer";
          minimum = 1;
          default = 80;
          description = "Where it listens.";
        };
        tls = {
          properties.ciphers = {
            type = "array";
            x-den-merge = "unique";
          };
          title = "TLS";
        };
        whole = {
          properties.a.type = "string";
          type = "object";
          x-den-merge = "replace";
        };
      };
    };
    expected =
      group
        [
          "any"
          "closed"
          "elsewhere"
          "name"
          "tls"
          "whole"
        ]
        {
          any.x-den-merge = "replace";
          closed = {
            additionalProperties.type = "integer";
            properties.a.default = 1;
            type = "object";
            x-den-merge = "recursive";
          };
          name = {
            "$ref" = "#/$defs/name";
            x-den-merge = "replace";
          };
          port = {
            default = 80;
            description = "Where it listens.";
            minimum = 1;
            type = "integer";
            x-den-merge = "replace";
          };
          tls =
            group [ "ciphers" ] {
              ciphers = {
                type = "array";
                x-den-merge = "unique";
              };
            }
            // {
              title = "TLS";
            };
          whole = {
            properties.a.type = "string";
            type = "object";
            x-den-merge = "replace";
          };
        }
      // {
        "$defs".name = {
          pattern = "^[a-z]+$";
          type = "string";
        };
        "$schema" = "https://json-schema.org/draft/2020-12/schema";
        description = "A web server.";
      };
  };
  "a JSON Schema of more than groups and leaves" = {
    expr = map found [
      { "$schema" = "x"; }
      {
        "$schema" = "x";
        properties = { };
        type = "array";
      }
      {
        type = "object";
        properties = { };
        patternProperties = { };
      }
      {
        type = "object";
        properties = { };
        additionalProperties = true;
      }
      {
        type = "object";
        properties.a = 5;
      }
      {
        type = "object";
        properties.a.properties.b.x-den-merge = "sum";
      }
      {
        type = "object";
        properties = { };
        required = "a";
      }
      {
        type = "object";
        properties = { };
        "$defs" = [ ];
      }
    ];
    expected = [
      "one without a set of properties"
      "one of another type"
      "the keyword `patternProperties`"
      "`additionalProperties`, which is not `false`"
      "an integer"
      "another string"
      "a string"
      "a list"
    ];
  };
  "what is computed" = {
    expr = {
      apply = computed { apply = it: it; };
      coerced = computed { type = types.coercedTo types.int toString types.str; };
      nested = computed { type = types.listOf (types.submodule { }); };
      own = computed { type = types.nullOr (lib.mkOptionType { name = "own"; }); };
      plain = computed { default = 1; };
      submodule = computed { type = types.submodule { }; };
      throws = computed { default = throw "x"; };
      config =
        lib.mapAttrs (_: isComputed)
          (interface (
            { config, lib, ... }:
            {
              imports = [
                ({ config, ... }: { options.inner = lib.mkOption { default = [ config.plain ]; }; })
              ];
              options = {
                defined = lib.mkOption { default = 1; };
                plain = lib.mkOption { default = 1; };
                reads = lib.mkOption { default = config.plain + 1; };
              };
              config.defined = lib.mkIf (config.plain == 1) 2;
            }
          )).properties;
    };
    expected = {
      apply = true;
      coerced = true;
      config = {
        defined = true;
        inner = true;
        plain = false;
        reads = true;
      };
      nested = true;
      own = true;
      plain = false;
      submodule = true;
      throws = true;
    };
  };
  "a default that is no data is a hole" = {
    expr =
      let
        it = declare { den.aspects.it.settings.tls.float.default = 1.5; };
        hole = it.aspects.it.interface.properties.tls.properties.float.default."$den".hole;
      in
      [
        hole
        (it.hole hole.path)
      ];
    expected = [
      {
        path = [
          "aspects"
          "it"
          "interface"
          "tls"
          "float"
          "default"
        ];
        type = "float";
      }
      1.5
    ];
  };
  "interfaces from several files are one, whatever their form" = {
    expr =
      (declare [
        { den.aspects.it.settings.a.default = 1; }
        { den.aspects.it.settings = { lib, ... }: { options.b = lib.mkOption { }; }; }
        { den.aspects.it = { host, ... }: { settings.group.c.default = 1; }; }
        {
          den.aspects.it.settings = {
            "$defs".d.type = "string";
            "$defs".same = { };
            properties.group.properties.d."$ref" = "#/$defs/d";
            type = "object";
          };
        }
        {
          den.aspects.it.settings = {
            "$defs".e.type = "integer";
            "$defs".same = { };
            properties.e."$ref" = "#/$defs/e";
            title = "It";
            type = "object";
          };
        }
      ]).aspects.it.interface;
    expected =
      group
        [
          "b"
          "e"
          "group"
        ]
        {
          a = {
            default = 1;
            x-den-merge = "replace";
          };
          b.x-den-merge = "replace";
          e = {
            "$ref" = "#/$defs/e";
            x-den-merge = "replace";
          };
          group = group [ "d" ] {
            c = {
              default = 1;
              x-den-merge = "replace";
            };
            d = {
              "$ref" = "#/$defs/d";
              x-den-merge = "replace";
            };
          };
        }
      // {
        "$defs" = {
          d.type = "string";
          e.type = "integer";
          same = { };
        };
        title = "It";
      };
  };
  "no interface" = {
    expr = (declare { den.aspects.it.nixos = { }; }).aspects.it.interface;
    expected = null;
  };
  "interfaces that are malformed" = {
    expr = map found [
      5
      { port = 5; }
      { port.merge = "sum"; }
      { port.type = 5; }
      ({ pkgs, ... }: { })
      (throw "x")
      { options.port = lib.mkOption { type = throw "x"; }; }
      (lib.mkMerge [
        { port.default = 1; }
        { port.default = 2; }
      ])
      { port.schema = 5; }
      ./nowhere.nix
      (lib.mkMerge [
        { tls.cert.default = 1; }
        {
          type = "object";
          properties.tls.type = "string";
        }
      ])
    ];
    expected = [
      "an integer"
      "an integer"
      "another string"
      "an integer"
      "one that asks for `pkgs`"
      "an expression that throws"
      "an expression that throws"
      "several of `port`"
      "an integer"
      "`nowhere.nix`, which does not exist"
      "several of `tls`"
    ];
  };
  "what is wrong in an interface is told with the option" = {
    expr = map (settings: (interface settings)."$den".malformed.expected) [
      { tls.port = 5; }
      { tls.port.type = 5; }
      { tls.port.schema = 5; }
      { tls.port.merge = "sum"; }
      {
        type = "object";
        properties.tls = {
          type = "object";
          properties.port = 5;
        };
      }
      {
        type = "object";
        properties.tls = {
          properties = { };
          required = 5;
        };
      }
    ];
    expected = [
      "a leaf such as { default = 80; } for `tls.port`"
      "an option type for `tls.port`"
      "a JSON Schema as the `schema` of `tls.port`"
      "a merge among append, recursive, replace, unique for `tls.port`"
      "a JSON Schema for `tls.port`"
      "a list of names for `required` of `tls`"
    ];
  };
  "an interface can be evaluated with values of the plan" = {
    expr =
      let
        it = declare [
          { den.aspects.it.settings.a.default = 1; }
          {
            den.aspects.it.settings =
              { config, lib, ... }:
              {
                options.b = lib.mkOption { default = config.a + 1; };
              };
          }
        ];
      in
      (lib.evalModules { modules = it.interfaceModules "it" ++ [ { a = 5; } ]; }).config.b;
    expected = 6;
  };
  "a default has no priority" = {
    expr =
      lib.mapAttrs (_: property: property.default or "none")
        (interface {
          set.default = {
            a = lib.mkDefault 1;
            gone = lib.mkIf false 2;
            list = [
              (lib.mkForce 3)
              (lib.mkIf false 4)
            ];
          };
          weak.default = lib.mkDefault 5;
          strong.default = lib.mkForce 6;
          when.default = lib.mkIf true 7;
          never.default = lib.mkIf false 8;
          merged.default = lib.mkMerge [
            { a = 1; }
            { b = lib.mkForce 2; }
          ];
          option = lib.mkOption { default = lib.mkDefault 9; };
        }).properties;
    expected = {
      merged = {
        a = 1;
        b = 2;
      };
      never = "none";
      option = 9;
      set = {
        a = 1;
        list = [ 3 ];
      };
      strong = 6;
      weak = 5;
      when = 7;
    };
  };
  "a hole in a default with a priority leads to the value" = {
    expr = (declare { den.aspects.it.settings.f.default = lib.mkDefault { g = _: "value"; }; }).hole [
      "aspects"
      "it"
      "interface"
      "f"
      "default"
      "g"
    ] null;
    expected = "value";
  };
  "leaves beside a module that computes keep their defaults and what they apply" = {
    expr =
      (lib.evalModules {
        modules =
          (declare [
            {
              den.aspects.it.settings =
                { config, lib, ... }:
                {
                  options.computed = lib.mkOption { default = config.path; };
                };
            }
            {
              den.aspects.it.settings = {
                path.default = ./interfaces.nix;
                doubled = lib.mkOption {
                  default = 2;
                  apply = x: x * 2;
                };
              };
            }
          ]).interfaceModules
            "it";
      }).config;
    expected = {
      computed = ./interfaces.nix;
      doubled = 4;
      path = ./interfaces.nix;
    };
  };
}
