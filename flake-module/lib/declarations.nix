# The declarations of a fleet, read for planning: the document, and the way back from its names to
# what the user wrote.
#
# `config` and `options` are those below `den`. Everything is lazy: one host's slices look at no
# other host.
{
  lib,
  config,
  options,
  source ? null,
  # Catch nothing: fail with the user's own error. See guard.nix.
  strict ? false,
}@arguments:
let
  attempt = import ./guard.nix { inherit strict; };
  aspects = import ./reify/aspect.nix {
    inherit attempt lib;
    inherit (config) classes;
  };
  classes = import ./classes.nix;
  closures = import ./reify/closure.nix { inherit aspects; };
  discharge = import ./discharge.nix { inherit lib; };
  entities = import ./entity.nix { inherit lib; };
  field = import ./reify/field.nix { inherit attempt lib; };
  fleets = import ./reify/fleet.nix { inherit attempt lib; };
  items = import ./reify/items.nix { inherit aspects lib; };
  homeRecords = import ./reify/homes.nix { inherit attempt lib; };
  hostRecords = import ./reify/hosts.nix { inherit attempt lib; };
  layers = import ./reify/settings.nix { inherit attempt lib; };
  nearTo = import ./reify/near.nix { inherit lib; };
  policies = import ./reify/policy.nix { inherit aspects attempt lib; };
  ruleRecords = import ./reify/rules.nix { inherit aspects attempt lib; };
  positions = import ./reify/positions.nix { inherit aspects lib source; };
  schema = import ./schema { inherit attempt lib; };
  sections = import ./reify/sections.nix { inherit attempt lib; } options;
  inherit (import ./malformed.nix { inherit lib; }) marker;
  inherit (aspects) call;
  inherit (sections) definitions;

  # Has anybody defined it, or is there just the default? What throws was defined.
  isSaid =
    option:
    let
      isDefault = builtins.tryEval (
        !option.isDefined || option.highestPrio >= (lib.mkOptionDefault null).priority
      );
    in
    !(isDefault.success && isDefault.value);

  schemaModules =
    kind:
    lib.optionals (isSaid options.schema.${kind}) (
      map (d: {
        _file = d.file;
        imports = [ d.value ];
      }) sections.schemas.${kind}
    );

  hosts = hostRecords.fromDefinitions definitions.hosts;
  homes = homeRecords.fromDefinitions definitions.homes;

  attributes = import ./reify/attributes.nix {
    inherit attempt lib;
    inherit (entity) schemaNames;
    reserved = hostRecords.reserved // homeRecords.reserved;
  };

  fleet = fleets.make {
    inherit hosts;
    attributesOf = host: (attributes "host").of host.free entity.matched.${host.name};
    declares = declares "environment";
    derived = ruleRecords.derived rules;
    definitions = {
      inherit (definitions)
        environments
        includes
        settings
        tags
        ;
      meta = options.fleet.meta.definitionsWithLocations;
    };
    hostViews = entity.listed;
  };
  unknown = sections.unknown ++ fleet.unknown;

  entity = entities.make {
    inherit fleet homes hosts;
    schemas = lib.genAttrs entities.kinds schemaModules;
  };
  # A schema that cannot be read is reported where it is used.
  declares = kind: name: (builtins.tryEval (entity.declares.${kind} name)).value;

  near = lib.mapAttrs (
    kind: reserved:
    nearTo {
      inherit reserved;
      declared = declares kind;
    }
  ) (hostRecords.reserved // homeRecords.reserved);

  # The registered aspects.
  nodes =
    lib.mapAttrs (
      id: definitions:
      aspects.make {
        inherit definitions id;
      }
    ) (discharge.members definitions.aspects)
    // lib.optionalAttrs (isSaid options.default && definitions.default != [ ]) {
      "den.default" = aspects.make {
        definitions = definitions.default;
        id = "den.default";
      };
    };

  lookup =
    id:
    nodes.${id} or (
      let
        steps = lib.splitString "/" id;
      in
      builtins.foldl' (
        node: name: if node == null then null else node.provides.${name} or null
      ) (nodes.${builtins.head steps} or null) (builtins.tail steps)
    );

  closure = closures.make {
    inherit lookup nodes;
  };

  # What follows from what: functions, and rules.
  split = ruleRecords.split (discharge.members definitions.policies);
  functions = lib.mapAttrs policies.make split.functions;
  rules = lib.mapAttrs ruleRecords.make split.rules;

  # The aspect that an entity includes because it has its name.
  ownAspect = lib.mapAttrs (id: _: [
    {
      inherit id;
      kind = "aspect";
    }
  ]) nodes;

  fleetItems = items.of "fleet:" fleet.includes;
  environmentItems = lib.mapAttrs (
    name: record: items.of "env:${name}" record.includes
  ) fleet.environments;

  atEntity = import ./reify/at-entity.nix {
    inherit
      aspects
      attempt
      attributes
      closure
      entity
      environmentItems
      fleet
      fleetItems
      lib
      near
      ownAspect
      ;
    policies = functions;
    ruleItems = ruleRecords.items rules;
  };
  reified = {
    homes = builtins.mapAttrs (_: atEntity.home) homes;
    hosts = builtins.mapAttrs (_: atEntity.host) hosts;
  };

  slices = {
    version = 1;
    aspects = builtins.mapAttrs (aspects.registered [ "aspects" ]) nodes;
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
          includes = items.document path environmentItems.${name};
          meta = field.freeDocument (path ++ [ "meta" ]) record.meta;
          selector =
            if record.selector ? malformed then
              marker record.selector.malformed
            else
              record.selector.document or null;
          settings = layers.document path record.settings;
        }
      ) fleet.environments;
      includes = items.document [ "fleet" ] fleetItems;
      meta = field.freeDocument [ "fleet" "meta" ] fleet.meta;
      settings = layers.document [ "fleet" ] fleet.settings;
      tags = lib.mapAttrs (_: tag: tag.document) fleet.tags;
      unknown = map (it: marker it.malformed) unknown;
    };
    homes = builtins.mapAttrs (_: builtins.getAttr "document") reified.homes;
    hosts = builtins.mapAttrs (_: builtins.getAttr "document") reified.hosts;
    policies = lib.mapAttrs (_: policy: policy.document) functions;
    rules = lib.mapAttrs (_: rule: rule.document) rules;
  };

  raw = {
    aspects = lib.mapAttrs (_: aspects.raw call.static) nodes;
    fleet = {
      environments = lib.mapAttrs (name: record: {
        includes = items.raw environmentItems.${name};
        meta = record.meta.value;
        settings = layers.raw record.settings;
      }) fleet.environments;
      includes = items.raw fleetItems;
      meta = fleet.meta.value;
      settings = layers.raw fleet.settings;
    };
    homes = lib.mapAttrs (_: home: home.raw) reified.homes;
    hosts = lib.mapAttrs (_: host: host.raw) reified.hosts;
    rules = lib.mapAttrs (_: rule: rule.raw) rules;
  };

  bySystem =
    records: entities:
    lib.mapAttrs (_: names: lib.genAttrs names (name: entities.${name})) (
      builtins.groupBy (name: records.${name}.system) (builtins.attrNames records)
    );

  scopes = import ./reify/scopes.nix {
    inherit
      aspects
      entity
      environmentItems
      fleetItems
      lib
      nodes
      reified
      rules
      ;
  };
in
{
  inherit (scopes) contents guard instantiator;
  document = slices // {
    aspects = builtins.mapAttrs (_: aspects.document) slices.aspects;
    positions = positions.make {
      inherit
        environmentItems
        fleet
        fleetItems
        functions
        homes
        hosts
        nodes
        reified
        rules
        unknown
        ;
    };
  };
  # The document's slices, where the first thing that is wrong fails with its own error.
  strict = removeAttrs (import ./declarations.nix (arguments // { strict = true; })).document [
    "positions"
  ];
  slices = slices // {
    # What every plan depends on, and little of what is declared changes.
    common = {
      # The aspects that require or provide something.
      dependencies = import ./reify/dependents.nix { inherit lib; } {
        inherit nodes;
        definitions = definitions.aspects;
        documents = slices.aspects;
      };
      # How environments pick hosts: one that names its hosts makes no other host stale.
      environmentSelectors = lib.filterAttrs (_: selector: selector != null) (
        lib.mapAttrs (_: environment: environment.selector) slices.fleet.environments
      );
    };
    inventory = lib.mapAttrs (name: _: fleet.inventoryOf name) hosts;
  };
  entity = entity.at;
  # The same in the environment that a plan tells of its host; null where the declarations always know it.
  entityIn = if fleet.selects then entity.atIn else null;
  # The entities by system and name, for readers of `config.den.hosts` and `config.den.homes`.
  homes = bySystem homes entity.homes;
  hosts = bySystem hosts entity.hosts;
  hole =
    path:
    builtins.foldl' (
      value: step: if builtins.isInt step then builtins.elemAt value step else value.${step}
    ) raw path;
  # The interface of an aspect as modules; and where it is a function, as these arguments make it.
  interfaceModules = id: schema.modules (aspects.interfacesOf (scopes.structure "fleet" id));
  interfaceModulesAt =
    available: id: schema.modules (aspects.interfacesOf (scopes.actual available id));
}
