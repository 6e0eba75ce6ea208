# The settings that a shard holds: per scope (the host and each of its users, or the home) and aspect.
#
# Where an interface computes (a default that reads `config`, an `apply`), the plan knows only what was declared; the
# interface itself is then evaluated with that, and never with the planned defaults, which would pin what is computed.
{
  lib,
  declarations,
  restore,
}:
# Whose shard it is, see leaf.nix.
entity: shard:
let
  inherit (builtins) mapAttrs match;

  # An option without any value is no error until somebody asks for it.
  withMissing =
    aspect: values: path:
    lib.recursiveUpdate values (
      lib.setAttrByPath path (
        throw "den: setting ${lib.showOption path} of aspect ${aspect} has no value at ${entity.said}: it has no default, and nobody sets it."
      )
    );

  evaluate =
    aspect: planned:
    if planned.declared == null then
      lib.foldl' (withMissing aspect) (restore planned.values) planned.missing
    else
      (lib.evalModules {
        modules = declarations.interfaceModules aspect ++ [
          {
            _file = "the plan of ${entity.said}";
            config = restore planned.declared;
          }
        ];
      }).config;

  own = mapAttrs evaluate shard.settings;

  # A user's part of the shard lists only what is not as at the host.
  scopes = {
    ${entity.scope} = own;
  }
  // lib.mapAttrs' (user: planned: {
    name = "user:${user}@${entity.name}";
    value = own // mapAttrs evaluate planned.settings;
  }) (shard.users or { });

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
