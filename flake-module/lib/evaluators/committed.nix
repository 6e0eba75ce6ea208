# The plan that lies in the repository, as `den plan` wrote it: `index.json` and one shard per host and home.
{
  lib,
  dir,
  shown,
  problem ? null,
  ...
}:
let
  inherit (builtins)
    hashString
    pathExists
    toJSON
    ;

  remedy = "Run `den plan` and commit ${shown}.";

  leafOf = import ../leaf.nix { inherit lib; };
  inherit (import ./read.nix { inherit lib; } { inherit dir remedy shown; }) bad read;
in
{
  inherit remedy;
  name = "committed";
  live = false;
  verdict = "fresh";

  index =
    if problem != null then
      { error = problem; }
    else if pathExists (dir + "/index.json") then
      read "index.json" {
        fields = {
          hosts = "list";
          outputs = "set";
        };
      }
    else
      {
        error = "den: there is no plan in ${shown} (a flake sees only files that git tracks). ${remedy}";
      };

  shard =
    leaf:
    let
      entity = leafOf leaf;
      name = entity.file;
      answer = read name {
        fields = entity.fields // {
          reads = "set";
        };
        inherit (entity) is;
      };
    in
    if problem != null then
      { error = problem; }
    else if pathExists (dir + "/${name}") then
      # Two plans can be merged without a conflict to one that nobody computed, and whose reads still hold: a shard says
      # what it was when it was written.
      if
        answer ? ok
        && answer.ok.digest or null != hashString "sha256" (toJSON (removeAttrs answer.ok [ "digest" ]))
      then
        bad name "was merged or edited by hand"
      else
        answer
    else
      { error = "den: the plan has no ${entity.said} (${shown}/${name} is missing). ${remedy}"; };
}
