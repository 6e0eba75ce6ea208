# Settings of which only Nix can tell what they come to: the interface is evaluated with what each layer says.
{ lib, ... }:
let
  by = import ./support/declarations.nix { inherit lib; };
  declare = import ./support/declare.nix { inherit lib; };
  inherit (import ../lib/refer.nix) ref;

  slices = {
    fleet = { };
    homes."vic@mac" = { };
    hosts.web1.facts.class = "nixos";
  };
  interfaces.nginx = [
    (
      { config, ... }:
      {
        options = {
          port = lib.mkOption {
            type = lib.types.port;
            default = ref "base" "port";
          };
          workers = lib.mkOption {
            type = lib.types.int;
            default = config.port + 1;
          };
          tls = {
            cert = lib.mkOption {
              type = lib.types.str;
              default = ref "base" "tls.cert";
            };
            extra = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ "none" ];
            };
          };
        };
        # What the interface says itself is no layer, and above every default.
        config.tls.cert = lib.mkDefault "the interface's";
      }
    )
  ];

  settings =
    fields: scope:
    let
      leaf = if lib.hasPrefix "home:" scope then scope else "web1";
      read = by.read {
        declarations = by.declarations { inherit interfaces slices raw; };
        shards = {
          web1 = by.shard "web1" fields;
          "home:vic@mac" = by.homeShard "vic@mac" fields;
        };
      };
      plans = if leaf == "web1" then read.hosts.web1 else read.homes."vic@mac";
    in
    (plans.settings scope "nginx").settings;
  raw.settings.nginx = [ { port = "not a port"; } ];

  planned = declared: {
    inherit declared;
    missing = [ ];
    values = throw "these are not all that there is";
  };
  of = declared: { settings.nginx = planned declared; };
  says = layers: values: { inherit layers values; };
  host = "host:web1";
  aPort = "16 bit unsigned integer";
in
{
  "each layer is a module" = {
    expr = settings (of [
      (says [ "host" ] { port = 8443; })
      (says [
        "fleet"
        "policy"
      ] { tls.extra = [ "a" ]; })
    ]) host;
    expected = {
      port = 8443;
      tls = {
        cert = "the interface's";
        extra = [ "a" ];
      };
      workers = 8444;
    };
  };
  "no layer says anything" = {
    expr = (settings (of [ ]) host).tls;
    expected = {
      cert = "the interface's";
      extra = [ "none" ];
    };
  };
  "references in defaults are above the option's own, and below all else" = {
    expr = settings (of [
      (says [ "default" ] {
        port = 8080;
        tls.cert = "the default's";
      })
      (says [ "host" ] { tls.extra = [ "b" ]; })
    ]) host;
    expected = {
      port = 8080;
      tls = {
        cert = "the interface's";
        extra = [ "b" ];
      };
      workers = 8081;
    };
  };
  "a value of the wrong type names its layer" = {
    expr =
      (settings (of [
        (says [ "fleet" ] { tls.extra = [ "a" ]; })
        (says [ "host" ] { port = "8443"; })
      ]) host).port;
    expectedError.msg = "A definition for option .port. is not of type .${aPort}[^-]*- In .the host layer of the settings of nginx at host web1.: \"8443\"";
  };
  "so do several that made it together" = {
    expr =
      (settings (of [
        (says [
          "environment"
          "host"
        ] { tls.extra = [ 1 ]; })
      ]) host).tls.extra;
    expectedError.msg = "A definition for option .tls.extra.+ is not of type .string[^-]*- In .the environment and host layers of the settings of nginx at host web1.";
  };
  "and a reference in a default" = {
    expr = (settings (of [ (says [ "default" ] { port = "none"; }) ]) host).port;
    expectedError.msg = "A definition for option .port. is not of type .${aPort}[^-]*- In .the defaults of the settings of nginx at host web1.: \"none\"";
  };
  "what stands in a hole names its layer likewise" = {
    expr =
      (settings (of [
        (says [ "enforce" ] {
          port."$den".hole = {
            type = "string";
            path = [
              "settings"
              "nginx"
              0
              "port"
            ];
          };
        })
      ]) host).port;
    expectedError.msg = "- In .the enforce layer of the settings of nginx at host web1.: \"not a port\"";
  };
  "at a user" = {
    expr =
      (settings {
        users.alice.settings.nginx = planned [ (says [ "user" ] { port = true; }) ];
      } "user:alice@web1").port;
    expectedError.msg = "- In .the user layer of the settings of nginx at user alice of host web1.: true";
  };
  "at a home" = {
    expr = (settings (of [ (says [ "home" ] { port = true; }) ]) "home:vic@mac").port;
    expectedError.msg = "- In .the home layer of the settings of nginx at home vic@mac.: true";
  };
  "a user's setting without a value" = {
    expr =
      (settings {
        users.alice.settings.nginx = {
          declared = null;
          missing = [ [ "port" ] ];
          values = { };
        };
      } "user:alice@web1").port;
    expectedError.msg = "den: setting port of aspect nginx has no value at user alice of host web1: it has no default, and nobody sets it.";
  };
  "a plan of another den is told, whatever it says of declarations" = {
    expr = (settings (of { port = 80; }) host).port;
    expectedError.msg = "den: the plan of host web1 does not tell which layers the settings of nginx come from: another version of den wrote it. Run `den plan` and commit den/plan.";
  };
  "a plain interface is not evaluated" = {
    expr =
      let
        read = by.read {
          declarations = by.declarations {
            inherit slices;
            interfaces.nginx = throw "evaluated";
          };
          shards.web1 = by.shard "web1" {
            settings.nginx = {
              declared = null;
              missing = [ ];
              values.port = 80;
            };
          };
        };
      in
      read.hosts.web1.settings host "nginx";
    expected.settings.port = 80;
  };
  "an option that refers to another's is planned, and evaluated with what the plan says" = {
    expr =
      let
        declarations = declare [
          {
            den.aspects.nginx.settings = { config, lib, ... }: {
              options = {
                port = lib.mkOption {
                  type = lib.types.port;
                  default = ref "base" "port";
                };
                next = lib.mkOption { default = config.port + 1; };
              };
            };
            den.aspects.base.settings.port.default = 80;
            den.hosts.x86_64-linux.web1 = { };
          }
        ];
        read = by.read {
          inherit declarations;
          shards.web1 = by.shard "web1" (of [ (says [ "default" ] { port = 80; }) ]);
        };
      in
      (read.hosts.web1.settings host "nginx").settings.next;
    expected = 81;
  };
  "a default that depends on the entity has it, at a host and at its users" =
    let
      option =
        value:
        { lib, ... }:
        {
          options.it = lib.mkOption {
            type = lib.types.str;
            default = value;
          };
        };
      declarations = declare [
        {
          den.aspects.outer =
            { host, ... }:
            {
              settings = option host.name;
              includes = [ { settings = option "inside ${host.name}"; } ];
            };
          den.aspects.alice = { user, ... }: { settings = option user.name; };
          den.hosts.x86_64-linux.web1.users.alice = { };
        }
      ];
      read = by.read {
        inherit declarations;
        shards.web1 = by.shard "web1" {
          settings = lib.genAttrs [ "outer" "outer/[0.0]" ] (_: planned [ ]);
          users.alice.settings.alice = planned [ ];
        };
      };
      at = scope: aspect: (read.hosts.web1.settings scope aspect).settings.it;
    in
    {
      expr = [
        (at host "outer")
        (at host "outer/[0.0]")
        (at "user:alice@web1" "alice")
      ];
      expected = [
        "web1"
        "inside web1"
        "alice"
      ];
    };
}
