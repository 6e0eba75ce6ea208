{
  description = "A small company's machines, planned by den";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

    flake-parts.url = "github:hercules-ci/flake-parts";
    flake-parts.inputs.nixpkgs-lib.follows = "nixpkgs";

    home-manager.url = "github:nix-community/home-manager";
    home-manager.inputs.nixpkgs.follows = "nixpkgs";

    darwin.url = "github:nix-darwin/nix-darwin";
    darwin.inputs.nixpkgs.follows = "nixpkgs";

    den.url = "github:denful/den";
    den.inputs.nixpkgs.follows = "nixpkgs";
  };

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      systems = [
        "x86_64-linux"
        "aarch64-darwin"
      ];

      imports = [
        inputs.den.flakeModules.default

        ./hosts.nix
        ./fleet.nix
        ./policies.nix

        ./aspects/defaults.nix
        ./aspects/machines.nix
        ./aspects/monitoring.nix
        ./aspects/nginx.nix
        ./aspects/people.nix
        ./aspects/postgresql
        ./aspects/server.nix
        ./aspects/shell.nix
      ];
    };
}
