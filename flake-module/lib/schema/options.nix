# The options of an interface, as leaves.
#
# An option is *computed* when its value is not just what some layer says: its default reads
# `config`, it has `apply`, its type coerces, or the interface itself defines it. The planner does
# not resolve such a leaf; the reader evaluates the interface.
{ lib }:
let
  discharge = import ../discharge.nix { inherit lib; };
  inherit (import ../encode.nix { inherit lib; }) encode isPlainString;
  types = import ./types.nix { inherit lib; };

  strategies = [
    "append"
    "recursive"
    "replace"
    "unique"
  ];

  text =
    description:
    let
      string = description.text or description;
    in
    if builtins.isString string && isPlainString string then string else null;

  # `config` throws wherever the module or one it imports inline reads it.
  withoutConfig =
    module:
    if builtins.isPath module then
      {
        _file = toString module;
        key = toString module;
        imports = [ (withoutConfig (import module)) ];
      }
    else if lib.isFunction module then
      lib.setFunctionArgs (
        arguments:
        inside (module (arguments // { config = throw "den: config is not known before planning"; }))
      ) (lib.functionArgs module)
    else
      inside module;
  inside =
    module:
    if builtins.isAttrs module && module ? imports && builtins.isList module.imports then
      module // { imports = map withoutConfig module.imports; }
    else
      module;

  isSaid =
    option:
    let
      said = builtins.tryEval (
        option.isDefined && option.highestPrio < (lib.mkOptionDefault null).priority
      );
    in
    !said.success || said.value;

  # A default has no priority and no condition: it is what is left when nobody says anything.
  hasDefault =
    option: option ? default && !(builtins.tryEval (discharge.isNothing option.default)).value;
  defaultOf = option: discharge.settle "a default" option.default;

  # An example counts where it is data: one that is code for the manual is none.
  examples =
    option:
    let
      example = encode [ ] option.example;
      known = builtins.tryEval (builtins.deepSeq example (isData example));
    in
    if option ? example && known.success && known.value then { examples = [ example ]; } else { };
  isData =
    value:
    if builtins.isList value then
      builtins.all isData value
    else
      !(builtins.isAttrs value) || !(value ? "$den") && builtins.all isData (builtins.attrValues value);

  # The user's text is no part of what a value must be, nor is how values merge.
  annotations =
    option:
    let
      description = text (option.description or null);
    in
    examples option // (if description == null then { } else { inherit description; });

  leaf =
    path: option:
    let
      default = encode (path ++ [ "default" ]) (defaultOf option);
      known = builtins.tryEval (builtins.deepSeq default default);
      has = hasDefault option;
      fails = has && (!known.success || isThrown default);
      type = option.type or lib.types.unspecified;
      computed = option ? apply || types.isComputed type || fails || option ? isDefined && isSaid option;
    in
    {
      leaf =
        types.toSchema type
        // annotations option
        // {
          x-den-merge = option.merge or (if types.isSet type then "recursive" else "replace");
          ${if computed then "x-den-computed" else null} = true;
          ${if has && !computed then "default" else null} = known.value;
        };
      required = !has && !computed;
    };

  # Encoding guards itself: a default that throws is a marker somewhere inside.
  isThrown =
    value:
    if builtins.isList value then
      builtins.any isThrown value
    else
      builtins.isAttrs value
      && (
        value."$den".malformed.code or "" == "den::value::throws"
        || builtins.any isThrown (builtins.attrValues (removeAttrs value [ "$den" ]))
      );

  tree = path: options: {
    annotations = { };
    properties = builtins.mapAttrs (
      name: option:
      if option._type or "" == "option" then
        leaf (path ++ [ name ]) option
      else
        { group = tree (path ++ [ name ]) option; }
    ) (removeAttrs options [ "_module" ]);
    required = [ ];
  };

  raw =
    options:
    builtins.mapAttrs (
      _: option: if option._type or "" == "option" then { default = defaultOf option; } else raw option
    ) (removeAttrs options [ "_module" ]);

  positions =
    places: options:
    builtins.mapAttrs (
      _: option:
      if option._type or "" == "option" then
        places.leaf (
          lib.findFirst (position: position != null) null (
            map places.relative (option.declarationPositions or [ ])
          )
        )
      else
        places.group { properties = places.group (positions places option); }
    ) (removeAttrs options [ "_module" ]);

  optionsOf = modules: (lib.evalModules { modules = map withoutConfig modules; }).options;
in
{
  inherit
    defaultOf
    hasDefault
    leaf
    optionsOf
    positions
    raw
    strategies
    tree
    ;
}
