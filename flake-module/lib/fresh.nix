# Whether everything that a shard was planned from is still as it was, told at once.
#
# Nearly all shards are fresh, and that is worth saying cheaply: digests are compared by the list, without a call for each.
# `true` means that nothing changed. Whatever else it may be, reads that are arranged as none is foreseen here included,
# is for reads.nix to find out one by one.
let
  inherit (builtins)
    all
    attrNames
    attrValues
    concatMap
    filter
    hashString
    intersectAttrs
    isAttrs
    isNull
    length
    listToAttrs
    mapAttrs
    toJSON
    ;

  digest = value: hashString "sha256" (toJSON value);
  digested = mapAttrs (_: digest);

  # A collection, with the set of its names as it stands among the reads.
  collected = slices: digested slices // { "*" = digest (attrNames slices); };

  # Today's digests by name, and the planned ones: the same, or neither there then nor now.
  same =
    today: planned:
    let
      both = intersectAttrs planned today;
    in
    attrValues both == attrValues (intersectAttrs both planned)
    && all isNull (attrValues (removeAttrs planned (attrNames both)));

  # What else an entity has are slices of its own.
  collections = [
    "attributes"
    "policies"
    "settings"
    "shapes"
    "users"
  ];

  # The same for a host, a user or a home: what nobody else reads is digested here, and all of it in one go.
  ownSame =
    { planned, today }:
    let
      own = removeAttrs planned collections;
      attributes = planned.attributes or { };
      policies = planned.policies or { };
      settings = planned.settings or { };
      shapes = planned.shapes or { };
      ownToday = intersectAttrs own today;
      # Only selectors read attributes, and those of few entities are read: nobody types the others.
      attributesToday =
        if planned ? attributes then
          intersectAttrs attributes (attributesNow // { "*" = attrNames attributesNow; })
        else
          { };
      attributesNow = today.attributes or { };
      policiesToday = intersectAttrs policies (policiesNow // { "*" = attrNames policiesNow; });
      settingsToday = intersectAttrs settings (settingsNow // { "*" = attrNames settingsNow; });
      shapesToday = intersectAttrs shapes (shapesNow // { "*" = attrNames shapesNow; });
      policiesNow = today.policies or { };
      settingsNow = today.settings or { };
      shapesNow = today.shapes or { };
      slices = concatMap attrValues [
        ownToday
        attributesToday
        policiesToday
        settingsToday
        shapesToday
      ];
      digests = concatMap attrValues [
        (intersectAttrs ownToday own)
        (intersectAttrs attributesToday attributes)
        (intersectAttrs policiesToday policies)
        (intersectAttrs settingsToday settings)
        (intersectAttrs shapesToday shapes)
      ];
      absent = concatMap attrValues [
        (removeAttrs own (attrNames ownToday))
        (removeAttrs attributes (attrNames attributesToday))
        (removeAttrs policies (attrNames policiesToday))
        (removeAttrs settings (attrNames settingsToday))
        (removeAttrs shapes (attrNames shapesToday))
      ];
    in
    map (hashString "sha256") (map toJSON slices) == digests && all isNull absent;

  # … with its users, if it can have any.
  entitySame =
    today: planned:
    let
      users = removeAttrs planned.users [ "*" ];
    in
    ownSame { inherit planned today; }
    && (
      !planned ? users
      ||
        planned.users."*" or null == digest (attrNames (today.users or { }))
        && all (
          name:
          today.users ? ${name}
          && isAttrs users.${name}
          && ownSame {
            planned = users.${name};
            today = today.users.${name};
          }
        ) (attrNames users)
    );

  # `names` is the digest of today's names.
  allSame =
    names: today: planned:
    planned."*" or names == names
    && all (
      name: today ? ${name} && isAttrs planned.${name} && entitySame today.${name} planned.${name}
    ) (attrNames (removeAttrs planned [ "*" ]));
in
# `changes` are those that reads.nix finds.
{ slices, changes }:
let
  # What many shards read is digested once.
  classes = collected (slices.classes or { });
  hostNames = digest (attrNames slices.hosts);
  homeNames = digest (attrNames slices.homes);
  inventory = digested (slices.inventory or { });
  rules = collected (slices.rules or { });
  common = digest slices.common;
  # Nearly all say nothing of what they require.
  aspects =
    mapAttrs (_: aspect: {
      interface = hashString "sha256" (toJSON aspect.interface);
      shape = hashString "sha256" (toJSON aspect.shape);
    }) (slices.aspects or { })
    // mapAttrs (_: aspect: digested (intersectAttrs dependentSlices aspect)) (
      intersectAttrs dependent (slices.aspects or { })
    );
  dependent = listToAttrs (
    map (name: {
      inherit name;
      value = null;
    }) (slices.common.dependencies or [ ])
  );
  dependentSlices = {
    dependencies = null;
    interface = null;
    shape = null;
  };
  fleet = scope (
    removeAttrs (slices.fleet or { }) [
      "environments"
      "tags"
    ]
  );
  environments = mapAttrs (_: scope) (slices.fleet.environments or { });
  environmentNames = digest (attrNames environments);
  scope = slices: {
    own = digested (removeAttrs slices [ "settings" ]);
    settings = collected (slices.settings or { });
  };

  # Of an aspect that an entity has, all slices are read; of one that is excluded there, its shape alone. What remains,
  # mostly what an aspect provides, is looked at by itself.
  aspectsSame =
    planned: has:
    let
      unusual = attrNames (removeAttrs planned has);
      usual = removeAttrs planned unusual;
      others = filter (
        name:
        planned.${name} != aspects.${name} or null
        && planned.${name} != { shape = aspects.${name}.shape or null; }
      ) (if intersectAttrs usual aspects == usual then unusual else attrNames planned);
      kept = listToAttrs (
        map (name: {
          inherit name;
          value = planned.${name};
        }) others
      );
    in
    same aspects planned || changes { aspects = kept; } == [ ];

  scopeSame =
    { planned, today }:
    let
      own = removeAttrs planned [
        "environments"
        "settings"
      ];
    in
    # Mostly nothing is absent of these.
    (intersectAttrs own today.own == own || same today.own own)
    && (!planned ? settings || same today.settings planned.settings);

  # Mostly a host's own, which no other reads.
  inventorySame =
    planned:
    if length (attrNames planned) == 1 then
      map (hashString "sha256") (
        map toJSON (attrValues (intersectAttrs planned (slices.inventory or { })))
      ) == attrValues planned
    else
      intersectAttrs planned inventory == planned || same inventory planned;

  environmentsSame =
    planned:
    planned."*" or environmentNames == environmentNames
    && all (
      name:
      environments ? ${name}
      && isAttrs planned.${name}
      && scopeSame {
        planned = planned.${name};
        today = environments.${name};
      }
    ) (attrNames (removeAttrs planned [ "*" ]));
in
# `reads` of a shard, and the names of the aspects that it has.
{ reads, has }:
removeAttrs reads [
  "aspects"
  "classes"
  "common"
  "fleet"
  "homes"
  "hosts"
  "inventory"
  "rules"
] == { }
&& (
  # Mostly nothing is absent of these.
  !reads ? classes
  || intersectAttrs reads.classes classes == reads.classes
  || same classes reads.classes
)
&& aspectsSame (reads.aspects or { }) has
&& scopeSame {
  planned = reads.fleet or { };
  today = fleet;
}
&& (!reads ? fleet.environments || environmentsSame reads.fleet.environments)
&& (!reads ? inventory || inventorySame reads.inventory)
&& (!reads ? common || reads.common == common)
&& (!reads ? rules || intersectAttrs reads.rules rules == reads.rules || same rules reads.rules)
&& (!reads ? hosts || allSame hostNames slices.hosts reads.hosts)
&& (!reads ? homes || allSame homeNames slices.homes reads.homes)
