# Interfaces written as a JSON Schema: they cross as they are, with a mark on each leaf.
{ lib }:
let
  inherit (import ../encode.nix { inherit lib; }) encode;
  inherit (import ../malformed.nix { inherit lib; }) describe report;
  options = import ./options.nix { inherit lib; };
  conforming = import ./conforming.nix { inherit lib; };

  code = "den::settings::interface";

  # What a group may say. Anything else says something of the value as a whole: of a leaf.
  groupKeywords = [
    "$comment"
    "$defs"
    "$id"
    "$schema"
    "additionalProperties"
    "deprecated"
    "description"
    "examples"
    "properties"
    "required"
    "title"
    "type"
  ];
  strange = schema: removeAttrs schema groupKeywords;
  isGroup =
    schema:
    builtins.isAttrs schema
    && schema ? properties
    && builtins.isAttrs schema.properties
    && schema.type or "object" == "object"
    && schema.additionalProperties or false == false
    && strange schema == { };

  isSchema =
    value: builtins.isBool value || builtins.isAttrs value && !(value ? _type || value ? outPath);

  # As a set: `true` takes anything, `false` nothing.
  schemaOf =
    value:
    if value == true then
      { }
    else if value == false then
      { not = { }; }
    else
      value;

  expected = "a JSON Schema of an object with `properties` and nothing that is said of it as a whole";

  # What is wrong in a schema, as a report, or `null`.
  problemIn =
    schema:
    if isGroup schema then
      problemInGroup [ ] schema
    else if !(builtins.isAttrs (schema.properties or null)) then
      report code expected "one without a set of properties"
    else if schema.type or "object" != "object" then
      report code expected "one of another type"
    else if strange schema != { } then
      report code expected "the keyword `${builtins.head (builtins.attrNames (strange schema))}`"
    else
      report code expected "`additionalProperties`, which is not `false`";

  # `where` is the place in the interface.
  problemInGroup =
    where: schema:
    let
      of = lib.optionalString (where != [ ]) " of `${lib.showOption where}`";
      names = schema.required or [ ];
      definitions = schema."$defs" or { };
    in
    if !(builtins.isList names && builtins.all builtins.isString names) then
      report code "a list of names for `required`${of}" (
        if builtins.isList names then "a list of something else" else describe names
      )
    else if !(builtins.isAttrs definitions) then
      report code "a set of schemas for `$defs`${of}" (describe definitions)
    else
      lib.findFirst (problem: problem != null) null (
        lib.mapAttrsToList (name: problemInProperty (where ++ [ name ])) schema.properties
      );

  problemInProperty =
    where: property:
    if !(isSchema property) then
      report code "a JSON Schema for `${lib.showOption where}`" (describe property)
    else if isGroup property then
      problemInGroup where property
    else
      problemInMerge where (schemaOf property);

  problemInMerge =
    where: schema:
    if schema ? x-den-merge && !(builtins.elem schema.x-den-merge options.strategies) then
      report code
        "a merge among ${lib.concatStringsSep ", " options.strategies} for `${lib.showOption where}`"
        (if builtins.isString schema.x-den-merge then "another string" else describe schema.x-den-merge)
    else
      null;

  leaf =
    path: property:
    let
      schema = schemaOf property;
      has = options.hasDefault schema;
    in
    {
      leaf = encode [ ] (removeAttrs schema [ "default" ]) // {
        x-den-merge =
          schema.x-den-merge or (if schema.type or "" == "object" then "recursive" else "replace");
        ${if has then "default" else null} = encode (path ++ [ "default" ]) (options.defaultOf schema);
      };
      required = !has;
    };

  tree = path: schema: {
    annotations = encode [ ] (
      removeAttrs schema [
        "additionalProperties"
        "properties"
        "required"
        "type"
      ]
    );
    properties = lib.mapAttrs (
      name: property:
      if isGroup property then
        { group = tree (path ++ [ name ]) property; }
      else
        leaf (path ++ [ name ]) property
    ) schema.properties;
    required = schema.required or [ ];
  };

  eachOf =
    group: leaf: schema:
    lib.mapAttrs (
      name: property: if isGroup property then group name property else leaf name (schemaOf property)
    ) schema.properties;

  raw = eachOf (_: raw) (_: schema: { default = options.defaultOf schema; });

  positions =
    places: schema:
    eachOf (
      name: property:
      places.node (places.of schema.properties name) {
        properties = places.group (positions places property);
      }
    ) (name: _: places.leaf (places.of schema.properties name)) schema;

  # The same as options, for an evaluation of the interface. What stands in a default may be more than data.
  optionsOf = root: eachOf (_: optionsOf root) (_: option root);
  option =
    root: schema:
    lib.mkOption (
      {
        type = conforming root schema;
      }
      // lib.optionalAttrs (options.hasDefault schema) { default = options.defaultOf schema; }
    );
in
{
  inherit
    code
    isSchema
    leaf
    option
    positions
    problemIn
    problemInMerge
    raw
    tree
    ;
  options = schema: optionsOf schema schema;
}
