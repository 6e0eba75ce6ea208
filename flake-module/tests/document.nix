# A whole fleet as a document, against one that is kept: fixtures/fleet.nix and fixtures/fleet.json.
{ lib, ... }:
let
  inherit (import ./support/declare.nix { inherit lib; } ./fixtures/fleet.nix) document slices;
in
{
  "the document is the one that is kept" = {
    expr = builtins.fromJSON (builtins.toJSON document);
    expected = builtins.fromJSON (builtins.readFile ./fixtures/fleet.json);
  };
  "the slices are the document without positions, and what follows for each host and aspect" = {
    expr =
      let
        documented =
          aspect:
          removeAttrs aspect [ "dependencies" ]
          // {
            provides = lib.mapAttrs (_: documented) aspect.provides;
          };
      in
      removeAttrs slices [
        "common"
        "inventory"
      ]
      // {
        aspects = lib.mapAttrs (_: documented) slices.aspects;
      } == removeAttrs document [ "positions" ];
    expected = true;
  };
  "what follows for each host" = {
    expr = slices.inventory;
    expected =
      let
        inventory = environments: tags: { inherit environments tags; };
      in
      {
        db1 =
          inventory
            [ "prod" ]
            [
              "nixos"
              "production"
            ];
        mac1 = inventory [ ] [ ];
        web1 =
          inventory
            [ "prod" ]
            [
              "nixos"
              "production"
            ];
        web2 =
          inventory
            [ ]
            [
              "nixos"
              "production"
            ];
      };
  };
}
