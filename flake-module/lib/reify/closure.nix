# The static closure of an entity: which aspects it may reach, as far as Nix needs to know.
#
# Only aspects whose shape depends on the entity must be found, to be evaluated there. A fleet
# without them pays one question per root: which names reach such an aspect is worked out once.
{ aspects }:
let
  inherit (aspects) call chosen;

  everyItem = node: builtins.concatMap (e: e.includes) node.here;
in
{
  # `nodes` are the registered aspects; `lookup id` is the node of one or of what it provides, or
  # null.
  make =
    { lookup, nodes }:
    let
      nodesOf =
        keep:
        builtins.concatMap (
          item:
          if item.kind == "inline" then
            [
              {
                key = item.node.id;
                inherit (item) node;
              }
            ]
          else if item.kind == "aspect" && keep item.id then
            let
              node = lookup item.id;
            in
            if node == null then
              [ ]
            else
              [
                {
                  key = node.id;
                  inherit node;
                }
              ]
          else
            [ ]
        );

      reachesFrom =
        node:
        builtins.any ({ node, ... }: node.dependsOnEntity) (
          builtins.genericClosure {
            startSet = [
              {
                key = node.id;
                inherit node;
              }
            ];
            operator = { node, ... }: nodesOf (_: true) (everyItem node);
          }
        );
      nothing = {
        found = [ ];
        isSharedByUsers = true;
      };
      memo = builtins.mapAttrs (_: reachesFrom) nodes;
      reaches =
        id:
        memo.${id} or (
          let
            node = lookup id;
          in
          node != null && reachesFrom node
        );
      # One hop by hand: an aspect per host is asked for once, what it includes is shared by many.
      nodeReachesSoon = node: node.dependsOnEntity || builtins.any itemReaches (everyItem node);
      soon = builtins.mapAttrs (_: nodeReachesSoon) nodes;
      reachesSoon =
        id:
        let
          node = lookup id;
        in
        node != null && nodeReachesSoon node;
      itemReaches =
        item:
        if item.kind == "aspect" then
          memo.${item.id} or (reaches item.id)
        else
          item.kind == "inline"
          && (item.node.dependsOnEntity || builtins.any itemReaches (everyItem item.node));
    in
    {
      # Those of the roots that may lead to such an aspect. None in most fleets.
      relevant = builtins.filter (
        item:
        if item.kind == "aspect" then
          soon.${item.id} or (reachesSoon item.id)
        else
          item.kind == "inline" && itemReaches item
      );

      # Relevant roots at an entity -> the nodes whose shape must be evaluated there, with their parts as they are; and
      # whether all that was met on the way is the same at each of its users: nothing asks for one, and there are no
      # inline aspects that could.
      at =
        {
          available,
          environment,
          roots,
        }:
        let
          evaluated = found: found // { parts = chosen environment found.node; };
          reached = builtins.genericClosure {
            startSet = map evaluated (nodesOf (_: true) roots);
            operator =
              { parts, ... }:
              map evaluated (
                nodesOf reaches (
                  builtins.concatMap (e: if call.fires available e.args then e.includes else [ ]) parts
                )
              );
          };
        in
        if roots == [ ] then
          nothing
        else
          {
            found = builtins.filter (
              { node, ... }: node.birth.static && node.dependsOnEntity && aspects.speaks environment node
            ) reached;
            isSharedByUsers = builtins.all (
              { node, parts, ... }:
              !node.asksUser && builtins.all (e: builtins.catAttrs "node" e.includes == [ ]) parts
            ) reached;
          };
    };
}
