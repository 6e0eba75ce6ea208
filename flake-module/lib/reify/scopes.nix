# From the names in a plan back to what the user wrote: an aspect id and a scope to the contents of
# a class.
{
  lib,
  aspects,
  entity,
  environmentItems,
  fleetItems,
  nodes,
  reified,
  rules,
}:
let
  inherit (aspects) call;

  gone = id: throw "den: there is no aspect `${id}`; run `den plan`";

  environmentOf = scope: if scope == null then call.static else call.at (entity.at scope);

  # Effects and includes of the scope of a host, user or home.
  recordAt =
    scope:
    let
      user = builtins.match "user:(.*)@([^@]*)" scope;
      other = builtins.match "(home|host):(.*)" scope;
      name = lib.last other;
    in
    if user != null then
      reified.hosts.${lib.last user}.users.${builtins.head user}
    else if other == null then
      throw "den: `${scope}` is no host, user or home"
    else if builtins.head other == "home" then
      reified.homes.${name}
    else
      reified.hosts.${name};

  # `[3]` -> 3; `[0.1]` -> part 0, include 1.
  indices =
    step:
    map lib.toInt (
      builtins.filter builtins.isString (
        builtins.split "[^0-9]+" (lib.removeSuffix "]" (lib.removePrefix "[" step))
      )
    );
  isIndex = lib.hasPrefix "[";

  itemsNamed =
    owner: index:
    let
      policy = builtins.match "policy:([^@]*)@(.*)" owner;
      env = builtins.match "env:(.*)" owner;
      rule = builtins.match "rule:(.*)" owner;
    in
    if policy != null then
      builtins.head
        (builtins.elemAt (recordAt (lib.last policy)).effects.${builtins.head policy} index).items
    else if rule != null then
      builtins.head (builtins.elemAt rules.${builtins.head rule}.effects index).items
    else if owner == "fleet:" then
      builtins.elemAt fleetItems index
    else if env != null then
      builtins.elemAt environmentItems.${builtins.head env} index
    else
      builtins.elemAt (recordAt owner).items index;

  # Walks an id: `first` gives the node it starts at, `parts` the parts to look for inline aspects
  # in.
  walk =
    { again, parts }:
    id:
    let
      steps = lib.splitString "/" id;
      owner = builtins.head steps;
      # Where an entity, the fleet or a policy is the owner, the next step is its include.
      first =
        if nodes ? ${owner} then
          {
            node = nodes.${owner};
            rest = builtins.tail steps;
          }
        else if builtins.length steps > 1 && lib.hasInfix ":" owner then
          {
            inherit (itemsNamed owner (builtins.head (indices (builtins.elemAt steps 1)))) node;
            rest = builtins.tail (builtins.tail steps);
          }
        else
          gone id;
    in
    builtins.foldl' (
      node: step:
      if isIndex step then
        let
          at = indices step;
        in
        (builtins.elemAt (builtins.elemAt (parts node) (builtins.head at)).includes (lib.last at)).node
      else
        node.provides.${step} or (gone id)
    ) (again first.node) first.rest;

  structureIn =
    environment:
    walk {
      again = node: node;
      parts = aspects.chosen environment;
    };
  actualIn =
    environment:
    walk {
      again = node: node.again environment;
      parts = node: node.here;
    };

  effectNamed =
    {
      index,
      policy,
      scope,
    }:
    builtins.elemAt (
      if rules ? ${policy} then rules.${policy}.effects else (recordAt scope).effects.${policy}
    ) index;
in
{
  structure = scope: structureIn (environmentOf scope);
  # … whose functions have these entities, whatever could be learnt without.
  actual = available: actualIn (call.at available);

  # `args` is a function of an aspect's id: what its functions get.
  contents =
    {
      args,
      aspect,
      class,
      part,
      scope,
    }:
    let
      environment = environmentOf scope;
    in
    aspects.contents {
      inherit class environment;
      actual = actualIn (call.planned args) aspect;
      index = part;
      node = structureIn environment aspect;
    };

  # Of the effect that a plan names: its guard, and its terminal; null where it has none.
  guard = it: (effectNamed it).guard;
  instantiator = it: (effectNamed it).instantiator;
}
