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
    mapAttrs
    ;
  inherit (import ./bind.nix { inherit lib; }) bind plannedNames;
  inherit (import ./refer.nix) asDefault;
  restore =
    follow:
    import ./values.nix {
      inherit follow;
      inherit (declarations) hole;
    };

  aspects = import ./by-id.nix declarations.document.aspects;

  parts = id: aspects.${id}.shape.parts or [ ];
  numbered =
    id: genList (part: { inherit part; } // builtins.elemAt (parts id) part) (length (parts id));

  # Settings by aspect, each worked out once.
  settings = mapAttrs settingsIn aspects;
  settingsOf = id: settings.${id};
  settingsIn =
    id:
    { interface, ... }:
    let
      isLeaf = it: it ? x-den-merge;
      computed =
        it:
        if isLeaf it then it.x-den-computed or false else lib.any computed (lib.attrValues it.properties);
      restored = restore (follow id);
      value =
        name: it:
        if !(isLeaf it) then
          mapAttrs (child: value "${name}.${child}") it.properties
        else if it ? default then
          restored it.default
        else
          throw "den: setting ${name} of aspect ${id} has no default, and a module from flake.modules has no host that could set it.";
      # What an option's own default cannot say, since it refers to others.
      referring =
        it:
        mapAttrs (_: it: if isLeaf it then restored it.default else referring it) (
          lib.filterAttrs (_: it: if isLeaf it then hasRef (it.default or null) else true) it.properties
        );
    in
    if interface == null then
      { }
    else if computed interface then
      {
        settings =
          (lib.evalModules {
            modules = declarations.interfaceModules id ++ [
              {
                _file = "the defaults of the settings of ${id}";
                config = asDefault lib (referring interface);
              }
            ];
          }).config;
      }
    else
      { settings = mapAttrs value interface.properties; };

  hasRef =
    value:
    if builtins.isList value then
      lib.any hasRef value
    else
      builtins.isAttrs value
      && (value ? "$den".ref || lib.any hasRef (lib.attrValues (value."$den".attrs or value)));

  # By default, what another aspect has by default.
  follow =
    id:
    { aspect, path }:
    let
      found = settings.${aspect}.settings or { };
    in
    if lib.hasAttrByPath path found then
      lib.getAttrFromPath path found
    else
      throw "den: aspect ${id} has by default what aspect ${aspect} has at ${lib.showOption path}, and there is no such setting.";

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
