# Aspects as a tree of nodes: from a registered aspect down to what its functions include inline.
#
# A node is an aspect *in an environment*: the same inline aspect is another value where its owner
# was applied to other arguments. What a node's parts say without any argument holds everywhere; a
# part that cannot say it is evaluated at each entity (`chosen`).
{
  lib,
  classes,
  attempt ? builtins.tryEval,
}:
let
  call = import ./call.nix { inherit lib; };
  discharge = import ../discharge.nix { inherit lib; };
  evaluate = import ./evaluate.nix {
    inherit
      attempt
      call
      classify
      lib
      ;
    registered = classes;
  };
  part = import ./part.nix { inherit call lib; };
  references = import ./reference.nix { inherit lib; };
  inherit (import ../malformed.nix { inherit lib; })
    describe
    hintFor
    isOfPolicies
    report
    throws
    ;

  # What an element of `includes` is: the id of an aspect, an aspect of its own, or a mistake.
  classify =
    {
      again,
      birth,
      definition,
      id,
    }:
    let
      inherit (definition) value;
      found = references.reference value;
    in
    if found != null then
      found
    else if
      builtins.isAttrs value && !(value ? __den) && !isOfPolicies value || builtins.isFunction value
    then
      {
        kind = "inline";
        node = make {
          inherit again birth id;
          definitions = [ definition ];
          inline = true;
        };
      }
    else
      references.malformed (
        report "den::aspect::include" ("an aspect, its name, or an inline aspect" + hintFor value) (
          describe value
        )
      );

  # `birth` is the environment in which the definitions came about, `again` leads to the same node
  # in another one.
  make =
    {
      again ? null,
      birth ? call.static,
      definitions,
      id,
      inline ? false,
      # Its parts, where they are known: these are the same everywhere.
      parts ? null,
    }@said:
    let
      found = attempt (
        builtins.addErrorContext "while den reads aspect ${id}" (discharge.live definitions)
      );
      parts' =
        if parts != null then
          parts
        else if found.success then
          map part.make found.value
        else
          [ ];
      here = builtins.genList (
        index:
        evaluate {
          inherit index strongest;
          alone = builtins.length parts' == 1;
          environment = birth;
          owner = node;
          part = builtins.elemAt parts' index;
        }
      ) (builtins.length parts');
      strongest = builtins.mapAttrs (
        key: _: builtins.foldl' (least: e: lib.min least (e.priorityOf key)) 100000 here
      ) (builtins.foldl' (keys: e: keys // e.keys) { } here);
      node = {
        inherit
          birth
          definitions
          here
          id
          inline
          ;
        parts = parts';
        again =
          if again != null then
            again
          else
            environment:
            make (
              said
              // {
                birth = environment;
                parts = parts';
              }
            );
        # Does some part say what it is only at an entity?
        dependsOnEntity = builtins.any entityOnly here;
        # Can what it says differ from one user of a host to the next?
        asksUser = builtins.any (e: e.open || call.asksFor [ "user" ] e.args) here;
        malformed = if !found.success then throws "den::aspect::throws" "an aspect" else null;
        provides = providesOf node;
      };
    in
    node;

  definitionsOf = node: key: builtins.concatMap (e: e.definitionsOf key) node.here;

  providesOf =
    node:
    let
      sets = builtins.filter (d: (builtins.tryEval (discharge.isPlain d.value)).value) (
        definitionsOf node "provides" ++ definitionsOf node "_"
      );
      ofSet =
        d:
        builtins.mapAttrs (
          name: value:
          d
          // {
            inherit name value;
            set = d.value;
          }
        ) d.value;
    in
    builtins.mapAttrs (
      name: definitions:
      make {
        inherit definitions;
        inherit (node) birth;
        id = "${node.id}/${name}";
        again = environment: (node.again environment).provides.${name};
      }
    ) (builtins.zipAttrsWith (_: found: found) (map ofSet sets));

  # Nothing was learnt without arguments, and some entity argument may be why.
  entityOnly =
    e: (e.failed || e.open) && e.args != null && (e.open || call.asksFor call.entityNames e.args);

  # A part whose required entities are not there says nothing.
  silent =
    e:
    e
    // {
      classes = { };
      excludes = [ ];
      failed = false;
      includes = [ ];
      keys = { };
      unknown = [ ];
    };
in
{
  inherit
    call
    classify
    definitionsOf
    entityOnly
    make
    ;
  inherit (references) named reference;

  # The parts of a node at an entity: those that hold everywhere, the others evaluated there.
  chosen =
    environment: node:
    if environment.static || !node.birth.static || !node.dependsOnEntity then
      node.here
    else
      lib.zipListsWith (
        static: atEntity:
        if !entityOnly static then
          static
        else if call.fires environment.available static.args then
          atEntity
        else
          silent static
      ) node.here (node.again environment).here;

  # Does a part that depends on the entity have what it asks for there?
  speaks =
    environment: node:
    builtins.any (e: entityOnly e && call.fires environment.available e.args) node.here;
}
