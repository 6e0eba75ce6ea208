# The hosts and their users as declared: one lazy record each, straight from the raw definitions.
#
# Nothing here looks at a host but to ask whether all its definitions are switched off; a fleet's other hosts cost one call each.
{ lib }:
let
  discharge = import ../discharge.nix { inherit lib; };
  field = import ./field.nix { inherit lib; };
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
  systemOf = string "the name of a system";
  environmentOf = string "the name of an environment";
  settingsOf = fields: field.settings code (builtins.intersectAttrs settingsFields fields);
  settingsFields = {
    aspects = null;
    settings = null;
  };
  includesOf = field.elements code;

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
      classes = if fields ? classes then classesOf fields.classes else [ "homeManager" ];
      includes = includesOf (fields.includes or [ ]);
      settings = settings.byAspect;
      fatal = lib.optional (!validName name) (badName "the name `${name}`") ++ own.problems ++ settings.problems;
    };

  host =
    systems: system: name: definitions:
    let
      own = aSet definitions;
      inherit (own) fields;
      users = usersOf (fields.users or [ ]);
      settings = settingsOf fields;
      class = classOf (fields.class or [ ]) (defaultClass system);
      otherSystem = systemOf (fields.system or [ ]) system;
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
      class = class.value or (defaultClass system);
      environment = environmentOf (fields.environment or [ ]) null;
      tags = tagsOf (fields.tags or [ ]);
      includes = includesOf (fields.includes or [ ]);
      settings = settings.byAspect;
      users = lib.mapAttrs (user name) (discharge.members users.good);
      # What leaves no host to speak of; the rest is said beside the facts.
      fatal =
        lib.optional (!validName name) (badName "the name `${name}`")
        ++ lib.optional (builtins.length declaredAt > 1) (
          report "den::host::two-systems" "a host under one system" "`${name}` under ${lib.concatStringsSep " and " declaredAt}"
        )
        ++ own.problems;
      problems =
        users.problems
        ++ settings.problems
        ++ lib.optional (class ? malformed) class.malformed
        ++ (
          if otherSystem ? malformed then
            [ otherSystem.malformed ]
          else
            lib.optional (otherSystem.value != system) (
              report code "the system that the host is declared under, ${system}" "another system"
            )
        );
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
          bad = if heads == null then [ "an expression that throws" ] else map (d: describe d.value) (builtins.filter (d: !(discharge.isPlain d.value)) heads);
        }
      ) bySystem;
      systems = lib.mapAttrs (_: system: discharge.members system.good) found;
      # A system that is no set has no host to carry the report: it is reported as if it were one.
      strange = lib.mapAttrs (
        system: { bad, ... }:
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
}
