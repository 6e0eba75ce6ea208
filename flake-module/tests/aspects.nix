# The shapes of aspects: parts, classes, includes, arguments, and everything that is wrong with
# them.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  parts = aspect: (declare { den.aspects.it = aspect; }).parts "it";
  required = args: {
    optional = [ ];
    required = args;
  };
  content = args: [ { inherit args; } ];
in
{
  # The module system's own order: the last module first.
  "definitions from three files are three parts" = {
    expr =
      (declare [
        { den.aspects.it.includes = [ "other" ]; }
        { den.aspects.it = { host, ... }: { darwin = { }; }; }
        { den.aspects.it.nixos = { }; }
      ]).parts
        "it";
    expected = [
      { classes.nixos = content [ ]; }
      {
        args = required [ "host" ];
        classes.darwin = content [ ];
      }
      { includes = [ { aspect = "other"; } ]; }
    ];
  };
  "mkMerge makes parts, mkIf false drops them" = {
    expr = parts (
      lib.mkMerge [
        { nixos = { }; }
        (lib.mkIf false { darwin = { }; })
        (lib.mkIf true (
          { host, ... }:
          lib.mkMerge [
            { nixos = { }; }
            (lib.mkIf false { darwin = { }; })
          ]
        ))
      ]
    );
    expected = [
      { classes.nixos = content [ ]; }
      {
        args = required [ "host" ];
        classes.nixos = content [ ];
      }
    ];
  };
  "a content per branch, with the arguments of the plan that it asks for" = {
    expr = parts {
      nixos = lib.mkMerge [
        ({ settings, pkgs, ... }: { })
        (lib.mkIf false { })
        (lib.setFunctionArgs (_: { }) { vars = false; })
        fixtures/module.nix
        {
          imports = [
            ({ peers, ... }: { })
            fixtures/module.nix
          ];
        }
      ];
    };
    expected = [
      {
        classes.nixos = [
          { args = [ "settings" ]; }
          { args = [ "vars" ]; }
          { args = [ "settings" ]; }
          {
            args = [
              "peers"
              "settings"
            ];
          }
        ];
      }
    ];
  };
  "content is not entered" = {
    expr = parts {
      nixos.a = throw "not looked at";
      darwin = throw "not even whether it is a module";
    };
    expected = [
      {
        classes = {
          darwin = content [ ];
          nixos = content [ ];
        };
      }
    ];
  };
  "mkForce on content beats the other parts" = {
    expr = parts (
      lib.mkMerge [
        { nixos.a = 1; }
        { nixos = lib.mkForce { a = 2; }; }
      ]
    );
    expected = [
      { }
      { classes.nixos = content [ ]; }
    ];
  };
  "content that depends on settings is one content" = {
    expr = parts ({ settings, ... }: { nixos = lib.mkIf settings.tls { }; });
    expected = [
      {
        args = required [ "settings" ];
        classes.nixos = content [ ];
      }
    ];
  };
  "poison does not hinder what does not look at it" = {
    expr = parts (
      { host, settings, ... }:
      with settings;
      {
        nixos = { inherit (host) name; };
        includes = [ { darwin = { inherit port; }; } ];
      }
    );
    expected = [
      {
        args = required [
          "host"
          "settings"
        ];
        classes.nixos = content [ ];
        includes = [
          {
            inline = {
              interface = null;
              meta = { };
              provides = { };
              shape.parts = [
                {
                  args = required [
                    "host"
                    "settings"
                  ];
                  classes.darwin = content [ ];
                  entity = false;
                  excludes = [ ];
                  includes = [ ];
                  malformed = [ ];
                  unknown = [ ];
                }
              ];
            };
          }
        ];
      }
    ];
  };
  "keys or includes that depend on the host wait for it" = {
    expr = map parts [
      ({ host, ... }: { includes = lib.optional (host.tls or false) "tls"; })
      ({ host, ... }: if host.tls or false then { nixos = { }; } else { })
      ({ host, ... }@args: { })
    ];
    expected = [
      [
        {
          args = required [ "host" ];
          entity = true;
        }
      ]
      [
        {
          args = required [ "host" ];
          entity = true;
        }
      ]
      [
        {
          args = {
            optional = [
              "environment"
              "fleet"
              "home"
              "lib"
              "members"
              "peers"
              "service"
              "settings"
              "user"
              "vars"
            ];
            required = [ "host" ];
          };
          entity = true;
        }
      ]
    ];
  };
  "excludes take views and names" = {
    expr =
      (declare (
        { den, ... }:
        {
          den.aspects.other.nixos = { };
          den.aspects.it.excludes = [
            den.aspects.other
            "third"
          ];
        }
      )).parts
        "it";
    expected = [
      {
        excludes = [
          "other"
          "third"
        ];
      }
    ];
  };
  "den.default is an aspect where it is said, and only there" = {
    expr = map (modules: builtins.attrNames (declare modules).aspects) [
      { }
      { den.default.nixos = { }; }
    ];
    expected = [
      [ ]
      [ "den.default" ]
    ];
  };
}
