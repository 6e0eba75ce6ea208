# Option types of an interface: what they make of the document as a whole. What comes of each type is in corpus.nix.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  interface = settings: (declare { den.aspects.it = { inherit settings; }; }).aspects.it.interface;
  leaf = option: (interface { options.it = lib.mkOption option; }).properties.it;
  inherit (lib) types;
in
{
  "types through the document" = {
    expr =
      lib.mapAttrs
        (
          _: type:
          removeAttrs (leaf { inherit type; }) [
            # Of what may be empty, in newer libraries.
            "default"
            "x-den-computed"
            "x-den-merge"
          ]
        )
        {
          between = types.ints.between (-5) 10;
          enum = types.enum [
            "a"
            1
          ];
          nullOr = types.nullOr types.int;
          own = lib.mkOptionType {
            name = "own";
            description = "something of my own";
          };
          str = types.str;
          submodule = types.submodule { options.a = lib.mkOption { default = 1; }; };
        };
    expected = {
      between = {
        maximum = 10;
        minimum = -5;
        type = "integer";
      };
      enum.enum = [
        "a"
        1
      ];
      nullOr.anyOf = [
        { type = "null"; }
        { type = "integer"; }
      ];
      own."$comment" = "something of my own";
      str = {
        type = "string";
        x-den-holes = [ "string" ];
      };
      submodule = {
        additionalProperties = false;
        properties.a.default = 1;
        required = [ ];
        type = "object";
      };
    };
  };
  "sets merge deeply by default" = {
    expr = map (type: (leaf { inherit type; }).x-den-merge) [
      (types.attrsOf types.int)
      types.attrs
      (types.nullOr (types.attrsOf types.int))
      (types.listOf types.int)
      types.str
    ];
    expected = [
      "recursive"
      "recursive"
      "recursive"
      "replace"
      "replace"
    ];
  };
  # The module system itself could make nothing of the first two.
  "a submodule that cannot be read is a set" = {
    expr =
      map
        (
          module:
          removeAttrs (leaf { type = types.submodule module; }) [
            "x-den-computed"
            "x-den-merge"
          ]
        )
        [
          ({ name, ... }: { options.${name} = lib.mkOption { }; })
          ({ config, ... }: { options = lib.optionalAttrs config.a { b = lib.mkOption { }; }; })
          ({ missing, ... }: { options.a = lib.mkOption { type = missing; }; })
        ];
    expected = [
      { type = "object"; }
      { type = "object"; }
      { type = "object"; }
    ];
  };
  "a module in a submodule asks for what nobody has" = {
    expr =
      (leaf {
        type = types.submodule (
          {
            missing,
            unknown ? 1,
            ...
          }:
          {
            options.a = lib.mkOption { default = missing; };
            options.b = lib.mkOption { default = unknown; };
          }
        );
      }).properties;
    expected = {
      a = { };
      b.default = 1;
    };
  };
  "a check that throws says nothing of bounds" = {
    expr = leaf {
      type = types.addCheck (types.ints.between 1 5) (_: throw "x") // {
        description = "some";
      };
    };
    expected = {
      type = "integer";
      x-den-merge = "replace";
    };
  };
}
