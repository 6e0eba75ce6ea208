# Planned arguments are bound by name; everything else is left to the module system.
{ lib, ... }:
let
  inherit (import ../lib/bind.nix { inherit lib; }) bind callWith;

  binding = {
    available = {
      settings.port = 8443;
      host.name = "web1";
    };
    missing = name: throw "nobody has `${name}`";
    tag = "nginx@host:web1";
  };

  evaluate =
    modules:
    (lib.evalModules {
      specialArgs.special = "special";
      modules = modules ++ [
        {
          config._module.args.pkgs.hello = "hello";
          options.seen = lib.mkOption { type = lib.types.listOf lib.types.str; };
        }
      ];
    });
  seen = content: (evaluate [ (bind binding content) ]).config.seen;
  port = settings: toString settings.port;

  functor = {
    __functor = _: { settings, pkgs, ... }: { seen = [ "${pkgs.hello} ${port settings}" ]; };
  };
in
{
  "a set is what it was" = {
    expr = bind binding { seen = [ ]; };
    expected = {
      seen = [ ];
    };
  };
  "planned and module arguments together" = {
    expr = seen (
      {
        settings,
        pkgs,
        lib,
        ...
      }:
      {
        seen = [ "${pkgs.hello} ${port settings}" ];
      }
    );
    expected = [ "hello 8443" ];
  };
  "the module system still sees its own arguments, and no planned one" = {
    expr = lib.functionArgs (
      bind binding (
        {
          settings,
          pkgs,
          user ? null,
          lib ? null,
          ...
        }:
        { }
      )
    );
    expected = {
      pkgs = false;
      lib = true;
    };
  };
  "without an ellipsis" = {
    expr = seen ({ settings }: { seen = [ (port settings) ]; });
    expected = [ "8443" ];
  };
  "without an ellipsis, with a module argument" = {
    expr = seen ({ host, special }: { seen = [ "${special} ${host.name}" ]; });
    expected = [ "special web1" ];
  };
  "by the name of the whole" = {
    expr = seen (
      { settings, ... }@args:
      {
        seen = [ "${args.host.name} ${port args.settings}" ];
      }
    );
    expected = [ "web1 8443" ];
  };
  "by nothing but the name of the whole" = {
    expr = seen (args: {
      seen = [ (port args.settings) ];
    });
    expected = [ "8443" ];
  };
  "a functor" = {
    expr = seen functor;
    expected = [ "hello 8443" ];
  };
  "a function with declared arguments" = {
    expr = seen (
      lib.setFunctionArgs (args: { seen = [ "${args.pkgs.hello} ${port args.settings}" ]; }) {
        settings = false;
        pkgs = false;
      }
    );
    expected = [ "hello 8443" ];
  };
  "an optional argument that the scope lacks keeps its default" = {
    expr = seen (
      {
        user ? "nobody",
        ...
      }:
      {
        seen = [ user ];
      }
    );
    expected = [ "nobody" ];
  };
  "an optional argument that the scope has is bound" = {
    expr = seen (
      {
        host ? null,
        ...
      }:
      {
        seen = [ host.name ];
      }
    );
    expected = [ "web1" ];
  };
  "inline imports of a set" = {
    expr = seen {
      imports = [
        ({ settings, ... }: { seen = [ (port settings) ]; })
        { imports = [ ({ host, ... }: { seen = [ host.name ]; }) ]; }
      ];
    };
    expected = [
      "web1"
      "8443"
    ];
  };
  "inline imports of a function's result" = {
    expr = seen (
      { pkgs, ... }: { imports = [ ({ settings, ... }: { seen = [ (port settings) ]; }) ]; }
    );
    expected = [ "8443" ];
  };
  "a file that asks for planned arguments" = {
    expr = seen ./fixtures/content/bound.nix;
    expected = [ "web1:8443" ];
  };
  "a file that asks for none stays a path" = {
    expr = map (bind binding) [
      ./fixtures/content/plain.nix
      ./fixtures/content/set.nix
    ];
    expected = [
      ./fixtures/content/plain.nix
      ./fixtures/content/set.nix
    ];
  };
  "a file named twice declares its options once" = {
    expr =
      (evaluate [
        (bind binding { imports = [ ./fixtures/content/plain.nix ]; })
        (bind (binding // { tag = "other"; }) ./fixtures/content/plain.nix)
        { seen = [ ]; }
      ]).config.plain;
    expected = 1;
  };
  "a file bound twice is two modules" = {
    expr =
      (evaluate [
        (bind binding ./fixtures/content/bound.nix)
        (bind (
          binding
          // {
            tag = "nginx@host:web2";
            available = {
              settings.port = 80;
              host.name = "web2";
            };
          }
        ) ./fixtures/content/bound.nix)
      ]).config.seen;
    expected = [
      "web2:80"
      "web1:8443"
    ];
  };
  "a bound file keeps its name" = {
    expr = (bind binding ./fixtures/content/bound.nix)._file;
    expected = toString ./fixtures/content/bound.nix;
  };
  "a path in a string" = {
    expr = seen (toString ./fixtures/content/bound.nix);
    expected = [ "web1:8443" ];
  };
  "a planned argument is not forced by binding it" = {
    expr =
      (evaluate [
        (bind (binding // { available.settings = throw "forced"; }) (
          { settings, ... }: { seen = [ "lazy" ]; }
        ))
      ]).config.seen;
    expected = [ "lazy" ];
  };
  "a planned argument that the scope lacks is a sentence" = {
    expr = seen ({ peers, ... }: { seen = peers; });
    expectedError.msg = "nobody has `peers`";
  };
  "calling with what is asked for" = {
    expr =
      let
        args = {
          modules = [ 1 ];
          host = 2;
        };
      in
      map (f: callWith f args) [
        ({ modules }: modules)
        ({ modules, ... }@all: all.host)
        (all: all.host)
      ];
    expected = [
      [ 1 ]
      2
      2
    ];
  };
}
