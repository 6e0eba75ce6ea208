# Names of outputs, told without a plan.
{ lib, ... }:
let
  names =
    {
      hosts,
      classes ? { },
      homes ? { },
      rules ? { },
      planned ? throw "the plan was asked for",
    }:
    import ../lib/evaluators/names.nix {
      inherit lib planned;
      declarations = {
        slices = {
          inherit rules;
          homes = lib.mapAttrs (
            _: home:
            {
              facts.classes = [ "homeManager" ];
              policies = { };
            }
            // home
          ) homes;
          hosts = lib.mapAttrs (
            _: host:
            {
              facts.class = "nixos";
              policies = { };
              users = { };
            }
            // host
          ) hosts;
          classes = {
            nixos = {
              at = "host";
              hostClass = "nixos";
              intoAttr = [ "nixosConfigurations" ];
            };
            terranix = {
              at = "host";
              hostClass = null;
              intoAttr = [ "terranixModules" ];
            };
          }
          // classes;
        };
        entity = scope: {
          host.class = "nixos";
          home.classes = [ "homeManager" ];
        };
      };
    };

  effect = class: into: {
    instantiate = { inherit class into; };
  };
  at = host: { "$output" = host; };
  atHome = home: at "home:${home}";
  homeManager = onlyNixos // {
    homeManager = {
      at = "user";
      intoAttr = [ "homeConfigurations" ];
    };
    hjem = {
      at = "home";
      intoAttr = [ "hjem" ];
    };
    placeless = {
      at = "user";
      intoAttr = null;
    };
  };
  onlyNixos = {
    terranix.at = null;
  };
in
{
  "a host is under the name of its class" = {
    expr =
      (names {
        hosts = {
          b = { };
          a = { };
        };
      }).nixosConfigurations;
    expected = lib.genAttrs [ "a" "b" ] at;
  };
  "a host whose facts are malformed has its name" = {
    expr = (names { hosts.a.facts."$den".malformed = { }; }).nixosConfigurations;
    expected.a = at "a";
  };
  "a policy puts an output elsewhere" = {
    expr = names {
      classes = onlyNixos;
      hosts = {
        a.policies.p = [
          (effect "nixos" [
            "images"
            "big"
            "a"
          ])
          { include.aspect.aspect = "x"; }
        ];
        b = { };
      };
    };
    expected = {
      images.big.a = at "a";
      nixosConfigurations.b = at "b";
    };
  };
  "a route puts content into outputs, and makes none" = {
    expr =
      let
        route = [
          {
            route = {
              from = "src";
              into = "nixos";
              path = [ "box" ];
            };
          }
        ];
      in
      names {
        classes = onlyNixos // {
          src.at = null;
        };
        hosts.a = {
          policies.p = route;
          users.u.policies.p = route;
        };
        rules.r.effects = route;
      };
    expected.nixosConfigurations.a = at "a";
  };
  "a policy of a user speaks for its host" = {
    expr = names {
      classes = onlyNixos;
      hosts.a.users.u.policies.p = [ (effect "nixos" [ "mine" ]) ];
    };
    expected.mine = at "a";
  };
  "a home is under the name of each of its classes" = {
    expr = names {
      classes = homeManager;
      hosts = { };
      homes = {
        vic = { };
        "vic@mac".facts.classes = [
          "homeManager"
          "hjem"
          "unheard-of"
          "nixos"
          "placeless"
          { "$den".malformed = { }; }
        ];
        bad.facts."$den".malformed = { };
      };
    };
    expected = {
      homeConfigurations = lib.genAttrs [ "bad" "vic" "vic@mac" ] atHome;
      hjem."vic@mac" = atHome "vic@mac";
    };
  };
  "a policy puts a home elsewhere" = {
    expr = names {
      classes = homeManager;
      hosts = { };
      homes = {
        ann = { };
        vic.policies.p = [
          (effect "homeManager" [ "mine" ])
          { include.aspect.aspect = "x"; }
        ];
      };
    };
    expected = {
      mine = atHome "vic";
      homeConfigurations.ann = atHome "ann";
    };
  };
  "users of a host have no output of their own" = {
    expr = names {
      classes = homeManager;
      hosts.a.users.vic.policies = { };
    };
    expected.nixosConfigurations.a = at "a";
  };
  "a class whose output depends on content is asked of the plan" = {
    expr = names {
      hosts.a = { };
      planned.terranixModules.a = at "a";
    };
    expected = {
      nixosConfigurations.a = at "a";
      terranixModules.a = at "a";
    };
  };
  "and only when somebody looks below its name" = {
    expr = builtins.attrNames (names {
      hosts.a = { };
    });
    expected = [
      "nixosConfigurations"
      "terranixModules"
    ];
  };
  "a plan without any such output leaves the name empty" = {
    expr =
      (names {
        hosts.a = { };
        planned = { };
      }).terranixModules;
    expected = { };
  };
  "where policies say all of it the plan is not asked" = {
    expr = names {
      hosts.a.policies.p = [
        (effect "terranix" [
          "terranixModules"
          "a"
        ])
      ];
    };
    expected = {
      nixosConfigurations.a = at "a";
      terranixModules.a = at "a";
    };
  };
  "a class of content for hosts of another class" = {
    expr = builtins.attrNames (names {
      classes = onlyNixos // {
        vm = {
          at = "host";
          hostClass = "nixos";
          intoAttr = [ "vms" ];
        };
        mac = {
          at = "host";
          hostClass = "darwin";
          intoAttr = [ "macs" ];
        };
      };
      hosts.a = { };
    });
    expected = [
      "nixosConfigurations"
      "vms"
    ];
  };
  "an output inside another is the planner's to report" = {
    expr = names {
      classes = onlyNixos;
      hosts = {
        a.policies.p = [ (effect "nixos" [ "out" ]) ];
        b.policies.p = [
          (effect "nixos" [
            "out"
            "b"
          ])
        ];
      };
    };
    expected.out = at "a";
  };
  "a class that does not exist, and a path that leads nowhere" = {
    expr = names {
      classes = onlyNixos;
      hosts.a.policies.p = [
        (effect "nothing" [ "x" ])
        (effect "nixos" [ ])
      ];
    };
    expected.nixosConfigurations.a = at "a";
  };
  "what rules instantiate is asked of the plan" = {
    expr =
      let
        it = names {
          classes = homeManager;
          hosts.a.facts.class = "nixos";
          hosts.b.facts.class = "darwin";
          homes.vic = { };
          rules = {
            host.effects = [
              (effect "nixos" [
                "images"
                "big"
              ])
              { tag.tags = [ "x" ]; }
            ];
            home.effects = [ (effect "homeManager" [ "portable" ]) ];
            wrong."$den".malformed = { };
          };
          planned = {
            images.big = at "a";
            nixosConfigurations.c = at "c";
          };
        };
      in
      [
        (builtins.attrNames it)
        it.images
        it.nixosConfigurations
        it.homeConfigurations
      ];
    expected = [
      [
        "homeConfigurations"
        "images"
        "nixosConfigurations"
        "portable"
      ]
      { big = at "a"; }
      { c = at "c"; }
      { }
    ];
  };
}
