# What a function asks for, and its application to less than it asks for.
#
# An argument that is not known (yet) is a *poison*: a value that throws, catchably, when it is looked at. What comes out nevertheless does
# not depend on it.
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

  poison = lib.genAttrs boundNames (name: throw "den: `${name}` is not known before planning");

  # Does the function see arguments that it does not name (`args: …`, `{ host, ... }@args: …`)? Only the pattern's text tells.
  seesAll =
    f:
    builtins.isFunction f
    && builtins.match ".*<varpat .*|.*<attrspat ellipsis=\"1\" name=.*" (
      builtins.replaceStrings [ "\n" ] [ " " ] (builtins.toXML f)
    ) != null;

  # Accepts names that it neither needs nor sees.
  hasEllipsis =
    f:
    builtins.isFunction f
    && builtins.match ".*(<varpat |ellipsis=\"1\").*" (builtins.replaceStrings [ "\n" ] [ " " ] (builtins.toXML f)) != null;

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
      unknown = builtins.filter (name: !(known ? ${name})) required;
    };

  # `available` is what is really there. Statically nothing is, so everything that is asked for is poison; at an entity an optional
  # argument that is absent takes its default, as Nix would have it.
  apply =
    { available, static }:
    formals: f:
    let
      real = available // {
        inherit lib;
      };
      asked = formals.args.required ++ (if static then formals.args.optional else builtins.filter (name: real ? ${name}) formals.args.optional);
      given = lib.genAttrs asked (name: real.${name} or poison.${name});
    in
    f given;

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
        optional = builtins.sort builtins.lessThan (lib.subtractLists required (lib.unique (outer.optional ++ inner.optional)));
        required = builtins.sort builtins.lessThan required;
      };

  asksFor = names: args: args != null && builtins.any (name: builtins.elem name names) (args.required ++ args.optional);

  # Are the required entity arguments there? Planned ones always come.
  fires = available: args: args == null || builtins.all (name: !(builtins.elem name entityNames) || available ? ${name}) args.required;
in
{
  inherit
    apply
    asksFor
    boundNames
    entityNames
    fires
    formalsOf
    hasEllipsis
    joinArgs
    known
    plannedNames
    poison
    ;
  static = {
    available = { };
    static = true;
  };
  # Planned arguments exist at an entity, but not before planning.
  at = available: {
    available = lib.genAttrs plannedNames (name: poison.${name}) // available;
    static = false;
  };
  with' = available: {
    inherit available;
    static = false;
  };
}
