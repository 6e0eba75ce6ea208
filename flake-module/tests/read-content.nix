# What the plan names becomes modules: content of the user's own, with what was planned bound to it.
{ lib, ... }:
let
  by = import ./support/declarations.nix { inherit lib; };
  inherit (by) module;

  hello = derivation {
    name = "hello";
    system = "x86_64-linux";
    builder = "/bin/sh";
  };

  slices = {
    fleet.name = "fleet";
    hosts.web1.facts.class = "nixos";
  };

  raw.settings.nginx = [
    {
      package = hello;
      render = port: "port ${toString port}";
      ratio = 0.5;
      banner = "${hello}/bin";
      file = ./fixtures/content/plain.nix;
    }
  ];
  hole = type: name: {
    "$den".hole = {
      inherit type;
      path = [
        "settings"
        "nginx"
        0
        name
      ];
    };
  };

  declarations = {
    inherit raw slices;
    contents = {
      static.nixos = [ [ { seen = [ "static" ]; } ] ];
      nginx.nixos = [
        [ ({ settings, ... }: { seen = [ settings.port ]; }) ]
        [
          ({ host, ... }: { seen = [ host.name ]; })
          { seen = [ "second" ]; }
        ]
      ];
      shell = {
        nixos = [ [ ({ user, ... }: { seen = [ "${user.name} on nixos" ]; }) ] ];
        home = [ [ ({ user, settings, ... }: { seen = [ "${user.name} has ${settings.shell}" ]; }) ] ];
      };
      # An aspect that is a function: its arguments reach its content through the closure.
      whole.nixos = [
        ({ host, settings, ... }: [ { seen = [ "${host.name}:${toString settings.port}" ]; } ])
      ];
      "nginx/[0.0]".nixos = [ [ ({ settings, ... }: { seen = [ settings.port ]; }) ] ];
      hidden.nixos = [ [ ({ lib, ... }: { imports = [ ({ settings, ... }: { seen = settings; }) ]; }) ] ];
      environment.nixos = [ [ ({ environment, ... }: { seen = [ environment.name ]; }) ] ];
      user.nixos = [ [ { imports = [ ({ user, ... }: { seen = [ user.name ]; }) ]; } ] ];
      peers.nixos = [ [ ({ peers, ... }: { seen = peers; }) ] ];
      bare.nixos = [ [ ({ settings, ... }: { seen = [ settings ]; }) ] ];
      derived.nixos = [ [ ({ settings, ... }: { seen = [ settings.derived ]; }) ] ];
    };
    interfaces.derived = [
      (
        { config, ... }:
        {
          options.base = lib.mkOption { default = 1; };
          options.derived = lib.mkOption { default = config.base + 1; };
        }
      )
    ];
    instantiators.p = [
      null
      (
        {
          modules,
          host,
          class,
          name,
        }:
        "${host.name} ${class} ${name} ${toString (builtins.length modules)}"
      )
      null
    ];
  };

  read =
    fields: output:
    (by.read {
      inherit classes;
      declarations = by.declarations declarations;
      shards.web1 = by.shard "web1" (fields // { outputs = [ (by.output "web1" output) ]; });
    }).outputs.nixosConfigurations.web1;

  classes = {
    nixos.instantiate = nixos;
    home = {
      forward.modules.nixos = [ homes ];
    };
  };
  nixos =
    { modules, ... }:
    (lib.evalModules {
      modules = [ { options.seen = seen; } ] ++ modules;
    }).config;
  seen = lib.mkOption {
    type = lib.types.listOf lib.types.raw;
    default = [ ];
  };
  # Declares an option, so importing it twice by different keys would fail.
  homes.options.homes = lib.mkOption {
    type = lib.types.attrsOf (lib.types.submodule { options = { inherit seen; }; });
  };

  data = values: {
    inherit values;
    declared = null;
    missing = [ ];
  };
  host = "host:web1";
  port = {
    settings.nginx = data { port = 8443; };
    settings.whole = data { port = 80; };
  };
in
{
  "static content" = {
    expr = (read { } { modules = [ (module "static" "nixos" null) ]; }).seen;
    expected = [ "static" ];
  };
  "planned settings, the host, and several definitions" = {
    expr =
      (read port {
        modules = [
          (module "nginx" "nixos" host)
          (module "nginx" "nixos" host // { part = 1; })
          (
            module "nginx" "nixos" null
            // {
              part = 1;
              index = 1;
            }
          )
        ];
      }).seen;
    expected = [
      "second"
      "web1"
      8443
    ];
  };
  "an aspect that is a function gets its arguments" = {
    expr = (read port { modules = [ (module "whole" "nixos" host) ]; }).seen;
    expected = [ "web1:80" ];
  };
  "an inline aspect has the settings of the aspect it stands in" = {
    expr = (read port { modules = [ (module "nginx/[0.0]" "nixos" host) ]; }).seen;
    expected = [ 8443 ];
  };
  "keys name aspect, class, part, definition and binding" = {
    expr =
      map (m: m.key)
        (by.read {
          declarations = by.declarations declarations;
          classes.nixos.instantiate = { modules, ... }: modules;
          shards.web1 = by.shard "web1" {
            outputs = [
              (by.output "web1" {
                modules = [
                  (module "static" "nixos" null)
                  (
                    module "nginx" "nixos" host
                    // {
                      part = 1;
                      index = 1;
                    }
                  )
                ];
              })
            ];
          };
        }).outputs.nixosConfigurations.web1;
    expected = [
      "den#static#nixos#0"
      "den#nginx#nixos#1.1@host:web1"
    ];
  };
  "two bindings of one content are two modules" = {
    expr =
      (read { } {
        modules = [
          (module "shell" "nixos" "user:alice@web1")
          (module "shell" "nixos" "user:bob@web1")
          (module "shell" "nixos" "user:bob@web1")
        ];
      }).seen;
    expected = [
      "bob on nixos"
      "alice on nixos"
    ];
  };
  "content is forwarded to every user, each with their own settings" = {
    expr = lib.mapAttrs (_: home: home.seen) (
      (read
        {
          settings.shell = data { shell = "bash"; };
          users.alice.settings = { };
          users.bob.settings.shell = data { shell = "fish"; };
        }
        {
          forward =
            map
              (user: {
                class = "home";
                path = [
                  "homes"
                  user
                ];
                modules = [ (module "shell" "home" "user:${user}@web1") ];
              })
              [
                "alice"
                "bob"
              ];
        }
      ).homes
    );
    expected = {
      alice = [ "alice has bash" ];
      bob = [ "bob has fish" ];
    };
  };
  "holes are the user's own values" = {
    expr =
      let
        settings =
          (read {
            settings.nginx = data {
              port = {
                package = hole "derivation" "package";
                render = hole "function" "render";
                ratio = hole "float" "ratio";
                banner = hole "string" "banner";
                file = hole "path" "file";
                list = [ (hole "derivation" "package") ];
              };
            };
          } { modules = [ (module "nginx" "nixos" host) ]; }).seen;
        it = builtins.head settings;
      in
      {
        package = it.package.drvPath == hello.drvPath;
        render = it.render 80;
        inherit (it) ratio file;
        context = builtins.attrNames (builtins.getContext it.banner) == [ hello.drvPath ];
        list = map (p: p.name) it.list;
      };
    expected = {
      package = true;
      render = "port 80";
      ratio = 0.5;
      file = ./fixtures/content/plain.nix;
      context = true;
      list = [ "hello" ];
    };
  };
  "a key `$den` of the user's own" = {
    expr =
      (read {
        settings.nginx = data {
          port."$den".attrs = {
            "$den" = 1;
            other = [ 2 ];
          };
        };
      } { modules = [ (module "nginx" "nixos" host) ]; }).seen;
    expected = [
      {
        "$den" = 1;
        other = [ 2 ];
      }
    ];
  };
  "a setting without a value is an error where it is read" = {
    expr =
      (read {
        settings.nginx = {
          values.tls.enable = true;
          declared = null;
          missing = [
            [ "port" ]
            [
              "tls"
              "certificate"
            ]
          ];
        };
      } { modules = [ (module "nginx" "nixos" host) ]; }).seen;
    expectedError.msg = "den: setting port of aspect nginx has no value at host web1: it has no default, and nobody sets it.";
  };
  "an interface that computes is evaluated with what was declared" = {
    expr =
      (read {
        settings.derived = {
          values = { };
          declared = [
            {
              layers = [ "host" ];
              values.base = 5;
            }
          ];
          missing = [ ];
        };
      } { modules = [ (module "derived" "nixos" host) ]; }).seen;
    expected = [ 6 ];
  };
  "an argument inside a function's result, where den cannot see it" = {
    expr = (read port { modules = [ (module "hidden" "nixos" null) ]; }).seen;
    expectedError.msg = "den: nixos content of aspect hidden asks for `settings` inside, where den cannot see it before it is evaluated. Name it in the content's own arguments: nixos = { settings, ... }: …";
  };
  "an argument that the scope has not" = {
    expr = (read port { modules = [ (module "peers" "nixos" host) ]; }).seen;
    expectedError.msg = "den: nixos content of aspect peers asks for `peers`, but aspect peers has no role in a service at host web1.";
  };
  # Its binding is none, since there is nothing for it to depend on.
  "an environment at a host that is in none" = {
    expr = (read port { modules = [ (module "environment" "nixos" null) ]; }).seen;
    expectedError.msg = "den: nixos content of aspect environment asks for `environment`, but host web1 is in no environment.";
  };
  "an environment at a host that is in none, beside what there is" = {
    expr = (read port { modules = [ (module "environment" "nixos" host) ]; }).seen;
    expectedError.msg = "den: nixos content of aspect environment asks for `environment`, but host web1 is in no environment.";
  };
  "a user where there is only the host" = {
    expr = (read port { modules = [ (module "user" "nixos" null) ]; }).seen;
    expectedError.msg = "den: nixos content of aspect user asks for `user`, but it is planned for host web1, not for one of its users.";
  };
  "settings of an aspect that declares none" = {
    expr = (read port { modules = [ (module "bare" "nixos" host) ]; }).seen;
    expectedError.msg = "den: nixos content of aspect bare asks for `settings`, but the aspect declares no settings.";
  };
  "a policy's own terminal" = {
    expr = read { } {
      instantiate = {
        policy = "p";
        scope = host;
        index = 1;
      };
      modules = [ (module "static" "nixos" null) ];
    };
    expected = "web1 nixos web1 1";
  };
  "a policy without a terminal of its own leaves it to the class" = {
    expr =
      (read { } {
        instantiate = {
          policy = "p";
          scope = host;
          index = 0;
        };
        modules = [ (module "static" "nixos" null) ];
      }).seen;
    expected = [ "static" ];
  };
  "a class without a terminal" = {
    expr =
      (by.read {
        declarations = by.declarations declarations;
        classes.nixos.instantiate = null;
        shards.web1 = by.shard "web1" { outputs = [ (by.output "web1" { }) ]; };
      }).outputs.nixosConfigurations.web1;
    expectedError.msg = "den: host web1 has content of class nixos, but nothing to instantiate it with: set den.classes.nixos.instantiate.";
  };
}
