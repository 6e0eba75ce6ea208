# The flake-parts module of den: where in the flake the outputs of a fleet go. What they are is said without flake-parts.
{
  _class = "flake";
  imports = [
    ./fleet.nix
    (
      {
        config,
        lib,
        self,
        ...
      }:
      let
        inherit (config.den) outputs plan;
      in
      {
        # Positions in the fleet document are relative to it. Only ever forced by values.
        den.source = self.outPath;

        flake = lib.mkMerge [
          plan.outputs
          outputs.fleet
        ];
        perSystem = { system, ... }: outputs.perSystem system;
      }
    )
  ];
}
