# Classes are data: what kinds of content there are, where they are collected, and what becomes of them.
{ lib, ... }:
let
  inherit (lib) mkOption types;

  attrPath = types.listOf types.str;

  forward.options = {
    into = mkOption {
      type = types.listOf types.str;
      description = "The classes that receive the content: the one that the entity's host is of.";
    };
    path = mkOption {
      type = attrPath;
      description = "Where in the receiving class the content of an entity is put, under the entity's name.";
    };
    modules = mkOption {
      type = types.lazyAttrsOf (types.listOf types.raw);
      default = { };
      description = "What a receiving class has to import first, per class.";
    };
  };

  class.options = {
    at = mkOption {
      type = types.nullOr (
        types.enum [
          "home"
          "host"
          "user"
        ]
      );
      default = null;
      description = "The kind of entity at which content of this class is collected; `user` means homes, too.";
    };
    hostClass = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Instantiate only at hosts of this class; null: wherever there is content.";
    };
    intoAttr = mkOption {
      type = types.nullOr attrPath;
      default = null;
      description = "The flake output under which an entity's result stands by its name: a host's, or a home's.";
    };
    instantiate = mkOption {
      type = types.nullOr types.raw;
      default = null;
      example = lib.literalExpression "{ modules, host, ... }: inputs.nixpkgs.lib.nixosSystem { inherit modules; }";
      description = ''
        Makes an entity's output of its modules. It gets `modules`, `class`, `name`, `host` and `environment` (where there
        is one) or `home`, `fleet`, `lib` and `inputs`.
      '';
    };
    forward = mkOption {
      type = types.nullOr (types.submodule forward);
      default = null;
      description = "The class and the place that the content of a host's users goes to.";
    };
  };
in
{
  options.den.classes = mkOption {
    type = types.attrsOf (types.submodule class);
    default = { };
    description = "The registered classes. `den.classes.<name> = { };` registers one.";
  };
}
