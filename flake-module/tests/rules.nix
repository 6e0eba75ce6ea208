# Rules: policies as data, from what is written to the document and back.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  policy = import ../lib/policy.nix { };
  sel = import ../lib/sel.nix { inherit lib; };

  fleet =
    policies:
    declare [
      {
        den.hosts.x86_64-linux.web1.users.alice = { };
        den.homes.x86_64-linux.vic = { };
        den.aspects.nginx.nixos = { };
      }
      (
        { den, ... }:
        {
          den.policies = if lib.isFunction policies then policies den else policies;
        }
      )
    ];
  rules = policies: (fleet policies).document.rules;
  rule = spec: (rules { r = policy.rule spec; }).r;
  effects =
    list:
    (rule {
      when = sel.star;
      effects = list;
    }).effects;
  said = it: "${it.code}: ${it.expected}: ${it.found}";
  problem = it: said it."$den".malformed;
  always =
    effects:
    policy.rule {
      when = sel.star;
      inherit effects;
    };
in
{
  "a rule as it stands in the document" = {
    expr = rules (den: {
      first = policy.rule {
        when = sel.and [
          (sel.tag "production")
          (sel.not (sel.aspect den.aspects.nginx))
        ];
        effects = [ (policy.configure den.aspects.nginx { port = 443; }) ];
      };
      second = policy.rule {
        when = [ "web1" ];
        unless = sel.environment "prod";
        for = "user";
        effects = [ ];
        priority = 5;
        overrides = [
          den.policies.first
          "another"
        ];
      };
    });
    expected = {
      first = {
        effects = [
          {
            configure = {
              aspect = "nginx";
              priority = 0;
              settings.port = 443;
            };
          }
        ];
        for = "host";
        overrides = [ ];
        priority = 0;
        unless = null;
        when.and = [
          { tag = "production"; }
          { not.aspect = "nginx"; }
        ];
      };
      second = {
        effects = [ ];
        for = "user";
        overrides = [
          "first"
          "another"
        ];
        priority = 5;
        unless.environment = "prod";
        when = [ "web1" ];
      };
    };
  };
  "a name is that of a rule or of a function, and rules run nowhere" = {
    expr =
      let
        it = fleet {
          f = { host, ... }: [ ];
          off = lib.mkIf false (always [ ]);
          on = lib.mkIf true (always [ ]);
          strong = lib.mkMerge [
            (lib.mkForce (always [ ]))
            (_: [ ])
          ];
        };
      in
      [
        (builtins.attrNames it.document.policies)
        (builtins.attrNames it.document.rules)
        (builtins.attrNames it.hosts.web1.policies)
      ];
    expected = [
      [ "f" ]
      [
        "on"
        "strong"
      ]
      [ "f" ]
    ];
  };
  "effects that are new" = {
    expr = effects [
      (policy.tag "a")
      (policy.tag [
        "b"
        "c"
      ])
      (policy.prioritize 2 (policy.enforce "nginx" { port = lib.mkForce 1; }))
      (policy."assert" {
        that = sel.tag "backed-up";
        message = "no backup";
      })
      (policy.assertion {
        that = false;
        message = "never";
        severity = "warning";
      })
      (policy.require "acme")
      (policy.require {
        aspect = "acme";
        message = "no certificates";
      })
    ];
    expected = [
      {
        tag = {
          priority = 0;
          tags = [ "a" ];
        };
      }
      {
        tag = {
          priority = 0;
          tags = [
            "b"
            "c"
          ];
        };
      }
      {
        enforce = {
          aspect = "nginx";
          priority = 2;
          settings.port."$den".priority = {
            priority = 50;
            value = 1;
          };
        };
      }
      {
        "assert" = {
          message = "no backup";
          priority = 0;
          severity = "error";
          that.tag = "backed-up";
        };
      }
      {
        "assert" = {
          message = "never";
          priority = 0;
          severity = "warning";
          that = false;
        };
      }
      {
        require = {
          aspect = "acme";
          message = null;
          priority = 0;
        };
      }
      {
        require = {
          aspect = "acme";
          message = "no certificates";
          priority = 0;
        };
      }
    ];
  };
  "effects that are none" = {
    expr = map (effect: said effect.malformed) (effects [
      5
      (throw "x")
      (policy.rule { })
      (policy.tag 5)
      (policy.tag (throw "x"))
      (policy.tag [ (throw "x") ])
      (policy.enforce 5 { })
      (policy.assertion 5)
      (policy.assertion { that = true; })
      (policy.assertion { message = "m"; })
      (policy.assertion {
        that = true;
        message = "m";
        severity = "bad";
      })
      (policy.assertion {
        that = sel.tag 5;
        message = "m";
      })
      (policy.assertion {
        that = throw "x";
        message = "m";
      })
      (policy.assertion {
        that = true;
        message = "m";
        mesage = "m";
      })
      (policy.require 5)
      (policy.require {
        aspect = "nginx";
        message = 5;
      })
      (policy.prioritize 1.5 (policy.tag "a"))
    ]);
    expected = [
      "den::policy::effect: an effect of den.lib.policy: an integer"
      "den::policy::effect: an effect of den.lib.policy: an expression that throws"
      "den::policy::effect: an effect of den.lib.policy: a rule"
      "den::policy::effect: the name of a tag: an integer"
      "den::policy::effect: an effect of den.lib.policy: an expression that throws"
      "den::policy::effect: an effect of den.lib.policy: an expression that throws"
      "den::aspect::include: an aspect or its name: an integer"
      "den::policy::effect: assertion { that; message; severity; }: an integer"
      "den::policy::effect: a sentence for `message`: nothing"
      "den::policy::effect: a Boolean or a selector for `that`: nothing"
      "den::policy::effect: \"error\" or \"warning\" for `severity`: another string"
      "den::selector::malformed: the name of a tag: an integer (in `tag` of the selector)"
      "den::policy::effect: an effect of den.lib.policy: an expression that throws"
      "den::policy::effect: assertion { that; message; severity; }: the key `mesage`"
      "den::aspect::include: an aspect or its name: an integer"
      "den::policy::effect: a sentence for `message`: an integer"
      "den::policy::effect: an integer as the priority: a float"
    ];
  };
  "a rule or an effect in includes was taken for an aspect with keys of den's own" = {
    expr =
      let
        it = fleet (den: {
          r = always [ ];
          p = { host, ... }: [ (always [ ]) ];
        });
        included = includes: (declare { den.aspects.it = { inherit includes; }; }).parts "it";
      in
      {
        effect =
          map (include: include.malformed.found)
            (builtins.head (included [ (policy.include "x") ])).includes;
        inFunction = map (effect: effect.malformed.found) it.hosts.web1.policies.p;
      };
    expected = {
      effect = [ "an effect of a policy" ];
      inFunction = [ "a rule" ];
    };
  };
  "of the new effects, a function gives no tags" = {
    expr =
      map (effect: if effect ? malformed then said effect.malformed else builtins.attrNames effect)
        (fleet {
          p =
            { host, ... }:
            [
              (policy.enforce "nginx" { })
              (policy.assertion {
                that = host.name == "web1";
                message = "m";
              })
              (policy.require "nginx")
              (policy.tag "x")
            ];
        }).hosts.web1.policies.p;
    expected = [
      [ "enforce" ]
      [ "assert" ]
      [ "require" ]
      "den::policy::effect: `tag` among the effects of a policy.rule, which other rules can wait for: `tag` of a function, which runs before there are any tags of policies"
    ];
  };
  "rules that are none" = {
    expr =
      lib.mapAttrs (_: problem)
        (fleet {
          a-throws = policy.rule (throw "x");
          b-five = policy.rule 5;
          c-key = policy.rule {
            wen = sel.star;
            effects = [ ];
          };
          d-stranger = policy.rule {
            when = sel.star;
            effects = [ ];
            description = "x";
          };
          e-nowhere = policy.rule { effects = [ ]; };
          f-nothing = policy.rule { when = sel.star; };
          g-effects = policy.rule {
            when = sel.star;
            effects = policy.tag "x";
          };
          h-for = policy.rule {
            when = sel.star;
            effects = [ ];
            for = "environment";
          };
          i-priority = policy.rule {
            when = sel.star;
            effects = [ ];
            priority = throw "x";
          };
          j-overrides = policy.rule {
            when = sel.star;
            effects = [ ];
            overrides = "r";
          };
          k-twice = lib.mkMerge [
            (always [ ])
            (_: [ ])
          ];
        }).document.rules;
    expected =
      let
        form = "policy.rule { when; unless; for; effects; priority; overrides; }";
      in
      lib.mapAttrs (_: text: "den::policy::rule: ${text}") {
        a-throws = "${form}: an expression that throws";
        b-five = "${form}: an integer";
        c-key = "the key `when`: the key `wen`";
        d-stranger = "a key among effects, for, overrides, priority, unless, when: the key `description`";
        e-nowhere = "a selector for `when`: nothing";
        f-nothing = "a list of effects for `effects`: nothing";
        g-effects = "a list of effects for `effects`: an effect of a policy";
        h-for = "\"host\", \"user\" or \"home\" for `for`: a string";
        i-priority = "an integer for `priority`: an expression that throws";
        j-overrides = "a list of rules for `overrides`: a string";
        k-twice = "one definition of the rule: 2 definitions";
      };
  };
  "what is wrong in a rule stands at its place" = {
    expr =
      let
        it = rule {
          when = sel.tag 5;
          unless = throw "x";
          effects = [
            5
            (policy.tag "x")
          ];
          overrides = [
            "r"
            5
            (always [ ])
            (throw "x")
          ];
        };
      in
      [
        (problem it.when)
        (problem it.unless)
        (map builtins.attrNames it.effects)
        (map (rule: if rule ? "$den" then problem rule else rule) it.overrides)
      ];
    expected = [
      "den::selector::malformed: the name of a tag: an integer (in `tag` of the selector)"
      "den::selector::malformed: a selector of den.lib.sel: an expression that throws"
      [
        [ "malformed" ]
        [ "tag" ]
      ]
      [
        "r"
        "den::policy::rule: a rule of den.policies, or its name: an integer"
        "den::policy::rule: a rule of den.policies, or its name: a rule that was not read from den.policies"
        "den::policy::rule: a rule of den.policies, or its name: an expression that throws"
      ]
    ];
  };
  "the priority of a rule from around it" = {
    expr = (rules { r = policy.prioritize 7 (always [ ]); }).r.priority;
    expected = 7;
  };
  "rules override one another in a circle" = {
    expr = lib.mapAttrs (_: rule: rule.overrides) (
      rules (den: {
        a = policy.rule {
          when = sel.star;
          effects = [ ];
          overrides = [ den.policies.b ];
        };
        b = policy.rule {
          when = sel.star;
          effects = [ ];
          overrides = [ den.policies.a ];
        };
      })
    );
    expected = {
      a = [ "b" ];
      b = [ "a" ];
    };
  };
  "what a rule includes is met at every entity of its kind" = {
    expr =
      let
        dynamic = { fleet, ... }: { includes = lib.optional (fleet.name == "fleet") "x"; };
        it = fleet (
          lib.genAttrs [ "home" "host" "user" ] (
            for:
            policy.rule {
              when = sel.star;
              inherit for;
              effects = [
                (policy.include "nginx")
                (policy.include dynamic)
              ];
            }
          )
        );
        names = entity: builtins.attrNames entity.shapes;
      in
      [
        (names it.hosts.web1)
        (names it.hosts.web1.users.alice)
        (names it.document.homes.vic)
        it.hosts.web1.shapes."rule:host/[1]"
      ];
    expected = [
      [ "rule:host/[1]" ]
      [
        "rule:host/[1]"
        "rule:user/[1]"
      ]
      [ "rule:home/[1]" ]
      {
        parts = [
          {
            args = {
              optional = [ ];
              required = [ "fleet" ];
            };
            classes = { };
            entity = false;
            excludes = [ ];
            includes = [ { aspect = "x"; } ];
            malformed = [ ];
            unknown = [ ];
          }
        ];
      }
    ];
  };
  "the way back: inline aspects, holes, instantiators" = {
    expr =
      let
        it = fleet {
          r = policy.rule {
            when = sel.star;
            effects = [
              (policy.include "nginx")
              (policy.include (
                { host, ... }:
                {
                  settings.greet.default = x: "default ${x}";
                  includes = [ { nixos.nested = host.name; } ];
                  nixos.name = host.name;
                }
              ))
              (policy.enforce "nginx" { f = x: "enforced ${x}"; })
              (policy.configure "nginx" { f = x: "configured ${x}"; })
              (policy.instantiate {
                class = "terranix";
                intoAttr = [ "terranixModules" ];
                instantiate = { modules, ... }: modules;
              })
              (policy.instantiate {
                class = "devshell";
                intoAttr = [ "shells" ];
              })
            ];
          };
        };
        contents =
          aspect:
          map (content: content.value) (
            it.contents {
              inherit aspect;
              class = "nixos";
              part = 0;
              scope = "host:web1";
              args = _: it.entity "host:web1";
            }
          );
        inherit (it.document.rules.r) effects;
        hole = index: kind: it.hole (builtins.elemAt effects index).${kind}.settings.f."$den".hole.path "f";
        instantiator =
          index:
          it.instantiator {
            policy = "r";
            scope = "host:web1";
            inherit index;
          };
        interface = (builtins.elemAt effects 1).include.aspect.inline.interface;
      in
      [
        (contents "rule:r/[1]")
        (contents "rule:r/[1]/[0.0]")
        (it.hole interface.properties.greet.default."$den".hole.path "x")
        (hole 2 "enforce")
        (hole 3 "configure")
        (instantiator 4 { modules = 1; })
        (instantiator 5)
      ];
    expected = [
      [ { name = "web1"; } ]
      [ { nested = "web1"; } ]
      "default x"
      "enforced f"
      "configured f"
      1
      null
    ];
  };
  "a rule that throws shows its own error where nothing is caught" = {
    expr = builtins.deepSeq (fleet { r = always [ (throw "the user's own") ]; }).strict.rules null;
    expectedError.msg = "the user's own";
  };
  "and so does a selector" = {
    expr =
      builtins.deepSeq
        (fleet {
          r = policy.rule {
            when = sel.tag (throw "the user's own");
            effects = [ ];
          };
        }).strict.rules
        null;
    expectedError.msg = "the user's own";
  };
}
