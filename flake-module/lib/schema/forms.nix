# The three forms of an interface (a module, leaves, a JSON Schema), told apart and brought to the
# tree of the document.
{ lib }:
let
  inherit (import ../encode.nix { inherit lib; }) encode;
  inherit (import ../malformed.nix { inherit lib; }) describe report;
  options = import ./options.nix { inherit lib; };

  code = "den::settings::interface";
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

  # Leaves, with what is wrong in them thrown as a report for `problemIn` to find first.
  leaves =
    path:
    lib.mapAttrs (
      name: value:
      if isOption value then
        options.leaf (path ++ [ name ]) value
      else if isLeaf value then
        leafOf (path ++ [ name ]) value
      else
        { group.properties = leaves (path ++ [ name ]) value; }
    );

  leafOf =
    path: value:
    let
      plain = options.leaf path (
        removeAttrs value [
          "schema"
          "type"
        ]
        // lib.optionalAttrs (isType (value.type or null)) { inherit (value) type; }
      );
      isSet = builtins.isAttrs (value.default or null) && !(value.default ? outPath);
    in
    {
      leaf =
        plain.leaf
        // {
          merge =
            value.merge or (if plain.leaf.merge == "recursive" || isSet then "recursive" else "replace");
        }
        // lib.optionalAttrs (value ? schema || builtins.isString (value.type or null)) {
          schema = encode [ ] (value.schema or { inherit (value) type; });
        };
    };
  isType = value: builtins.isAttrs value && value._type or "" == "option-type";

  problemIn =
    value:
    if isOption value then
      null
    else if !(builtins.isAttrs value) then
      report code "a leaf such as { default = 80; }" (describe value)
    else if isLeaf value then
      if value ? merge && !(builtins.elem value.merge options.strategies) then
        report code "a merge among ${lib.concatStringsSep ", " options.strategies}" (
          if builtins.isString value.merge then "another string" else describe value.merge
        )
      else if value ? type && !(isType value.type || builtins.isString value.type) then
        report code "an option type for `type`" (describe value.type)
      else
        null
    else
      lib.findFirst (problem: problem != null) null (map problemIn (builtins.attrValues value));

  # A JSON Schema: properties of objects are groups, everything else is a leaf.
  fromSchema =
    path: value:
    lib.mapAttrs (
      name: property:
      if property ? properties then
        { group.properties = fromSchema (path ++ [ name ]) property; }
      else
        {
          leaf = {
            computed = false;
            default =
              if options.hasDefault property then
                {
                  value = encode (
                    path
                    ++ [
                      name
                      "default"
                    ]
                  ) (options.defaultOf property);
                }
              else
                null;
            description = property.description or null;
            merge =
              property.x-den-merge or (if property.type or "" == "object" then "recursive" else "replace");
            schema = encode [ ] (
              removeAttrs property [
                "default"
                "description"
                "x-den-merge"
              ]
            );
          };
        }
    ) value.properties;

  leafPositions =
    places: set:
    lib.mapAttrs (
      name: value:
      if isOption value || isLeaf value then
        places.leaf (places.of set name)
      else
        places.node (places.of set name) {
          group = places.group { properties = places.group (leafPositions places value); };
        }
    ) set;

  schemaPositions =
    places: schema:
    lib.mapAttrs (
      name: value:
      if value ? properties then
        places.node (places.of schema.properties name) {
          group = places.group { properties = places.group (schemaPositions places value); };
        }
      else
        places.leaf (places.of schema.properties name)
    ) schema.properties;

  # The same as options, for an evaluation of the interface. What stands in a default may be more than data.
  plainOption =
    value:
    lib.mkOption (
      {
        type = lib.types.raw;
      }
      // lib.optionalAttrs (options.hasDefault value) { default = options.defaultOf value; }
    );
  leafOptions = lib.mapAttrs (
    _: value:
    if isOption value then
      value
    else if isLeaf value then
      plainOption value
    else
      leafOptions value
  );
  schemaOptions =
    schema:
    lib.mapAttrs (
      _: property: if property ? properties then schemaOptions property else plainOption property
    ) schema.properties;
in
{
  inherit
    code
    expected
    formOf
    fromSchema
    leafOptions
    leafPositions
    leaves
    problemIn
    schemaOptions
    schemaPositions
    strangers
    ;
}
