# Aspects that are wrong: nothing throws, everything is said at its place.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  parts = aspect: (declare { den.aspects.it = aspect; }).parts "it";
  codes = aspect: map (part: map (m: m."$den".malformed.code) (part.malformed or [ ])) (parts aspect);
in
{
  "unknown keys are named" = {
    expr = parts {
      nixoss = { };
      generators = { };
      name = "fine";
    };
    expected = [
      {
        unknown = [
          "generators"
          "nixoss"
        ];
      }
    ];
  };
  "what is malformed is said by its code" = {
    expr = lib.mapAttrs (_: codes) {
      argument = { pkgs, ... }: { };
      curried = { host, ... }: { user, ... }: { };
      excludes.excludes = [ 5 ];
      functor = {
        __functor = _: { host, ... }: { };
        nixos = { };
      };
      includes.includes = 5;
      integer = 5;
      list.nixos = [ ];
      planned = { settings, ... }: { includes = lib.optional settings.tls "tls"; };
      provides.provides = 5;
      throws.includes = throw "x";
    };
    expected = {
      argument = [ [ "den::aspect::unknown-argument" ] ];
      curried = [ [ "den::aspect::shape" ] ];
      excludes = [ [ ] ];
      functor = [ [ "den::aspect::shape" ] ];
      includes = [ [ "den::aspect::include" ] ];
      integer = [ [ "den::aspect::shape" ] ];
      list = [ [ "den::aspect::shape" ] ];
      planned = [ [ "den::aspect::planned-shape" ] ];
      provides = [ [ "den::aspect::shape" ] ];
      throws = [ [ "den::aspect::throws" ] ];
    };
  };
  "what is fleet-wide may not depend on the host" = {
    expr =
      let
        it = declare [
          { den.hosts.x86_64-linux.web1.includes = [ "it" ]; }
          {
            den.aspects.it =
              { host, ... }:
              if host.name == "web1" then { settings.port.default = 1; } else { };
          }
        ];
        part = builtins.head it.hosts.web1.shapes.it.parts;
      in
      map (m: m."$den".malformed.found) part.malformed;
    expected = [ "`settings` that does" ];
  };
  # The planner says of every name whether it is one.
  "an aspect that throws, and one with a bad name, which is not reported twice" = {
    expr =
      lib.mapAttrs (_: aspect: aspect.shape."$den".malformed.code or null)
        (declare {
          den.aspects = {
            it = throw "x";
            "a b" = { };
          };
        }).aspects;
    expected = {
      "a b" = null;
      it = "den::aspect::throws";
    };
  };
  # Errors of these kinds cannot be caught once they happen.
  "odd properties stop nothing" = {
    expr =
      let
        odd = lib.mkIf 5 { };
        it = declare {
          den.aspects.it = {
            nixos = odd;
            includes = [ odd ];
            settings = odd;
            meta = odd;
            provides = odd;
          };
          den.hosts.x86_64-linux.it = {
            settings.x = odd;
            tags = odd;
            users = odd;
          };
          den.hosts.x86_64-linux.odd = odd;
          den.fleet = {
            tags.x = odd;
            environments.x = odd;
          };
          den.policies.p = { host, ... }: odd;
        };
      in
      builtins.isString (builtins.toJSON it.document);
    expected = true;
  };
  "a string is content where it names a file" = {
    expr =
      let
        part =
          builtins.head
            (declare {
              den.aspects.it = {
                darwin = "string";
                nixos = "/etc/nixos/configuration.nix";
                homeManager = "${./fixtures/module.nix}";
              };
            }).aspects.it.shape.parts;
      in
      {
        classes = builtins.attrNames part.classes;
        malformed = map (marker: marker."$den".malformed.found) part.malformed;
      };
    expected = {
      classes = [
        "homeManager"
        "nixos"
      ];
      malformed = [ "a string" ];
    };
  };
  "a file for an aspect says how it is read" = {
    expr =
      let
        it =
          (declare {
            den.aspects.it = ./fixtures/module.nix;
            den.aspects.other.includes = [ ./fixtures/module.nix ];
          }).aspects;
      in
      [
        (builtins.head (builtins.head it.it.shape.parts).malformed)."$den".malformed.expected
        (builtins.head (builtins.head it.other.shape.parts).includes).malformed.expected
      ];
    expected = [
      "an attribute set or a function (of a file: `import ./x.nix`)"
      "an aspect, its name, or an inline aspect (of a file: `import ./x.nix`)"
    ];
  };
}
