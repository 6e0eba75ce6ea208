# Shapes at entities: aspects whose keys or includes depend on the host or user are evaluated where
# they are reached.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  fleet = declare (
    { den, ... }:
    {
      den.hosts.x86_64-linux.web1 = {
        wg.relay = true;
        users.alice = { };
      };
      den.hosts.x86_64-linux.web2 = { };
      den.hosts.x86_64-linux.db1 = { };
      den.aspects = {
        common.includes = [ den.aspects.wireguard ];
        web1.includes = [ den.aspects.common ];
        web2.includes = [
          "common"
          ({ host, ... }: { includes = lib.optional (host.name == "web2") { nixos.inner = true; }; })
        ];
        wireguard = lib.mkMerge [
          { darwin = { }; }
          (
            { host, ... }:
            {
              nixos.address = host.name;
              includes = lib.optional (host.wg.relay or false) den.aspects.relay;
            }
          )
          ({ user, ... }: { includes = lib.optional (user.name == "alice") "alices"; })
        ];
        relay = { host, settings, ... }: { excludes = lib.optional host.wg.relay "direct"; };
        unreached = { host, ... }: { includes = [ host.missing.attribute ]; };
        alices.includes = [ "deep" ];
        deep = { user, ... }: { ${if user.name == "alice" then "homeManager" else null} = { }; };
      };
    }
  );
  shapes = lib.mapAttrs (_: shape: map fleet.told shape.parts);
  names = scope: builtins.attrNames scope.shapes;
in
{
  "only what is reached, and only what needs it" = {
    expr = lib.mapAttrs (_: names) fleet.hosts;
    expected = {
      db1 = [ ];
      web1 = [
        "relay"
        "wireguard"
      ];
      web2 = [
        "web2/[0.1]"
        "wireguard"
      ];
    };
  };
  "all parts in order, those without their user silent" = {
    expr = (shapes fleet.hosts.web1.shapes).wireguard;
    expected = [
      { classes.darwin = [ { args = [ ]; } ]; }
      {
        args = {
          optional = [ ];
          required = [ "host" ];
        };
        classes.nixos = [ { args = [ ]; } ];
        includes = [ { aspect = "relay"; } ];
      }
      {
        args = {
          optional = [ ];
          required = [ "user" ];
        };
      }
    ];
  };
  "what the host decides" = {
    expr = {
      relay = (builtins.head (shapes fleet.hosts.web1.shapes).relay).excludes;
      web2 = (builtins.elemAt (shapes fleet.hosts.web2.shapes).wireguard 1) ? includes;
    };
    expected = {
      relay = [ "direct" ];
      web2 = false;
    };
  };
  "an inline aspect has its own name" = {
    expr = builtins.length (builtins.head fleet.hosts.web2.shapes."web2/[0.1]".parts).includes;
    expected = 1;
  };
  "a user's closure begins with the host's, and goes on where only users lead" = {
    expr = names fleet.hosts.web1.users.alice;
    expected = [
      "deep"
      "relay"
      "wireguard"
    ];
  };
  "an inline aspect in what a host decides may still ask for the user" = {
    expr =
      let
        inner = { user, ... }: { includes = lib.optional (user.name == "alice") "x"; };
        fleet = declare {
          den.hosts.x86_64-linux.h.users = {
            alice = { };
            bob = { };
          };
          den.hosts.x86_64-linux.h.includes = [ "outer" ];
          den.aspects.outer = { host, ... }: { includes = lib.optional (host.name == "h") inner; };
        };
        said =
          entity:
          (builtins.head (builtins.head (builtins.head entity.shapes.outer.parts).includes)
          .inline.shape.parts).includes;
      in
      map said (builtins.attrValues fleet.hosts.h.users);
    expected = [
      [ { aspect = "x"; } ]
      [ ]
    ];
  };
  "a user's shapes are the host's where nothing asks for the user" = {
    expr =
      let
        fleet = declare {
          den.hosts.x86_64-linux.h.users.alice = { };
          den.hosts.x86_64-linux.h.includes = [ "outer" ];
          den.aspects.outer = { host, ... }: { includes = lib.optional (host.name == "h") "x"; };
        };
      in
      fleet.hosts.h.users.alice.shapes == fleet.hosts.h.shapes && fleet.hosts.h.shapes ? outer;
    expected = true;
  };
  "a fleet's, an environment's and a policy's includes are reached too" = {
    expr =
      let
        dynamic = { host, ... }: { includes = lib.optional (host.name == "h") "x"; };
        at =
          module:
          names
            (declare [
              { den.hosts.x86_64-linux.h = { }; }
              { den.aspects = { inherit dynamic; }; }
              module
            ]).hosts.h;
      in
      map at [
        { den.fleet.includes = [ "dynamic" ]; }
        {
          den.fleet.environments.e = {
            hosts = [ "h" ];
            includes = [ dynamic ];
          };
        }
        ({ policy, ... }: { den.policies.p = { host, ... }: [ (policy.include dynamic) ]; })
        { den.default.includes = [ "dynamic" ]; }
        { den.hosts.x86_64-linux.h.includes = [ "dynamic" ]; }
        { }
      ];
    expected = [
      [ "dynamic" ]
      [ "env:e/[0]" ]
      [ "policy:p@host:h/[0]" ]
      [ "dynamic" ]
      [ "dynamic" ]
      [ ]
    ];
  };
}
