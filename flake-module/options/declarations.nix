# The options that a fleet is declared with. Works in any `evalModules`.
{
  config,
  lib,
  options,
  ...
}:
let
  denLib = import ../lib { inherit lib; };
  inherit (denLib) types;

  option =
    type: default: description:
    lib.mkOption { inherit default description type; };

  schema = option lib.types.deferredModule { };
  entities =
    kind:
    "Module that declares and types the free attributes of every ${kind}. It is evaluated for a ${kind} when one of them is read, and gets `name` and `${kind}` as arguments";
in
{
  options.den = {
    hosts = option types.hosts { } "Hosts, by system and name." // {
      apply = _: config.den.declarations.hosts;
    };
    homes =
      option types.homes { } ''
        Homes without a host, by system and name: `vic`, or `vic@mac` where vic has several. Whose it is says the name
        up to the `@`, or its `userName`.
      ''
      // {
        apply = _: config.den.declarations.homes;
      };
    aspects = option types.aspects { } "Aspects, by name.";
    default =
      option (types.aspect "den.default") { }
        "The aspect that every host, user and home includes.";
    policies = option types.policies { } ''
      What follows from what: functions of entities to lists of effects, which Nix runs, or rules (`policy.rule`), which
      the planner does.
    '';

    fleet = {
      meta = option types.free { } "Data about the fleet.";
      tags = option types.tags { } "Tags: lists of hosts, or functions of all hosts to such a list.";
      includes = option types.includes [ ] "Aspects of every host and home.";
      settings = option types.free { } "Settings by aspect, for the whole fleet.";
      environments = option types.free { } ''
        Environments: groups of hosts between the fleet and one host. {option}`hosts` of one is a list of names, or a
        selector (`sel.tag "production"`).
      '';
    };

    schema = {
      environment = schema ''
        Module that declares and types attributes of every environment beside those that den knows: each is a key of
        `den.fleet.environments.<name>`, and is read as an attribute of `environment`. What is not declared here is a
        mistake there. It gets `name` and `environment` as arguments.
      '';
      fleet = schema ''
        Module that declares and types attributes of {option}`den.fleet.meta`, where the fleet has its free ones. Those
        that it does not declare stay as they are written. It gets `fleet` as argument.
      '';
      home = schema "${entities "home"}.";
      host = schema "${entities "host"}.";
      user = schema "${entities "user"}, and `host`.";
    };

    declarations = lib.mkOption {
      default = denLib.declarations {
        inherit lib;
        inherit (config.den) source;
        config = config.den;
        options = options.den;
      };
      description = "What the declarations amount to: the fleet document, and the way back from its names to what was written.";
      internal = true;
      readOnly = true;
      type = lib.types.raw;
    };

    source = lib.mkOption {
      default = null;
      description = "The folder that positions are relative to. Never forced but by positions.";
      internal = true;
      type = lib.types.raw;
    };

    lib = lib.mkOption {
      default = denLib // {
        # What the fleet's aspects say of themselves.
        aspects = import ../lib/catalog.nix {
          inherit lib;
          inherit (config.den.declarations) document;
        };
      };
      description = "den's library. {option}`den.lib.aspects` has what the fleet's aspects say of themselves: `catalog`, `byCategory`, `validateDependencies`.";
      readOnly = true;
      type = lib.types.raw;
    };
  };
}
