# `den.lib.aspects`: what the aspects of a fleet say of themselves, for whoever looks for one.
#
# All that have a name are listed, those of namespaces and those that another provides among them. `den.default` is not:
# nobody includes it by name. Every field has one form, whichever it was written in, so all of it is data; what is of a
# wrong shape is left out, and the planner's to report.
{
  lib,
  # The fleet document.
  document,
}:
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elem
    filter
    intersectAttrs
    isAttrs
    isList
    isString
    mapAttrs
    ;

  everything = import ./by-id.nix document.aspects;
  named = removeAttrs everything [ "den.default" ];

  # The attributes of a set, also of one that has a key `$den` of its own; other markers have none.
  fields =
    value:
    if !isAttrs value then
      { }
    else if value ? "$den" then
      value."$den".attrs or { }
    else
      value;
  onlyStrings = lib.filterAttrs (_: isString);

  strings = value: if isList value then filter isString value else [ ];
  string = value: if isString value then value else null;

  links =
    value:
    if isList value then
      map (url: {
        name = null;
        inherit url;
      }) (strings value)
    else
      lib.mapAttrsToList (name: url: { inherit name url; }) (onlyStrings (fields value));

  nobody = {
    email = null;
    github = null;
    name = null;
  };
  maintainer =
    value:
    let
      # Other keys are theirs: nixpkgs has numbers of its maintainers.
      said =
        if isString value then { name = value; } else onlyStrings (intersectAttrs nobody (fields value));
    in
    lib.optional (said != { }) (nobody // said);

  entry =
    { interface, meta, ... }:
    let
      said = fields meta;
    in
    {
      categories = strings (said.categories or [ ]);
      description = string (said.description or null);
      links = links (said.links or [ ]);
      maintainers =
        if isList (said.maintainers or null) then concatMap maintainer said.maintainers else [ ];
      provides = strings (said.provides or [ ]);
      requires = strings (said.requires or [ ]);
      # The interface of its settings, a JSON Schema; null where it has none.
      schema = interface;
    };

  catalog = mapAttrs (_: entry) named;

  # What can be required: aspects, and what they provide.
  offered =
    everything
    // lib.genAttrs (concatMap (aspect: strings (fields aspect.meta).provides or [ ]) (
      attrValues everything
    )) (_: null);

  missingOf =
    aspect:
    map (missing: { inherit aspect missing; }) (
      attrNames (removeAttrs (lib.genAttrs catalog.${aspect}.requires (_: null)) (attrNames offered))
    );
in
{
  # By id: { categories; description; links; maintainers; provides; requires; schema; }
  inherit catalog;

  # The ids of those in a category, sorted.
  byCategory = category: filter (id: elem category catalog.${id}.categories) (attrNames catalog);

  # What aspects require and no aspect of the fleet is or provides: [ { aspect; missing; } ]. Whether an entity that has
  # the aspect has what it requires as well is for the planner to tell.
  validateDependencies = concatMap missingOf (attrNames catalog);
}
