# The hosts and their users as declared: one lazy record each, straight from the raw definitions.
#
# Nothing here looks at a host but to ask whether all its definitions are switched off; a fleet's
# other hosts cost one call each.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  discharge = import ../discharge.nix { inherit lib; };
  field = import ./field.nix { inherit attempt lib; };
  layers = import ./settings.nix { inherit attempt lib; };
  inherit (import ../malformed.nix { inherit lib; })
    badName
    describe
    report
    validName
    ;

  code = "den::host::field";

  defaultClass = system: if lib.hasSuffix "-darwin" system then "darwin" else "nixos";

  reserved = [
    "aspects"
    "class"
    "environment"
    "excludes"
    "includes"
    "name"
    "settings"
    "system"
    "tags"
    "users"
  ];

  userReserved = [
    "aspects"
    "classes"
    "excludes"
    "includes"
    "name"
    "settings"
  ];

  # The shapes of the fields, each prepared once for all hosts.
  says = what: field.sets { inherit code what; };
  string = what: field.scalar { inherit code what; };
  strings = list: item: field.names { inherit code item list; };
  aSet = says "an attribute set";
  usersOf = says "a set of users";
  classesOf = strings "a list of class names" "a class name";
  tagsOf = strings "a list of tags" "a tag";
  classOf = string "the name of a class";
  nameOf = string "the name it is declared under";
  systemOf = string "the name of a system";
  environmentOf = string "the name of an environment";
  includesOf = field.elements code;
  settingsOf =
    fields:
    if fields ? aspects || fields ? settings then
      layers.read code (builtins.intersectAttrs settingsFields fields)
    else
      noSettings;
  settingsFields = {
    aspects = null;
    settings = null;
  };
  noSettings = {
    byAspect = { };
    problems = [ ];
  };
  nothing = {
    value = null;
  };

  # A field that repeats what its place says already may not say something else.
  same =
    definitions: expected: found: value: said:
    if said ? malformed then
      at definitions [ said.malformed ]
    else if said.value != null && said.value != value then
      at definitions [ (report code expected found) ]
    else
      [ ];

  # Reports with the definitions that they are about, for positions.
  at =
    definitions:
    map (malformed: {
      inherit definitions malformed;
    });
  misses =
    near: free:
    map (
      { name, malformed }:
      {
        inherit malformed;
        definitions = free.${name};
      }
    ) (near (builtins.attrNames free));

  user =
    host: name: definitions:
    let
      own = aSet definitions;
      inherit (own) fields;
      settings = settingsOf fields;
    in
    {
      inherit definitions fields name;
      inherit host;
      scope = "user:${name}@${host}";
      path = [
        "hosts"
        host
        "users"
        name
      ];
      free = removeAttrs fields userReserved;
      excludes =
        if fields ? excludes then
          builtins.addErrorContext "while den reads `excludes` of user ${name} of host ${host}" (
            includesOf fields.excludes
          )
        else
          [ ];
      classes = if fields ? classes then classesOf fields.classes else [ "homeManager" ];
      includes =
        if fields ? includes then
          builtins.addErrorContext "while den reads `includes` of user ${name} of host ${host}" (
            includesOf fields.includes
          )
        else
          [ ];
      settings = settings.byAspect;
      fatal = own.problems;
      problems =
        at (fields.settings or fields.aspects or [ ]) settings.problems
        ++ (
          if fields ? name then
            same fields.name "the name that the user is declared under" "another name" name (
              nameOf fields.name null
            )
          else
            [ ]
        );
      # What is free, but may be meant for a key of den's.
      misses = near: misses near (removeAttrs fields userReserved);
    };

  host =
    systems: system: name: definitions:
    let
      own = aSet definitions;
      inherit (own) fields;
      users = usersOf (fields.users or [ ]);
      settings = settingsOf fields;
      reads =
        key: value:
        builtins.addErrorContext "while den reads `${key}` of host ${name}" (builtins.deepSeq value value);
      class = if fields ? class then reads "class" (classOf fields.class null) else nothing;
      otherName = nameOf fields.name null;
      otherSystem = systemOf fields.system null;
      declaredAt = builtins.filter (other: systems.${other} ? ${name}) (builtins.attrNames systems);
    in
    {
      inherit
        definitions
        fields
        name
        system
        ;
      scope = "host:${name}";
      path = [
        "hosts"
        name
      ];
      free = removeAttrs fields reserved;
      class = if class.value or null != null then class.value else defaultClass system;
      environment =
        if fields ? environment then
          reads "environment" (environmentOf fields.environment null)
        else
          nothing;
      tags = if fields ? tags then reads "tags" (tagsOf fields.tags) else [ ];
      excludes =
        if fields ? excludes then
          builtins.addErrorContext "while den reads `excludes` of host ${name}" (includesOf fields.excludes)
        else
          [ ];
      includes =
        if fields ? includes then
          builtins.addErrorContext "while den reads `includes` of host ${name}" (includesOf fields.includes)
        else
          [ ];
      settings = settings.byAspect;
      users =
        if users.good == [ ] then { } else builtins.mapAttrs (user name) (discharge.members users.good);
      # What leaves no host to speak of; the rest is said beside the facts.
      fatal =
        if validName name && builtins.length declaredAt == 1 then
          own.problems
        else
          lib.optional (!validName name) (badName "the name `${name}`")
          ++ lib.optional (builtins.length declaredAt > 1) (
            report "den::host::two-systems" "a host under one system"
              "`${name}` under ${lib.concatStringsSep " and " declaredAt}"
          )
          ++ own.problems;
      problems =
        at (fields.users or [ ]) users.problems
        ++ at (fields.settings or fields.aspects or [ ]) settings.problems
        ++ (if class ? malformed then at fields.class [ class.malformed ] else [ ])
        ++ (
          if fields ? system then
            same fields.system "the system that the host is declared under, ${system}" "another system" system
              otherSystem
          else
            [ ]
        )
        ++ (
          if fields ? name then
            same fields.name "the name that the host is declared under" "another name" name otherName
          else
            [ ]
        );
      misses = near: misses near (removeAttrs fields reserved);
    };

  # Definitions of `den.hosts` -> host name -> record.
  fromDefinitions =
    definitions:
    let
      bySystem = discharge.zip definitions;
      found = lib.mapAttrs (
        _: defs:
        let
          heads = field.heads defs;
        in
        {
          good = builtins.filter (d: discharge.isPlain d.value) (if heads == null then [ ] else heads);
          bad =
            if heads == null then
              [ "an expression that throws" ]
            else
              map (d: describe d.value) (builtins.filter (d: !(discharge.isPlain d.value)) heads);
        }
      ) bySystem;
      systems = lib.mapAttrs (_: system: discharge.members system.good) found;
      # A system that is no set has no host to carry the report: it is reported as if it were one.
      strange = lib.mapAttrs (
        system:
        { bad, ... }:
        let
          record = host systems system system [ ];
        in
        record
        // {
          definitions = bySystem.${system};
          fatal = map (report code "a set of hosts") bad;
        }
      ) (lib.filterAttrs (_: system: system.bad != [ ]) found);
    in
    builtins.foldl' (
      hosts: system: builtins.mapAttrs (host systems system) systems.${system} // hosts
    ) strange (builtins.attrNames systems);
in
{
  inherit fromDefinitions;

  # The keys that mean something to den.
  reserved = {
    host = reserved;
    user = userReserved;
  };
}
