# Entities: what `host`, `user`, `home`, `environment` and `fleet` are to functions, and how `den.schema` types them.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  fleet = declare [
    {
      den.schema.host =
        { lib, name, ... }:
        {
          options.wg.ip = lib.mkOption {
            type = lib.types.str;
            default = "ip of ${name}";
          };
          options.cores = lib.mkOption {
            type = lib.types.int;
            default = 1;
          };
        };
      den.schema.user =
        { host, lib, ... }:
        {
          options.home = lib.mkOption { default = "/home on ${host.name}"; };
        };
    }
    {
      den.hosts.x86_64-linux.web1 = {
        cores = 4;
        rack = lib.mkMerge [
          { row = 1; }
          (lib.mkIf false { row = 2; })
        ];
        environment = "prod";
        users.alice.userName = "al";
        users.bob = { };
      };
      den.hosts.x86_64-linux.web2.cores = "many";
      den.fleet.environments.prod.meta.region = "us-east";
      den.fleet.meta.name = "production";
      den.fleet.tags.t = [ "web1" ];
    }
    { den.hosts.x86_64-linux.web1.rack.slot = 7; }
  ];
  alice = fleet.entity "user:alice@web1";

  homes = declare {
    den.schema.home =
      { home, lib, ... }:
      {
        options.git.email = lib.mkOption { default = "${home.userName}@example.com"; };
        options.theme = lib.mkOption {
          type = lib.types.enum [
            "dark"
            "light"
          ];
        };
      };
    den.homes.x86_64-linux = {
      vic.theme = "dark";
      "ann@mac" = {
        classes = [ "hjem" ];
        user = "anna";
        rack = [ 1 ];
        theme = "light";
      };
    };
  };

in
{
  "a host" = {
    expr = removeAttrs alice.host [ "users" ];
    expected = {
      __den.scope = "host:web1";
      class = "nixos";
      cores = 4;
      environment = "prod";
      hostName = "web1";
      name = "web1";
      rack = {
        row = 1;
        slot = 7;
      };
      system = "x86_64-linux";
      tags = [
        "all"
        "t"
      ];
      wg.ip = "ip of web1";
    };
  };
  "a user, its host, and its neighbours" = {
    expr = {
      inherit (alice.user)
        classes
        home
        name
        userName
        ;
      bob = alice.host.users.bob.userName;
      host = alice.user.host.name;
    };
    expected = {
      bob = "bob";
      classes = [ "homeManager" ];
      home = "/home on web1";
      host = "web1";
      name = "alice";
      userName = "al";
    };
  };
  "fleet and environment" = {
    expr = {
      inherit (alice) environment;
      inherit (alice.fleet) meta name tags;
      hosts = builtins.attrNames alice.fleet.hosts;
    };
    expected = {
      environment = {
        __den.scope = "env:prod";
        hosts = [ ];
        meta.region = "us-east";
        name = "prod";
      };
      hosts = [
        "web1"
        "web2"
      ];
      meta.name = "production";
      name = "production";
      tags.t = [ "web1" ];
    };
  };
  "a home" = {
    expr = lib.mapAttrs (
      _: names: lib.mapAttrs (_: home: removeAttrs home [ "__den" ]) names
    ) homes.den.homes;
    expected.x86_64-linux = {
      vic = {
        classes = [ "homeManager" ];
        git.email = "vic@example.com";
        hostName = null;
        name = "vic";
        system = "x86_64-linux";
        theme = "dark";
        user = "vic";
        userName = "vic";
      };
      "ann@mac" = {
        classes = [ "hjem" ];
        git.email = "anna@example.com";
        hostName = "mac";
        name = "ann@mac";
        rack = [ 1 ];
        system = "x86_64-linux";
        theme = "light";
        user = "anna";
        userName = "anna";
      };
    };
  };
  "the arguments of a home, and the fleet's homes" = {
    expr =
      let
        here = homes.entity "home:ann@mac";
      in
      {
        names = builtins.attrNames here;
        scope = here.home.__den.scope;
        all = builtins.attrNames here.fleet.homes;
      };
    expected = {
      names = [
        "fleet"
        "home"
      ];
      scope = "home:ann@mac";
      all = [
        "ann@mac"
        "vic"
      ];
    };
  };
  "the arguments of each scope" = {
    expr = map (scope: builtins.attrNames (fleet.entity scope)) [
      "fleet"
      "env:prod"
      "host:web1"
      "host:web2"
      "user:bob@web1"
    ];
    expected = [
      [ "fleet" ]
      [
        "environment"
        "fleet"
      ]
      [
        "environment"
        "fleet"
        "host"
      ]
      [
        "fleet"
        "host"
      ]
      [
        "environment"
        "fleet"
        "host"
        "user"
      ]
    ];
  };
  "a free attribute is typed when it is read, not before" = {
    expr =
      let
        web2 = (fleet.entity "host:web2").host;
      in
      builtins.seq web2.tags (builtins.seq (fleet.hosts.web2.facts) web2.cores);
    expectedError.msg = "cores' is not of type `signed integer'";
  };
  "reading config.den.hosts gives entities, by system" = {
    expr = lib.mapAttrs (_: lib.mapAttrs (_: host: host.environment)) fleet.den.hosts;
    expected.x86_64-linux = {
      web1 = "prod";
      web2 = null;
    };
  };
  "hosts can be mapped over by what others declare" = {
    expr =
      (declare (
        { den, ... }:
        {
          den.hosts.x86_64-linux = {
            a = { };
            b = { };
          };
          den.aspects = lib.mapAttrs (_: host: {
            nixos.networking.hostName = host.name;
          }) den.hosts.x86_64-linux;
        }
      )).aspects.a.shape.parts != [ ];
    expected = true;
  };
  "an entity is no data and no aspect" = {
    expr =
      let
        it =
          (declare (
            { den, policy, ... }:
            {
              den.hosts.x86_64-linux.it = {
                includes = [ den.hosts.x86_64-linux.it ];
                users.alice = { };
              };
              den.policies.p = { host, ... }: [ (policy.configure "x" { inherit host; }) ];
            }
          )).hosts.it;
      in
      [
        (builtins.head it.includes).malformed.found
        (builtins.head it.policies.p).configure.settings.host."$den".hole.type
      ];
    expected = [
      "an entity"
      "set"
    ];
  };
  "no such scope" = {
    expr = fleet.entity "house:x";
    expectedError.msg = "names no scope";
  };
}
