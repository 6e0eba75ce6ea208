# Fresh plans are told at once, and stale ones never for fresh.
{ lib, ... }:
let
  reads = import ../lib/reads.nix { inherit lib; };
  inherit (reads) digest;

  entity = {
    attributes.region = "eu";
    excludes = [ ];
    facts.class = "nixos";
    includes = [ { aspect = "nginx"; } ];
    policies.tls = [ ];
    settings.nginx = [ { port = 443; } ];
    shapes.tiered.parts = [ ];
  };
  aspect = {
    dependencies = {
      provides = [ ];
      requires = [ "acme" ];
    };
    interface = null;
    meta = { };
    provides.tool = {
      dependencies = {
        provides = [ "tool" ];
        requires = [ ];
      };
      interface = null;
      shape.parts = [ ];
    };
    shape.parts = [ ];
  };
  slices = {
    aspects = {
      needy = aspect;
      nginx = aspect;
      side = aspect;
      tiered = aspect;
    };
    classes.nixos.at = "host";
    common = {
      dependencies = [
        "needy"
        "side/tool"
      ];
      environmentSelectors.prod.tag = "production";
    };
    fleet = {
      environments.prod = {
        includes = [ ];
        meta = { };
        selector.tag = "production";
        settings.nginx = [ { } ];
      };
      includes = [ ];
      meta.name = "fleet";
      settings.nginx = [ { port = 80; } ];
      tags = { };
    };
    homes.vic = entity;
    hosts.web1 = entity // {
      users.alice = entity;
    };
    hosts.web2 = throw "nobody asked for web2";
    inventory.web1.tags = [ "production" ];
    rules.monitoring.when.star = true;
  };

  # Each slice of it as it was read, the names of each collection, and a name that was looked for and is not there.
  own = entity: {
    attributes = collection entity.attributes;
    excludes = digest entity.excludes;
    facts = digest entity.facts;
    includes = digest entity.includes;
    policies = collection entity.policies;
    settings = collection entity.settings;
    shapes = collection entity.shapes;
  };
  collection =
    slices:
    lib.mapAttrs (_: digest) slices
    // {
      "*" = digest (lib.attrNames slices);
      ghost = null;
    };
  shape = {
    shape = digest aspect.shape;
  };
  both = shape // {
    interface = digest aspect.interface;
  };
  dependencies.dependencies = digest aspect.dependencies;
  planned = {
    aspects = {
      ghost = null;
      needy = both // dependencies;
      nginx = both;
      # Not as most aspects are read.
      side.provides.tool = both // {
        dependencies = digest aspect.provides.tool.dependencies;
      };
      tiered = shape;
    };
    classes = collection slices.classes;
    common = digest slices.common;
    fleet = {
      environments."*" = digest [ "prod" ];
      environments.prod = {
        includes = digest [ ];
        settings = collection slices.fleet.environments.prod.settings;
      };
      includes = digest [ ];
      settings = collection slices.fleet.settings;
    };
    homes.vic = own entity;
    homes."*" = digest [ "vic" ];
    hosts."*" = digest [
      "web1"
      "web2"
    ];
    hosts.web1 = own entity // {
      users = {
        "*" = digest [ "alice" ];
        alice = own entity;
      };
    };
    inventory.web1 = digest slices.inventory.web1;
    rules = collection slices.rules;
  };

  changesOf = slices: reads.changes (reads.digests slices);
  freshWith =
    changes: slices: reads:
    import ../lib/fresh.nix { inherit slices changes; } {
      inherit reads;
      has = [
        "needy"
        "nginx"
        "ghost"
      ];
    };
  fresh = slices: freshWith (changesOf slices) slices;

  leaves =
    path: tree:
    lib.concatMap (
      name:
      let
        here = path ++ [ name ];
      in
      if lib.isAttrs tree.${name} then leaves here tree.${name} else [ here ]
    ) (lib.attrNames tree);
  # `reads` with another digest at the path.
  edited =
    path:
    lib.updateManyAttrsByPath [
      {
        inherit path;
        update = _: "0";
      }
    ] planned;
  paths = leaves [ ] planned;
in
{
  "everything is as it was" = {
    expr = fresh slices planned;
    expected = true;
  };
  "reads as most plans have them are not gone through one by one" = {
    expr = freshWith (throw "one by one") slices (
      planned
      // {
        aspects = removeAttrs planned.aspects [
          "side"
          "tiered"
        ];
      }
    );
    expected = true;
  };
  "no other digest passes, whichever it is" = {
    expr = lib.filter (path: fresh slices (edited path)) paths;
    expected = [ ];
  };
  "what is looked at one by one agrees" = {
    expr = lib.filter (path: changesOf slices (edited path) == [ ]) paths;
    expected = [ ];
  };
  "a name that is new is none that was absent" = {
    expr = map (path: fresh (lib.recursiveUpdate slices (lib.setAttrByPath path { })) planned) [
      [
        "aspects"
        "ghost"
      ]
      [
        "fleet"
        "settings"
        "ghost"
      ]
      [
        "hosts"
        "web1"
        "shapes"
        "ghost"
      ]
      [
        "hosts"
        "web1"
        "attributes"
        "ghost"
      ]
      [
        "rules"
        "ghost"
      ]
      [
        "fleet"
        "environments"
        "ghost"
      ]
      [
        "hosts"
        "web3"
      ]
      [
        "hosts"
        "web1"
        "users"
        "bob"
      ]
    ];
    expected = [
      false
      false
      false
      false
      false
      false
      false
      false
    ];
  };
  "attributes that nobody read are nobody's to compute" = {
    expr =
      fresh
        (
          slices
          // {
            homes.vic = entity // {
              attributes = throw "somebody typed them";
            };
          }
        )
        (
          planned
          // {
            homes.vic = removeAttrs planned.homes.vic [ "attributes" ];
          }
        );
    expected = true;
  };
  "what is gone is not fresh" = {
    expr = map (gone: fresh (slices // gone) planned) [
      { hosts = { }; }
      { homes = { }; }
      { aspects = { }; }
      { inventory = { }; }
      {
        hosts.web1 = slices.hosts.web1 // {
          users = { };
        };
      }
    ];
    expected = [
      false
      false
      false
      false
      false
    ];
  };
  "reads that nobody foresaw are left to be looked at" = {
    expr = fresh slices { services.backup = digest { }; };
    expected = false;
  };
}
