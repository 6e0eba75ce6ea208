# The way back from a plan's names: contents of a class, holes, instantiators.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  fleet = declare [
    {
      den.aspects.nginx = { host, settings, ... }: {
        nixos = {
          imports = [ { inherit (settings) port; } ];
          inherit (host) name;
        };
        includes = [
          ({ user, ... }: { homeManager.of = "${user.name} ${toString settings.port}"; })
          { nixos.inline = true; }
        ];
        provides.tls.nixos.port = settings.port;
      };
    }
    {
      den.aspects.nginx.nixos = lib.mkMerge [
        { first = true; }
        (lib.mkIf false { never = true; })
        ({ settings, ... }: { second = settings; })
      ];
    }
    (
      { den, policy, ... }:
      {
        den.hosts.x86_64-linux.web1 = {
          users.alice = { };
          includes = [ ({ host, ... }: { nixos.own = host.name; }) ];
          settings.nginx = lib.mkMerge [
            { a = 1; }
            {
              f = lib.mkIf true (lib.mkForce (lib.mkMerge [ (x: x + 1) ]));
              list = [ { float = 1.5; } ];
            }
          ];
        };
        den.fleet.includes = [ { nixos.of = "fleet"; } ];
        den.fleet.meta.f = x: x + 2;
        den.fleet.environments.e = {
          hosts = [ "web1" ];
          includes = [ { nixos.of = "e"; } ];
          settings.nginx.f = x: x + 3;
        };
        den.aspects.dynamic = { host, ... }: {
          includes = lib.optional (host.name == "web1") { nixos.dynamic = host.name; };
        };
        den.aspects.web1.includes = [ "dynamic" ];
        den.aspects.late = { settings, ... }: { nixos = lib.mkIf settings.on { on = true; }; };
        den.policies.p = { host, ... }: [
          (policy.configure "nginx" { float = 2.5; })
          (policy.include { nixos.by = host.name; })
          (policy.instantiate {
            class = "nixos";
            intoAttr = [ "x" ];
            instantiate = { modules, ... }: modules;
          })
          (policy.instantiate {
            class = "nixos";
            intoAttr = [ "y" ];
          })
        ];
      }
    )
  ];
  contents =
    aspect: part: class: scope: args:
    map (it: it.value) (
      fleet.contents {
        inherit
          aspect
          class
          part
          scope
          ;
        args = _: args;
      }
    );
  arguments = {
    host.name = "web1";
    settings = {
      on = true;
      port = 80;
    };
    user.name = "alice";
  };
in
{
  "one part's contents, in order, with real arguments" = {
    expr = {
      fired = contents "nginx" 1 "nixos" "host:web1" arguments;
      static = map (value: if builtins.isFunction value then value { settings = 5; } else value) (
        contents "nginx" 0 "nixos" null { }
      );
    };
    expected = {
      fired = [
        {
          imports = [ { port = 80; } ];
          name = "web1";
        }
      ];
      static = [
        { first = true; }
        { second = 5; }
      ];
    };
  };
  "arguments are those of each aspect on the way" = {
    expr = map (it: it.value) (
      fleet.contents {
        aspect = "nginx/[1.0]";
        class = "homeManager";
        part = 0;
        scope = "user:alice@web1";
        args =
          id:
          arguments
          // {
            settings.port = if id == "nginx" then 1 else 2;
          };
      }
    );
    expected = [ { of = "alice 1"; } ];
  };
  "provided and inline aspects" = {
    expr = [
      (contents "nginx/tls" 0 "nixos" "host:web1" arguments)
      (contents "nginx/[1.1]" 0 "nixos" "host:web1" arguments)
      (contents "dynamic/[0.0]" 0 "nixos" "host:web1" arguments)
      (contents "host:web1/[0]" 0 "nixos" "host:web1" arguments)
      (contents "fleet:/[0]" 0 "nixos" null { })
      (contents "env:e/[0]" 0 "nixos" null { })
      (contents "policy:p@host:web1/[1]" 0 "nixos" null { })
    ];
    expected = [
      [ { port = 80; } ]
      [ { inline = true; } ]
      [ { dynamic = "web1"; } ]
      [ { own = "web1"; } ]
      [ { of = "fleet"; } ]
      [ { of = "e"; } ]
      [ { by = "web1"; } ]
    ];
  };
  "content that depends on settings is one module" = {
    expr =
      map (on: contents "late" 0 "nixos" "host:web1" (arguments // { settings = { inherit on; }; }))
        [
          true
          false
        ];
    expected = [
      [ { imports = [ { on = true; } ]; } ]
      [ { imports = [ ]; } ]
    ];
  };
  "a class that the part does not have" = {
    expr = contents "nginx" 0 "darwin" null { };
    expected = [ ];
  };
  "holes lead back to the user's own values" = {
    expr =
      let
        value = slice: fleet.hole slice."$den".hole.path;
        inherit (builtins.elemAt fleet.hosts.web1.settings.nginx 1) f list;
      in
      [
        (value (builtins.head f."$den".priority.value."$den".merge) 1)
        (value (builtins.head list).float)
        (value fleet.fleet.meta.f 1)
        (value (builtins.head fleet.fleet.environments.e.settings.nginx).f 1)
        (value (builtins.head fleet.hosts.web1.policies.p).configure.settings.float)
      ];
    expected = [
      2
      1.5
      3
      4
      2.5
    ];
  };
  "an effect's own function, or none" = {
    expr =
      map
        (
          index:
          let
            f = fleet.instantiator {
              inherit index;
              policy = "p";
              scope = "host:web1";
            };
          in
          if f == null then null else f { modules = 5; }
        )
        [
          2
          3
        ];
    expected = [
      5
      null
    ];
  };
  "an aspect that is gone" = {
    expr = contents "gone" 0 "nixos" null { };
    expectedError.msg = "there is no aspect `gone`; run `den plan`";
  };
}
