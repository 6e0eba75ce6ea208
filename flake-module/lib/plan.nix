# Reads a plan: looks up what it names in the user's own declarations, and binds to it what was planned.
#
# Nothing is decided here. Names of outputs come from the plan's index as they stand, and force nothing; a value forces
# its host's shard and, unless the plan is made of today's declarations anyway, the comparison of the digests that this
# shard lists with them, and nothing else.
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
    concatMap
    filter
    mapAttrs
    ;
  inherit (declarations) slices;

  readsLib = import ./reads.nix { inherit lib; };
  bindLib = import ./bind.nix { inherit lib; };
  restore = import ./values.nix { inherit (declarations) hole; };
  digests = readsLib.digests slices;

  settingsLib = import ./settings.nix { inherit lib declarations restore; };
  modulesLib = import ./modules.nix {
    inherit
      lib
      declarations
      classes
      bindLib
      ;
  };

  readHost =
    host: _:
    let
      answer = evaluator.shard host;
      changes = if evaluator.live then [ ] else readsLib.changes digests answer.ok.reads;
      problem =
        answer.error or (
          if changes == [ ] then
            null
          else
            "den: the plan of host ${host} is stale: ${readsLib.describe changes}. ${evaluator.remedy}"
        );
      shard = if problem == null then answer.ok else throw problem;
      settings = settingsLib shard;
      output =
        at:
        let
          found = filter (o: o.at == at) shard.outputs;
        in
        if found == [ ] then
          throw "den: the plan of host ${host} has no output ${lib.concatStringsSep "." at}, which its index names. ${evaluator.remedy}"
        else
          instantiate host (builtins.head found) (modulesLib {
            inherit shard settings;
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
    host: output: modules:
    let
      class = classes.${output.class};
      own = if output.instantiate == null then null else declarations.instantiator output.instantiate;
      terminal = if own == null then class.instantiate else own;
      args =
        terminalArgs
        // declarations.entity "host:${host}"
        // {
          inherit lib modules;
          inherit (output) class;
          name = lib.last output.at;
        };
    in
    if terminal == null then
      throw "den: host ${host} has content of class ${output.class}, but nothing to instantiate it with: set den.classes.${lib.strings.escapeNixIdentifier output.class}.instantiate."
    else
      bindLib.callWith terminal args;

  # One attribute per host that is declared today, in the order of nothing: values are read when asked for.
  hosts = mapAttrs readHost slices.hosts;

  hostOf =
    host:
    hosts.${host}
      or (throw "den: the plan names host ${host}, which is not declared any more. ${evaluator.remedy}");

  tree =
    at: node:
    if node ? "$output" then
      (hostOf node."$output").output at
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
      let
        planned = lib.genAttrs index.hosts (_: null);
        unplanned = filter (host: !planned ? ${host}) (attrNames slices.hosts);
        gone = filter (host: !slices.hosts ? ${host}) index.hosts;
      in
      map (host: "den: host ${host} was declared since the plan was made. ${evaluator.remedy}") unplanned
      ++ map (host: "den: host ${host} is planned, but not declared any more. ${evaluator.remedy}") gone
      ++ concatMap (
        host:
        let
          inherit (hosts.${host}) problem;
        in
        if !hosts ? ${host} || problem == null then [ ] else [ problem ]
      ) index.hosts;
in
{
  inherit hosts problems;

  # The flake outputs, by attribute path. Without a plan that can be read there are none, and no error.
  outputs = if index == null then { } else mapAttrs (name: tree [ name ]) index.outputs;

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
