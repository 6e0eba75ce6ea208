# The option types of den: own merges, so that definitions of one thing from many files become one
# without being evaluated.
#
# The merged value is what *reading* `config.den` gives; planning works on the raw definitions,
# which the module system keeps.
{ lib }:
let
  discharge = import ./discharge.nix { inherit lib; };
  view = import ./view.nix { inherit lib; };

  type =
    name: description: check: merge:
    lib.mkOptionType {
      inherit
        check
        description
        merge
        name
        ;
    };

  # Definitions of lists one after the other. What is no list is left to the document to report.
  lists =
    definitions:
    builtins.concatMap (d: if builtins.isList d.value then d.value else [ d.value ]) definitions;

  anything = _: true;
in
{
  # What is no set of aspects is left to the document to report: aspects are read everywhere.
  aspects = type "denAspects" "aspects, by name" anything (
    _: definitions:
    lib.mapAttrs view.make (
      discharge.zip (builtins.filter (d: builtins.isAttrs d.value && !(d.value ? __functor)) definitions)
    )
  );

  aspect = id: type "denAspect" "an aspect" anything (_: view.make id);

  # Only read through `apply`.
  homes = type "denHomes" "homes, by system and name" builtins.isAttrs (_: definitions: definitions);
  hosts = type "denHosts" "hosts, by system and name" builtins.isAttrs (_: definitions: definitions);

  tags =
    type "denTags" "tags: lists of host names, or functions of the hosts to one" builtins.isAttrs
      (
        _: definitions:
        lib.mapAttrs (
          _: found:
          let
            live = discharge.live found;
            first = (builtins.head live).value;
          in
          if builtins.length live == 1 then first else lists live
        ) (discharge.zip definitions)
      );

  includes = type "denIncludes" "a list of aspects" anything (_: lists);

  # Sets merged deeply, for reading.
  free = type "denFree" "attribute set" builtins.isAttrs (
    loc: discharge.combineSets (lib.showOption loc)
  );

  # A rule that is read from here knows its name, for others to override it by.
  policies =
    type "denPolicies" "policies: functions of entities to effects, or rules" builtins.isAttrs
      (
        _: definitions:
        lib.mapAttrs (
          name: found:
          let
            inherit (builtins.head (discharge.live found)) value;
          in
          if builtins.isAttrs value && value ? __denRule then value // { __denName = name; } else value
        ) (discharge.zip definitions)
      );
}
