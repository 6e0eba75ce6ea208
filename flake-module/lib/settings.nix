# The settings that a shard holds: per scope (the host and each of its users, or the home) and aspect.
#
# Where an interface computes (a default that reads `config`, an `apply`), or only Nix can tell whether a value is of the
# type that it should have, the plan has what each layer declared; the interface itself is then evaluated with that, and
# never with the planned defaults, which would pin what is computed.
{
  lib,
  declarations,
  restore,
  # What to do about a plan that cannot be read.
  remedy,
}:
# Whose shard it is, see leaf.nix, and `at`: the entity arguments at a scope.
entity: shard:
let
  inherit (builtins) isList mapAttrs match;
  inherit (import ./refer.nix) asDefault;

  # An option without any value is no error until somebody asks for it.
  withMissing =
    said: aspect: values: path:
    lib.recursiveUpdate values (
      lib.setAttrByPath path (
        throw "den: setting ${lib.showOption path} of aspect ${aspect} has no value at ${said}: it has no default, and nobody sets it."
      )
    );

  # What some layers say, so that what the module system finds wrong names these.
  layer =
    said: aspect:
    { layers, values }:
    let
      isDefault = layers == [ "default" ];
    in
    {
      _file =
        if isDefault then
          "the defaults of the settings of ${aspect} at ${said}"
        else
          "the ${lib.concatStringsSep " and " layers} layer${
            lib.optionalString (builtins.length layers > 1) "s"
          } of the settings of ${aspect} at ${said}";
      config = (if isDefault then asDefault lib else lib.id) (restore values);
    };

  # `said` is whose settings they are, as people are told of it. A default may depend on what an aspect's function gets there.
  evaluate =
    scope: said: aspect: planned:
    if planned.declared == null then
      lib.foldl' (withMissing said aspect) (restore planned.values) planned.missing
    else if isList planned.declared then
      (lib.evalModules {
        modules =
          declarations.interfaceModulesAt (entity.at scope) aspect
          ++ map (layer said aspect) planned.declared;
      }).config
    else
      throw "den: the plan of ${entity.said} does not tell which layers the settings of ${aspect} come from: another version of den wrote it. ${remedy}";

  own = mapAttrs (evaluate entity.scope entity.said) shard.settings;

  # A user's part of the shard lists only what is not as at the host.
  scopes = {
    ${entity.scope} = own;
  }
  // lib.mapAttrs' (
    user: planned:
    let
      scope = "user:${user}@${entity.name}";
    in
    {
      name = scope;
      value = own // mapAttrs (evaluate scope "user ${user} of ${entity.said}") planned.settings;
    }
  ) (shard.users or { });

  # An inline aspect closes over the settings of the aspect that it stands in: `nginx` for `nginx/[0.1]`.
  owner = match "(.*)/\\[[0-9.]+]";

  # `{ settings = …; }`, or `{ }` where the scope has none for this aspect.
  settingsAt =
    scope: aspect:
    let
      here = scopes.${scope} or { };
      outer = owner aspect;
    in
    if here ? ${aspect} then
      { settings = here.${aspect}; }
    else if outer == null then
      { }
    else
      settingsAt scope (builtins.head outer);
in
settingsAt
