# Which aspects say in their `meta` what they require or provide.
#
# Every plan depends on that, so every aspect has to be looked at for any host. Most say nothing of it, and are plain sets:
# of all of them in a file this is told at once, without a call for each and without a look at what they say.
{ lib }:
let
  inherit (builtins)
    all
    any
    attrNames
    attrValues
    catAttrs
    concatMap
    filter
    intersectAttrs
    isAttrs
    ;

  # What has none of these has no meta, provides nothing that could have, and is what it looks like.
  telling = {
    __functor = null;
    _ = null;
    _type = null;
    meta = null;
    provides = null;
  };

  # The names in one definition of `den.aspects`.
  suspects =
    { value, ... }:
    let
      aspects = attrValues value;
      quick = builtins.tryEval (
        all isAttrs aspects
        && catAttrs "meta" aspects == [ ]
        && catAttrs "provides" aspects == [ ]
        && catAttrs "_" aspects == [ ]
        && catAttrs "_type" aspects == [ ]
        && catAttrs "__functor" aspects == [ ]
      );
    in
    if quick.success && quick.value then
      [ ]
    else
      filter (
        name:
        let
          plain = builtins.tryEval (isAttrs value.${name} && intersectAttrs telling value.${name} == { });
        in
        !(plain.success && plain.value)
      ) (attrNames value);

  nothing = {
    provides = [ ];
    requires = [ ];
  };

  # `documents` are those of `nodes`.
  among =
    prefix: nodes: documents:
    concatMap (
      name:
      let
        id = prefix + name;
        node = nodes.${name};
        document = documents.${name};
      in
      (if any (e: e.keys ? meta) node.here && document.dependencies != nothing then [ id ] else [ ])
      ++ (
        if any (e: e.keys ? provides || e.keys ? _) node.here then
          among "${id}/" node.provides document.provides
        else
          [ ]
      )
    ) (attrNames nodes);
in
{
  # Those of `den.aspects`.
  definitions,
  documents,
  # The registered aspects, `den.default` among them.
  nodes,
}:
let
  looked = lib.genAttrs (concatMap suspects definitions ++ [ "den.default" ]) (_: null);
in
builtins.sort builtins.lessThan (among "" (intersectAttrs looked nodes) documents)
