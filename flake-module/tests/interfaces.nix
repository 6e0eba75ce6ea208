# Settings interfaces: the forms they come in, what is computed, and what is malformed.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  interface = settings: (declare { den.aspects.it = { inherit settings; }; }).aspects.it.interface;
  leaf = option: (interface { options.it = lib.mkOption option; }).properties.it.leaf;
  computed = option: (leaf option).computed;
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
    expected.properties = {
      port.leaf = {
        computed = false;
        default.value = 80;
        description = "Where it listens.";
        merge = "replace";
        schema = {
          maximum = 65535;
          minimum = 0;
          type = "integer";
        };
      };
      tls.group.properties.enable.leaf = {
        computed = false;
        default.value = false;
        description = "Whether to enable TLS.";
        merge = "replace";
        schema.type = "boolean";
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
      name = { };
      option = lib.mkOption { type = types.str; };
    };
    expected.properties = {
      name.leaf = {
        computed = false;
        default = null;
        description = null;
        merge = "replace";
        schema = { };
      };
      option.leaf = {
        computed = false;
        default = null;
        description = null;
        merge = "replace";
        schema.type = "string";
      };
      port.leaf = {
        computed = false;
        default.value = 80;
        description = "Where it listens.";
        merge = "append";
        schema.type = "integer";
      };
      tls.group.properties.ciphers.leaf = {
        computed = false;
        default.value = { };
        description = null;
        merge = "recursive";
        schema = { };
      };
    };
  };
  "a JSON Schema" = {
    expr = interface {
      type = "object";
      properties = {
        port = {
          type = "integer";
          minimum = 1;
          default = 80;
          description = "Where it listens.";
        };
        tls.properties.ciphers = {
          type = "array";
          x-den-merge = "unique";
        };
      };
    };
    expected.properties = {
      port.leaf = {
        computed = false;
        default.value = 80;
        description = "Where it listens.";
        merge = "replace";
        schema = {
          minimum = 1;
          type = "integer";
        };
      };
      tls.group.properties.ciphers.leaf = {
        computed = false;
        default = null;
        description = null;
        merge = "unique";
        schema.type = "array";
      };
    };
  };
  "what is computed" = {
    expr = {
      apply = computed { apply = it: it; };
      coerced = computed { type = types.coercedTo types.int toString types.str; };
      nested = computed { type = types.listOf (types.submodule { }); };
      plain = computed { default = 1; };
      submodule = computed { type = types.submodule { }; };
      throws = computed { default = throw "x"; };
      config =
        lib.mapAttrs (_: it: it.leaf.computed)
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
      plain = false;
      submodule = true;
      throws = true;
    };
  };
  "a default that is no data is a hole" = {
    expr =
      let
        it = declare { den.aspects.it.settings.tls.float.default = 1.5; };
        hole = it.aspects.it.interface.properties.tls.group.properties.float.leaf.default.value."$den".hole;
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
      builtins.attrNames
        (declare [
          { den.aspects.it.settings.a.default = 1; }
          { den.aspects.it.settings = { lib, ... }: { options.b = lib.mkOption { }; }; }
          { den.aspects.it = { host, ... }: { settings.c.default = 1; }; }
        ]).aspects.it.interface.properties;
    expected = [
      "a"
      "b"
      "c"
    ];
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
    ];
    expected = [
      "an integer"
      "an integer"
      "another string"
      "an integer"
      "one that asks for `pkgs`"
      "an expression that throws"
      "an expression that throws"
      "an expression that throws"
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
      lib.mapAttrs (_: property: property.leaf.default)
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
      merged.value = {
        a = 1;
        b = 2;
      };
      never = null;
      option.value = 9;
      set.value = {
        a = 1;
        list = [ 3 ];
      };
      strong.value = 6;
      weak.value = 5;
      when.value = 7;
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
