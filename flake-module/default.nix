# The flake-parts module of den: a thin adapter over `lib/`, one file per concern.
{
  _class = "flake";
  imports = [
    ./args.nix
    ./check.nix
    ./classes.nix
    ./declarations.nix
    ./interface.nix
    ./modules.nix
    ./options.nix
    ./outputs.nix
    ./package.nix
    ./plan.nix
    ./terminals.nix
  ];
}
