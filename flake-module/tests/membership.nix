# Environments whose hosts a selector tells: what functions see of them, and where nobody knows.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  hosts = {
    den.hosts.x86_64-linux = {
      web1.tags = [ "web" ];
      web2 = {
        tags = [ "web" ];
        environment = "staging";
      };
      db1.region = "eu";
    };
    den.fleet.environments.staging = { };
  };
  fleet = modules: declare ([ hosts ] ++ lib.toList modules);
  # The environments that the hosts are in, as functions see it.
  environments =
    it:
    lib.genAttrs [ "db1" "web1" "web2" ] (
      name:
      let
        found = builtins.tryEval (it.entity "host:${name}").host.environment;
      in
      if found.success then found.value else "nobody knows"
    );
  selecting = selector: fleet { den.fleet.environments.prod.hosts = selector; };
  sel = import ../lib/sel.nix { inherit lib; };
  policy = import ../lib/policy.nix { };

  # A rule gives the tag that the environment asks for.
  open = fleet [
    {
      den.fleet.environments.prod = {
        hosts = sel.tag "monitored";
        includes = [ "probe" ];
        meta.region = "us-east";
      };
      den.policies.monitoring = policy.rule {
        when = sel.tag "web";
        effects = [ (policy.tag "monitored") ];
      };
      den.aspects.probe = { host, ... }: { includes = lib.optional (host.name == "web1") "prober"; };
      den.aspects.torn = { host, ... }: { includes = lib.optional (host.environment == "prod") "x"; };
      den.hosts.x86_64-linux.db1.includes = [ "torn" ];
    }
    {
      den.policies = {
        asks = { environment, ... }: [ ];
        looks = { host, ... }: if host.environment == "prod" then [ ] else [ ];
        leaves = { host, ... }: [ (policy.include "monitoring") ];
      };
    }
  ];
  problem = effects: effects.malformed or null;
in
{
  "a slice has the selectors, and no environment without one" = {
    expr = builtins.attrNames (selecting (sel.tag "web")).slices.common.environmentSelectors;
    expected = [ "prod" ];
  };
  "the document has the selector, and names beside it" = {
    expr =
      let
        of =
          hosts:
          let
            it = (selecting hosts).fleet.environments.prod;
          in
          {
            inherit (it) selector;
            hosts = map (host: host."$den".malformed.expected or host) it.hosts;
          };
      in
      map of [
        (sel.attrs { tag = "production"; })
        [ "web1" ]
        (lib.mkMerge [
          (sel.tag "a")
          [ "web1" ]
          (sel.tag "b")
        ])
        (lib.mkMerge [
          (lib.mkForce (sel.tag "a"))
          [ "web1" ]
        ])
        (lib.mkIf false (sel.tag "a"))
        5
        sel.tag
      ];
    expected =
      let
        wrong = {
          hosts = [ "a list of host names, or a selector" ];
          selector = null;
        };
      in
      [
        {
          hosts = [ ];
          selector.attrs.tag = "production";
        }
        {
          hosts = [ "web1" ];
          selector = null;
        }
        {
          hosts = [ "web1" ];
          selector.any = [
            { tag = "a"; }
            { tag = "b"; }
          ];
        }
        {
          hosts = [ ];
          selector.tag = "a";
        }
        {
          hosts = [ ];
          selector = null;
        }
        wrong
        wrong
      ];
  };
  "a selector that is none" = {
    expr =
      let
        it = selecting { tga = "x"; };
      in
      [
        it.fleet.environments.prod.selector."$den".malformed
        (environments it)
      ];
    expected = [
      {
        code = "den::selector::malformed";
        expected = "the key `tag`";
        found = "the key `tga`";
      }
      {
        db1 = null;
        web1 = null;
        web2 = "staging";
      }
    ];
  };
  "what a host says and what names it comes first" = {
    expr = environments (fleet {
      den.fleet.environments.all.hosts = sel.star;
      den.fleet.environments.data.hosts = [ "db1" ];
    });
    expected = {
      db1 = "data";
      web1 = "all";
      web2 = "staging";
    };
  };
  "by declared, listed and computed tags, and attributes as they are typed" = {
    expr =
      map
        (
          it:
          (environments (fleet [
            {
              den.fleet.tags.listed = [ "web1" ];
              den.fleet.tags.computed =
                hosts: builtins.filter (h: hosts.${h} ? region) (builtins.attrNames hosts);
              den.schema.host =
                { host, lib, ... }:
                {
                  options.tier = lib.mkOption { default = if builtins.elem "computed" host.tags then 1 else 2; };
                };
            }
            { den.fleet.environments.prod.hosts = it; }
          ]))
        )
        [
          (sel.tag "web")
          (sel.tag "listed")
          (sel.tag "computed")
          (sel.attrs { region = "eu"; })
          (sel.attrs { tier = 2; })
          (sel.name "db*")
        ];
    expected =
      let
        web1 = {
          db1 = null;
          web1 = "prod";
          web2 = "staging";
        };
        db1 = {
          db1 = "prod";
          web1 = null;
          web2 = "staging";
        };
      in
      [
        web1
        web1
        db1
        db1
        web1
        db1
      ];
  };
  "functions see it, and which hosts it has" = {
    expr =
      (fleet {
        den.fleet.environments.prod = {
          hosts = sel.tag "web";
          meta.region = "us-east";
        };
        den.policies.p =
          { environment, host, ... }:
          [
            (policy.configure "nginx" {
              inherit (environment) hosts name;
              inherit (environment.meta) region;
            })
          ];
      }).hosts.web1.policies.p;
    expected = [
      {
        configure = {
          aspect = "nginx";
          priority = 0;
          settings = {
            # web2 says otherwise of itself, which is the planner's to report.
            hosts = [
              "web1"
              "web2"
            ];
            name = "prod";
            region = "us-east";
          };
        };
      }
    ];
  };
  "computed tags do not wait for environments" = {
    expr =
      let
        it = fleet {
          den.fleet.environments.prod.hosts = sel.tag "asked";
          den.fleet.tags = {
            asked = hosts: builtins.filter (h: hosts.${h}.environment == "staging") [ "web2" ];
            wrong = hosts: builtins.filter (h: hosts.${h}.environment == "prod") [ "web1" ];
          };
        };
      in
      [
        it.fleet.tags.asked.hosts
        (map (host: host."$den".malformed.code) it.fleet.tags.wrong.hosts)
        (environments it)
      ];
    expected = [
      [ "web2" ]
      [ "den::fleet::computed-tag" ]
      {
        db1 = null;
        web1 = null;
        web2 = "staging";
      }
    ];
  };
  "nor do attributes that a selector looks at" = {
    expr = environments (fleet {
      den.fleet.environments.prod.hosts = sel.attrs { where = "prod"; };
      den.schema.host =
        { host, lib, ... }:
        {
          options.where = lib.mkOption { default = host.environment; };
        };
    });
    expected = {
      db1 = null;
      web1 = null;
      web2 = "staging";
    };
  };
  "nobody knows what a rule decides" = {
    expr = [
      (environments open)
      (environments (selecting (sel.aspect "nginx")))
    ];
    expected =
      let
        two = {
          db1 = "nobody knows";
          web1 = "nobody knows";
          web2 = "staging";
        };
      in
      [
        two
        two
      ];
  };
  "who looks at it is told to write a rule" = {
    expr = lib.mapAttrs (_: host: lib.mapAttrs (_: map problem) host.policies) {
      inherit (open.hosts) web1 web2;
    };
    expected =
      let
        late = found: {
          code = "den::policy::environment";
          expected = "a policy.rule, or a function that does not depend on the environment";
          found = "${found}; only the planner knows the environment, since the selector of environment `prod` asks for the tag `monitored`, which a rule derives";
        };
      in
      {
        web1 = {
          asks = [ (late "a function that asks for it") ];
          leaves = [ null ];
          looks = [ (late "an expression that throws") ];
        };
        web2 = {
          asks = [ ];
          leaves = [ null ];
          looks = [ ];
        };
      };
  };
  "its own error says it too" = {
    expr = open.strict.hosts.web1.policies.looks;
    expectedError.msg = "the environment of host web1 is not known before planning: the selector of environment `prod` asks for the tag `monitored`, which a rule derives";
  };
  "an aspect that looks at it, and one that a host may have by it" = {
    expr =
      lib.mapAttrs (_: host: lib.mapAttrs (_: it: map (part: part.malformed) it.parts) host.shapes)
        {
          inherit (open.hosts) db1 web1 web2;
        };
    expected = {
      db1 = {
        probe = [ [ ] ];
        torn = [
          [
            {
              "$den".malformed = {
                code = "den::aspect::environment";
                expected = "keys and includes that do not depend on the environment";
                found = "an expression that throws; only the planner knows the environment, since the selector of environment `prod` asks for the tag `monitored`, which a rule derives";
              };
            }
          ]
        ];
      };
      web1.probe = [ [ ] ];
      web2 = { };
    };
  };
  "what a plan tells is known" = {
    expr =
      let
        at = open.entityIn "prod" "host:web1";
      in
      [
        at.host.environment
        at.environment.meta.region
        (open.entityIn null "host:db1" ? environment)
        (open.entityIn "prod" "host:web2").host.environment
        (fleet { }).entityIn
      ];
    expected = [
      "prod"
      "us-east"
      false
      "staging"
      null
    ];
  };
}
