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

  schema =
    kind:
    option lib.types.deferredModule { }
      "Module that declares and types the free attributes of every ${kind}.";
in
{
  options.den = {
    hosts = option types.hosts { } "Hosts, by system and name." // {
      apply = _: config.den.declarations.hosts;
    };
    aspects = option types.aspects { } "Aspects, by name.";
    default = option (types.aspect "den.default") { } "The aspect that every host and user includes.";
    policies = option types.policies { } "Functions of entities to lists of effects.";

    fleet = {
      meta = option types.free { } "Data about the fleet.";
      tags = option types.tags { } "Tags: lists of hosts, or functions of all hosts to such a list.";
      includes = option types.includes [ ] "Aspects of every host.";
      settings = option types.free { } "Settings by aspect, for the whole fleet.";
      environments =
        option types.free { }
          "Environments: groups of hosts between the fleet and one host.";
    };

    schema = lib.genAttrs [
      "environment"
      "home"
      "host"
      "user"
    ] schema;

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
      default = denLib;
      description = "den's library.";
      readOnly = true;
      type = lib.types.raw;
    };
  };
}
