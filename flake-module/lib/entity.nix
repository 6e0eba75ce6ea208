# Entities: what functions of the user see as `fleet`, `environment`, `host`, `user` and `home`.
#
# An entity has its structural attributes resolved as far as Nix can know them, and its free
# attributes as declared; the modules of `den.schema.<kind>` type those, and are evaluated for an
# entity only when such an attribute is read.
{ lib }:
let
  discharge = import ./discharge.nix { inherit lib; };

  kinds = [
    "environment"
    "fleet"
    "home"
    "host"
    "user"
  ];

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
                _module.args = lib.genAttrs (kinds ++ [ "name" ]) (
                  name: throw "den: the options of den.schema.${kind} may not depend on `${name}`"
                );
              }
            ];
          }).options
          [ "_module" ];
  };

  # `arguments` are those of the schema's modules; `free` are the definitions of each attribute, `option` is where they are
  # written: an error says it.
  freeAttributes =
    schema:
    {
      arguments,
      free,
      option,
      scope,
      ...
    }:
    let
      typed =
        (lib.evalModules {
          prefix = [ "den" ] ++ option;
          modules =
            schema.modules
            ++ [ { _module.args = arguments; } ]
            ++ builtins.concatMap (
              key:
              map (d: {
                _file = d.file;
                config.${key} = d.value;
              }) free.${key}
            ) (builtins.attrNames (builtins.intersectAttrs schema.names free));
        }).config;
      reading = key: builtins.addErrorContext "while den reads `${key}` of ${scope}";
      untyped = lib.mapAttrs (key: found: reading key (discharge.combine "${scope}.${key}" found)) (
        builtins.removeAttrs free (builtins.attrNames schema.names)
      );
    in
    if schema.modules == [ ] then
      untyped
    else
      untyped // lib.mapAttrs (key: _: reading key typed.${key}) schema.names;
in
{
  inherit kinds;

  # `hosts` and `homes` are records of reify/hosts.nix and reify/homes.nix, `fleet` is the record of reify/fleet.nix;
  # `schemas` has the modules of every kind.
  make =
    {
      fleet,
      homes,
      hosts,
      schemas,
    }:
    let
      schema' = lib.mapAttrs schema schemas;

      # An entity leads to others and back: whoever takes it for data has to know.
      mark = record: { inherit (record) scope; };

      freeOfHost = freeAttributes schema'.host;
      host =
        tagsOf: environmentOf: record:
        let
          self = {
            hostName = record.name;
          }
          // freeOfHost (
            record
            // {
              arguments = {
                inherit (record) name;
                host = self;
              };
            }
          )
          // {
            inherit (record) class name system;
            __den = mark record;
            environment = environmentOf record;
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
          // freeAttributes schema'.user (
            record
            // {
              arguments = {
                inherit host;
                inherit (record) name;
                user = self;
              };
            }
          )
          // {
            inherit host;
            inherit (record) name;
            __den = mark record;
            classes = builtins.filter builtins.isString record.classes;
          };
        in
        self;

      home =
        record:
        let
          self = {
            inherit (record) hostName;
          }
          // freeAttributes schema'.home (
            record
            // {
              arguments = {
                inherit (record) name;
                home = self;
              };
            }
          )
          // {
            inherit (record) name system user;
            __den = mark record;
            classes = builtins.filter builtins.isString record.classes;
            userName = record.user;
          };
        in
        self;

      environment =
        name: record:
        let
          # What the schema does not declare is a mistake, and reported as one.
          free = builtins.intersectAttrs schema'.environment.names record.free;
          named = builtins.filter builtins.isString record.hosts;
          self =
            freeAttributes schema'.environment (
              record
              // {
                inherit free;
                arguments = {
                  inherit name;
                  environment = self;
                };
              }
            )
            // {
              inherit name;
              __den = mark record;
              hosts = named ++ builtins.filter (host: !(builtins.elem host named)) (fleet.hostsOf name);
              meta = record.meta.value;
            };
        in
        self;

      fleetEntity = {
        __den = mark { scope = "fleet"; };
        name = fleetEntity.meta.name or "fleet";
        # Nothing of the fleet's own stands outside of it.
        meta =
          if schemas.fleet == [ ] then
            fleet.meta.value
          else
            freeAttributes schema'.fleet {
              arguments.fleet = fleetEntity;
              inherit (fleet.meta) free;
              option = [
                "fleet"
                "meta"
              ];
              scope = "fleet";
            };
        environments = environmentEntities;
        homes = homeEntities;
        hosts = hostEntities;
        tags = lib.mapAttrs (_: tag: builtins.filter builtins.isString tag.hosts) fleet.tags;
      };
      hostOf = host fleet.tagsOf fleet.environmentOf;
      # What cannot wait for environments to be told by selectors.
      listedOf = host fleet.listTagsOf fleet.listedEnvironmentOf;
      matchedOf = host fleet.tagsOf fleet.listedEnvironmentOf;
      hostEntities = lib.mapAttrs (_: hostOf) hosts;
      homeEntities = lib.mapAttrs (_: home) homes;
      environmentEntities = lib.mapAttrs environment fleet.environments;

      ofFleet = {
        fleet = fleetEntity;
      };
      ofEnvironment = name: ofFleet // { environment = environmentEntities.${name}; };
      # Once for a host and all its users. Where nobody knows its environment, that is there and cannot be looked at.
      ofHosts = lib.mapAttrs (
        name: host:
        ofFleet
        // {
          inherit host;
          ${
            if fleet.open.${name} or null != null || environmentEntities ? ${toString host.environment} then
              "environment"
            else
              null
          } =
            environmentEntities.${host.environment};
        }
      ) hostEntities;
      ofHost = name: ofHosts.${name};
      ofUser = user: name: ofHosts.${name} // { user = hostEntities.${name}.users.${user}; };
      # … where the planner has told it.
      ofPlanned =
        environment: name:
        let
          self = host fleet.tagsOf (_: environment) hosts.${name};
        in
        ofFleet
        // {
          host = self;
          ${if environmentEntities ? ${toString environment} then "environment" else null} =
            environmentEntities.${environment};
        };
      ofHome = name: ofFleet // { home = homeEntities.${name}; };

      at =
        { ofHost, ofUser }:
        scope:
        let
          user = builtins.match "user:(.*)@([^@]*)" scope;
          named = builtins.match "(env|home|host):(.*)" scope;
          name = lib.last named;
          of = {
            env = ofEnvironment;
            home = ofHome;
            host = ofHost;
          };
        in
        if scope == "fleet" then
          ofFleet
        else if user != null then
          ofUser (builtins.head user) (lib.last user)
        else if named != null then
          of.${builtins.head named} name
        else
          throw "den: `${scope}` names no scope; write fleet, env:<environment>, host:<host>, user:<user>@<host> or home:<home>";
    in
    {
      inherit
        ofEnvironment
        ofFleet
        ofHome
        ofHosts
        ;
      homes = homeEntities;
      hosts = hostEntities;
      # Does the schema of a kind declare the attribute?
      declares = lib.mapAttrs (
        _: schema: name:
        schema.names ? ${name}
      ) schema';
      # The names that the schema of a kind declares.
      schemaNames = lib.mapAttrs (_: schema: schema.names) schema';
      # What computed tags see: nothing that they would have to wait for.
      listed = lib.mapAttrs (_: listedOf) hosts;
      # What the selectors of environments see.
      matched = lib.mapAttrs (_: matchedOf) hosts;

      # "user:alice@web1" -> the entity arguments that exist there.
      at = at { inherit ofHost ofUser; };
      # … in the environment that a plan tells, where the declarations do not.
      atIn =
        environment:
        let
          ofHost' =
            name: if fleet.open.${name} or null == null then ofHosts.${name} else ofPlanned environment name;
        in
        at {
          ofHost = ofHost';
          ofUser =
            user: name:
            let
              host = ofHost' name;
            in
            host // { user = host.host.users.${user}; };
        };
    };
}
