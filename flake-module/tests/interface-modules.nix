# Interfaces as modules, for the evaluation of what computes: leaves and JSON Schemas have option types there, which check
# what only Nix can hold.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  evaluate =
    settings: config:
    (lib.evalModules {
      modules = (declare { den.aspects.it = { inherit settings; }; }).interfaceModules "it" ++ [
        { inherit config; }
      ];
    }).config;
  takes =
    settings: config:
    (builtins.tryEval (
      builtins.deepSeq (lib.mapAttrs (_: builtins.typeOf) (evaluate settings config)) true
    )).success;
  # Does a leaf with this schema take the values?
  leaf =
    schema:
    map (
      value:
      takes {
        it = { inherit schema; };
      } { it = value; }
    );

  derivation' = derivation {
    name = "it";
    builder = "/bin/sh";
    system = "x86_64-linux";
  };
  withContext = "${derivation'}/bin/it";
in
{
  "strings" = {
    expr = leaf { type = "string"; } [
      "a"
      withContext
      derivation'
      ./interfaces.nix
      (_: "a")
      [ "a" ]
      1
    ];
    expected = [
      true
      true
      true
      true
      false
      false
      false
    ];
  };
  "numbers" = {
    expr =
      map
        (
          schema:
          leaf schema [
            1
            1.5
            2.0
            9
          ]
        )
        [
          { type = "integer"; }
          {
            type = "number";
            maximum = 1.5;
          }
          { exclusiveMinimum = 1; }
          { multipleOf = 3; }
        ];
    expected = [
      [
        true
        false
        true
        true
      ]
      [
        true
        true
        false
        false
      ]
      [
        false
        true
        true
        true
      ]
      [
        false
        true
        true
        true
      ]
    ];
  };
  "what is inside lists and sets" = {
    expr = [
      (leaf { items.type = "string"; } [
        [ withContext ]
        [ (_: "a") ]
      ])
      (leaf
        {
          properties.a.type = "string";
          additionalProperties.type = "integer";
        }
        [
          {
            a = withContext;
            b = 1;
          }
          { a = _: "a"; }
          { b = withContext; }
          # Not looked into: it stands for a string as well.
          derivation'
        ]
      )
      (leaf
        {
          prefixItems = [ { type = "string"; } ];
          items = false;
        }
        [
          [ withContext ]
          [
            withContext
            withContext
          ]
        ]
      )
    ];
    expected = [
      [
        true
        false
      ]
      [
        true
        false
        false
        true
      ]
      [
        true
        false
      ]
    ];
  };
  "combinations and references" = {
    expr =
      map
        (
          value:
          takes {
            "$defs".name.anyOf = [
              { type = "string"; }
              { type = "null"; }
            ];
            "$defs".round."$ref" = "#/$defs/round";
            properties = {
              name."$ref" = "#/$defs/name";
              # References that lead nowhere say nothing.
              any.allOf = [
                { "$ref" = "#/$defs/missing"; }
                { "$ref" = "#/$defs/round"; }
                { "$ref" = "https://example.org/schema"; }
                { not.type = "boolean"; }
              ];
            };
            type = "object";
          } ({ any = 1; } // value)
        )
        [
          { name = withContext; }
          { name = null; }
          { name = 1; }
          {
            any = _: 1;
            name = "a";
          }
          {
            any = true;
            name = "a";
          }
        ];
    expected = [
      true
      true
      false
      true
      false
    ];
  };
  "what a schema says of holes" = {
    expr =
      leaf
        {
          not = { };
          x-den-holes = [ "function" ];
        }
        [
          (_: 1)
          derivation'
        ];
    expected = [
      true
      false
    ];
  };
  "a keyword with an argument of another shape says nothing" = {
    expr =
      leaf
        {
          enum = "a";
          items = 5;
          minimum = "a";
          properties = [ ];
          required = "a";
        }
        [
          withContext
          { }
          1
        ];
    # Only `enum` would have looked at a string.
    expected = [
      true
      true
      true
    ];
  };
  "the message has the schema" = {
    expr = evaluate { port.type = "integer"; } { port = _: 1; };
    expectedError.msg = "A definition for option `port' is not of type `value of the JSON Schema {\"type\":\"integer\"}'";
  };
  "a default that refers to another aspect is a value, whatever the type" = {
    expr =
      lib.mapAttrs
        (_: leaf: {
          computed = leaf.x-den-computed or false;
          default = builtins.attrNames leaf.default;
          merge = leaf.x-den-merge;
        })
        (declare [
          {
            den.aspects.it.settings =
              { lib, ... }:
              {
                options.module = lib.mkOption {
                  type = lib.types.port;
                  default = {
                    _type = "den-ref";
                    aspect = "base";
                    path = [ "port" ];
                  };
                };
              };
          }
          {
            den.aspects.it.settings = {
              leaf.default = {
                _type = "den-ref";
                aspect = "base";
                path = [ "port" ];
              };
              schema = {
                type = "integer";
                default = {
                  _type = "den-ref";
                  aspect = "base";
                  path = [ "port" ];
                };
              };
            };
          }
        ]).aspects.it.interface.properties;
    expected = lib.genAttrs [ "leaf" "module" "schema" ] (_: {
      computed = false;
      default = [ "$den" ];
      merge = "replace";
    });
  };
  "a default that refers to another aspect stands in the document where the leaf is computed as well" =
    {
      expr =
        let
          ref = {
            _type = "den-ref";
            aspect = "base";
            path = [ "port" ];
          };
        in
        lib.mapAttrs
          (_: leaf: {
            computed = leaf.x-den-computed;
            default = leaf.default or "none";
          })
          (declare {
            den.aspects.it.settings =
              { config, lib, ... }:
              {
                options = {
                  applied = lib.mkOption {
                    apply = toString;
                    default = ref;
                  };
                  coerced = lib.mkOption {
                    type = lib.types.coercedTo lib.types.int toString lib.types.str;
                    default = [ ref ];
                  };
                  plain = lib.mkOption {
                    apply = toString;
                    default = 1;
                  };
                  reads = lib.mkOption {
                    default = [
                      ref
                      config.plain
                    ];
                  };
                };
              };
          }).aspects.it.interface.properties;
      expected =
        let
          ref."$den".ref = {
            aspect = "base";
            path = [ "port" ];
          };
        in
        {
          applied = {
            computed = true;
            default = ref;
          };
          coerced = {
            computed = true;
            default = [ ref ];
          };
          plain = {
            computed = true;
            default = "none";
          };
          reads = {
            computed = true;
            default = "none";
          };
        };
    };
  # The reader gives it with a priority before that of defaults.
  "a value in its place is the one whose type counts" = {
    expr =
      evaluate
        (
          { config, lib, ... }:
          {
            options.port = lib.mkOption {
              type = lib.types.port;
              default = {
                _type = "den-ref";
                aspect = "base";
                path = [ "port" ];
              };
            };
            options.next = lib.mkOption { default = config.port + 1; };
          }
        )
        {
          port = lib.mkOverride 1499 80;
        };
    expected = {
      next = 81;
      port = 80;
    };
  };
}
