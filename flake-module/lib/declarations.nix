# The declarations of a fleet, read for planning: the document, and the way back from its names to what the user wrote.
#
# `config` and `options` are those below `den`. Everything is lazy: one host's slices look at no other host.
{
  lib,
  config,
  options,
  source ? null,
}:
let
  aspects = import ./reify/aspect.nix {
    inherit lib;
    inherit (config) classes;
  };
  classes = import ./classes.nix;
  closures = import ./reify/closure.nix { inherit aspects lib; };
  discharge = import ./discharge.nix { inherit lib; };
  entities = import ./entity.nix { inherit lib; };
  field = import ./reify/field.nix { inherit lib; };
  fleets = import ./reify/fleet.nix { inherit lib; };
  hostRecords = import ./reify/hosts.nix { inherit lib; };
  policies = import ./reify/policy.nix { inherit aspects lib; };
  positions = import ./reify/positions.nix { inherit aspects lib source; };
  schema = import ./schema { inherit lib; };
  inherit (import ./malformed.nix { inherit lib; }) marker;
  inherit (aspects) call;

  definitionsOf = option: option.definitionsWithLocations;

  # Has anybody defined it, or is there just the default?
  isSaid = option: option.isDefined && option.highestPrio < (lib.mkOptionDefault null).priority;

  schemaModules = kind: lib.optional (isSaid options.schema.${kind}) options.schema.${kind}.value;

  hosts = hostRecords.fromDefinitions (definitionsOf options.hosts);

  fleet = fleets.make {
    definitions = lib.genAttrs [ "environments" "includes" "meta" "settings" "tags" ] (
      section: definitionsOf options.fleet.${section}
    );
    hostViews = entity.listed;
  };

  entity = entities.make {
    inherit fleet hosts;
    schemas = lib.genAttrs [ "host" "user" ] schemaModules;
  };

  # The registered aspects.
  nodes =
    lib.mapAttrs (
      id: definitions:
      aspects.make {
        inherit definitions id;
      }
    ) (discharge.members (definitionsOf options.aspects))
    // lib.optionalAttrs (isSaid options.default) {
      "den.default" = aspects.make {
        definitions = definitionsOf options.default;
        id = "den.default";
      };
    };

  lookup =
    id:
    nodes.${id} or (
      let
        steps = lib.splitString "/" id;
      in
      builtins.foldl' (node: name: if node == null then null else node.provides.${name} or null) (
        nodes.${builtins.head steps} or null
      ) (builtins.tail steps)
    );

  closure = closures.make {
    inherit lookup nodes;
  };

  rules = lib.mapAttrs policies.make (discharge.members (definitionsOf options.policies));

  # The items of a scope's own `includes`.
  itemsOf =
    owner: elements:
    lib.imap0 (
      i: definition:
      if definition ? malformed then
        {
          kind = "malformed";
          inherit (definition) malformed;
        }
      else
        let
          make =
            birth:
            aspects.classify {
              inherit birth definition;
              id = "${owner}/[${toString i}]";
              again = environment: (make environment).node;
            };
        in
        make call.static
    ) elements;

  includesDocument = path: items: aspects.includes call.static (path ++ [ "includes" ]) items;

  named = name: if nodes ? ${name} then [ { kind = "aspect"; id = name; } ] else [ ];

  fleetItems = itemsOf "fleet:" fleet.includes;
  environmentItems = lib.mapAttrs (name: record: itemsOf "env:${name}" record.includes) fleet.environments;

  # What reify knows of one host or user beside its record.
  atEntity =
    {
      available,
      kind,
      outer,
      record,
    }:
    let
      items = itemsOf record.scope record.includes;
      effects = policies.at {
        inherit available kind;
        inherit (record) path scope;
        policies = rules;
      };
      reached = outer ++ named record.name ++ items ++ builtins.concatMap (name: builtins.concatMap (e: e.items) effects.${name}) (
        builtins.attrNames effects
      );
      environment = call.at available;
      shapes = builtins.listToAttrs (
        map
          (node: {
            name = node.id;
            value = node;
          })
          (
            closure.at {
              inherit available;
              items = reached;
            }
          )
      );
    in
    {
      inherit
        effects
        environment
        items
        reached
        shapes
        ;
      document = {
        includes = includesDocument record.path items;
        policies = lib.mapAttrs (_: map (e: e.document)) effects;
        settings = field.settingsDocument (record.path ++ [ "settings" ]) record.settings;
        shapes = lib.mapAttrs (id: aspects.shape environment (record.path ++ [ "shapes" id ])) shapes;
      };
      raw = {
        includes = aspects.rawIncludes call.static items;
        policies = lib.mapAttrs (_: map (e: e.raw or { })) effects;
        settings = field.settingsRaw record.settings;
        shapes = lib.mapAttrs (_: node: (aspects.raw environment node).shape) shapes;
      };
    };

  facts = record: good: if record.fatal != [ ] then marker (builtins.head record.fatal) else good;

  hostOf =
    record:
    let
      environment = fleet.environmentOf record;
      here = atEntity {
        available = entity.ofHost record.name;
        kind = "host";
        outer = named "den.default" ++ fleetItems ++ environmentItems.${toString environment} or [ ];
        inherit record;
      };
      users = lib.mapAttrs (_: userOf record here.reached) record.users;
    in
    {
      inherit (here)
        effects
        environment
        items
        shapes
        ;
      inherit users;
      raw = here.raw // {
        users = lib.mapAttrs (_: user: user.raw) users;
      };
      document = here.document // {
        facts = facts record {
          inherit (record) class system tags;
          environment = if record.environment ? malformed then marker record.environment.malformed else record.environment.value;
          # Free attributes are no mistake; a field of the wrong shape that has no other place is reported here.
          unknown = map marker record.problems;
        };
        users = lib.mapAttrs (_: user: user.document) users;
      };
    };

  userOf =
    host: outer: record:
    let
      here = atEntity {
        available = entity.ofUser record.name host.name;
        kind = "user";
        inherit outer record;
      };
    in
    {
      inherit (here)
        effects
        environment
        items
        raw
        shapes
        ;
      document = here.document // {
        facts = facts record { inherit (record) classes; };
      };
    };

  reified = lib.mapAttrs (_: hostOf) hosts;

  slices = {
    version = 1;
    aspects = lib.mapAttrs (name: aspects.aspect call.static [ "aspects" name ]) nodes;
    classes = lib.mapAttrs (_: classes.document) config.classes;
    fleet = {
      environments = lib.mapAttrs (
        name: record:
        let
          path = [
            "fleet"
            "environments"
            name
          ];
        in
        {
          inherit (record) hosts;
          includes = includesDocument path environmentItems.${name};
          meta = field.freeDocument (path ++ [ "meta" ]) record.meta;
          settings = field.settingsDocument (path ++ [ "settings" ]) record.settings;
        }
      ) fleet.environments;
      includes = includesDocument [ "fleet" ] fleetItems;
      meta = field.freeDocument [ "fleet" "meta" ] fleet.meta;
      settings = field.settingsDocument [ "fleet" "settings" ] fleet.settings;
      tags = lib.mapAttrs (_: tag: tag.document) fleet.tags;
    };
    hosts = lib.mapAttrs (_: host: host.document) reified;
    policies = lib.mapAttrs (_: policy: policy.document) rules;
  };

  raw = {
    aspects = lib.mapAttrs (_: aspects.raw call.static) nodes;
    fleet = {
      environments = lib.mapAttrs (name: record: {
        includes = aspects.rawIncludes call.static environmentItems.${name};
        meta = record.meta.value;
        settings = field.settingsRaw record.settings;
      }) fleet.environments;
      includes = aspects.rawIncludes call.static fleetItems;
      meta = fleet.meta.value;
      settings = field.settingsRaw fleet.settings;
    };
    hosts = lib.mapAttrs (_: host: host.raw) reified;
  };

  scopes = import ./reify/scopes.nix {
    inherit
      aspects
      entity
      environmentItems
      fleetItems
      lib
      nodes
      reified
      ;
  };
in
{
  inherit (scopes) contents instantiator;
  document = slices // {
    positions = positions.make {
      inherit
        environmentItems
        fleet
        fleetItems
        hosts
        nodes
        reified
        rules
        ;
    };
  };
  slices = slices // {
    inventory = lib.mapAttrs (name: _: fleet.inventoryOf name) hosts;
  };
  entity = entity.at;
  # The entities by system and name, for readers of `config.den.hosts`.
  hosts = lib.mapAttrs (_: names: lib.genAttrs names (name: entity.hosts.${name})) (
    builtins.groupBy (name: hosts.${name}.system) (builtins.attrNames hosts)
  );
  hole =
    path:
    builtins.foldl' (
      value: step: if builtins.isInt step then builtins.elemAt value step else value.${step}
    ) raw path;
  interfaceModules =
    id:
    let
      node = scopes.structure "fleet" id;
    in
    schema.modules (aspects.interfacesOf node);
}
