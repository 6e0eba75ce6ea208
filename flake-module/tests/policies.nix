# Function policies: where they run, what their effects are, and what is wrong with them.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  hosts = {
    den.hosts.x86_64-linux = {
      web1 = {
        tags = [ "production" ];
        users.alice = { };
      };
      db1.environment = "prod";
    };
    den.fleet.environments.prod = { };
    den.aspects.nginx.nixos = { };
  };
  effects =
    f:
    (declare [
      hosts
      (
        { den, policy, ... }:
        {
          den.policies.p = { host, ... }: f { inherit den host policy; };
        }
      )
    ]).hosts.web1.policies.p;
  codes = map (effect: effect.malformed.code or (builtins.head (builtins.attrNames effect)));
in
{
  "every effect" = {
    expr = effects (
      {
        den,
        host,
        policy,
      }:
      [
        (policy.include den.aspects.nginx)
        (policy.exclude "apache")
        (policy.configure den.aspects.nginx { port = 443; })
        (policy.instantiate {
          name = "${host.name}-tf";
          class = "terranix";
          instantiate = { modules, ... }: modules;
          intoAttr = [
            "terranixModules"
            host.name
          ];
        })
      ]
    );
    expected = [
      {
        include = {
          aspect.aspect = "nginx";
          priority = 0;
        };
      }
      {
        exclude = {
          aspect = "apache";
          priority = 0;
        };
      }
      {
        configure = {
          aspect = "nginx";
          priority = 0;
          settings.port = 443;
        };
      }
      {
        instantiate = {
          class = "terranix";
          into = [
            "terranixModules"
            "web1"
          ];
          name = "web1-tf";
          priority = 0;
        };
      }
    ];
  };
  "bad effects keep their index" = {
    expr = codes (
      effects (
        { den, policy, ... }:
        [
          5
          (throw "x")
          (policy.include 5)
          (policy.configure "nginx")
          (policy.configure (den.aspects.nginx // { darwin = { }; }) { })
          (policy.exclude (throw "x"))
          (policy.instantiate { })
          (policy.instantiate {
            class = "nixos";
            intoAttr = "x";
          })
          (policy.instantiate {
            class = "nixos";
            intoAttr = [ "x" ];
            modules = [ ];
          })
          (policy.include "nginx")
          (policy.configure "nginx" { port = throw "x"; })
        ]
      )
    );
    expected = [
      "den::policy::effect"
      "den::policy::effect"
      "den::aspect::include"
      "den::policy::effect"
      "den::aspect::updated"
      "den::policy::effect"
      "den::policy::effect"
      "den::policy::effect"
      "den::policy::effect"
      "include"
      "configure"
    ];
  };
  "the priority of an effect" = {
    expr =
      let
        said = effects (
          { policy, ... }:
          let
            inherit (policy) prioritize;
          in
          [
            (prioritize 5 (policy.include "nginx"))
            (prioritize (-1) (policy.exclude "nginx"))
            (prioritize 7 (prioritize 2 (policy.configure "nginx" { port = 1; })))
            (prioritize 1 (
              policy.instantiate {
                class = "nixos";
                intoAttr = [ "x" ];
              }
            ))
            (policy.include "nginx")
          ]
        );
      in
      map (effect: (builtins.head (builtins.attrValues effect)).priority) said;
    expected = [
      5
      (-1)
      7
      1
      0
    ];
  };
  "a priority that is none, and a priority of no effect" = {
    expr = map (effect: removeAttrs effect.malformed [ "code" ]) (
      effects (
        { den, policy, ... }:
        [
          (policy.prioritize "high" (policy.include "nginx"))
          (policy.prioritize (throw "x") (policy.include "nginx"))
          (policy.prioritize 1.5 (policy.include "nginx"))
          (policy.prioritize 1 5)
          (policy.prioritize 1 den.aspects.nginx)
          (policy.prioritize 1 [ (policy.include "nginx") ])
          (policy.prioritize 1 (throw "x"))
        ]
      )
    );
    expected =
      let
        aPriority = "an integer as the priority";
        anEffect = "an effect of den.lib.policy";
        thrown = "an expression that throws";
        found = expected: found: { inherit expected found; };
      in
      [
        (found aPriority "a string")
        (found aPriority thrown)
        (found aPriority "a float")
        (found anEffect "an integer")
        (found anEffect "an aspect")
        (found anEffect "a list")
        (found anEffect thrown)
      ];
  };
  "a result that is no list, or throws" = {
    expr = map (result: codes (effects (_: result))) [
      5
      (throw "x")
    ];
    expected = [
      [ "den::policy::result" ]
      [ "den::policy::result" ]
    ];
  };
  "a policy runs where its arguments are" = {
    expr =
      let
        it = declare [
          hosts
          {
            den.policies = {
              environment = { environment, ... }: [ ];
              fleet = { fleet, ... }: [ ];
              host = { host, ... }: [ ];
              optional =
                {
                  host,
                  user ? null,
                  ...
                }:
                [ ];
              user = { user, ... }: [ ];
              lib = { lib, ... }: lib.mkIf true [ ];
              off = lib.mkIf false (_: [ ]);
            };
          }
        ];
        ran = scope: builtins.attrNames scope.policies;
      in
      {
        alice = ran it.hosts.web1.users.alice;
        all = ran it.document;
        db1 = ran it.hosts.db1;
        web1 = ran it.hosts.web1;
      };
    expected =
      let
        web1 = [
          "fleet"
          "host"
          "lib"
          "optional"
        ];
      in
      {
        inherit web1;
        alice = [ "user" ];
        all = [
          "environment"
          "fleet"
          "host"
          "lib"
          "optional"
          "user"
        ];
        db1 = [ "environment" ] ++ web1;
      };
  };
  "a policy sees tags and environment" = {
    expr =
      (declare [
        hosts
        (
          { policy, ... }:
          {
            den.fleet.tags.computed = _: [ "db1" ];
            den.fleet.environments.prod.meta.region = "us-east";
            den.policies.p =
              { host, environment, ... }:
              [
                (policy.configure "nginx" {
                  inherit (environment.meta) region;
                  inherit (host) tags;
                })
              ];
          }
        )
      ]).hosts.db1.policies.p;
    expected = [
      {
        configure = {
          aspect = "nginx";
          priority = 0;
          settings = {
            region = "us-east";
            tags = [
              "all"
              "computed"
            ];
          };
        };
      }
    ];
  };
  "policies that are malformed" = {
    expr =
      lib.mapAttrs (_: policy: policy."$den".malformed.code or null)
        (declare [
          hosts
          {
            den.policies = {
              "a b" = _: [ ];
              five = 5;
              pkgs = { pkgs, ... }: [ ];
              settings = { settings, ... }: [ ];
              throws = throw "x";
              twice = lib.mkMerge [
                (_: [ ])
                (_: [ ])
              ];
            };
          }
        ]).document.policies;
    expected = {
      "a b" = null;
      five = "den::policy::result";
      pkgs = "den::policy::unknown-argument";
      settings = "den::policy::unknown-argument";
      throws = "den::policy::result";
      twice = "den::policy::result";
    };
  };
}
