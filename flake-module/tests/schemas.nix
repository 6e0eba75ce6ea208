# `den.schema.<kind>`: free attributes have the types that it says, where they are read.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  fleetOf = it: (it.entity "fleet").fleet;
  typed = declare {
    den.schema.environment =
      {
        environment,
        lib,
        name,
        ...
      }:
      {
        options.region = lib.mkOption { type = lib.types.str; };
        options.zone = lib.mkOption { default = "${environment.region}-${name}"; };
      };
    den.schema.fleet =
      { fleet, lib, ... }:
      {
        options.name = lib.mkOption { default = "production"; };
        options.domain = lib.mkOption { type = lib.types.str; };
        options.replicas = lib.mkOption { default = builtins.length (builtins.attrNames fleet.hosts) + 2; };
      };
    den.fleet.meta = {
      domain = "example.com";
      note = [ "kept as it is" ];
    };
    den.fleet.environments.prod = {
      hosts = [ "web1" ];
      meta.owner = "ops";
      region = "us-east";
    };
    den.fleet.environments.test.regoin = "us-east";
    den.hosts.x86_64-linux.web1 = { };
  };

  mistyped = declare {
    den.schema = lib.genAttrs [ "environment" "fleet" "home" "host" "user" ] (_: {
      options.count = lib.mkOption { type = lib.types.int; };
    });
    den.fleet.meta.count = "many";
    den.fleet.environments.prod.count = "many";
    den.homes.x86_64-linux."ann@mac".count = "many";
    den.hosts.x86_64-linux.web1 = {
      count = "many";
      users.vic.count = "many";
    };
  };
  wrong = {
    environment = (mistyped.entity "env:prod").environment.count;
    fleet = (fleetOf mistyped).meta.count;
    home = (mistyped.entity "home:ann@mac").home.count;
    host = (mistyped.entity "host:web1").host.count;
    user = (mistyped.entity "user:vic@web1").user.count;
  };
  wrongAt = {
    environment = "fleet.environments.prod.count";
    fleet = "fleet.meta.count";
    home = "homes.x86_64-linux.\"ann@mac\".count";
    host = "hosts.x86_64-linux.web1.count";
    user = "hosts.x86_64-linux.web1.users.vic.count";
  };
in
{
  "an environment has the attributes that its schema declares" = {
    expr = removeAttrs (typed.entity "env:prod").environment [ "__den" ];
    expected = {
      hosts = [ "web1" ];
      meta.owner = "ops";
      name = "prod";
      region = "us-east";
      zone = "us-east-prod";
    };
  };
  "what the schema does not declare is a mistake of the environment" = {
    expr =
      let
        found = map (it: it."$den".malformed.found or it);
      in
      {
        declared = lib.mapAttrs (_: it: found it.hosts) typed.fleet.environments;
        none =
          lib.mapAttrs (_: it: found it.hosts)
            (declare { den.fleet.environments.prod.region = "us-east"; }).fleet.environments;
      };
    expected = {
      declared = {
        prod = [ "web1" ];
        test = [ "the key `regoin`" ];
      };
      none.prod = [ "the key `region`" ];
    };
  };
  "the fleet's own attributes are its meta" = {
    expr = {
      inherit (fleetOf typed) meta name;
      document = typed.fleet.meta;
    };
    expected = {
      meta = {
        domain = "example.com";
        name = "production";
        note = [ "kept as it is" ];
        replicas = 3;
      };
      name = "production";
      document = {
        domain = "example.com";
        note = [ "kept as it is" ];
      };
    };
  };
  "a wrong type keeps nobody from what else there is" = {
    expr = builtins.deepSeq mistyped.document [
      (mistyped.entity "home:ann@mac").home.userName
      (mistyped.entity "env:prod").environment.meta
      (mistyped.entity "user:vic@web1").user.name
      (fleetOf mistyped).tags
    ];
    expected = [
      "ann"
      { }
      "vic"
      { }
    ];
  };
}
// lib.mapAttrs' (kind: expr: {
  name = "a wrong type at ${kind} is one error, when it is read, that says where";
  value = {
    inherit expr;
    expectedError.msg = "definition for option `den.${wrongAt.${kind}}' is not of type";
  };
}) wrong
