# Aspects of the document by their identities: `gaming/emulation` is what `gaming` provides.
let
  inherit (builtins) attrNames concatMap listToAttrs;

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
in
aspects: listToAttrs (flatten "" aspects)
