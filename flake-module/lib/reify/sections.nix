# The sections of `den`, told from what is none: `den.hosts = 5` in one file is no reason to read no other.
#
# A definition that cannot be a section is left out and reported; there is no other place for it than the fleet.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  inherit (builtins)
    attrNames
    concatMap
    isAttrs
    isFunction
    isPath
    isString
    partition
    ;
  inherit (import ../malformed.nix { inherit lib; }) describe report throws;

  code = "den::declaration::shape";

  isSet = value: isAttrs value && !(value ? __functor);
  isModule = value: isAttrs value || isFunction value || isPath value || isString value;

  section =
    holds: expected: option:
    let
      found = attempt (partition (d: holds d.value) option.definitionsWithLocations);
    in
    if found.success then
      {
        good = found.value.right;
        unknown = map (d: {
          definitions = [ d ];
          malformed = report code expected (describe d.value);
        }) found.value.wrong;
      }
    else
      {
        good = [ ];
        unknown = [
          {
            definitions = [ ];
            malformed = throws code expected;
          }
        ];
      };

  # What everybody reads as it is: only whether it can be looked at.
  any = section (_: true);
  sets = section isSet;
  modules = kind: section isModule "a module for den.schema.${kind}";
in
# `options` are those below `den`.
options:
let
  sections = {
    aspects = sets "a set of aspects by name" options.aspects;
    default = any "an aspect for den.default" options.default;
    environments = sets "a set of environments by name" options.fleet.environments;
    homes = sets "a set of homes by system" options.homes;
    hosts = sets "a set of hosts by system" options.hosts;
    includes = any "a list of aspects for den.fleet.includes" options.fleet.includes;
    policies = sets "a set of policies by name" options.policies;
    settings = sets "a set of settings by aspect" options.fleet.settings;
    tags = sets "a set of tags by name" options.fleet.tags;
  };
  schemas = lib.mapAttrs modules options.schema;

  unknownIn = set: concatMap (name: set.${name}.unknown) (attrNames set);
in
{
  # The definitions of each.
  definitions = lib.mapAttrs (_: section: section.good) sections;
  schemas = lib.mapAttrs (_: section: section.good) schemas;

  # Reports, with the definitions that they are about.
  unknown = unknownIn sections ++ unknownIn schemas;
}
