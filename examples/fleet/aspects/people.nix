# The aspect of a user's own name goes wherever the user goes.
{ den, ... }:
{
  den.aspects.alice = {
    includes = [ den.aspects.shell ];
    homeManager =
      { pkgs, ... }:
      {
        home.packages = [ pkgs.ripgrep ];
      };
  };

  den.aspects.bob.includes = [ den.aspects.shell ];
}
