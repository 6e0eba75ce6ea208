# What a function asks for, and its application to less than it asks for.
#
# An argument that is not known (yet) is a *poison*: a value that throws, catchably, when it is
# looked at. What comes out nevertheless does not depend on it.
{ lib }:
let
  entityNames = [
    "environment"
    "fleet"
    "home"
    "host"
    "user"
  ];
  plannedNames = [
    "members"
    "peers"
    "service"
    "settings"
    "vars"
  ];
  boundNames = entityNames ++ plannedNames;
  knownNames = boundNames ++ [ "lib" ];
  known = lib.genAttrs knownNames (_: null);
  entities = lib.genAttrs entityNames (_: null);

  plannedPoison = lib.genAttrs plannedNames (
    name:
    throw "den: keys and includes of an aspect may not depend on `${name}`, which is not known before planning"
  );
  poison =
    lib.genAttrs entityNames (name: throw "den: the argument `${name}` has no value here")
    // plannedPoison;

  # Does the function see arguments that it does not name (`args: …`, `{ host, ... }@args: …`)? Only
  # the pattern's text tells.
  seesAll =
    f:
    builtins.isFunction f
    &&
      builtins.match ".*<varpat .*|.*<attrspat ellipsis=\"1\" name=.*" (
        builtins.replaceStrings [ "\n" ] [ " " ] (builtins.toXML f)
      ) != null;

  formalsOf =
    f:
    let
      formals = lib.functionArgs f;
      names = builtins.attrNames formals;
      open = seesAll f;
      required = builtins.filter (name: !formals.${name}) names;
      optional = builtins.filter (name: formals.${name} && known ? ${name}) names;
    in
    {
      inherit open;
      args = {
        optional =
          if open then builtins.sort builtins.lessThan (lib.subtractLists required knownNames) else optional;
        required = builtins.filter (name: known ? ${name}) required;
      };
      # The same as sets, to call with.
      asked = if open then known else builtins.intersectAttrs known formals;
      needed = builtins.intersectAttrs known (lib.filterAttrs (_: hasDefault: !hasDefault) formals);
      unknown = builtins.filter (name: !(known ? ${name})) required;
    };

  # `environment.of id` is what the functions of that aspect get. Statically that is nothing, so
  # everything that is asked for is poison; at an entity an optional argument that is absent takes
  # its default, as Nix would have it.
  apply =
    environment: id: formals: f:
    let
      real = environment.of id // {
        inherit lib;
      };
      all = poison // real;
    in
    if environment.static then
      f (builtins.intersectAttrs formals.asked all)
    else
      f (builtins.intersectAttrs formals.needed all // builtins.intersectAttrs formals.asked real);

  joinArgs =
    outer: inner:
    if outer == null then
      inner
    else if inner == null then
      outer
    else
      let
        required = lib.unique (outer.required ++ inner.required);
      in
      {
        optional = builtins.sort builtins.lessThan (
          lib.subtractLists required (lib.unique (outer.optional ++ inner.optional))
        );
        required = builtins.sort builtins.lessThan required;
      };

  asksFor =
    names: args:
    args != null && builtins.any (name: builtins.elem name names) (args.required ++ args.optional);

  # Are the required entity arguments there? Planned ones always come.
  fires =
    available: args:
    args == null
    || builtins.all (name: !(builtins.elem name entityNames) || available ? ${name}) args.required;
in
{
  inherit
    apply
    asksFor
    boundNames
    entities
    entityNames
    fires
    formalsOf
    joinArgs
    known
    plannedNames
    poison
    ;
  # Nothing is there.
  static = {
    available = { };
    of = _: { };
    static = true;
    where = "";
  };
  # The entity arguments are; planned ones exist, but not before planning.
  at = available: {
    inherit available;
    of = _: plannedPoison // available;
    static = false;
    where =
      if available ? user then
        " for user ${available.user.name} of host ${available.host.name}"
      else if available ? host then
        " at host ${available.host.name}"
      else if available ? home then
        " at home ${available.home.name}"
      else
        "";
  };
  # Everything is: `arguments` is a function of the aspect.
  planned = arguments: {
    available = { };
    of = arguments;
    static = false;
    where = " as it was planned";
  };
}
