# Hosts and users as declared: facts, merging, free attributes, faults.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  hosts = modules: (declare modules).hosts;
  host = it: (hosts { den.hosts.x86_64-linux.it = it; }).it;
  malformed = marker: marker."$den".malformed.code;

  large = declare (
    { lib, ... }:
    {
      den.hosts.x86_64-linux = {
        web1 = {
          tags = [ "front" ];
          settings.nginx.port = 1;
          includes = [ "nginx" ];
          users.alice = { };
        };
        other = throw "nobody asked for it";
        third.tags = throw "nor for this";
        fourth = lib.mkIf true (throw "nor for that");
      };
      den.policies.p = { host, ... }: [ (throw host.name) ];
      den.fleet.tags.some = [ "web1" ];
    }
  );
in
{
  "what is not said has its default" = {
    expr = lib.mapAttrs (_: it: it.facts) (hosts {
      den.hosts.x86_64-linux.web1 = { };
      den.hosts.aarch64-darwin.mac1 = { };
    });
    expected =
      let
        facts = {
          environment = null;
          tags = [ ];
          unknown = [ ];
        };
      in
      {
        mac1 = facts // {
          class = "darwin";
          system = "aarch64-darwin";
        };
        web1 = facts // {
          class = "nixos";
          system = "x86_64-linux";
        };
      };
  };
  "definitions of one host from several files merge" = {
    expr = {
      inherit
        ((hosts [
          {
            den.hosts.x86_64-linux.it = {
              tags = [ "b" ];
              settings.nginx.port = 2;
            };
          }
          {
            den.hosts.x86_64-linux = lib.mkIf true {
              it = {
                environment = "prod";
                tags = [ "a" ];
                aspects.nginx.settings.port = 1;
                includes = [ "nginx" ];
              };
            };
          }
        ]).it
        )
        facts
        includes
        settings
        ;
    };
    expected = {
      facts = {
        class = "nixos";
        environment = "prod";
        system = "x86_64-linux";
        tags = [
          "a"
          "b"
        ];
        unknown = [ ];
      };
      includes = [ { aspect = "nginx"; } ];
      settings.nginx = [
        { port = 1; }
        { port = 2; }
      ];
    };
  };
  "settings keep what acts within the layer" = {
    expr =
      (host {
        settings.nginx = lib.mkMerge [
          { a = lib.mkDefault 1; }
          (lib.mkIf false { a = 2; })
          (lib.mkForce { a = 3; })
        ];
      }).settings.nginx;
    expected = [
      {
        a."$den".priority = {
          priority = 1000;
          value = 1;
        };
      }
      {
        "$den".priority = {
          priority = 50;
          value.a = 3;
        };
      }
    ];
  };
  "a host that is switched off does not exist" = {
    expr = builtins.attrNames (hosts {
      den.hosts.x86_64-linux = {
        off = lib.mkIf false { };
        on = lib.mkIf true { };
      };
      den.hosts.aarch64-linux = lib.mkIf false { gone = { }; };
    });
    expected = [ "on" ];
  };
  "users" = {
    expr =
      lib.mapAttrs (_: user: { inherit (user) facts settings; })
        (host {
          users = {
            alice.settings.git.name = "alice";
            bob.classes = [ "hjem" ];
            off = lib.mkIf false { };
          };
        }).users;
    expected = {
      alice = {
        facts = {
          classes = [ "homeManager" ];
          unknown = [ ];
        };
        settings.git = [ { name = "alice"; } ];
      };
      bob = {
        facts = {
          classes = [ "hjem" ];
          unknown = [ ];
        };
        settings = { };
      };
    };
  };
  "free attributes are no mistake, and stand by themselves" = {
    expr =
      let
        it = host {
          wg.ip = "10.0.0.1";
          hostName = "it";
          # Near to `tags` and to `class`, but not by a slip.
          nas = true;
          clan = { };
        };
      in
      [
        it.facts.unknown
        (builtins.attrNames it)
      ];
    expected = [
      [ ]
      [
        "attributes"
        "excludes"
        "facts"
        "includes"
        "policies"
        "settings"
        "shapes"
        "users"
      ]
    ];
  };
  "every wrong field is reported, each at its place" = {
    expr =
      let
        it = host {
          tags = [
            "fine"
            5
          ];
          users = [ ];
          includes = 5;
          environment = 5;
          class = 5;
          system = "aarch64-linux";
          aspects.nginx.port = 5;
          settings.git = 5;
        };
      in
      {
        environment = malformed it.facts.environment;
        includes = map (include: include.malformed.code) it.includes;
        settings = lib.mapAttrs (_: map malformed) it.settings;
        tag = malformed (builtins.elemAt it.facts.tags 1);
        unknown = map (marker: marker."$den".malformed.found) it.facts.unknown;
      };
    expected = {
      environment = "den::host::field";
      includes = [ "den::host::field" ];
      settings = {
        git = [ "den::host::field" ];
        nginx = [ "den::host::field" ];
      };
      tag = "den::host::field";
      unknown = [
        "a list"
        "an integer"
        "another system"
      ];
    };
  };
  "what is no host at all" = {
    expr = lib.mapAttrs (_: it: malformed it.facts) (hosts {
      den.hosts.x86_64-linux = {
        "a b" = { };
        five = 5;
        function = { lib, ... }: { };
        throws = throw "x";
        two = { };
      };
      den.hosts.aarch64-linux.two = { };
      den.hosts.flat = [ ];
    });
    expected = {
      "a b" = "den::name::invalid";
      five = "den::host::field";
      flat = "den::host::field";
      function = "den::host::field";
      throws = "den::host::field";
      two = "den::host::two-systems";
    };
  };
  "one host is read without the others" = {
    expr = builtins.deepSeq [
      (removeAttrs large.slices.hosts.web1 [ "policies" ])
      large.slices.inventory.web1
      (large.entity "host:web1").host.tags
    ] (builtins.attrNames large.slices.hosts);
    expected = [
      "fourth"
      "other"
      "third"
      "web1"
    ];
  };
  "excludes of a host and of a user are no free attributes" = {
    expr =
      let
        it =
          (declare (
            { den, ... }:
            {
              den.hosts.x86_64-linux.it = {
                excludes = [
                  "nginx"
                  den.aspects.git
                  5
                  (throw "x")
                ];
                users.alice.excludes = [ den.aspects.git ];
                users.bob.excludes = "git";
              };
              den.aspects.git = { };
            }
          )).hosts.it;
        said = map (exclude: exclude."$den".malformed.code or exclude);
      in
      {
        host = said it.excludes;
        users = lib.mapAttrs (_: user: said user.excludes) it.users;
        unknown = it.facts.unknown;
      };
    expected = {
      host = [
        "nginx"
        "git"
        "den::aspect::include"
        "den::host::field"
      ];
      users.alice = [ "git" ];
      users.bob = [ "den::host::field" ];
      unknown = [ ];
    };
  };
  "a slip in a reserved key is not kept as data" = {
    expr =
      let
        slips = it: map (marker: removeAttrs marker."$den".malformed [ "code" ]) it.facts.unknown;
        it = host {
          environmnt = "prod";
          include = [ ];
          setting = { };
          tag = [ ];
          user.alice = { };
          usres = { };
          wg = { };
          users.alice = {
            classs = [ ];
            exclude = [ ];
            shell = "fish";
          };
        };
      in
      {
        codes = lib.unique (map malformed it.facts.unknown);
        host = map (slip: "${slip.found}: ${slip.expected}") (slips it);
        user = map (slip: "${slip.found}: ${slip.expected}") (slips it.users.alice);
      };
    expected = {
      codes = [ "den::host::near-miss" ];
      host = [
        "environmnt: environment"
        "include: includes"
        "setting: settings"
        "tag: tags"
        "user: users"
        "usres: users"
      ];
      user = [
        "classs: classes"
        "exclude: excludes"
      ];
    };
  };
  "what the schema declares is meant" = {
    expr =
      lib.mapAttrs (_: it: it.facts.unknown)
        (declare {
          den.hosts.x86_64-linux.it = {
            tag = "asset tag";
            users.alice.setting = "home";
          };
          den.schema.host = { lib, ... }: { options.tag = lib.mkOption { type = lib.types.str; }; };
          den.schema.user.options.setting = lib.mkOption { };
        }).hosts;
    expected.it = [ ];
  };
  "a schema that throws keeps no slip from being told" = {
    expr =
      map malformed
        (declare {
          den.hosts.x86_64-linux.it.tag = [ ];
          den.schema.host = throw "x";
        }).hosts.it.facts.unknown;
    expected = [ "den::host::near-miss" ];
  };
}
