# The attributes that selectors look at: the user's own, where they are data that can be compared.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  attributes =
    modules: host:
    (declare ([ { den.hosts.x86_64-linux.web1 = host; } ] ++ modules)).hosts.web1.attributes;
  of = attributes [ ];
in
{
  "words, numbers, Booleans, null, and lists of these" = {
    expr = of {
      flag = true;
      nothing = null;
      port = 80;
      region = "eu";
      zones = [
        "a"
        1
        null
      ];
      hostName = "web";
      # Not of the user's own.
      tags = [ "x" ];
      users = { };
      settings = { };
    };
    expected = {
      flag = true;
      hostName = "web";
      nothing = null;
      port = 80;
      region = "eu";
      zones = [
        "a"
        1
        null
      ];
    };
  };
  "whatever else there is stands in no document" = {
    expr = of {
      context = "${builtins.toFile "x" ""}";
      control = builtins.fromJSON ''"\u0001"'';
      float = 1.5;
      function = x: x;
      nested = [ [ 1 ] ];
      path = ./attributes.nix;
      set.a = 1;
      throws = throw "x";
      throws-inside = [ (throw "x") ];
      off = lib.mkIf false 1;
      on = lib.mkIf true 1;
    };
    expected.on = 1;
  };
  "they are what functions see" = {
    expr =
      let
        schema.den.schema.host =
          { host, lib, ... }:
          {
            options = {
              ip = lib.mkOption {
                type = lib.types.str;
                default = "10.0.0.${toString (builtins.length host.tags)}";
              };
              missing = lib.mkOption { type = lib.types.str; };
              port = lib.mkOption {
                type = lib.types.port;
                apply = port: port + 1;
              };
              wrong = lib.mkOption { type = lib.types.str; };
              tags = lib.mkOption { default = 5; };
            };
          };
      in
      [
        (attributes [ schema ] {
          port = 80;
          wrong = 5;
          region = "eu";
        })
        (attributes [ schema ] { })
        (attributes
          [
            {
              den.hosts.x86_64-linux.web1.zones = [ "b" ];
            }
          ]
          {
            zones = [ "a" ];
          }
        )
      ];
    expected = [
      {
        ip = "10.0.0.1";
        port = 81;
        region = "eu";
      }
      { ip = "10.0.0.1"; }
      {
        zones = [
          "b"
          "a"
        ];
      }
    ];
  };
  "users and homes have them too" = {
    expr =
      let
        it = declare {
          den.hosts.x86_64-linux.web1.users.alice = {
            shell = "fish";
            classes = [ ];
          };
          den.homes.x86_64-linux.vic.shell = "zsh";
          den.schema.user = { lib, ... }: { options.uid = lib.mkOption { default = 1000; }; };
        };
      in
      [
        it.hosts.web1.attributes
        it.hosts.web1.users.alice.attributes
        it.document.homes.vic.attributes
      ];
    expected = [
      { }
      {
        shell = "fish";
        uid = 1000;
      }
      { shell = "zsh"; }
    ];
  };
  "a schema that cannot be read, and a host that is none" = {
    expr =
      let
        it = declare {
          den.schema.host = { host, ... }: throw "x";
          den.hosts.x86_64-linux.web1.region = "eu";
          den.hosts.aarch64-linux = 5;
        };
      in
      lib.mapAttrs (_: host: host.attributes) it.hosts;
    expected = {
      aarch64-linux = { };
      web1 = { };
    };
  };
  "what one is not asked for is not computed" = {
    expr =
      let
        it = declare {
          den.hosts.x86_64-linux.web1.pkgs = abort "somebody looked at it";
        };
      in
      removeAttrs it.hosts.web1 [ "attributes" ] ? facts;
    expected = true;
  };
}
