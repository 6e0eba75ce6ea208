# Homes without a host: what is declared of them, what runs and is reached at them, and the way back from a plan's names.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  homes = modules: (declare modules).document.homes;
  home = it: (homes { den.homes.x86_64-linux.it = it; }).it;
  malformed = marker: marker."$den".malformed.code;
  found = marker: marker."$den".malformed.found;

  dynamic = { home, ... }: { includes = lib.optional (home.system == "x86_64-linux") "linux"; };
  fleet = declare (
    { den, policy, ... }:
    {
      den.hosts.x86_64-linux.web1 = {
        environment = "prod";
        users.vic = { };
      };
      den.fleet.environments.prod.includes = [ dynamic ];
      den.homes.x86_64-linux = {
        vic.includes = [
          "shell"
          dynamic
        ];
        "ann@mac".settings.git.package = x: x;
      };
      den.homes.aarch64-darwin."vic@mac".classes = [ "hjem" ];

      den.aspects = {
        vic =
          { home, ... }:
          {
            homeManager.home.username = home.userName;
            includes = lib.optional (home.hostName == null) "alone";
          };
        shell = lib.mkMerge [
          { homeManager.programs.fish.enable = true; }
          ({ user, ... }: { homeManager.programs.${user.name} = true; })
          (
            {
              home ? null,
              host ? null,
              settings,
            }:
            {
              homeManager.both = [
                (home.name or null)
                (host.name or null)
                settings
              ];
            }
          )
        ];
        servers = { host, ... }: { includes = lib.optional (host.name == "web1") "x"; };
      };
      den.default.includes = [ "servers" ];

      den.policies = {
        anywhere = { fleet, ... }: [ ];
        environments = { environment, ... }: [ ];
        homes =
          { home, ... }:
          [
            (policy.include dynamic)
            (policy.configure "git" { f = y: y; })
            (policy.instantiate {
              class = "homeManager";
              instantiate = _: home.name;
              intoAttr = [
                "mine"
                home.name
              ];
            })
          ];
        hosts = { host, ... }: [ ];
        never = { home, host, ... }: [ ];
        optional =
          {
            home ? null,
            host ? null,
            ...
          }:
          [ ];
        users = { user, ... }: [ ];
      };
    }
  );
  here = fleet.document.homes;
  contents =
    aspect: part: scope: args:
    map (it: it.value) (
      fleet.contents {
        inherit aspect part scope;
        class = "homeManager";
        args = _: fleet.entity scope // args;
      }
    );
  names = lib.mapAttrs (_: builtins.attrNames);
in
{
  "what is not said has its default" = {
    expr = lib.mapAttrs (_: it: it.facts) (homes {
      den.homes.x86_64-linux = {
        vic = { };
        "vic@mac" = { };
      };
    });
    expected = lib.genAttrs [ "vic" "vic@mac" ] (_: {
      classes = [ "homeManager" ];
      system = "x86_64-linux";
      unknown = [ ];
      user = "vic";
    });
  };
  "a fleet without homes has none" = {
    expr = homes { den.hosts.x86_64-linux.web1 = { }; };
    expected = { };
  };
  "definitions of one home from several files merge" = {
    expr = {
      inherit
        (homes [
          {
            den.homes.x86_64-linux."vic@mac" = {
              settings.git.name = "vic";
              excludes = [ "emacs" ];
            };
          }
          {
            den.homes.x86_64-linux = lib.mkIf true {
              "vic@mac" = {
                userName = "victor";
                classes = [ "hjem" ];
                aspects.git.settings.email = "v@example.com";
                includes = [ "git" ];
                shell = "fish";
              };
              off = lib.mkIf false { };
            };
          }
        ])
        "vic@mac"
        ;
    };
    expected."vic@mac" = {
      attributes.shell = "fish";
      excludes = [ "emacs" ];
      facts = {
        classes = [ "hjem" ];
        system = "x86_64-linux";
        unknown = [ ];
        user = "victor";
      };
      includes = [ { aspect = "git"; } ];
      policies = { };
      settings.git = [
        { email = "v@example.com"; }
        { name = "vic"; }
      ];
      shapes = { };
    };
  };
  "what is no home at all" = {
    expr = lib.mapAttrs (_: it: malformed it.facts) (homes {
      den.homes.x86_64-linux = {
        "a b" = { };
        "@mac" = { };
        "vic@" = { };
        "vic@mac@home" = { };
        five = 5;
        throws = throw "x";
        two = { };
      };
      den.homes.aarch64-linux.two = { };
      den.homes.flat = [ ];
    });
    expected = {
      "a b" = "den::name::invalid";
      "@mac" = "den::name::invalid";
      "vic@" = "den::name::invalid";
      "vic@mac@home" = "den::name::invalid";
      five = "den::host::field";
      flat = "den::host::field";
      throws = "den::host::field";
      two = "den::host::two-systems";
    };
  };
  "a host has no @ in its name" = {
    expr =
      malformed
        (declare { den.hosts.x86_64-linux."vic@mac" = { }; }).document.hosts."vic@mac".facts;
    expected = "den::name::invalid";
  };
  "every wrong field is reported, each at its place" = {
    expr =
      let
        it = home {
          classes = [
            "homeManager"
            5
          ];
          excludes = "git";
          includes = 5;
          name = "other";
          system = "aarch64-linux";
          user = "vic";
          userName = "ann";
          aspects.nginx.port = 5;
          settings.git = 5;
        };
      in
      {
        class = malformed (builtins.elemAt it.facts.classes 1);
        excludes = map malformed it.excludes;
        includes = map (include: include.malformed.code) it.includes;
        settings = lib.mapAttrs (_: map malformed) it.settings;
        unknown = map found it.facts.unknown;
        inherit (it.facts) user;
      };
    expected = {
      class = "den::host::field";
      excludes = [ "den::host::field" ];
      includes = [ "den::host::field" ];
      settings = {
        git = [ "den::host::field" ];
        nginx = [ "den::host::field" ];
      };
      unknown = [
        "several different values"
        "another system"
        "another name"
      ];
      user = "it";
    };
  };
  "a slip in a reserved key is not kept as data" = {
    expr =
      map (marker: "${found marker}: ${marker."$den".malformed.expected}")
        (home {
          class = "homeManager";
          exclude = [ ];
          setting = { };
          username = "vic";
          users = { };
          wg = { };
        }).facts.unknown;
    expected = [
      "class: classes"
      "exclude: excludes"
      "setting: settings"
      "username: userName"
      "users: user"
    ];
  };
  "what the schema declares is meant" = {
    expr =
      (homes {
        den.homes.x86_64-linux.it.username = "vic";
        den.schema.home.options.username = lib.mkOption { };
      }).it.facts.unknown;
    expected = [ ];
  };
  "a section of the wrong type" = {
    expr =
      map found
        (declare [
          { den.homes = 5; }
          { den.homes.x86_64-linux.vic = { }; }
        ]).document.fleet.unknown;
    expected = [ "an integer" ];
  };
  "a policy runs at homes where it asks for one, or for nothing that they lack" = {
    expr = {
      homes = names (lib.mapAttrs (_: it: it.policies) here);
      inherit (names { web1 = fleet.document.hosts.web1.policies; }) web1;
    };
    expected = {
      homes =
        lib.genAttrs
          [
            "ann@mac"
            "vic"
            "vic@mac"
          ]
          (_: [
            "anywhere"
            "homes"
            "optional"
          ]);
      web1 = [
        "anywhere"
        "environments"
        "hosts"
        "optional"
      ];
    };
  };
  "the effects of a policy at a home" = {
    expr = map (effect: builtins.head (builtins.attrNames effect)) here.vic.policies.homes;
    expected = [
      "include"
      "configure"
      "instantiate"
    ];
  };
  "shapes that a home decides: of its own aspect, of what it includes, of what policies include" = {
    expr = names (lib.mapAttrs (_: it: it.shapes) here);
    expected = {
      "ann@mac" = [ "policy:homes@home:ann@mac/[0]" ];
      vic = [
        "home:vic/[1]"
        "policy:homes@home:vic/[0]"
        "vic"
      ];
      "vic@mac" = [
        "policy:homes@home:vic@mac/[0]"
        "vic"
      ];
    };
  };
  "what a home decides" = {
    expr =
      let
        includes = shape: map (include: include.aspect) (builtins.head shape.parts).includes;
      in
      {
        alone = includes here.vic.shapes.vic;
        bound = includes here."vic@mac".shapes.vic;
        inline = includes here.vic.shapes."home:vic/[1]";
        policy = includes here."vic@mac".shapes."policy:homes@home:vic@mac/[0]";
      };
    expected = {
      alone = [ "alone" ];
      bound = [ ];
      inline = [ "linux" ];
      policy = [ ];
    };
  };
  "no environment and no host leads there, and a home's parts are silent at hosts" = {
    expr = {
      host = builtins.attrNames fleet.document.hosts.web1.shapes;
      user = builtins.attrNames fleet.document.hosts.web1.users.vic.shapes;
    };
    expected = {
      host = [ "servers" ];
      user = [ "servers" ];
    };
  };
  "contents at a home" = {
    expr = {
      own = contents "vic" 0 "home:vic@mac" { };
      static = contents "shell" 0 null { };
      optional = contents "shell" 2 "home:vic" { settings = 1; };
      atHost = contents "shell" 2 "host:web1" { settings = 2; };
    };
    expected = {
      own = [ { home.username = "vic"; } ];
      static = [ { programs.fish.enable = true; } ];
      optional = [
        {
          both = [
            "vic"
            null
            1
          ];
        }
      ];
      atHost = [
        {
          both = [
            null
            "web1"
            2
          ];
        }
      ];
    };
  };
  "an inline aspect of a home, and one that a policy includes there" = {
    expr = map (contentsOf: contentsOf.value.ok) (
      builtins.concatMap
        (
          aspect:
          (declare (
            { policy, ... }:
            {
              den.homes.x86_64-linux."vic@mac".includes = [
                { homeManager.ok = "first"; }
                ({ home, ... }: { homeManager.ok = home.name; })
              ];
              den.policies.p =
                { home, ... }:
                [ (policy.include { homeManager.ok = "policy at ${home.name}"; }) ];
            }
          )).contents
            {
              inherit aspect;
              args = _: { home.name = "vic@mac"; };
              class = "homeManager";
              part = 0;
              scope = "home:vic@mac";
            }
        )
        [
          "home:vic@mac/[0]"
          "home:vic@mac/[1]"
          "policy:p@home:vic@mac/[0]"
        ]
    );
    expected = [
      "first"
      "vic@mac"
      "policy at vic@mac"
    ];
  };
  "the function of an effect, and the values in holes" = {
    expr = [
      (fleet.instantiator {
        policy = "homes";
        scope = "home:vic@mac";
        index = 2;
      } { })
      (fleet.hole (builtins.head here."ann@mac".settings.git).package."$den".hole.path "settings")
      (fleet.hole (builtins.elemAt here.vic.policies.homes 1).configure.settings.f."$den".hole.path
        "policy"
      )
    ];
    expected = [
      "vic@mac"
      "settings"
      "policy"
    ];
  };
  "reading config.den.homes gives entities, by system" = {
    expr = lib.mapAttrs (_: lib.mapAttrs (_: home: home.userName)) fleet.den.homes;
    expected = {
      x86_64-linux = {
        vic = "vic";
        "ann@mac" = "ann";
      };
      aarch64-darwin."vic@mac" = "vic";
    };
  };
  "homes can be mapped over by what others declare" = {
    expr =
      builtins.attrNames
        (declare (
          { den, ... }:
          {
            den.homes.x86_64-linux = {
              vic = { };
              "ann@mac" = { };
            };
            den.schema.home.options.theme = lib.mkOption { default = "dark"; };
            den.aspects = lib.mapAttrs' (_: home: {
              name = home.userName;
              value.homeManager.theme = home.theme;
            }) den.homes.x86_64-linux;
          }
        )).aspects;
    expected = [
      "ann"
      "vic"
    ];
  };
  "one home is read without the others" = {
    expr =
      let
        large = declare {
          den.homes.x86_64-linux = {
            vic.settings.git.name = "vic";
            other = throw "nobody asked for it";
            third.classes = throw "nor for this";
          };
          den.hosts.x86_64-linux.web1 = throw "nor for a host";
          den.policies.p = { home, ... }: [ ];
        };
      in
      builtins.deepSeq large.slices.homes.vic (builtins.attrNames large.slices.homes);
    expected = [
      "other"
      "third"
      "vic"
    ];
  };
}
