# One host, user or home in the document: what its record says, what policies say there, and the
# shapes that are decided there.
{
  lib,
  aspects,
  attempt ? builtins.tryEval,
  closure,
  entity,
  environmentItems,
  fleet,
  fleetItems,
  named,
  near,
  rules,
}:
let
  items = import ./items.nix { inherit aspects lib; };
  policies = import ./policy.nix { inherit aspects attempt lib; };
  layers = import ./settings.nix { inherit attempt lib; };
  inherit (import ../malformed.nix { inherit lib; }) marker;
  inherit (aspects) call;

  applicable = policies.byKind rules;

  ofFleet = closure.relevant (named "den.default" ++ fleetItems);
  ofEnvironment = builtins.mapAttrs (_: closure.relevant) environmentItems;

  excluded = d: if d ? malformed then marker d.malformed else aspects.exclude d;

  unknown = map (it: marker it.malformed);

  reify =
    {
      available,
      kind,
      outer,
      record,
    }:
    let
      own = items.of record.scope record.includes;
      effects = policies.at {
        inherit available;
        inherit (record) path scope;
        policies = applicable.${kind};
      };
      # A user's roots begin with the host's.
      roots =
        outer
        ++ closure.relevant (
          named record.aspect
          ++ own
          ++ builtins.concatMap (builtins.concatMap (e: e.items)) (builtins.attrValues effects)
        );
      environment = call.at available;
      found = closure.at { inherit available environment roots; };
      shapes = builtins.listToAttrs (
        map (node: {
          name = node.id;
          value = node;
        }) found
      );
    in
    {
      inherit
        effects
        environment
        roots
        shapes
        ;
      items = own;
      # What is wrong in it and has no other place, with the definitions that say so.
      unknown = record.problems ++ (if record.free == { } then [ ] else record.misses near.${kind});
      document = {
        excludes = if record.excludes == [ ] then [ ] else map excluded record.excludes;
        includes = items.document record.path own;
        policies = builtins.mapAttrs (_: map (e: e.document)) effects;
        settings = layers.document record.path record.settings;
        shapes =
          if found == [ ] then
            { }
          else
            builtins.mapAttrs (
              id:
              aspects.shape environment (
                record.path
                ++ [
                  "shapes"
                  id
                ]
              )
            ) shapes;
      };
      raw = {
        includes = items.raw own;
        policies = builtins.mapAttrs (_: map (e: e.raw or { })) effects;
        settings = layers.raw record.settings;
        shapes = builtins.mapAttrs (_: node: (aspects.raw environment node).shape) shapes;
      };
    };

  # With the facts of the entity, as far as there are any.
  withFacts =
    {
      facts,
      here,
      record,
    }:
    here.document
    // {
      facts =
        if record.fatal != [ ] then
          marker (builtins.head record.fatal)
        else
          facts // { unknown = unknown here.unknown; };
    };

  user =
    host: outer: record:
    let
      here = reify {
        available = entity.ofUser record.name host;
        kind = "user";
        inherit outer record;
      };
    in
    here
    // {
      document = withFacts {
        inherit here record;
        facts = { inherit (record) classes; };
      };
    };

  host =
    record:
    let
      here = reify {
        available = entity.ofHost record.name;
        kind = "host";
        outer = ofFleet ++ ofEnvironment.${toString (fleet.environmentOf record)} or [ ];
        inherit record;
      };
      users = builtins.mapAttrs (_: user record.name here.roots) record.users;
      facts = {
        inherit (record) class system tags;
        environment =
          if record.environment ? malformed then
            marker record.environment.malformed
          else
            record.environment.value;
      };
    in
    here
    // {
      inherit users;
      raw = here.raw // {
        users = builtins.mapAttrs (_: it: it.raw) users;
      };
      document = withFacts { inherit facts here record; } // {
        users = builtins.mapAttrs (_: it: it.document) users;
      };
    };

  home =
    record:
    let
      here = reify {
        available = entity.ofHome record.name;
        kind = "home";
        outer = ofFleet;
        inherit record;
      };
    in
    here
    // {
      document = withFacts {
        inherit here record;
        facts = { inherit (record) classes system user; };
      };
    };
in
{
  inherit home host;
}
