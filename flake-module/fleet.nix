# A fleet as a module for any `evalModules`: what the flake-parts module and `lib.mkFleet` have in common. It wants a
# module argument `inputs`, which may be empty.
{
  imports = [
    ./options/classes.nix
    ./options/declarations.nix
    ./options/evaluation.nix
    ./options/namespaces.nix

    ./args.nix
    ./outputs.nix
    ./plan.nix
    ./terminals.nix
  ];
}
