# The options of an interface, as leaves.
#
# An option is *computed* when its value is not just what some layer says: its default reads
# `config`, it has `apply`, its type coerces or is one that den does not know, or the interface itself
# defines it. The planner does not resolve such a leaf; the reader evaluates the interface.
{ lib }:
let
  inherit (import ../encode.nix { inherit lib; }) encode;
  inherit (import ./option.nix { inherit lib; })
    annotations
    dataOf
    defaultOf
    emptyOf
    evaluate
    hasDefault
    isFixed
    isSaid
    ;
  types = import ./types.nix { inherit lib; };

  strategies = [
    "append"
    "recursive"
    "replace"
    "unique"
  ];

  leaf =
    path: option:
    let
      default = encode (path ++ [ "default" ]) (defaultOf option);
      known = builtins.tryEval (builtins.deepSeq default default);
      has = hasDefault option;
      fails = has && (!known.success || isThrown default);
      type = option.type or lib.types.unspecified;
      empty = emptyOf option;
      emptyData = if empty == null then null else dataOf empty.value;
      computed =
        option ? apply
        || types.isComputed type
        || fails
        || isSaid option
        || isFixed option
        || empty != null && emptyData == null;
      # The evaluation cannot know what is said of another aspect: the plan has to.
      refers = has && !fails && !(isSaid option) && !(isFixed option) && holdsReference known.value;
    in
    {
      leaf =
        (if isFixed option then { not = { }; } else types.toSchema type)
        // annotations option
        // {
          x-den-merge = option.merge or (if types.isSet type then "recursive" else "replace");
          ${if computed then "x-den-computed" else null} = true;
          ${if if computed then refers else has || empty != null then "default" else null} =
            if has then known.value else emptyData.value;
        };
      required = !(has || computed || empty != null);
    };

  holdsReference =
    value:
    if builtins.isList value then
      builtins.any holdsReference value
    else
      builtins.isAttrs value
      && (value ? "$den".ref || builtins.any holdsReference (builtins.attrValues value));

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

  optionsOf = modules: (evaluate { inherit modules; }).options;
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
