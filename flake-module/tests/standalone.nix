# Aspects as plain modules: what their settings are by default where nobody plans anything.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  declarations = declare [
    (
      { den, ... }:
      let
        inherit (den.lib) ref;
        reads = _: { settings, ... }: { seen = settings; };
      in
      {
        den.aspects =
          lib.mapAttrs
            (name: settings: {
              inherit settings;
              nixos = reads name;
            })
            {
              base = {
                ports.http.default = 80;
                render.default = x: "rendered ${x}";
                unset = { };
              };
              follows = {
                all.default = {
                  http = [ (ref "base" "ports.http") ];
                  render = ref den.aspects.base [ "render" ];
                };
                again.default = ref "follows" "all";
              };
              lost.port.default = ref "base" "ports.https";
              nobody.port.default = ref "nobody at all" "port";
              unset.port.default = ref "base" "unset";
              computes = { config, lib, ... }: {
                options = {
                  port = lib.mkOption {
                    type = lib.types.port;
                    default = ref "base" "ports.http";
                  };
                  deep.ports = lib.mkOption {
                    type = lib.types.listOf lib.types.port;
                    default = [ (ref "base" "ports.http") ];
                  };
                  next = lib.mkOption { default = config.port + 1; };
                };
              };
            };
      }
    )
  ];
  modules = import ../lib/standalone.nix { inherit declarations lib; };
  settings =
    aspect:
    (lib.evalModules {
      modules = [
        { options.seen = lib.mkOption { type = lib.types.raw; }; }
        (removeAttrs modules.nixos.${aspect} [ "_class" ])
      ];
    }).config.seen;
in
{
  "a default that refers to another aspect's is that one's default" = {
    expr =
      let
        inherit (settings "follows") again all;
      in
      [
        again.http
        (all.render "x")
        (again.render "y")
      ];
    expected = [
      [ 80 ]
      "rendered x"
      "rendered y"
    ];
  };
  "also where the interface computes" = {
    expr = settings "computes";
    expected = {
      deep.ports = [ 80 ];
      next = 81;
      port = 80;
    };
  };
  "a setting that is not there" = {
    expr = (settings "lost").port;
    expectedError.msg = "den: aspect lost has by default what aspect base has at ports.https, and there is no such setting.";
  };
  "an aspect that is not there" = {
    expr = (settings "nobody").port;
    expectedError.msg = "den: aspect nobody has by default what aspect nobody at all has at port, and there is no such setting.";
  };
  "a setting without a default" = {
    expr = (settings "unset").port;
    expectedError.msg = "den: setting unset of aspect base has no default, and a module from flake.modules has no host that could set it.";
  };
}
