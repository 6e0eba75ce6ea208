# The hosts and their users as declared.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  discharge = import ../discharge.nix { inherit lib; };
  records = import ./record.nix { inherit attempt lib; };
  systems = import ./systems.nix { inherit attempt lib; };
  inherit (import ../malformed.nix { inherit lib; }) badName validName;
  inherit (records)
    at
    classesOf
    sameName
    sameSystem
    sets
    string
    strings
    ;

  defaultClass = system: if builtins.match ".*-darwin" system == null then "nixos" else "darwin";

  reserved = {
    host = [
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
    user = [
      "aspects"
      "classes"
      "excludes"
      "includes"
      "name"
      "settings"
    ];
  };

  usersOf = sets "a set of users";
  tagsOf = strings "a list of tags" "a tag";
  classOf = string "the name of a class";
  environmentOf = string "the name of an environment";
  nothing = {
    value = null;
  };

  user =
    host: name: definitions:
    let
      record = records.make {
        inherit definitions name;
        path = host.path ++ [
          "users"
          name
        ];
        reserved = reserved.user;
        scope = "user:${name}@${host.name}";
        what = "user ${name} of host ${host.name}";
      };
      inherit (record) fields;
    in
    record
    // {
      # The aspect of its own.
      aspect = name;
      classes = if fields ? classes then classesOf fields.classes else [ "homeManager" ];
      option = host.option ++ [
        "users"
        name
      ];
      problems = record.problems ++ (if fields ? name then sameName "user" fields name else [ ]);
    };

  host =
    {
      definitions,
      fatal,
      name,
      system,
    }:
    let
      record = records.make {
        inherit definitions name;
        path = [
          "hosts"
          name
        ];
        reserved = reserved.host;
        scope = "host:${name}";
        what = "host ${name}";
      };
      inherit (record) fields;
      users = usersOf (fields.users or [ ]);
      reads =
        key: value:
        builtins.addErrorContext "while den reads `${key}` of host ${name}" (builtins.deepSeq value value);
      class = if fields ? class then reads "class" (classOf fields.class null) else nothing;
      self = record // {
        inherit system;
        aspect = name;
        class = if class.value or null != null then class.value else defaultClass system;
        environment =
          if fields ? environment then
            reads "environment" (environmentOf fields.environment null)
          else
            nothing;
        option = [
          "hosts"
          system
          name
        ];
        tags = if fields ? tags then reads "tags" (tagsOf fields.tags) else [ ];
        users =
          if users.good == [ ] then { } else builtins.mapAttrs (user self) (discharge.members users.good);
        fatal = fatal ++ record.fatal;
        problems =
          (if users.problems == [ ] then [ ] else at (fields.users or [ ]) users.problems)
          ++ record.problems
          ++ (if class ? malformed then at fields.class [ class.malformed ] else [ ])
          ++ (if fields ? system then sameSystem "host" fields system else [ ])
          ++ (if fields ? name then sameName "host" fields name else [ ]);
      };
    in
    self;
in
{
  # Definitions of `den.hosts` -> host name -> record.
  fromDefinitions = systems.read {
    inherit badName;
    inherit (records) code;
    isName = validName;
    kind = "host";
    make = host;
    many = "a set of hosts";
  };

  # The keys that mean something to den.
  inherit reserved;
}
