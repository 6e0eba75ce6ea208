# A JSON Schema as an option type, for an evaluation of the interface: the planner has checked what is data, this checks
# what only Nix can hold. It refuses what a keyword plainly refuses, and takes everything else.
{ lib }:
let
  inherit (import ../discharge.nix { inherit lib; }) isPlain;
  inherit (import ../encode.nix { inherit lib; }) encode;

  # The types that a value has in JSON's words. What JSON would print as a string (a path, a derivation) may stand for one.
  typesOf =
    value:
    let
      type = builtins.typeOf value;
    in
    {
      bool = [ "boolean" ];
      float = [ "number" ] ++ lib.optional (builtins.floor value == value) "integer";
      int = [
        "integer"
        "number"
      ];
      lambda = [ ];
      list = [ "array" ];
      null = [ "null" ];
      path = [ "string" ];
      set =
        if lib.isFunction value then
          [ ]
        else if isPlain value then
          [ "object" ]
        else
          [
            "object"
            "string"
          ];
      string = [ "string" ];
    }
    .${type} or [ ];

  # How the module system's own words name what only Nix can hold (`type` of a hole).
  holeOf =
    value:
    if lib.isDerivation value then
      "derivation"
    else if lib.isFunction value then
      "function"
    else
      builtins.typeOf value;

  isNumber = value: builtins.isInt value || builtins.isFloat value;
  isSet = value: builtins.isAttrs value && isPlain value;

  # Nix counts bytes: of characters outside ASCII there may be four to one.
  isAscii = string: builtins.match "[ -~\t\r\n]*" string != null;
  fits =
    maximum: string: builtins.stringLength string <= (if isAscii string then maximum else 4 * maximum);

  # What a keyword says must have this shape, or it says nothing.
  shapes =
    lib.genAttrs [
      "exclusiveMaximum"
      "exclusiveMinimum"
      "maxItems"
      "maxLength"
      "maxProperties"
      "maximum"
      "minItems"
      "minLength"
      "minProperties"
      "minimum"
      "multipleOf"
    ] (_: isNumber)
    // lib.genAttrs [
      "additionalProperties"
      "items"
      "not"
    ] (_: isSchema)
    // lib.genAttrs [
      "allOf"
      "anyOf"
      "oneOf"
      "prefixItems"
    ] (_: schemas: builtins.isList schemas && builtins.all isSchema schemas)
    // {
      enum = builtins.isList;
      properties =
        schemas: builtins.isAttrs schemas && builtins.all isSchema (builtins.attrValues schemas);
      required = names: builtins.isList names && builtins.all builtins.isString names;
      uniqueItems = builtins.isBool;
    };
  isSchema = schema: builtins.isBool schema || builtins.isAttrs schema;
  says =
    schema: keyword:
    !(shapes ? ${keyword} && schema ? ${keyword}) || shapes.${keyword} schema.${keyword};

  # keyword -> is that so of a value?
  keywords = {
    additionalProperties =
      test: schema: value:
      !(isSet value)
      || schema ? patternProperties
      || builtins.all (test schema.additionalProperties) (
        builtins.attrValues (
          removeAttrs value (
            builtins.attrNames (if says schema "properties" then schema.properties or { } else { })
          )
        )
      );
    allOf =
      test: schema: value:
      builtins.all (each: test each value) schema.allOf;
    anyOf =
      test: schema: value:
      builtins.any (each: test each value) schema.anyOf;
    const =
      _: schema: value:
      value == schema.const;
    enum =
      _: schema: value:
      builtins.elem value schema.enum;
    exclusiveMaximum =
      _: schema: value:
      !(isNumber value) || value < schema.exclusiveMaximum;
    exclusiveMinimum =
      _: schema: value:
      !(isNumber value) || value > schema.exclusiveMinimum;
    items =
      test: schema: value:
      !(builtins.isList value)
      || builtins.all (test schema.items) (
        lib.drop (builtins.length (lib.toList (schema.prefixItems or [ ]))) value
      );
    maxItems =
      _: schema: value:
      !(builtins.isList value) || builtins.length value <= schema.maxItems;
    maxLength =
      _: schema: value:
      !(builtins.isString value) || fits schema.maxLength value;
    maxProperties =
      _: schema: value:
      !(isSet value) || builtins.length (builtins.attrNames value) <= schema.maxProperties;
    maximum =
      _: schema: value:
      !(isNumber value) || value <= schema.maximum;
    minItems =
      _: schema: value:
      !(builtins.isList value) || builtins.length value >= schema.minItems;
    minLength =
      _: schema: value:
      !(builtins.isString value) || builtins.stringLength value >= schema.minLength;
    minProperties =
      _: schema: value:
      !(isSet value) || builtins.length (builtins.attrNames value) >= schema.minProperties;
    minimum =
      _: schema: value:
      !(isNumber value) || value >= schema.minimum;
    multipleOf =
      _: schema: value:
      !(builtins.isInt value && builtins.isInt schema.multipleOf)
      || schema.multipleOf < 1
      || value - schema.multipleOf * (value / schema.multipleOf) == 0;
    # What a schema plainly refuses is known, what it takes is not: only of these is the opposite known as well.
    not =
      test: schema: value:
      builtins.isAttrs schema.not
      &&
        removeAttrs schema.not [
          "const"
          "enum"
          "type"
        ] != { }
      || !(test schema.not value);
    oneOf =
      test: schema: value:
      builtins.any (each: test each value) schema.oneOf;
    prefixItems =
      test: schema: value:
      !(builtins.isList value)
      || builtins.all (found: found) (lib.zipListsWith test schema.prefixItems value);
    properties =
      test: schema: value:
      !(isSet value)
      || builtins.all (name: test schema.properties.${name} value.${name}) (
        builtins.attrNames (builtins.intersectAttrs value schema.properties)
      );
    required =
      _: schema: value:
      !(isSet value) || builtins.all (name: value ? ${name}) schema.required;
    type =
      _: schema: value:
      builtins.any (type: builtins.elem type (lib.toList schema.type)) (typesOf value);
    uniqueItems =
      _: schema: value:
      !(builtins.isList value && schema.uniqueItems)
      || builtins.length value == builtins.length (lib.unique value);
  };

  # `root` has what `$ref` names; `fuel` ends references that lead to themselves.
  accepts =
    root:
    let
      under =
        fuel: schema: value:
        if builtins.isBool schema then
          schema
        else if fuel == 0 then
          true
        else
          builtins.elem (holeOf value) (schema.x-den-holes or [ ])
          ||
            builtins.all (keyword: keywords.${keyword} (under (fuel - 1)) schema value) (
              builtins.filter (says schema) (builtins.attrNames (builtins.intersectAttrs keywords schema))
            )
            && under (fuel - 1) (referred (schema."$ref" or null)) value;
      referred =
        reference:
        let
          found = root."$defs".${lib.removePrefix "#/$defs/" reference} or true;
        in
        if builtins.isString reference && lib.hasPrefix "#/$defs/" reference && isSchema found then
          found
        else
          true;
    in
    under 64;
in
root: schema:
lib.mkOptionType {
  name = "schema";
  description = "value of the JSON Schema ${
    builtins.toJSON (
      encode [ ] (
        removeAttrs schema [
          "default"
          "description"
          "x-den-merge"
        ]
      )
    )
  }";
  check = accepts root schema;
  merge = lib.options.mergeOneOption;
}
