{
  description = "den: says what goes where in a fleet of Nix machines";

  # For den's own packages, shells and checks alone: what a fleet needs (`flakeModules`, `lib`, `namespace`) reads nothing
  # of it, so it is never fetched for that. Let it follow your own, and den is built with what you have.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }:
    let
      # What `nixpkgs` is read for is asked system by system.
      eachSystem =
        f:
        builtins.listToAttrs (
          map
            (system: {
              name = system;
              value = f nixpkgs.legacyPackages.${system};
            })
            [
              "x86_64-linux"
              "aarch64-linux"
              "x86_64-darwin"
              "aarch64-darwin"
            ]
        );
      program = pkgs: pkgs.callPackage ./nix/package.nix { };
    in
    {
      flakeModules.default = ./flake-module;

      lib = {
        mkFlake = import ./flake-module/lib/mk-flake.nix;
        mkFleet = import ./flake-module/lib/mk-fleet.nix;
      };
      namespace = import ./flake-module/lib/namespace.nix;

      templates = {
        default = {
          path = ./templates/default;
          description = "A fleet in a flake of flake-parts";
        };
        minimal = {
          path = ./templates/minimal;
          description = "A fleet in a plain flake";
        };
      };

      overlays.default = final: _: { den = program final; };

      packages = eachSystem (pkgs: rec {
        den = program pkgs;
        default = den;
      });

      apps = eachSystem (pkgs: rec {
        den = {
          type = "app";
          program = "${program pkgs}/bin/den";
        };
        default = den;
      });

      checks = eachSystem (pkgs: {
        den = program pkgs;
      });

      devShells = eachSystem (pkgs: {
        default = pkgs.mkShell {
          packages = [
            pkgs.cargo
            pkgs.clippy
            pkgs.git
            pkgs.rustc
            pkgs.rustfmt
          ];
        };
      });

      formatter = eachSystem (pkgs: pkgs.nixfmt-tree or pkgs.nixfmt);
    };
}
