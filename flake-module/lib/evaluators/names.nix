# The names of a fleet's outputs, told from the declarations alone: what a plan's index says, before there is a plan.
#
# A host has an output of its own class, whatever its content, and a home one of each of its classes, unless a policy
# says where that class goes. All other classes make an output only of content, and what content a host has is for the
# planner to say: their attribute is always there, and the names below it are asked of the plan when somebody looks. So
# it is with classes that rules instantiate, since nobody but the planner knows where rules fire.
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
    concatLists
    concatMap
    filter
    groupBy
    head
    isString
    listToAttrs
    mapAttrs
    tail
    ;
  inherit (declarations.slices) classes homes hosts;

  # What rules instantiate, and where.
  byRules = instantiatedIn (
    concatMap (rule: rule.effects or [ ]) (attrValues declarations.slices.rules or { })
  );
  ofRules = listToAttrs (
    map (it: {
      name = it.class;
      value = null;
    }) byRules
  );

  # What policies instantiate at the host and its users, and at the home.
  effects = entity: concatLists (attrValues entity.policies);
  instantiatedIn =
    effects:
    filter (it: classes ? ${it.class} && it.into != [ ]) (builtins.catAttrs "instantiate" effects);
  instantiatedBy = entities: instantiatedIn (concatMap effects entities);
  instantiated = mapAttrs (_: host: instantiatedBy ([ host ] ++ attrValues host.users)) hosts;
  isLeftTo = class: host: !lib.any (it: it.class == class) instantiated.${host};

  hasPlace = class: class.intoAttr or null != null && class.intoAttr != [ ];

  # A host that is malformed still has a class: its name is there, and tells what is wrong.
  classOf = mapAttrs (
    name: host: host.facts.class or (declarations.entity "host:${name}").host.class
  ) hosts;
  hostsOfClass = groupBy (name: classOf.${name}) (attrNames hosts);

  # Classes that become an output of a host: those of all hosts of that very class, and those that need content.
  routed = lib.filterAttrs (_: class: class.at == "host" && hasPlace class) classes;
  isCertain = name: class: class.hostClass == name && !ofRules ? ${name};
  certain = lib.filterAttrs isCertain routed;
  uncertain = lib.filterAttrs (
    name: class:
    !isCertain name class
    && lib.any (isLeftTo name) (
      if class.hostClass == null then attrNames hosts else hostsOfClass.${class.hostClass} or [ ]
    )
  ) routed;

  # Classes that become outputs of homes: those that collect at users, or at homes only.
  atHomes = lib.filterAttrs (
    _: class: (class.at == "home" || class.at == "user") && hasPlace class
  ) classes;
  homeClasses = name: home: home.facts.classes or (declarations.entity "home:${name}").home.classes;

  ofHome =
    name:
    let
      leaf = "home:${name}";
      own = instantiatedBy [ homes.${name} ];
      isLeft = class: !ofRules ? ${class} && !lib.any (it: it.class == class) own;
      classesOf = homeClasses name homes.${name};
      left = filter (class: isString class && atHomes ? ${class} && isLeft class) classesOf;
    in
    map (it: {
      inherit leaf;
      at = it.into;
    }) own
    ++ map (class: {
      inherit leaf;
      at = atHomes.${class}.intoAttr ++ [ name ];
    }) left;

  entries =
    concatMap (
      host:
      map (it: {
        leaf = host;
        at = it.into;
      }) instantiated.${host}
      ++ map (class: {
        leaf = host;
        at = certain.${class}.intoAttr ++ [ host ];
      }) (filter (class: certain ? ${class} && isLeftTo class host) [ classOf.${host} ])
    ) (attrNames hosts)
    ++ concatMap ofHome (attrNames homes)
    ++ map (class: {
      at = class.intoAttr;
      below = lib.attrByPath class.intoAttr { } planned;
    }) (attrValues uncertain)
    # Where a rule puts something, and where that would be without it.
    ++
      map
        (
          at:
          let
            first = [ (head at) ];
          in
          {
            at = first;
            below = lib.attrByPath first { } planned;
          }
        )
        (
          map (it: it.into) byRules
          ++ map (name: atHomes.${name}.intoAttr) (filter (name: atHomes ? ${name}) (attrNames ofRules))
        );

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
        { "$output" = first.leaf; }
      else
        tree (map (it: it // { at = tail it.at; }) (filter (it: tail it.at != [ ]) claims))
    ) (groupBy (it: head it.at) entries);
in
tree entries
