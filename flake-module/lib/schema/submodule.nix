# A submodule as the schema of an object.
{ lib }:
let
  inherit (import ./option.nix { inherit lib; })
    annotations
    dataOf
    defaultOf
    emptyOf
    evaluate
    hasDefault
    isFixed
    isOptional
    ;

  # `convert` makes a schema of a type.
  property =
    convert: option:
    let
      empty = emptyOf option;
      default =
        if hasDefault option then
          dataOf (defaultOf option)
        else if empty != null then
          dataOf empty.value
        else
          null;
    in
    (if isFixed option then { not = { }; } else convert (option.type or lib.types.unspecified))
    // annotations option
    // {
      ${if default == null then null else "default"} = default.value;
    };

  object =
    convert: isOpen: options:
    let
      members = removeAttrs options [ "_module" ];
      isOption = name: members.${name}._type or "" == "option";
      properties = builtins.mapAttrs (
        name: option: if isOption name then property convert option else object convert isOpen option
      ) members;
      isRequired =
        name:
        if isOption name then
          !(isOptional properties.${name} members.${name})
        else
          properties.${name}.required != [ ];
    in
    {
      inherit properties;
      required = builtins.filter isRequired (builtins.attrNames members);
      type = "object";
      ${if isOpen then null else "additionalProperties"} = false;
    };

  # Its own modules are evaluated without `config`, and without the name that it will have: a default which depends on
  # either is none that could be written down, and where the very options do, there is no more to say than that it is a set.
  toSchema =
    convert: type:
    let
      given = type.functor.payload or { };
      evaluation = evaluate {
        inherit (given) modules;
        specialArgs = given.specialArgs or { };
      };
      inherit (evaluation._module) freeformType;
      free = convert freeformType;
      schema =
        object convert (freeformType != null) evaluation.options
        // lib.optionalAttrs (freeformType != null && free ? additionalProperties) {
          inherit (free) additionalProperties;
        };
      made = builtins.tryEval (builtins.deepSeq schema schema);
    in
    if given ? modules && made.success then made.value else { type = "object"; };
in
{
  inherit property toSchema;
}
