# Reads a plan: looks up what it names in the user's own declarations, and binds to it what was planned.
#
# Nothing is decided here. Names of outputs come from the plan's index as they stand, and force nothing; a value forces
# the shard of its host or home and, unless the plan is made of today's declarations anyway, the comparison of the
# digests that this shard lists with them, and nothing else. Where there is no index to be read, the names are those that
# the declarations tell, and every value says what to run: a host that is not there at all would say nothing.
{
  lib,
  declarations,
  evaluator,
  classes,
  # What else a class's terminal is called with.
  terminalArgs ? { },
}:
let
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    concatLists
    concatMap
    filter
    mapAttrs
    ;
  inherit (declarations) slices;

  readsLib = import ./reads.nix { inherit lib; };
  bindLib = import ./bind.nix { inherit lib; };
  restore = import ./values.nix { inherit (declarations) hole; };
  changesOf = readsLib.changes (readsLib.digests slices);
  isFresh = import ./fresh.nix {
    inherit slices;
    changes = changesOf;
  };

  settingsLib = import ./settings.nix {
    inherit lib declarations restore;
    inherit (evaluator) remedy;
  };
  modulesLib = import ./modules.nix {
    inherit
      lib
      declarations
      classes
      bindLib
      ;
  };

  leafOf = import ./leaf.nix { inherit lib; };

  readShard =
    leaf:
    let
      entity = leafOf leaf;
      answer = evaluator.shard leaf;
      changes =
        if
          evaluator.live
          || isFresh {
            inherit (answer.ok) reads;
            has = catAttrs "aspect" (
              concatLists (catAttrs "aspects" ([ answer.ok ] ++ attrValues (answer.ok.users or { })))
            );
          }
        then
          [ ]
        else
          changesOf answer.ok.reads;
      problem =
        answer.error or (
          if changes == [ ] then
            null
          else
            "den: the plan of ${entity.said} is stale: ${readsLib.describe changes}. ${evaluator.remedy}"
        );
      shard = if problem == null then answer.ok else throw problem;
      settings = settingsLib whose shard;
      # With the entity arguments at a scope: where only the planner knows its environment, in that.
      whose = entity // {
        at =
          if declarations.entityIn or null == null then
            declarations.entity
          else
            declarations.entityIn (shard.environment or null);
      };
      output =
        at:
        let
          first = builtins.head shard.outputs;
          found =
            if shard.outputs != [ ] && first.at == at then [ first ] else filter (o: o.at == at) shard.outputs;
        in
        if found == [ ] then
          throw "den: the plan of ${entity.said} has no output ${lib.concatStringsSep "." at}, which its index names. ${evaluator.remedy}"
        else
          instantiate whose (builtins.head found) (modulesLib {
            inherit settings;
            entity = whose;
            output = builtins.head found;
          });
    in
    {
      inherit
        output
        problem
        settings
        shard
        ;
    };

  instantiate =
    entity: output: modules:
    let
      class = classes.${output.class};
      own = if output.instantiate == null then null else declarations.instantiator output.instantiate;
      terminal = if own == null then terminals.${output.class} else bindLib.callWith own;
      args =
        terminalArgs
        // entity.at entity.scope
        // {
          inherit lib modules;
          inherit (output) class;
          name = lib.last output.at;
        };
    in
    if own == null && class.instantiate == null then
      throw "den: ${entity.said} has content of class ${output.class}, but nothing to instantiate it with: set den.classes.${lib.strings.escapeNixIdentifier output.class}.instantiate."
    else
      terminal args;

  terminals = mapAttrs (_: class: bindLib.callWith class.instantiate) classes;

  # One attribute per host and home that is declared today: values are read when asked for.
  hosts = mapAttrs (host: _: readShard host) slices.hosts;
  homes = mapAttrs (home: _: readShard "home:${home}") slices.homes;

  shardOf =
    leaf:
    let
      entity = leafOf leaf;
    in
    if index == null then
      throw evaluator.index.error
    else
      # The leaf of a host is its name.
      hosts.${leaf} or (
        if entity.kind == "home" && homes ? ${entity.name} then
          homes.${entity.name}
        else
          throw "den: the plan names ${entity.said}, which is not declared any more. ${evaluator.remedy}"
      );

  tree =
    at: node:
    if node ? "$output" then
      (shardOf node."$output").output at
    else
      mapAttrs (name: tree (at ++ [ name ])) node;

  index = evaluator.index.ok or null;

  # Everything that is wrong with the plan, one sentence each.
  problems = evaluator.problems or compared;

  # … where that takes a comparison with today's declarations.
  compared =
    if index == null then
      [ evaluator.index.error ]
    else
      comparedWith "host" hosts index.hosts ++ comparedWith "home" homes (index.homes or [ ]);
  comparedWith =
    kind: declared: names:
    let
      planned = lib.genAttrs names (_: null);
      unplanned = filter (name: !planned ? ${name}) (attrNames declared);
      gone = filter (name: !declared ? ${name}) names;
    in
    map (
      name: "den: ${kind} ${name} was declared since the plan was made. ${evaluator.remedy}"
    ) unplanned
    ++ map (
      name: "den: ${kind} ${name} is planned, but not declared any more. ${evaluator.remedy}"
    ) gone
    ++ concatMap (
      name:
      let
        inherit (declared.${name}) problem;
      in
      if !declared ? ${name} || problem == null then [ ] else [ problem ]
    ) names;
in
{
  inherit homes hosts problems;

  # The flake outputs, by attribute path. Their names are no error, whatever is wrong with the plan.
  outputs = mapAttrs (name: tree [ name ]) (
    if index != null then
      index.outputs
    else
      import ./evaluators/names.nix {
        inherit lib declarations;
        planned = throw evaluator.index.error;
      }
  );

  # A word where the plan is fresh; otherwise an error that lists what is not, as far as anybody would read.
  fresh =
    let
      shown = lib.lists.take 20 problems;
      more = builtins.length problems - builtins.length shown;
    in
    if problems == [ ] then
      evaluator.verdict
    else
      throw (
        lib.concatStringsSep "\n" (shown ++ lib.optional (more > 0) "den: … and ${toString more} more.")
      );
}
