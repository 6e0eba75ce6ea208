# The plan that lies in the repository, as `den plan` wrote it: `index.json` and one shard per host.
#
# `fromJSON` fails in a way that cannot be caught. So before it is asked, a file is looked at from outside: the planner
# indents everything but the braces that enclose the whole, which tells a truncated file; and a merge leaves markers.
{
  lib,
  dir,
  shown,
}:
let
  inherit (builtins)
    fromJSON
    isAttrs
    isList
    pathExists
    readFile
    replaceStrings
    ;

  version = 1;
  remedy = "Run `den plan` and commit ${shown}.";

  file = name: dir + "/${name}";
  bad = name: why: { error = "den: ${shown}/${name} ${why}. ${remedy}"; };

  enclosed = text: lib.hasPrefix "{" text && (lib.hasSuffix "\n}\n" text || lib.hasSuffix "\n}" text);
  conflicted = text: replaceStrings [ "\n<<<<<<< " ] [ "" ] text != text;

  # The file as data, if it is of the version that we read and has the fields that we rely on.
  read =
    name: fields:
    let
      text = readFile (file name);
      data = builtins.addErrorContext "while reading ${shown}/${name}, which is written by `den plan`: run it again" (
        fromJSON text
      );
      wrong = lib.filter (field: !(data ? ${field} && fields.${field} data.${field})) (
        builtins.attrNames fields
      );
      said = data.version or null;
    in
    if !enclosed text then
      bad name "is cut short or was edited by hand"
    else if conflicted text then
      bad name "holds conflict markers of a merge"
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
in
{
  inherit remedy;

  index =
    if pathExists (file "index.json") then
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
    in
    if pathExists (file name) then
      read name {
        host = it: it == host;
        outputs = isList;
        reads = isAttrs;
        settings = isAttrs;
        users = isAttrs;
      }
    else
      { error = "den: the plan has no host ${host} (${shown}/${name} is missing). ${remedy}"; };
}
