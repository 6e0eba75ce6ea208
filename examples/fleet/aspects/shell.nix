# A shell for people, in their homes.
{
  den.aspects.shell.homeManager =
    { user, pkgs, ... }:
    {
      home.packages = [ pkgs.fish ];
      programs.fish = {
        enable = true;
        greeting = "Hello ${user.name}.";
      };
    };
}
