# `den.lib.aspects`: what the aspects of a fleet say of themselves, for whoever looks for one.
#
# All that have a name are listed, those of namespaces and those that another provides among them. `den.default` is not:
# nobody includes it by name. What is wrong with a field is the planner's to report, and the field stands here as it does
# in the fleet document; where a field's form is free (`links`, `maintainers`) there is one form here.
{
  lib,
  # The fleet document.
  document,
}:
let
  inherit (builtins)
    attrNames
    attrValues
    concatLists
    concatMap
    elem
    filter
    isAttrs
    isList
    isString
    listToAttrs
    mapAttrs
    ;

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
  named = listToAttrs (flatten "" (removeAttrs document.aspects [ "den.default" ]));

  # Fields in the form of the catalog: a marker has none.
  fieldsOf = aspect: if aspect.meta ? "$den" then { } else aspect.meta;
  isData = value: isAttrs value && !(value ? "$den");
  stringsIn = value: if isList value then filter isString value else [ ];

  link = value: if isString value then { name = null; url = value; } else value;
  links =
    value:
    if isList value then
      map link value
    else if isData value then
      map (name: {
        inherit name;
        url = value.${name};
      }) (attrNames value)
    else
      value;

  nobody = {
    email = null;
    github = null;
    name = null;
  };
  maintainer =
    value:
    if isString value then
      nobody // { name = value; }
    else if isData value then
      nobody // value
    else
      value;

  entry =
    aspect:
    let
      fields = fieldsOf aspect;
      maintainers = fields.maintainers or [ ];
    in
    {
      categories = fields.categories or [ ];
      description = fields.description or null;
      links = links (fields.links or [ ]);
      maintainers = if isList maintainers then map maintainer maintainers else maintainers;
      provides = fields.provides or [ ];
      requires = fields.requires or [ ];
      # The interface of its settings, a JSON Schema; null where it has none.
      schema = aspect.interface;
    };

  catalog = mapAttrs (_: entry) named;

  # What may be required: aspects, and what they provide. All entities have `den.default`.
  supplied = listToAttrs (
    map (name: {
      inherit name;
      value = null;
    }) (attrNames named ++ concatMap (aspect: stringsIn (fieldsOf aspect).provides or [ ]) (
      attrValues named ++ attrValues (lib.filterAttrs (name: _: name == "den.default") document.aspects)
    ))
  );
in
{
  # By id: { categories; description; links; maintainers; provides; requires; schema; }
  inherit catalog;

  # The ids of those in a category, sorted.
  byCategory =
    category: filter (id: elem category (stringsIn catalog.${id}.categories)) (attrNames catalog);

  # What aspects require and no aspect of the fleet is or provides: [ { aspect; missing; } ]. Whether an entity that has
  # the aspect has what it requires as well is for the planner to tell.
  validateDependencies = concatLists (
    map (
      id:
      map (missing: {
        aspect = id;
        inherit missing;
      }) (
        builtins.sort builtins.lessThan (
          lib.unique (filter (name: !supplied ? ${name}) (stringsIn catalog.${id}.requires))
        )
      )
    ) (attrNames catalog)
  );
}
