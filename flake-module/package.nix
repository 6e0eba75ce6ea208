# The `den` program as a package and an app of the flake.
{ config, ... }:
let
  inherit (config.den) package;
in
{
  perSystem =
    { lib, system, ... }:
    let
      den = package system;
    in
    {
      config = lib.mkIf (den != null) {
        packages = { inherit den; };
        apps.den = {
          type = "app";
          program = "${den}/bin/den";
        };
      };
    };
}
