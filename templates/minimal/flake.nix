{
  description = "A fleet of machines, planned by den";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

    den.url = "github:denful/den";
    den.inputs.nixpkgs.follows = "nixpkgs";
  };

  outputs =
    inputs:
    inputs.den.lib.mkFleet {
      inherit inputs;
      inherit (inputs.nixpkgs) lib;
      modules = [ ./fleet.nix ];
    };
}
