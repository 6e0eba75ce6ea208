# `den.lib.ref` and `den.lib.reset`: markers in settings, and the way back to what stands in them.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  inherit (import ../lib/refer.nix) ref reset;
  inherit (import ../lib/encode.nix { inherit lib; }) encode encodeData;

  at = encode [ "x" ];
  hole = path: type: { "$den".hole = { inherit path type; }; };
  refTo = aspect: path: { "$den".ref = { inherit aspect path; }; };
  priority = priority: value: { "$den".priority = { inherit priority value; }; };
  found = value: (at value)."$den".malformed or null;
  bad = expected: found: {
    code = "den::settings::reference";
    inherit expected found;
  };
  anAspect = bad "an aspect or its name as the first argument of ref";
  aPath = bad "a path for ref: names in a list, or in one string with dots";

  fleet = declare [
    (
      { den, policy, ... }:
      let
        inherit (den.lib) ref reset;
      in
      {
        den.hosts.x86_64-linux.web1 = {
          settings.nginx = {
            cert = ref den.aspects.base "tls.cert";
            hosts = [ (ref "base" [ "name" ]) ];
            hook = reset { run = x: x + 1; };
          };
          users.alice.settings.nginx.port = ref "base" "port";
        };
        den.homes.x86_64-linux.vic.settings.nginx.port = reset 1;
        den.fleet.settings.nginx.port = lib.mkForce (reset (ref "base" "port"));
        den.fleet.environments.prod.settings.nginx = reset { port = 2; };
        den.fleet.environments.test.settings.nginx = ref "base" "all";
        den.fleet.meta.owner = ref "base" "owner";
        den.aspects = {
          base = { };
          gaming.provides.emulation.nixos = { };
          nginx.settings.port.default = ref "base" "port";
        };
        den.policies = {
          configures = { host, ... }: [
            (policy.configure "nginx" {
              port = reset 443;
              core = ref den.aspects.gaming.provides.emulation "core";
            })
          ];
          enforces = policy.rule {
            when.star = true;
            effects = [
              (policy.enforce "nginx" {
                level = ref den.aspects.base "level";
                package = reset (x: "package of ${x}");
              })
            ];
          };
        };
      }
    )
  ];
in
{
  "a reference names an aspect and a path" = {
    expr = [
      (at (ref "base" "tls.port"))
      (at (ref "gaming/emulation" [ "my.core" ]))
      (at {
        list = [ (ref "base" "port") ];
      })
    ];
    expected = [
      (refTo "base" [
        "tls"
        "port"
      ])
      (refTo "gaming/emulation" [ "my.core" ])
      { list = [ (refTo "base" [ "port" ]) ]; }
    ];
  };
  "a reset keeps its value, of whatever kind" = {
    expr = at {
      a = reset [
        1
        (ref "base" "port")
      ];
      f = reset { run = x: x; };
      twice = reset (reset 1);
    };
    expected = {
      a."$den".reset = [
        1
        (refTo "base" [ "port" ])
      ];
      f."$den".reset.run = hole [ "x" "f" "value" "run" ] "function";
      twice."$den".reset."$den".reset = 1;
    };
  };
  "conditions, merges and priorities around them, and in a reset" = {
    expr = at {
      forced = lib.mkForce (reset 1);
      inside = reset (lib.mkForce 1);
      merged = lib.mkMerge [
        (reset 1)
        (lib.mkIf false (reset 2))
        (lib.mkIf true (ref "base" "port"))
      ];
      off = lib.mkIf false (reset 1);
      on = lib.mkIf true (reset (x: x));
    };
    expected = {
      forced = priority 50 { "$den".reset = 1; };
      inside."$den".reset = priority 50 1;
      merged."$den".merge = [
        { "$den".reset = 1; }
        (refTo "base" [ "port" ])
      ];
      on."$den".reset = hole [ "x" "on" "content" "value" ] "function";
    };
  };
  "what is no aspect is said" = {
    expr = map found [
      (ref 5 "port")
      (ref { } "port")
      (ref (fleet.den.aspects.base // { nixos = { }; }) "port")
      (ref (builtins.toFile "x" "") "port")
      (ref (throw "x") "port")
    ];
    expected = [
      (anAspect "an integer")
      (anAspect "an attribute set")
      (anAspect "an aspect altered with //")
      (anAspect "a string with context or control characters")
      (anAspect "an expression that throws")
    ];
  };
  "what is no path is said" = {
    expr = map (path: found (ref "base" path)) [
      5
      ""
      [ ]
      "tls..port"
      [ 1 ]
      [ "" ]
      [ (throw "x") ]
      (builtins.toFile "x" "")
    ];
    expected = [
      (aPath "an integer")
      (aPath "an empty one")
      (aPath "an empty one")
      (aPath "an empty name in it")
      (aPath "an integer in it")
      (aPath "an empty name in it")
      (aPath "an expression that throws")
      (aPath "a string with context or control characters")
    ];
  };
  "what only looks like one is a hole" = {
    expr = [
      (at { _type = "den-ref"; })
      (at { _type = "den-reset"; })
    ];
    expected = [
      (hole [ "x" ] "set")
      (hole [ "x" ] "set")
    ];
  };
  "resets without an end are bounded" = {
    expr =
      let
        ring = reset ring;
        codeOf = value: if value ? "$den".reset then codeOf value."$den".reset else value;
      in
      (codeOf (at ring))."$den".malformed.code;
    expected = "den::value::too-deep";
  };
  "data that is no setting has neither" = {
    expr = map (value: (encodeData [ ] value)."$den".malformed) [
      (ref "base" "port")
      (lib.mkIf true (reset 1))
    ];
    expected =
      let
        misplaced = bad "data: references and resets belong in settings" "one of them";
      in
      [
        misplaced
        misplaced
      ];
  };
  "in the settings of every layer" = {
    expr = {
      inherit (fleet.hosts.web1) settings;
      user = fleet.hosts.web1.users.alice.settings;
      home = fleet.document.homes.vic.settings;
      fleet = fleet.fleet.settings;
      environments = lib.mapAttrs (_: it: it.settings) fleet.fleet.environments;
      meta = fleet.fleet.meta.owner."$den".malformed.code;
    };
    expected = {
      settings.nginx = [
        {
          cert = refTo "base" [
            "tls"
            "cert"
          ];
          hook."$den".reset.run = hole [
            "hosts"
            "web1"
            "settings"
            "nginx"
            0
            "hook"
            "value"
            "run"
          ] "function";
          hosts = [ (refTo "base" [ "name" ]) ];
        }
      ];
      user.nginx = [ { port = refTo "base" [ "port" ]; } ];
      home.nginx = [ { port."$den".reset = 1; } ];
      fleet.nginx = [ { port = priority 50 { "$den".reset = refTo "base" [ "port" ]; }; } ];
      environments.prod.nginx = [ { "$den".reset.port = 2; } ];
      environments.test.nginx = [
        {
          "$den".malformed = {
            code = "den::fleet::environment";
            expected = "a set of settings";
            found = "a reference to a setting (den.lib.ref)";
          };
        }
      ];
      meta = "den::settings::reference";
    };
  };
  "in what policies configure and rules enforce" = {
    expr = {
      configure = (builtins.head fleet.hosts.web1.policies.configures).configure.settings;
      enforce = (builtins.head fleet.document.rules.enforces.effects).enforce.settings;
    };
    expected = {
      configure = {
        core = refTo "gaming/emulation" [ "core" ];
        port."$den".reset = 443;
      };
      enforce = {
        level = refTo "base" [ "level" ];
        package."$den".reset = hole [
          "rules"
          "enforces"
          "effects"
          0
          "settings"
          "package"
          "value"
        ] "function";
      };
    };
  };
  "holes in a reset lead back to the user's own value" = {
    expr = [
      (fleet.hole [
        "hosts"
        "web1"
        "settings"
        "nginx"
        0
        "hook"
        "value"
        "run"
      ] 1)
      (fleet.hole [
        "rules"
        "enforces"
        "effects"
        0
        "settings"
        "package"
        "value"
      ] "nginx")
    ];
    expected = [
      2
      "package of nginx"
    ];
  };
  "a reference may be a default" = {
    expr =
      (fleet.hole [
        "aspects"
        "nginx"
        "interface"
        "port"
        "default"
      ]).path;
    expected = "port";
  };
  "what stands in a reset has its place" = {
    expr =
      let
        places = import ../lib/reify/places.nix {
          inherit lib;
          source = toString ./fixtures;
        };
        in' = import ./fixtures/positions-reset.nix { inherit reset; };
      in
      (places.value null in')."in".hook."in"."$den"."in".reset."in".run.at;
    expected = {
      file = "positions-reset.nix";
      line = 3;
      column = 18;
    };
  };
}
