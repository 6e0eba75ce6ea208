# What an option says besides its type.
{ lib, ... }:
let
  inherit (lib) types;
in
{
  "a default and a description" = {
    option = {
      type = types.bool;
      default = true;
      description = "Whether.";
    };
    schema = {
      default = true;
      description = "Whether.";
      type = "boolean";
    };
  };
  "a description in markup" = {
    option = {
      type = types.bool;
      description =
        lib.mdDoc or (text: {
          _type = "mdDoc";
          inherit text;
        })
        "Whether *so*.";
    };
    schema = {
      description = "Whether *so*.";
      type = "boolean";
    };
  };
  "a default with words for the manual" = {
    option = {
      type = types.bool;
      default = true;
      defaultText = "the value of another option";
    };
    schema = {
      default = true;
      type = "boolean";
    };
  };
  "words for the manual without a default" = {
    option = {
      type = types.bool;
      defaultText = "the value of another option";
    };
    schema.type = "boolean";
  };
  "an example that is code" = {
    option = {
      type = types.bool;
      example = lib.literalExpression "config.other";
    };
    schema.type = "boolean";
  };
  "an example that throws" = {
    option = {
      type = types.bool;
      example = throw "x";
    };
    schema.type = "boolean";
  };
  "enabling" = {
    option = removeAttrs (lib.mkEnableOption "it") [ "_type" ];
    schema = {
      default = false;
      description = "Whether to enable it.";
      examples = [ true ];
      type = "boolean";
    };
  };
  "a default of null" = {
    option = {
      type = types.nullOr types.str;
      default = null;
    };
    schema = {
      anyOf = [
        { type = "null"; }
        {
          type = "string";
          x-den-holes = [ "string" ];
        }
      ];
      default = null;
    };
  };
  "a default that is no data" = {
    option = {
      type = types.path;
      default = ./options.nix;
    };
    schema = {
      default."$den".hole = {
        path = [
          "corpus"
          "it"
          "default"
        ];
        type = "path";
      };
      pattern = "^/";
      type = "string";
      x-den-holes = [
        "derivation"
        "path"
      ];
    };
  };
  "a value that is applied" = {
    option = {
      type = types.int;
      default = 1;
      apply = n: n + 1;
    };
    computed = true;
    schema.type = "integer";
  };
  "a value that is read-only" = {
    option = {
      type = types.int;
      default = 1;
      readOnly = true;
    };
    computed = true;
    schema = {
      not = { };
      readOnly = true;
    };
    refused = [ 1 ];
  };
  "a value that is said once" = {
    option = {
      type = types.int;
      readOnly = true;
    };
    schema = {
      readOnly = true;
      type = "integer";
    };
    accepted = [ 1 ];
  };
  "an internal option" = {
    option = {
      type = types.int;
      internal = true;
      visible = false;
    };
    schema.type = "integer";
  };
}
