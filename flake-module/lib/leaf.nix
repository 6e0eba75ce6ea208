# Whose an output is, as the plan's index has it: `web1` is a host, `home:vic@mac` a home. No host has a colon in its
# name.
{ lib }:
leaf:
let
  isHome = builtins.substring 0 5 leaf == "home:";
  kind = if isHome then "home" else "host";
  name = if isHome then builtins.substring 5 (builtins.stringLength leaf) leaf else leaf;
in
{
  inherit kind name;
  scope = "${kind}:${name}";
  # As people are told of it.
  said = "${kind} ${name}";

  # Its part of the plan, and the fields that have to be there.
  file = "${kind}s/${name}.json";
  fields = {
    ${kind} = "string";
    outputs = "list";
    settings = "set";
    ${if isHome then null else "users"} = "set";
  };
  is.${kind} = name;
}
