# The table of positions: the document's own paths, with where each thing was written.
{
  lib,
  aspects,
  source,
}:
let
  places = import ./places.nix { inherit lib source; };
  schema = import ../schema { inherit lib; };
  inherit (aspects) call chosen;
  inherit (places)
    fields
    group
    indexed
    leaf
    node
    ofDefinition
    ofDefinitions
    ofOption
    ofOptions
    ;

  part =
    environment: p: e:
    node (ofDefinition p.definition) {
      classes = group (fields (builtins.intersectAttrs e.classes e.keys));
      excludes = leaf (ofDefinitions (e.keys.excludes or [ ]));
      includes = node (ofDefinitions (e.keys.includes or [ ])) (items environment e.includes);
      unknown = group (fields (lib.genAttrs e.unknown (key: e.keys.${key} or [ ])));
    };

  items = environment: list: indexed (map (item environment) list);
  item =
    environment: it:
    if it.kind == "inline" then group { inline = aspect environment it.node; } else group { };

  shape =
    environment: it: parts:
    group { parts = group (indexed (lib.zipListsWith (part environment) it.parts parts)); };

  aspect =
    environment: it:
    let
      interfaces = aspects.interfacesOf it;
      meta = aspects.definitionsOf it "meta";
    in
    node (ofDefinitions it.definitions) {
      interface = node (ofDefinitions interfaces) (schema.positions places interfaces);
      meta = node (ofDefinitions meta) (places.merged meta);
      provides = group (lib.mapAttrs (_: aspect environment) it.provides);
      shape = shape environment it (chosen environment it);
    };

  includes = list: definitions: node (ofDefinitions definitions) (items call.static list);

  effect = e: group (effectIn e);
  effectIn =
    e:
    if e ? configured then
      { configure = group { settings = places.value null e.configured; }; }
    else if e ? enforced then
      { enforce = group { settings = places.value null e.enforced; }; }
    else
      { };

  # Elements of a list have no position; where something was written in one, that stands for it.
  ruleEffect =
    e:
    node (ofEffect (e.written or { })) (
      effectIn e
      // (
        if e.document ? include && e.items != [ ] then
          { include = group { aspect = item call.static (builtins.head e.items); }; }
        else
          { }
      )
    );
  ofEffect =
    written:
    let
      aspect = written.aspect or null;
      inline = if builtins.isAttrs aspect && !(aspect ? __den) then aspect else { };
    in
    ofDefinition { value = written.settings or written.spec or inline; };

  rule =
    record:
    let
      at =
        key:
        leaf (ofDefinition {
          set = record.spec;
          name = key;
        });
    in
    node (ofDefinitions record.definitions) (
      if record.malformed != null then
        { }
      else
        {
          effects = node (at "effects").at (indexed (map ruleEffect record.effects));
          for = at "for";
          overrides = at "overrides";
          priority = at "priority";
          unless = at "unless";
          when = at "when";
        }
    );

  # A host that a function made (`genAttrs`) stands where its system does; the document has no other
  # place for that.
  placeOf =
    definitions:
    let
      own = ofDefinitions definitions;
    in
    if own != null then
      own
    else
      ofDefinitions (map (d: d.around) (builtins.filter (d: d ? around) definitions));

  entity =
    record: reified: extra:
    node (placeOf record.definitions) (
      {
        attributes = group (fields (builtins.intersectAttrs reified.document.attributes record.free));
        ${if record.fields ? excludes then "excludes" else null} = leaf (
          ofDefinitions record.fields.excludes
        );
        includes = includes reified.items (record.fields.includes or [ ]);
        policies = group (lib.mapAttrs (_: effects: group (indexed (map effect effects))) reified.effects);
        settings = group (places.settings record.settings);
        shapes = group (lib.mapAttrs (_: it: shape reified.environment it.node it.parts) reified.shapes);
      }
      // extra
    );

  facts =
    reified: said:
    group (
      fields said
      // (
        if reified.unknown == [ ] then
          { }
        else
          { unknown = group (indexed (map (it: leaf (ofDefinitions it.definitions)) reified.unknown)); }
      )
    );

  user =
    record: reified:
    entity record reified {
      facts = facts reified (builtins.intersectAttrs { classes = null; } record.fields);
    };

  host =
    record: reified:
    entity record reified {
      facts = facts reified (
        builtins.intersectAttrs {
          class = null;
          environment = null;
          system = null;
          tags = null;
        } record.fields
      );
      users = group (lib.mapAttrs (name: it: user record.users.${name} it) reified.users);
    };

  home =
    record: reified:
    entity record reified {
      facts = facts reified (
        builtins.intersectAttrs {
          classes = null;
          system = null;
        } record.fields
        // {
          ${if record.belonging == [ ] then null else "user"} = record.belonging;
        }
      );
    };
in
{
  # Everything by its records and nodes, as `declarations` has them.
  make =
    {
      environmentItems,
      fleet,
      fleetItems,
      functions,
      homes,
      hosts,
      nodes,
      reified,
      rules,
      unknown,
    }:
    group {
      aspects = group (lib.mapAttrs (_: aspect call.static) nodes);
      fleet = group {
        environments = group (
          lib.mapAttrs (
            name: record:
            node (ofDefinitions record.definitions) {
              hosts = leaf (ofDefinitions (record.fields.hosts or [ ]));
              includes = includes environmentItems.${name} (record.fields.includes or [ ]);
              meta = leaf (ofDefinitions (record.fields.meta or [ ]));
              ${if record.selector == null then null else "selector"} = leaf (ofDefinitions record.fields.hosts);
              settings = group (places.settings record.settings);
            }
          ) fleet.environments
        );
        includes = node (ofOptions fleet.definitions.includes) (
          # A list has no places inside, but each file has its own.
          indexed (
            lib.zipListsWith (
              d: it: item call.static it // { at = if d ? file then ofOption { inherit (d) file; } else null; }
            ) fleet.includes fleetItems
          )
        );
        meta = leaf (ofDefinitions fleet.definitions.meta);
        settings = group (places.settings fleet.settings);
        tags = group (lib.mapAttrs (_: tag: leaf (ofDefinitions tag.definitions)) fleet.tags);
        unknown = group (indexed (map (it: leaf (ofOptions it.definitions)) unknown));
      };
      homes = group (lib.mapAttrs (name: record: home record reified.homes.${name}) homes);
      hosts = group (lib.mapAttrs (name: record: host record reified.hosts.${name}) hosts);
      policies = group (lib.mapAttrs (_: policy: leaf (ofDefinitions policy.definitions)) functions);
      rules = group (lib.mapAttrs (_: rule) rules);
    };
}
