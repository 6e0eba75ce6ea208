# den.fleet: tags, environments, settings and includes of the whole fleet, and what follows for a
# host.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  three = {
    den.hosts.x86_64-linux = {
      web1.tags = [ "front" ];
      db1 = { };
    };
    den.hosts.aarch64-darwin.mac1 = { };
  };
  fleet =
    it:
    (declare [
      three
      { den.fleet = it; }
    ]);
  tags = it: (fleet { tags = it; }).fleet.tags;
  codes = map (host: host."$den".malformed.code or host);
in
{
  "tags as lists, as functions, and both" = {
    expr = tags {
      listed = [ "web1" ];
      linux = hosts: builtins.filter (h: hosts.${h}.system == "x86_64-linux") (builtins.attrNames hosts);
      front =
        hosts: builtins.filter (h: builtins.elem "front" hosts.${h}.tags) (builtins.attrNames hosts);
      listed-twice =
        hosts: builtins.filter (h: builtins.elem "listed" hosts.${h}.tags) (builtins.attrNames hosts);
      both = lib.mkMerge [
        [ "mac1" ]
        (hosts: [ "db1" ])
        (lib.mkIf false [ "web1" ])
      ];
    };
    expected = {
      both = {
        computed = true;
        hosts = [
          "mac1"
          "db1"
        ];
      };
      front = {
        computed = true;
        hosts = [ "web1" ];
      };
      linux = {
        computed = true;
        hosts = [
          "db1"
          "web1"
        ];
      };
      listed = {
        computed = false;
        hosts = [ "web1" ];
      };
      listed-twice = {
        computed = true;
        hosts = [ "web1" ];
      };
    };
  };
  "tags that are malformed" = {
    expr = lib.mapAttrs (_: tag: codes (tag.hosts or [ tag ])) (tags {
      "a b" = [ ];
      element = [
        "web1"
        5
      ];
      number = 5;
      result = _: 5;
      results = _: [ 5 ];
      throwing = _: throw "x";
      throws = throw "x";
    });
    expected = {
      "a b" = [ ];
      element = [
        "web1"
        "den::fleet::tag-list"
      ];
      number = [ "den::fleet::tag-list" ];
      result = [ "den::fleet::computed-tag" ];
      results = [ "den::fleet::computed-tag" ];
      throwing = [ "den::fleet::computed-tag" ];
      throws = [ "den::fleet::tag-list" ];
    };
  };
  "what a host is in" = {
    expr =
      let
        it = fleet {
          tags = {
            a = [ "web1" ];
            b = _: [ "web1" ];
            c = [ ];
          };
          environments.prod.hosts = [ "web1" ];
        };
      in
      {
        inventory = it.slices.inventory.web1;
        inherit ((it.entity "host:web1").host) environment tags;
      };
    expected = {
      environment = "prod";
      inventory = {
        environments = [ "prod" ];
        tags = [
          "a"
          "b"
        ];
      };
      tags = [
        "a"
        "all"
        "b"
        "front"
      ];
    };
  };
  "environments" = {
    expr =
      (declare [
        { den.fleet.environments.prod.hosts = [ "b" ]; }
        {
          den.fleet.environments.prod = {
            hosts = [ "a" ];
            includes = [ "base" ];
            meta.region = "us-east";
            settings.nginx.workers = 4;
          };
        }
        { den.fleet.environments.off = lib.mkIf false { }; }
      ]).fleet.environments;
    expected.prod = {
      hosts = [
        "a"
        "b"
      ];
      includes = [ { aspect = "base"; } ];
      meta.region = "us-east";
      selector = null;
      settings.nginx = [ { workers = 4; } ];
    };
  };
  "an environment's faults stand among its hosts" = {
    expr =
      lib.mapAttrs (_: it: codes it.hosts)
        (fleet {
          environments = {
            five = 5;
            key.host = [ "web1" ];
            meta = {
              hosts = [ "web1" ];
              meta = 5;
            };
            "a b" = { };
          };
        }).fleet.environments;
    expected = {
      "a b" = [ ];
      five = [ "den::fleet::environment" ];
      key = [ "den::fleet::environment" ];
      meta = [ "web1" ];
    };
  };
  "the fleet's own" = {
    expr =
      removeAttrs
        (declare [
          {
            den.fleet = {
              includes = [ "base" ];
              meta.name = "production";
              settings.nginx.tls = true;
            };
          }
          {
            den.fleet = {
              meta.domain = "example.com";
              settings.nginx.port = 80;
            };
          }
        ]).fleet
        [
          "tags"
          "environments"
        ];
    expected = {
      includes = [ { aspect = "base"; } ];
      meta = {
        domain = "example.com";
        name = "production";
      };
      settings.nginx = [
        { port = 80; }
        { tls = true; }
      ];
      unknown = [ ];
    };
  };
  "meta that disagrees is marked" = {
    expr =
      (declare [
        { den.fleet.meta.name = "a"; }
        { den.fleet.meta.name = "b"; }
      ]).fleet.meta.name."$den".malformed.code;
    expected = "den::value::throws";
  };
  "an unknown section is refused by the module system" = {
    expr = (fleet { environment = { }; }).fleet;
    expectedError.msg = "option `den.fleet.environment' does not exist";
  };
  "sections of the wrong type are reported, and hide nothing" = {
    expr =
      let
        it = declare [
          three
          {
            den = {
              aspects = [ ];
              hosts = 5;
              policies = _: [ ];
              fleet = {
                environments = 5;
                meta = 5;
                settings = 5;
                tags = [ ];
              };
              schema.host = 5;
            };
          }
          {
            den.aspects.nginx = { };
            den.fleet.environments.prod = { };
            den.fleet.settings.nginx.port = 1;
            den.fleet.tags.t = [ "web1" ];
            den.policies.p = { host, ... }: [ ];
            den.schema.host = { lib, ... }: { options.gpu = lib.mkOption { default = true; }; };
          }
        ];
      in
      {
        unknown = map (
          marker: "${marker."$den".malformed.expected}, not ${marker."$den".malformed.found}"
        ) it.fleet.unknown;
        codes = lib.unique (map (marker: marker."$den".malformed.code) it.fleet.unknown);
        meta = it.fleet.meta."$den".malformed.found;
        inherit (it.fleet) settings;
        names = map builtins.attrNames [
          it.aspects
          it.hosts
          it.document.policies
          it.fleet.environments
          it.fleet.tags
        ];
        view = builtins.attrNames it.den.aspects;
        inherit ((it.entity "host:web1").host) gpu;
      };
    expected = {
      unknown = [
        "a set of aspects by name, not a list"
        "a set of environments by name, not an integer"
        "a set of hosts by system, not an integer"
        "a set of policies by name, not a function"
        "a set of settings by aspect, not an integer"
        "a set of tags by name, not a list"
        "a module for den.schema.host, not an integer"
      ];
      codes = [ "den::declaration::shape" ];
      meta = "an integer";
      settings.nginx = [ { port = 1; } ];
      names = [
        [ "nginx" ]
        [
          "db1"
          "mac1"
          "web1"
        ]
        [ "p" ]
        [ "prod" ]
        [ "t" ]
      ];
      view = [ "nginx" ];
      gpu = true;
    };
  };
  "sections that throw are reported, and hide nothing" = {
    expr =
      let
        it = declare [
          {
            den = {
              aspects = throw "x";
              default = throw "x";
              hosts = throw "x";
              policies = throw "x";
              fleet = {
                environments = throw "x";
                includes = throw "x";
                settings = throw "x";
                tags = throw "x";
              };
              schema.user = throw "x";
            };
          }
        ];
      in
      {
        found = lib.unique (map (marker: marker."$den".malformed.found) it.fleet.unknown);
        number = builtins.length it.fleet.unknown;
        classes = it.document.classes ? nixos;
        hosts = builtins.attrNames (builtins.deepSeq it.document it.hosts);
      };
    expected = {
      found = [ "an expression that throws" ];
      number = 9;
      classes = true;
      hosts = [ ];
    };
  };
}
