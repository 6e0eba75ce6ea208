# The homes without a host as declared: `vic`, or `vic@mac` for vic's on one machine among several.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  records = import ./record.nix { inherit attempt lib; };
  systems = import ./systems.nix { inherit attempt lib; };
  inherit (import ../malformed.nix { inherit lib; }) badName validName;
  inherit (records)
    at
    classesOf
    sameName
    sameSystem
    string
    ;

  reserved = [
    "aspects"
    "classes"
    "excludes"
    "includes"
    "name"
    "settings"
    "system"
    "user"
    "userName"
  ];

  userOf = string "the name of a user";

  # `vic@mac` -> `[ "vic" "mac" ]`
  parts = lib.splitString "@";
  isName =
    name:
    let
      said = parts name;
    in
    builtins.length said <= 2 && builtins.all validName said;

  home =
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
          "homes"
          name
        ];
        inherit reserved;
        scope = "home:${name}";
        what = "home ${name}";
      };
      inherit (record) fields;
      # Two ways to say whose it is, which have to agree.
      belonging = fields.user or [ ] ++ fields.userName or [ ];
      said = userOf belonging null;
      user = if said.value or null != null then said.value else builtins.head (parts name);
    in
    record
    // {
      inherit belonging system user;
      aspect = user;
      classes = if fields ? classes then classesOf fields.classes else [ "homeManager" ];
      hostName = if lib.hasInfix "@" name then lib.last (parts name) else null;
      option = [
        "homes"
        system
        name
      ];
      fatal = fatal ++ record.fatal;
      problems =
        record.problems
        ++ (if said ? malformed then at belonging [ said.malformed ] else [ ])
        ++ (if fields ? system then sameSystem "home" fields system else [ ])
        ++ (if fields ? name then sameName "home" fields name else [ ]);
    };
in
{
  # Definitions of `den.homes` -> home name -> record.
  fromDefinitions = systems.read {
    inherit (records) code;
    badName =
      found:
      let
        bad = badName found;
      in
      bad // { expected = "${bad.expected}, or two such names with `@` between them"; };
    inherit isName;
    kind = "home";
    make = home;
    many = "a set of homes";
  };

  # The keys that mean something to den.
  reserved.home = reserved;
}
