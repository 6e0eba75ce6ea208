# The names of a fleet's outputs, told from the declarations alone: what a plan's index says, before there is a plan.
#
# A host has an output of its own class, whatever its content, unless a policy says where that class goes. All other
# classes make an output only of content, and what content a host has is for the planner to say: their attribute is
# always there, and the names below it are asked of the plan when somebody looks.
{
  lib,
  declarations,
  # The outputs of the plan's index.
  planned,
}:
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    filter
    groupBy
    head
    mapAttrs
    tail
    ;
  inherit (declarations.slices) classes hosts;

  # What policies instantiate at the host and its users.
  effects = entity: concatMap (filter (effect: effect ? instantiate)) (attrValues entity.policies);
  instantiated = mapAttrs (
    _: host:
    filter (it: classes ? ${it.class} && it.into != [ ]) (
      map (effect: effect.instantiate) (concatMap effects ([ host ] ++ attrValues host.users))
    )
  ) hosts;
  isLeftTo = class: host: !lib.any (it: it.class == class) instantiated.${host};

  # A host that is malformed still has a class: its name is there, and tells what is wrong.
  classOf = mapAttrs (
    name: host: host.facts.class or (declarations.entity "host:${name}").host.class
  ) hosts;
  hostsOfClass = groupBy (name: classOf.${name}) (attrNames hosts);

  # Classes that become an output of a host: those of all hosts of that very class, and those that need content.
  routed = lib.filterAttrs (
    _: class: class.at == "host" && class.intoAttr or null != null && class.intoAttr != [ ]
  ) classes;
  certain = lib.filterAttrs (name: class: class.hostClass == name) routed;
  uncertain = lib.filterAttrs (
    name: class:
    class.hostClass != name
    && lib.any (isLeftTo name) (
      if class.hostClass == null then attrNames hosts else hostsOfClass.${class.hostClass} or [ ]
    )
  ) routed;

  entries =
    concatMap (
      host:
      map (it: {
        inherit host;
        at = it.into;
      }) instantiated.${host}
      ++ map (class: {
        inherit host;
        at = certain.${class}.intoAttr ++ [ host ];
      }) (filter (class: certain ? ${class} && isLeftTo class host) [ classOf.${host} ])
    ) (attrNames hosts)
    ++ map (class: {
      at = class.intoAttr;
      below = lib.attrByPath class.intoAttr { } planned;
    }) (attrValues uncertain);

  # Two claims to one place are the planner's to report; here the first one has it, as in its index.
  tree =
    entries:
    mapAttrs (
      _: claims:
      let
        first = head claims;
        asked = filter (it: it ? below && tail it.at == [ ]) claims;
      in
      if asked != [ ] then
        (head asked).below
      else if tail first.at == [ ] then
        { "$output" = first.host; }
      else
        tree (map (it: it // { at = tail it.at; }) (filter (it: tail it.at != [ ]) claims))
    ) (groupBy (it: head it.at) entries);
in
tree entries
