# Whose an output is, as the plan's index has it: `web1` is a host, `home:vic@mac` a home. No host has a colon in its
# name.
{ lib }:
leaf:
let
  isHome = lib.hasPrefix "home:" leaf;
  kind = if isHome then "home" else "host";
  name = if isHome then lib.removePrefix "home:" leaf else leaf;
in
{
  inherit kind name;
  scope = "${kind}:${name}";
  # As people are told of it.
  said = "${kind} ${name}";

  # Its part of the plan, and the fields that have to be there.
  file = "${kind}s/${name}.json";
  fields = {
    ${kind} = it: it == name;
    outputs = builtins.isList;
    settings = builtins.isAttrs;
    ${if isHome then null else "users"} = builtins.isAttrs;
  };
}
