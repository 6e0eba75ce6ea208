# `policy.route`: what it says in the document, and what is no route.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  policy = import ../lib/policy.nix { };
  sel = import ../lib/sel.nix { inherit lib; };

  fleet =
    list:
    declare [
      {
        den.hosts.x86_64-linux.web1.users.alice = { };
        den.policies = {
          function = { host, ... }: list;
          of-user = { user, ... }: list;
          rule = policy.rule {
            when = sel.star;
            effects = list;
          };
        };
      }
    ];
  inherit (policy) route deliver;
  box = {
    fromClass = "src";
    intoClass = "nixos";
    path = [ "box" ];
  };
  guard = { options, ... }: options ? box;
  ofFunction = list: (fleet list).hosts.web1.policies.function;
  ofRule = list: (fleet list).document.rules.rule.effects;
  said = it: "${it.code}: ${it.expected}: ${it.found}";
  problems = list: map (effect: said effect.malformed) (ofFunction list);

  document = {
    from = "src";
    guard = false;
    into = "nixos";
    path = [ "box" ];
    priority = 0;
  };
in
{
  "the path of a route may be called as its classes are" = {
    expr = ofFunction [
      (route {
        inherit (box) fromClass intoClass;
        intoPath = box.path;
      })
    ];
    expected = [ { route = document; } ];
  };
  "a route is the same from a function and from a rule" = {
    expr =
      let
        effects = [ (route (box // { inherit guard; })) ];
      in
      [
        (ofFunction effects)
        (ofRule effects)
        (fleet effects).hosts.web1.users.alice.policies.of-user
      ];
    expected =
      let
        effects = [
          {
            route = document // {
              guard = true;
            };
          }
        ];
      in
      [
        effects
        effects
        effects
      ];
  };
  "what may be left out, and the other names" = {
    expr = ofFunction [
      (route box)
      (route (box // { mode = "nest"; }))
      (route (
        box
        // {
          guard = null;
          mode = null;
        }
      ))
      (deliver {
        from = "src";
        to = "nixos";
        at = [ "box" ];
        mode = "nest";
        inherit guard;
      })
      (policy.prioritize 3 (route (removeAttrs box [ "path" ])))
      (deliver {
        from = "src";
        to = "nixos";
        mode = "merge";
      })
    ];
    expected = map (change: { route = document // change; }) [
      { }
      { }
      { }
      { guard = true; }
      {
        path = [ ];
        priority = 3;
      }
      { path = [ ]; }
    ];
  };
  "what a guard is made of" = {
    expr = map (effect: effect.route.guard) (
      ofFunction (
        map (guard: route (box // { inherit guard; })) [
          (args: args.options ? box)
          ({ lib, options }: true)
          (
            {
              options,
              config ? null,
              ...
            }:
            true
          )
          { __functor = _: guard; }
          (lib.setFunctionArgs (_: true) { options = false; })
        ]
      )
    );
    expected = [
      true
      true
      true
      true
      true
    ];
  };
  "routes that are none" = {
    expr = problems [
      (route 5)
      (route (throw "x"))
      (route { })
      (route { fromClass = "src"; })
      (route (box // { fromClass = 5; }))
      (route (box // { intoClass = [ "nixos" ]; }))
      (route (box // { intoClass = throw "x"; }))
      (route (box // { inPath = [ ]; }))
      # One name or the other.
      (route (box // { intoPath = [ ]; }))
      (route (box // { path = "box"; }))
      (route (
        box
        // {
          path = [
            "box"
            5
          ];
        }
      ))
      (route (box // { path = [ (throw "x") ]; }))
      (deliver box)
      (deliver { from = "src"; })
      (deliver {
        from = "src";
        to = "nixos";
        at = { };
      })
    ];
    expected = map (text: "den::policy::effect: ${text}") [
      "route { fromClass; intoClass; path; mode; guard; }: an integer"
      "an effect of den.lib.policy: an expression that throws"
      "the name of a class for `fromClass`: nothing"
      "the name of a class for `intoClass`: nothing"
      "the name of a class for `fromClass`: an integer"
      "the name of a class for `intoClass`: a list"
      "an effect of den.lib.policy: an expression that throws"
      "route { fromClass; intoClass; path; mode; guard; }: the key `inPath`"
      "route { fromClass; intoClass; path; mode; guard; }: the key `path`"
      "a list of strings for `path`: a string"
      "a list of strings for `path`: an integer in it"
      "an effect of den.lib.policy: an expression that throws"
      "deliver { from; to; at; mode; guard; }: the key `fromClass`"
      "the name of a class for `to`: nothing"
      "a list of strings for `at`: an attribute set"
    ];
  };
  "a mode that is none, or not that of the path" = {
    expr = problems [
      (route (box // { mode = "into"; }))
      (route (box // { mode = 5; }))
      (route (box // { mode = throw "x"; }))
      (route (box // { mode = "merge"; }))
      (route (
        box
        // {
          mode = "nest";
          path = [ ];
        }
      ))
      (deliver {
        from = "src";
        to = "nixos";
        mode = "nest";
      })
    ];
    expected = map (text: "den::policy::effect: ${text}") [
      "\"merge\" or \"nest\" for `mode`: another string"
      "\"merge\" or \"nest\" for `mode`: an integer"
      "an effect of den.lib.policy: an expression that throws"
      "mode \"nest\" beside a path: what is merged is imported as it is: \"merge\""
      "an option in `path` that the content is nested at: an empty path"
      "an option in `at` that the content is nested at: an empty path"
    ];
  };
  "guards that are none" = {
    expr = problems [
      (route (box // { guard = true; }))
      (route (box // { guard = throw "x"; }))
      (route (box // { guard = { config, ... }: config.box.enable; }))
      (route (
        box
        // {
          inherit guard;
          path = [ ];
        }
      ))
      (deliver {
        from = "src";
        to = "nixos";
        inherit guard;
      })
    ];
    expected = map (text: "den::policy::effect: ${text}") [
      "a function of `{ options, lib, ... }` for `guard`: a Boolean"
      "an effect of den.lib.policy: an expression that throws"
      "a function of `{ options, lib, ... }` for `guard`: the argument `config`"
      "an option in `path` beside `guard`: what is imported cannot depend on options: an empty path"
      "an option in `at` beside `guard`: what is imported cannot depend on options: an empty path"
    ];
  };
  "the way back to a guard, or to none" = {
    expr =
      let
        it = fleet [
          (policy.include "nginx")
          (route (box // { inherit guard; }))
          (deliver {
            from = "src";
            to = "nixos";
            at = [ "box" ];
            guard = { options, ... }: !(options ? box);
          })
          (route box)
        ];
        guards =
          scope: policy:
          map
            (
              index:
              let
                f = it.guard { inherit index policy scope; };
              in
              if f == null then null else f { options.box = { }; }
            )
            [
              0
              1
              2
              3
            ];
      in
      [
        (guards "host:web1" "function")
        (guards "user:alice@web1" "of-user")
        (guards "host:web1" "rule")
      ];
    expected =
      let
        guards = [
          null
          true
          false
          null
        ];
      in
      [
        guards
        guards
        guards
      ];
  };
  "a guard that throws shows its own error where nothing is caught" = {
    expr =
      builtins.deepSeq (fleet [ (route (box // { guard = throw "the user's own"; })) ]).strict.rules
        null;
    expectedError.msg = "the user's own";
  };
}
