# Declarations and plans by hand, for tests of the reader alone: the interface of `lib/declarations.nix` over plain
# tables, and shards whose digests are taken with the reader's own function.
{ lib }:
let
  reads = import ../../lib/reads.nix { inherit lib; };
in
rec {
  # Reads of the slices at these paths, as they stand in `slices`; "*" for the names of a collection.
  readsOf =
    slices: paths:
    lib.foldl' lib.recursiveUpdate { } (
      map (
        path:
        let
          collection = lib.last path == "*";
          at = if collection then lib.init path else path;
        in
        lib.setAttrByPath path (
          if collection then
            reads.digest (builtins.attrNames (lib.getAttrFromPath at slices))
          else if lib.hasAttrByPath at slices then
            reads.digest (lib.getAttrFromPath at slices)
          else
            null
        )
      ) paths
    );

  # `contents.<aspect>.<class>` is a list of parts, each a list of values or a function of the aspect's arguments.
  declarations =
    {
      slices,
      contents ? { },
      raw ? { },
      guards ? { },
      instantiators ? { },
      interfaces ? { },
      document ? slices,
    }:
    {
      inherit document;
      slices = {
        homes = { };
        hosts = { };
      }
      // slices;
      entity =
        scope:
        let
          user = builtins.match "user:(.*)@(.*)" scope;
          home = builtins.match "home:(.*)" scope;
          host = if user == null then lib.removePrefix "host:" scope else builtins.elemAt user 1;
        in
        {
          fleet = slices.fleet or { };
        }
        // lib.optionalAttrs (home != null) { home.name = builtins.head home; }
        // lib.optionalAttrs (home == null) {
          host = {
            name = host;
          }
          // slices.hosts.${host}.facts or { };
        }
        // lib.optionalAttrs (user != null) { user.name = builtins.head user; };
      contents =
        {
          aspect,
          class,
          part,
          scope,
          args,
        }:
        let
          of = builtins.elemAt contents.${aspect}.${class} part;
        in
        map (value: {
          inherit value;
          file = "/fleet/${aspect}.nix";
        }) (if lib.isFunction of then of (args aspect) else of);
      hole = lib.foldl' (
        it: step: if builtins.isInt step then builtins.elemAt it step else it.${step}
      ) raw;
      guard = { policy, index, ... }: builtins.elemAt guards.${policy} index;
      instantiator = { policy, index, ... }: builtins.elemAt instantiators.${policy} index;
      interfaceModulesAt = _: aspect: interfaces.${aspect};
    };

  shard =
    host: fields:
    {
      version = 1;
      inherit host;
      class = "nixos";
      system = "x86_64-linux";
      environment = null;
      tags = [ "all" ];
      aspects = [ ];
      settings = { };
      users = { };
      outputs = [ ];
      reads = { };
    }
    // fields;

  homeShard =
    home: fields:
    {
      version = 1;
      inherit home;
      system = "x86_64-linux";
      user = builtins.head (lib.splitString "@" home);
      aspects = [ ];
      settings = { };
      outputs = [ ];
      reads = { };
    }
    // fields;

  module = aspect: class: scope: {
    inherit aspect class scope;
    part = 0;
    index = 0;
  };

  output =
    host: fields:
    {
      at = [
        "nixosConfigurations"
        host
      ];
      class = "nixos";
      instantiate = null;
      modules = [ ];
      forward = [ ];
    }
    // fields;

  # An evaluator over shards by hand, each under the name that an output has in the index.
  evaluator = shards: {
    name = "by hand";
    live = false;
    verdict = "fresh";
    remedy = "Run `den plan` and commit den/plan.";
    index.ok = {
      version = 1;
      hosts = lib.filter (leaf: !lib.hasPrefix "home:" leaf) (builtins.attrNames shards);
      homes = map (lib.removePrefix "home:") (
        lib.filter (lib.hasPrefix "home:") (builtins.attrNames shards)
      );
      outputs = lib.foldl' lib.recursiveUpdate { } (
        lib.concatLists (
          lib.mapAttrsToList (
            leaf: shard: map (output: lib.setAttrByPath output.at { "$output" = leaf; }) shard.outputs
          ) shards
        )
      );
    };
    shard =
      leaf:
      if shards ? ${leaf} then { ok = shards.${leaf}; } else { error = "den: no shard of ${leaf}."; };
  };

  read =
    {
      declarations,
      shards,
      classes ? {
        nixos.instantiate =
          { modules, ... }:
          (lib.evalModules {
            modules = [
              {
                options.seen = lib.mkOption {
                  type = lib.types.listOf lib.types.raw;
                  default = [ ];
                };
                options.homes = lib.mkOption {
                  type = lib.types.attrsOf (
                    lib.types.submodule { options.seen = lib.mkOption { type = lib.types.listOf lib.types.raw; }; }
                  );
                };
              }
            ]
            ++ modules;
          }).config;
      },
      evaluator' ? evaluator shards,
    }:
    import ../../lib/plan.nix {
      inherit lib declarations classes;
      evaluator = evaluator';
    };
}
