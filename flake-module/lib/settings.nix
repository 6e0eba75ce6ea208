# The settings that a host's shard holds: per scope (the host, each of its users) and aspect.
#
# Where an interface computes (a default that reads `config`, an `apply`), the plan knows only what was declared; the
# interface itself is then evaluated with that, and never with the planned defaults, which would pin what is computed.
{
  lib,
  declarations,
  restore,
}:
shard:
let
  inherit (builtins) mapAttrs match;

  # An option without any value is no error until somebody asks for it.
  withMissing =
    aspect: values: path:
    lib.recursiveUpdate values (
      lib.setAttrByPath path (
        throw "den: setting ${lib.showOption path} of aspect ${aspect} has no value at ${shard.host}: it has no default, and nobody sets it."
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
            _file = "the plan of host ${shard.host}";
            config = restore planned.declared;
          }
        ];
      }).config;

  host = mapAttrs evaluate shard.settings;

  # A user's part of the shard lists only what is not as at the host.
  scopes = {
    "host:${shard.host}" = host;
  }
  // lib.mapAttrs' (user: planned: {
    name = "user:${user}@${shard.host}";
    value = host // mapAttrs evaluate planned.settings;
  }) shard.users;

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
