# The plan that lies in the repository, as `den plan` wrote it: `index.json` and one shard per host.
{
  lib,
  dir,
  shown,
  problem ? null,
}:
let
  inherit (builtins)
    fromJSON
    hashString
    isAttrs
    isList
    pathExists
    readFile
    toJSON
    ;

  version = 1;
  remedy = "Run `den plan` and commit ${shown}.";

  file = name: dir + "/${name}";
  bad = name: why: { error = "den: ${shown}/${name} ${why}. ${remedy}"; };

  written = import ./written.nix { inherit lib; };

  # The file as data, if it is of the version that we read and has the fields that we rely on.
  read =
    name: fields:
    let
      text = readFile (file name);
      data = builtins.addErrorContext "while reading ${shown}/${name}; if it is no JSON, delete it and run `den plan`" (
        fromJSON text
      );
      wrong = lib.filter (field: !(data ? ${field} && fields.${field} data.${field})) (
        builtins.attrNames fields
      );
      said = data.version or null;
    in
    if !written text then
      bad name "is cut short, badly merged or edited by hand"
    else if said != version then
      bad name (
        if builtins.isInt said && said > version then
          "is of version ${toString said}, written by a newer den: this one reads version ${toString version}"
        else
          "is not of version ${toString version}, which this den reads"
      )
    else if wrong != [ ] then
      bad name "lacks `${builtins.head wrong}`, or it was edited by hand"
    else
      { ok = data; };

  # Two plans can be merged without a conflict to one that nobody computed, and whose reads still hold: a shard says what
  # it was when it was written.
  intact =
    shard: shard.digest or null == hashString "sha256" (toJSON (removeAttrs shard [ "digest" ]));
in
{
  inherit remedy;

  index =
    if problem != null then
      { error = problem; }
    else if pathExists (file "index.json") then
      read "index.json" {
        hosts = isList;
        outputs = isAttrs;
      }
    else
      {
        error = "den: there is no plan in ${shown} (a flake sees only files that git tracks). ${remedy}";
      };

  shard =
    host:
    let
      name = "hosts/${host}.json";
      answer = read name {
        host = it: it == host;
        outputs = isList;
        reads = isAttrs;
        settings = isAttrs;
        users = isAttrs;
      };
    in
    if problem != null then
      { error = problem; }
    else if pathExists (file name) then
      if answer ? ok && !intact answer.ok then bad name "was merged or edited by hand" else answer
    else
      { error = "den: the plan has no host ${host} (${shown}/${name} is missing). ${remedy}"; };
}
