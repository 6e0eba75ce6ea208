# One host, user or home in the document: what its record says, what policies say there, and the
# shapes that are decided there.
{
  lib,
  aspects,
  attempt ? builtins.tryEval,
  attributes,
  closure,
  entity,
  environmentItems,
  fleet,
  fleetItems,
  near,
  # By name, the registered aspect of that name as a list.
  ownAspect,
  # The policies that are functions.
  policies,
  # What rules may bring to every entity of a kind.
  ruleItems,
}:
let
  items = import ./items.nix { inherit aspects lib; };
  functions = import ./policy.nix { inherit aspects attempt lib; };
  layers = import ./settings.nix { inherit attempt lib; };
  inherit (import ../malformed.nix { inherit lib; }) marker;
  inherit (aspects) call;

  applicable = functions.byKind policies;
  attributesAt = lib.genAttrs [ "home" "host" "user" ] attributes;

  ofFleet = closure.relevant (ownAspect."den.default" or [ ] ++ fleetItems);
  ofEnvironment = builtins.mapAttrs (_: closure.relevant) environmentItems;
  ofRules = builtins.mapAttrs (_: closure.relevant) ruleItems;

  excluded = d: if d ? malformed then marker d.malformed else aspects.exclude d;

  unknown = map (it: marker it.malformed);

  reify =
    {
      available,
      kind,
      # The roots that come before its own, and what they came to at the host whose user this is.
      outer,
      atHost ? null,
      # Why it is not known which environment it is in, where it is not.
      open ? null,
      record,
    }:
    let
      own = if record.includes == [ ] then [ ] else items.of record.scope record.includes;
      fromPolicies = functions.at {
        inherit available environment open;
        inherit (record) path scope;
        policies = applicable.${kind};
      };
      effects = builtins.listToAttrs fromPolicies;
      # A user's roots begin with the host's.
      ownRoots =
        closure.relevant (
          ownAspect.${record.aspect} or [ ]
          ++ own
          ++ builtins.concatLists (
            builtins.catAttrs "items" (builtins.concatLists (builtins.catAttrs "value" fromPolicies))
          )
        )
        ++ ofRules.${kind};
      roots = outer ++ ownRoots;
      environment = call.at available // {
        inherit open;
      };
      isAsAtHost = atHost != null && ownRoots == [ ] && atHost.reached.isSharedByUsers;
      reached =
        if isAsAtHost then atHost.reached else closure.at { inherit available environment roots; };
      inherit (reached) found;
      shapes = builtins.listToAttrs (
        map (it: {
          name = it.key;
          value = it;
        }) found
      );
    in
    {
      inherit
        effects
        environment
        reached
        roots
        shapes
        ;
      items = own;
      # What is wrong in it and has no other place, with the definitions that say so.
      unknown = record.problems ++ (if record.free == { } then [ ] else record.misses near.${kind});
      document = {
        attributes =
          if record.free == { } && attributesAt.${kind}.hasNone then
            { }
          else
            attributesAt.${kind}.of record.free available.${kind};
        excludes = if record.excludes == [ ] then [ ] else map excluded record.excludes;
        includes = if own == [ ] then [ ] else items.document record.path own;
        policies = builtins.listToAttrs (builtins.catAttrs "document" fromPolicies);
        settings = if record.settings == { } then { } else layers.document record.path record.settings;
        shapes =
          if found == [ ] then
            { }
          else if isAsAtHost then
            atHost.document.shapes
          else
            builtins.mapAttrs (
              id: it:
              aspects.shapeOf environment (
                record.path
                ++ [
                  "shapes"
                  id
                ]
              ) it.node it.parts
            ) shapes;
      };
      raw = {
        includes = items.raw own;
        policies = builtins.mapAttrs (_: map (e: e.raw or { })) effects;
        settings = layers.raw record.settings;
        shapes = builtins.mapAttrs (_: it: aspects.rawShape environment it.parts) shapes;
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
    host: atHost: record:
    let
      here = reify {
        available = entity.ofHosts.${host} // {
          user = entity.hosts.${host}.users.${record.name};
        };
        kind = "user";
        outer = atHost.roots;
        open = fleet.open.${host} or null;
        inherit atHost record;
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
        available = entity.ofHosts.${record.name};
        kind = "host";
        outer =
          ofFleet
          ++ (
            if open == null then
              ofEnvironment.${toString entity.hosts.${record.name}.environment} or [ ]
            else
              builtins.concatMap (name: ofEnvironment.${name}) open.candidates
          );
        inherit open record;
      };
      open = fleet.open.${record.name} or null;
      userHere = user record.name here;
      users = builtins.mapAttrs (_: userHere) record.users;
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
        users = builtins.mapAttrs (_: builtins.getAttr "document") users;
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
