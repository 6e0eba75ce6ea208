# Aspects as modules that know no host: `settings` are the interface's defaults, and what else the plan would have
# supplied is a sentence at the place where it is asked for.
{ lib, declarations }:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    genList
    groupBy
    length
    listToAttrs
    mapAttrs
    ;
  inherit (import ./bind.nix { inherit lib; }) bind plannedNames;
  restore = import ./values.nix { inherit (declarations) hole; };

  # `gaming/emulation` for what `gaming` provides.
  flatten =
    prefix: aspects:
    concatMap (
      name:
      let
        id = prefix + name;
      in
      [
        {
          name = id;
          value = aspects.${name};
        }
      ]
      ++ flatten "${id}/" aspects.${name}.provides
    ) (attrNames aspects);
  aspects = listToAttrs (flatten "" declarations.document.aspects);

  parts = id: aspects.${id}.shape.parts or [ ];
  numbered =
    id: genList (part: { inherit part; } // builtins.elemAt (parts id) part) (length (parts id));

  settingsOf =
    id:
    let
      inherit (aspects.${id}) interface;
      isLeaf = it: it ? x-den-merge;
      computed =
        it:
        if isLeaf it then it.x-den-computed or false else lib.any computed (lib.attrValues it.properties);
      without =
        name: what:
        throw "den: setting ${name} of aspect ${id} ${what}, and a module from flake.modules has no host that could set it.";
      value =
        name: it:
        if !(isLeaf it) then
          mapAttrs (child: value "${name}.${child}") it.properties
        else if !(it ? default) then
          without name "has no default"
        else if it.default ? "$den".ref then
          without name "is by default what another aspect has"
        else
          restore it.default;
    in
    if interface == null then
      { }
    else if computed interface then
      { settings = (lib.evalModules { modules = declarations.interfaceModules id; }).config; }
    else
      { settings = mapAttrs value interface.properties; };

  missing =
    class: id: argument:
    throw "den: aspect ${id} asks for `${argument}`, which only a ${
      if argument == "home" then "home" else "host"
    } of a fleet has: the module flake.modules.${class}.${lib.strings.escapeNixIdentifier id} cannot supply it.";

  # An aspect's own function gets what it requires, and no more: its optional arguments keep their defaults.
  argumentsOf =
    class: id:
    lib.genAttrs (filter (name: lib.elem name plannedNames) (
      concatMap (part: part.args.required or [ ]) (if aspects ? ${id} then parts id else [ ])
    )) (missing class id)
    // (if aspects ? ${id} then settingsOf id else { });

  module = class: id: {
    _class = class;
    _file = "flake.modules.${class}.${lib.strings.escapeNixIdentifier id}";
    key = "den#modules#${class}#${id}";
    imports = concatMap (
      { part, ... }:
      map
        (content: {
          _file = content.file;
          imports = [
            (bind {
              available = settingsOf id;
              missing = missing class id;
              tag = "modules";
            } content.value)
          ];
        })
        (
          declarations.contents {
            aspect = id;
            scope = null;
            args = argumentsOf class;
            inherit class part;
          }
        )
    ) (filter (part: part.classes ? ${class}) (numbered id));
  };

  # class -> the aspects that have content of it
  byClass = mapAttrs (_: map (it: it.id)) (
    groupBy (it: it.class) (
      concatMap (
        id:
        map (class: { inherit class id; }) (
          lib.unique (concatMap (part: attrNames part.classes) (parts id))
        )
      ) (attrNames aspects)
    )
  );
in
mapAttrs (class: ids: lib.genAttrs ids (module class)) byClass
