# Entities: what functions of the user see as `fleet`, `environment`, `host` and `user`.
#
# An entity has its structural attributes resolved as far as Nix can know them, and its free
# attributes as declared; the modules of `den.schema.<kind>` type those, and are evaluated for an
# entity only when such an attribute is read.
{ lib }:
let
  discharge = import ./discharge.nix { inherit lib; };

  # The names that a schema declares: one evaluation for the whole fleet.
  schema = kind: modules: {
    inherit kind modules;
    names =
      if modules == [ ] then
        { }
      else
        removeAttrs
          (lib.evalModules {
            modules = modules ++ [
              {
                _module.args = lib.genAttrs [ "environment" "fleet" "host" "name" "user" ] (
                  name: throw "den: the options of den.schema.${kind} may not depend on `${name}`"
                );
              }
            ];
          }).options
          [ "_module" ];
  };

  freeAttributes =
    schema: arguments: where: fields:
    let
      typed =
        (lib.evalModules {
          modules =
            schema.modules
            ++ [ { _module.args = arguments; } ]
            ++ builtins.concatMap (
              key:
              map (d: {
                _file = d.file;
                config.${key} = d.value;
              }) fields.${key}
            ) (builtins.attrNames (builtins.intersectAttrs schema.names fields));
        }).config;
      reading = key: builtins.addErrorContext "while den reads `${key}` of ${where}";
      untyped = lib.mapAttrs (key: found: reading key (discharge.combine "${where}.${key}" found)) (
        builtins.removeAttrs fields (builtins.attrNames schema.names)
      );
    in
    if schema.modules == [ ] then
      untyped
    else
      untyped // lib.mapAttrs (key: _: reading key typed.${key}) schema.names;
in
{
  # `hosts` are the records of reify/hosts.nix, `fleet` is the record of reify/fleet.nix.
  make =
    {
      fleet,
      hosts,
      schemas,
    }:
    let
      hostSchema = schema "host" (schemas.host or [ ]);
      userSchema = schema "user" (schemas.user or [ ]);

      # An entity leads to others and back: whoever takes it for data has to know.
      mark = record: { inherit (record) scope; };

      host =
        tagsOf: record:
        let
          self = {
            hostName = record.name;
          }
          // freeAttributes hostSchema {
            inherit (record) name;
            host = self;
          } record.scope record.free
          // {
            inherit (record) class name system;
            __den = mark record;
            environment = fleet.environmentOf record;
            tags = tagsOf record;
            users = lib.mapAttrs (_: user self) record.users;
          };
        in
        self;

      user =
        host: record:
        let
          self = {
            userName = record.name;
          }
          // freeAttributes userSchema {
            inherit host;
            inherit (record) name;
            user = self;
          } record.scope record.free
          // {
            inherit host;
            inherit (record) name;
            __den = mark record;
            classes = builtins.filter builtins.isString record.classes;
          };
        in
        self;

      fleetEntity = {
        __den = mark { scope = "fleet"; };
        name = fleet.meta.value.name or "fleet";
        meta = fleet.meta.value;
        environments = environmentEntities;
        hosts = hostEntities;
        tags = lib.mapAttrs (_: tag: builtins.filter builtins.isString tag.hosts) fleet.tags;
      };
      hostEntities = lib.mapAttrs (_: host fleet.tagsOf) hosts;
      environmentEntities = lib.mapAttrs (name: record: {
        inherit name;
        __den = mark record;
        hosts = builtins.filter builtins.isString record.hosts;
        meta = record.meta.value;
      }) fleet.environments;

      ofFleet = {
        fleet = fleetEntity;
      };
      ofEnvironment = name: ofFleet // { environment = environmentEntities.${name}; };
      ofHost =
        name:
        let
          self = hostEntities.${name};
        in
        (
          if environmentEntities ? ${toString self.environment} then
            ofEnvironment self.environment
          else
            ofFleet
        )
        // {
          host = self;
        };
      ofUser = user: name: ofHost name // { user = hostEntities.${name}.users.${user}; };
    in
    {
      inherit
        ofEnvironment
        ofFleet
        ofHost
        ofUser
        ;
      hosts = hostEntities;
      # Does the schema of a kind declare the attribute?
      declares = {
        host = name: hostSchema.names ? ${name};
        user = name: userSchema.names ? ${name};
      };
      # What computed tags see: nothing that they would have to wait for.
      listed = lib.mapAttrs (_: host fleet.listTagsOf) hosts;

      # "user:alice@web1" -> the entity arguments that exist there.
      at =
        scope:
        let
          user = builtins.match "user:(.*)@([^@]*)" scope;
          named = builtins.match "(env|host):(.*)" scope;
        in
        if scope == "fleet" then
          ofFleet
        else if user != null then
          ofUser (builtins.head user) (lib.last user)
        else if named != null && builtins.head named == "env" then
          ofEnvironment (lib.last named)
        else if named != null then
          ofHost (lib.last named)
        else
          throw "den: `${scope}` names no scope; write fleet, env:<environment>, host:<host> or user:<user>@<host>";
    };
}
