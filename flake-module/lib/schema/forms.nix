# The forms of an interface (a module, leaves, a JSON Schema) told apart, and leaves brought to the tree of the document.
{ lib }:
let
  discharge = import ../discharge.nix { inherit lib; };
  inherit (import ../malformed.nix { inherit lib; }) describe report;
  json = import ./json.nix { inherit lib; };
  options = import ./options.nix { inherit lib; };
  inherit (json) code;

  expected = "a module, a set of leaves, or a JSON Schema";

  formOf =
    value:
    if builtins.isPath value || lib.isFunction value then
      "module"
    else if !(builtins.isAttrs value) then
      "other"
    else if value ? options || value ? imports || value ? config || value ? _module then
      "module"
    else if value ? "$schema" || value ? properties && value.type or "" == "object" then
      "schema"
    else if value ? _type || value ? outPath then
      "other"
    else
      "leaves";

  # Arguments that a module of an interface can have: anything else would be an error that cannot be
  # caught.
  strangers =
    value:
    let
      f = if builtins.isPath value then import value else value;
    in
    if lib.isFunction f then
      builtins.attrNames (
        removeAttrs (lib.functionArgs f) [
          "config"
          "lib"
          "options"
        ]
      )
    else
      [ ];

  leafKeys = [
    "default"
    "description"
    "merge"
    "schema"
    "type"
  ];
  isOption = value: builtins.isAttrs value && value._type or "" == "option";
  isLeaf = value: builtins.isAttrs value && removeAttrs value leafKeys == { };
  isType = value: builtins.isAttrs value && value._type or "" == "option-type";

  # Does a leaf say what it takes by a JSON Schema?
  isSchema = value: value ? schema || builtins.isString (value.type or null);
  # That schema, with what the leaf itself says.
  schemaOf =
    value:
    let
      own = value.schema or { inherit (value) type; };
    in
    (
      if own == true then
        { }
      else if own == false then
        { not = { }; }
      else
        own
    )
    // lib.optionalAttrs (options.hasDefault value) { inherit (value) default; }
    // lib.optionalAttrs (value ? description) { inherit (value) description; }
    // lib.optionalAttrs (value ? merge) { x-den-merge = value.merge; };

  mapLeaves =
    group: option: leaf:
    lib.mapAttrs (
      name: value:
      if isOption value then
        option name value
      else if isLeaf value then
        leaf name value
      else
        group name value
    );

  leaves = path: set: {
    annotations = { };
    properties = mapLeaves (name: group: { group = leaves (path ++ [ name ]) group; }) (
      name: options.leaf (path ++ [ name ])
    ) (name: leafOf (path ++ [ name ])) set;
    required = [ ];
  };

  # Leaves with a set for a default merge deeply, whatever else they take.
  hasSet =
    value:
    let
      found = builtins.tryEval (discharge.isPlain (options.defaultOf value));
    in
    options.hasDefault value && found.success && found.value;

  leafOf =
    path: value:
    if isSchema value then
      json.leaf path (lib.optionalAttrs (hasSet value) { x-den-merge = "recursive"; } // schemaOf value)
    else
      options.leaf path (
        lib.optionalAttrs (hasSet value) { merge = "recursive"; }
        // removeAttrs value (if isType (value.type or null) then [ ] else [ "type" ])
      );

  # What is wrong in leaves, as a report, or `null`; `where` is their place in the interface.
  problemAt =
    where: value:
    let
      name = "`${lib.showOption where}`";
    in
    if isOption value then
      null
    else if !(builtins.isAttrs value) then
      report code (
        if where == [ ] then "a set of leaves" else "a leaf such as { default = 80; } for ${name}"
      ) (describe value)
    else if isLeaf value then
      if value ? type && !(isType value.type || builtins.isString value.type) then
        report code "an option type for ${name}" (describe value.type)
      else if value ? schema && !(json.isSchema value.schema) then
        report code "a JSON Schema as the `schema` of ${name}" (describe value.schema)
      else
        json.problemInMerge where (lib.optionalAttrs (value ? merge) { x-den-merge = value.merge; })
    else
      lib.findFirst (problem: problem != null) null (
        lib.mapAttrsToList (name: problemAt (where ++ [ name ])) value
      );

  raw = lib.mapAttrs (
    _: value:
    if isOption value || isLeaf value then { default = options.defaultOf value; } else raw value
  );

  positions =
    places: set:
    mapLeaves (
      name: group:
      places.node (places.of set name) { properties = places.group (positions places group); }
    ) (name: _: places.leaf (places.of set name)) (name: _: places.leaf (places.of set name)) set;

  # The same as options, for an evaluation of the interface.
  optionsOf = mapLeaves (_: optionsOf) (_: option: option) (
    _: value:
    if isSchema value then
      json.option { } (schemaOf value)
    else
      lib.mkOption (
        {
          type = if isType (value.type or null) then value.type else lib.types.raw;
        }
        // lib.optionalAttrs (options.hasDefault value) { default = options.defaultOf value; }
      )
  );
in
{
  inherit
    code
    expected
    formOf
    leaves
    positions
    problemAt
    raw
    strangers
    ;
  options = optionsOf;
}
