# What an option says besides its type, and modules without a `config`.
{ lib }:
let
  discharge = import ../discharge.nix { inherit lib; };
  inherit (import ../encode.nix { inherit lib; }) encode isPlainString;

  text =
    description:
    let
      string = description.text or description;
    in
    if builtins.isString string && isPlainString string then string else null;

  # A default has no priority and no condition: it is what is left when nobody says anything.
  hasDefault =
    option: option ? default && !(builtins.tryEval (discharge.isNothing option.default)).value;
  defaultOf = option: discharge.settle "a default" option.default;

  # Newer libraries take the empty value of a type (`[ ]` of a list) where nobody says anything.
  fallsBack =
    (builtins.tryEval
      (lib.evalModules {
        modules = [
          {
            options.it = lib.mkOption {
              type = lib.mkOptionType {
                name = "probe";
                emptyValue.value = true;
              };
            };
          }
        ];
      }).config.it
    ).success;
  hasEmpty =
    option: fallsBack && !(hasDefault option) && (option.type or { }).emptyValue or { } ? value;
  # A set of options, which may require something itself.
  isStructure =
    type:
    let
      name = type.name or "";
      inherit (type) nestedTypes;
    in
    name == "submodule"
    || (name == "uniq" || name == "unique") && isStructure nestedTypes.elemType
    || name == "coercedTo" && isStructure nestedTypes.finalType;
  # `{ value; }` of what stands for nothing, or `null`.
  emptyOf =
    option:
    if hasEmpty option && !(isStructure option.type) then
      { inherit (option.type.emptyValue) value; }
    else
      null;

  # May nobody say anything, by what `schema` says of the option?
  isOptional =
    schema: option:
    hasDefault option || isSaid option || hasEmpty option && schema.required or [ ] == [ ];

  # Does the interface itself define the option?
  isSaid =
    option:
    let
      said = builtins.tryEval (
        option.isDefined && option.highestPrio < (lib.mkOptionDefault null).priority
      );
    in
    option ? isDefined && (!said.success || said.value);

  # No hole and no marker anywhere.
  isData =
    value:
    if builtins.isList value then
      builtins.all isData value
    else
      !(builtins.isAttrs value) || !(value ? "$den") && builtins.all isData (builtins.attrValues value);

  # `{ value; }` where it is nothing but data, else `null`.
  dataOf =
    value:
    let
      encoded = encode [ ] value;
      known = builtins.tryEval (builtins.deepSeq encoded (isData encoded));
    in
    if known.success && known.value then { value = encoded; } else null;

  # The user's text. An example counts where it is data: one that is code for the manual is none.
  annotations =
    option:
    let
      description = text (option.description or null);
      example = if option ? example then dataOf option.example else null;
    in
    {
      ${if description == null then null else "description"} = description;
      ${if example == null then null else "examples"} = [ example.value ];
      ${if option.readOnly or false then "readOnly" else null} = true;
    };

  # An option that is read-only and has a default: nobody else may say anything.
  isFixed = option: option.readOnly or false && hasDefault option;

  # Modules in which `config` throws wherever they read it, and so does an argument that `known` does not name; those that
  # they import inline likewise. A missing argument would be an error that cannot be caught.
  withoutConfig =
    known: module:
    if builtins.isPath module then
      {
        _file = toString module;
        key = toString module;
        imports = [ (withoutConfig known (import module)) ];
      }
    else if lib.isFunction module then
      let
        arguments = lib.functionArgs module;
        strangers = removeAttrs arguments known;
        required = lib.filterAttrs (_: isOptional: !isOptional) strangers;
        poison = lib.mapAttrs (name: _: throw "den: `${name}` is not known before planning") (
          required // { config = null; }
        );
      in
      lib.setFunctionArgs (given: inside known (module (given // poison))) (
        removeAttrs arguments (builtins.attrNames strangers)
      )
    else
      inside known module;
  inside =
    known: module:
    if builtins.isAttrs module && module ? imports && builtins.isList module.imports then
      module // { imports = map (withoutConfig known) module.imports; }
    else
      module;

  known = [
    "_class"
    "_prefix"
    "config"
    "extendModules"
    "lib"
    "moduleType"
    "options"
    "specialArgs"
  ];
  evaluate =
    {
      modules,
      specialArgs ? { },
    }:
    lib.evalModules {
      inherit specialArgs;
      modules = map (withoutConfig (known ++ builtins.attrNames specialArgs)) modules;
    };
in
{
  inherit
    annotations
    dataOf
    defaultOf
    emptyOf
    evaluate
    hasDefault
    isFixed
    isOptional
    isSaid
    ;
}
