# The hosts and their users as declared: one lazy record each, straight from the raw definitions.
#
# Nothing here looks at a host but to ask whether all its definitions are switched off; a fleet's other hosts cost one call each.
{ lib }:
let
  discharge = import ../discharge.nix { inherit lib; };
  field = import ./field.nix { inherit lib; };
  inherit (import ../malformed.nix { inherit lib; })
    attempt
    badName
    describe
    report
    validName
    ;

  code = "den::host::field";

  # Names whose every definition is switched off.
  dead =
    definitions: zipped:
    builtins.filter (name: (attempt (discharge.all zipped.${name} == [ ])).value) (
      builtins.concatMap (
        d: builtins.filter (name: (attempt (discharge.isProperty d.value.${name})).value) (builtins.attrNames d.value)
      ) definitions
    );

  members =
    definitions:
    let
      zipped = discharge.zip definitions;
    in
    removeAttrs zipped (dead definitions zipped);

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

  user =
    host: name: definitions:
    let
      own = field.sets code "an attribute set" definitions;
      inherit (own) fields;
      declared = field.names code "a list of class names" "a class name" (fields.classes or [ ]);
      settings = field.settings code {
        aspects = fields.aspects or [ ];
        settings = fields.settings or [ ];
      };
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
      classes = if fields ? classes then declared else [ "homeManager" ];
      includes = field.elements code (fields.includes or [ ]);
      settings = settings.byAspect;
      problems = own.problems ++ settings.problems ++ (if validName name then [ ] else [ (badName "the name `${name}`") ]);
    };

  host =
    systems: system: name: definitions:
    let
      own = field.sets code "an attribute set" definitions;
      inherit (own) fields;
      users = field.sets code "a set of users" (fields.users or [ ]);
      settings = field.settings code {
        aspects = fields.aspects or [ ];
        settings = fields.settings or [ ];
      };
      class = field.scalar code "the name of a class" (fields.class or [ ]) (defaultClass system);
      otherSystem = field.scalar code "the name of a system" (fields.system or [ ]) system;
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
      class = class.value or "?";
      environment = field.scalar code "the name of an environment" (fields.environment or [ ]) null;
      tags = field.names code "a list of tags" "a tag" (fields.tags or [ ]);
      includes = field.elements code (fields.includes or [ ]);
      settings = settings.byAspect;
      users = lib.mapAttrs (user name) (removeAttrs users.fields (dead (field.heads (fields.users or [ ])) users.fields));
      problems =
        (if validName name then [ ] else [ (badName "the name `${name}`") ])
        ++ (
          if builtins.length declaredAt > 1 then
            [ (report "den::host::two-systems" "a host under one system" "`${name}` under ${lib.concatStringsSep " and " declaredAt}") ]
          else
            [ ]
        )
        ++ own.problems
        ++ users.problems
        ++ settings.problems
        ++ lib.optional (class ? malformed) class.malformed
        ++ (
          if otherSystem ? malformed then
            [ otherSystem.malformed ]
          else if otherSystem.value != system then
            [ (report code "the system that the host is declared under, ${system}" "another system") ]
          else
            [ ]
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
      systems = lib.mapAttrs (_: system: members system.good) found;
      # A system that is no set has no host to carry the report: it is reported as if it were one.
      strange = lib.mapAttrs (
        system: { bad, ... }:
        let
          record = host systems system system [ ];
        in
        record // { problems = map (report code "a set of hosts") bad; definitions = bySystem.${system}; }
      ) (lib.filterAttrs (_: system: system.bad != [ ]) found);
    in
    builtins.foldl' (
      hosts: system: builtins.mapAttrs (host systems system) systems.${system} // hosts
    ) strange (builtins.attrNames systems);
in
{
  inherit fromDefinitions;
}
