{
  description = "A fleet of machines, planned by den";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

    flake-parts.url = "github:hercules-ci/flake-parts";
    flake-parts.inputs.nixpkgs-lib.follows = "nixpkgs";

    home-manager.url = "github:nix-community/home-manager";
    home-manager.inputs.nixpkgs.follows = "nixpkgs";

    den.url = "github:denful/den";
    den.inputs.nixpkgs.follows = "nixpkgs";
  };

  outputs =
    inputs:
    inputs.den.lib.mkFlake { inherit inputs; } {
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];

      imports = [
        ./hosts.nix

        ./aspects/defaults.nix
        ./aspects/people.nix
        ./aspects/web.nix
      ];
    };
}
