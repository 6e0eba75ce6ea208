# What hosts, their users and homes have in common as declared: one lazy record each, straight from the raw definitions.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  field = import ./field.nix { inherit attempt lib; };
  layers = import ./settings.nix { inherit attempt lib; };
  inherit (import ../malformed.nix { inherit lib; }) report;

  code = "den::host::field";

  # The shapes of the fields, each prepared once for all.
  says = what: field.sets { inherit code what; };
  string = what: field.scalar { inherit code what; };
  strings = list: item: field.names { inherit code item list; };
  aSet = says "an attribute set";
  classesOf = strings "a list of class names" "a class name";
  nameOf = string "the name it is declared under";
  systemOf = string "the name of a system";
  includesOf = field.elements code;
  readLayers = layers.read code;
  settingsFields = {
    aspects = null;
    settings = null;
  };
  noSettings = {
    byAspect = { };
    problems = [ ];
  };

  # Reports with the definitions that they are about, for positions.
  at =
    definitions:
    map (malformed: {
      inherit definitions malformed;
    });
  misses =
    free: near:
    map (
      { name, malformed }:
      {
        inherit malformed;
        definitions = free.${name};
      }
    ) (near (builtins.attrNames free));

  # A field that repeats what its place says already may not say something else.
  same =
    definitions: expected: found: value: said:
    if said ? malformed then
      at definitions [ said.malformed ]
    else if said.value != null && said.value != value then
      at definitions [ (report code expected found) ]
    else
      [ ];
in
{
  inherit
    at
    classesOf
    code
    string
    strings
    ;
  sets = says;

  # `what` is how people call it, `host web1`; `reserved` are the keys that mean something to den.
  make =
    {
      definitions,
      name,
      path,
      reserved,
      scope,
      what,
    }:
    let
      own = aSet definitions;
      inherit (own) fields;
      settings =
        if fields ? aspects || fields ? settings then
          readLayers (builtins.intersectAttrs settingsFields fields)
        else
          noSettings;
      free = removeAttrs fields reserved;
      aspects =
        key: builtins.addErrorContext "while den reads `${key}` of ${what}" (includesOf fields.${key});
    in
    {
      inherit
        definitions
        fields
        free
        name
        path
        scope
        ;
      excludes = if fields ? excludes then aspects "excludes" else [ ];
      includes = if fields ? includes then aspects "includes" else [ ];
      settings = settings.byAspect;
      # What leaves nothing to speak of; the rest is said beside the facts.
      fatal = own.problems;
      problems =
        if settings.problems == [ ] then
          [ ]
        else
          at (fields.settings or fields.aspects or [ ]) settings.problems;
      # What is free, but may be meant for a key of den's.
      misses = misses free;
    };

  # Reports about the `name` and the `system` of a record that says them again.
  sameName =
    kind: fields: name:
    same fields.name "the name that the ${kind} is declared under" "another name" name (
      nameOf fields.name null
    );
  sameSystem =
    kind: fields: system:
    same fields.system "the system that the ${kind} is declared under, ${system}" "another system"
      system
      (systemOf fields.system null);
}
