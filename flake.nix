{
  description = "den: says what goes where in a fleet of Nix machines";

  # No inputs: whoever uses den builds it with their own nixpkgs (see `den.package`), and nothing is fetched to read it.
  outputs = _: {
    flakeModules.default = ./flake-module;
  };
}
