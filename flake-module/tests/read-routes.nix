# Content of one class that a plan puts into an output of another: at a path, as it is, or where a guard holds.
{ lib, ... }:
let
  by = import ./support/declarations.nix { inherit lib; };
  inherit (by) module;

  declarations = {
    slices.hosts.web1.facts.class = "nixos";
    contents = {
      app = {
        src = [ [ { seen = [ "app" ]; } ] ];
        nixos = [ [ { seen = [ "nixos" ]; } ] ];
      };
      named.src = [ [ ({ host, ... }: { seen = [ host.name ]; }) ] ];
      other.src = [ [ { seen = [ "other" ]; } ] ];
      boxed.nixos = [ [ { options = { inherit box; }; } ] ];
    };
    guards.p = [
      ({ options, ... }: options ? box)
      ({ options, lib }: lib.hasAttrByPath [ "deep" "box" ] options)
      (args: args.options.box ? nothing)
      (_: true)
      (_: "yes")
    ];
  };

  seen = lib.mkOption {
    type = lib.types.listOf lib.types.str;
    default = [ ];
  };
  box = lib.mkOption {
    type = lib.types.submodule { options = { inherit seen; }; };
    default = { };
  };

  read =
    options: output:
    (by.read {
      declarations = by.declarations declarations;
      shards.web1 = by.shard "web1" { outputs = [ (by.output "web1" output) ]; };
      classes = {
        nixos.instantiate =
          { modules, ... }:
          (lib.evalModules {
            modules = [
              {
                options = {
                  inherit seen;
                }
                // options;
              }
            ]
            ++ modules;
          }).config;
        src.forward = null;
        # One whose place has to be declared first.
        guest.forward.modules.nixos = [ { options = { inherit box; }; } ];
      };
    }).outputs.nixosConfigurations.web1;

  src = path: aspects: {
    class = "src";
    inherit path;
    modules = map (aspect: module aspect "src" null) aspects;
  };
  guarded =
    index: forwarded:
    forwarded
    // {
      guard = {
        inherit index;
        policy = "p";
        scope = "host:web1";
      };
    };
  boxOf = options: forward: (read options { inherit forward; }).box.seen;
  only = { inherit box; };
in
{
  "at a path into a submodule" = {
    expr = boxOf only [ (src [ "box" ] [ "app" ]) ];
    expected = [ "app" ];
  };
  "at a path of several steps" = {
    expr =
      (read { deep = { inherit box; }; } {
        forward = [
          (src [ "deep" "box" ] [ "app" ])
        ];
      }).deep.box.seen;
    expected = [ "app" ];
  };
  "what is routed is bound to its scope" = {
    expr = boxOf only [
      {
        class = "src";
        path = [ "box" ];
        modules = [ (module "named" "src" "host:web1") ];
      }
    ];
    expected = [ "web1" ];
  };
  "without a path it is imported beside the output's own" = {
    expr =
      (read { } {
        modules = [ (module "app" "nixos" null) ];
        forward = [ (src [ ] [ "app" ]) ];
      }).seen;
    expected = [
      "app"
      "nixos"
    ];
  };
  "what two routes bring is there once" = {
    expr =
      let
        config = read only {
          forward = [
            (src [ ] [ "app" ])
            (src [ ] [ "app" "other" ])
            (src [ "box" ] [ "app" ])
            (src [ "box" ] [ "app" "other" ])
          ];
        };
      in
      [
        config.seen
        config.box.seen
      ];
    expected = [
      [
        "other"
        "app"
      ]
      [
        "other"
        "app"
      ]
    ];
  };
  "the modules that are imported as they are have the keys of content" = {
    expr =
      map (m: m.key)
        (by.read {
          declarations = by.declarations declarations;
          classes.nixos.instantiate = { modules, ... }: modules;
          shards.web1 = by.shard "web1" {
            outputs = [
              (by.output "web1" {
                modules = [ (module "app" "nixos" null) ];
                forward = [ (src [ ] [ "app" "other" ]) ];
              })
            ];
          };
        }).outputs.nixosConfigurations.web1;
    expected = [
      "den#app#nixos#0"
      "den#app#src#0"
      "den#other#src#0"
    ];
  };
  "a guard that holds, and one that does not" = {
    expr = [
      (boxOf only [ (guarded 0 (src [ "box" ] [ "app" ])) ])
      (boxOf only [ (guarded 1 (src [ "box" ] [ "app" ])) ])
      (boxOf only [ (guarded 2 (src [ "box" ] [ "app" ])) ])
      (boxOf only [ (guarded 3 (src [ "box" ] [ "app" ])) ])
    ];
    expected = [
      [ "app" ]
      [ ]
      [ ]
      [ "app" ]
    ];
  };
  "where the option is missing, its guard keeps the content away" = {
    expr = builtins.attrNames (read { } { forward = [ (guarded 0 (src [ "box" ] [ "app" ])) ]; });
    expected = [ "seen" ];
  };
  "without a guard, the option is missed and the content named" = {
    expr = (read { } { forward = [ (src [ "box" ] [ "app" ]) ]; }).seen;
    expectedError.msg = "src content that den puts at box";
  };
  "a guard sees options that the output's own content declares" = {
    expr =
      (read { } {
        modules = [ (module "boxed" "nixos" null) ];
        forward = [ (guarded 0 (src [ "box" ] [ "app" ])) ];
      }).box.seen;
    expected = [ "app" ];
  };
  "… and those that the class of the content brings" = {
    expr = boxOf { } [
      (guarded 0 (src [ "box" ] [ "app" ]) // { class = "guest"; })
    ];
    expected = [ "app" ];
  };
  "a guard changes nothing about what else goes to its place" = {
    expr =
      map
        (
          first:
          boxOf only [
            (first (src [ "box" ] [ "app" ]))
            (src [ "box" ] [ "other" ])
          ]
        )
        [
          (it: it)
          (guarded 0)
          (guarded 1)
        ];
    expected = [
      [
        "app"
        "other"
      ]
      [
        "app"
        "other"
      ]
      [ "other" ]
    ];
  };
  "a guard that is null is none" = {
    expr = boxOf only [ (src [ "box" ] [ "app" ] // { guard = null; }) ];
    expected = [ "app" ];
  };
  "a guard that comes to something else" = {
    expr = boxOf only [ (guarded 4 (src [ "box" ] [ "app" ])) ];
    expectedError.msg = "den: the guard of effect 4 of policy p .host:web1. comes to a string. It has to be a Boolean: guard = ";
  };
}
