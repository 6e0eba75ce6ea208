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

  # Also a home of her own, on a machine that is none of ours.
  den.aspects.carol.includes = [ den.aspects.shell ];
}
