# The flake-parts module of den: a thin adapter over `lib/`, one file per concern.
{
  _class = "flake";
  imports = [
    ./options/classes.nix
    ./options/declarations.nix
    ./options/evaluation.nix

    ./args.nix
    ./check.nix
    ./interface.nix
    ./modules.nix
    ./outputs.nix
    ./package.nix
    ./plan.nix
    ./terminals.nix
  ];
}
