# A shell for people, in their homes.
{
  den.aspects.shell.meta = {
    description = "A shell for people";
    categories = [ "People" ];
  };

  den.aspects.shell.homeManager =
    # A user of a host, or whoever the home belongs to.
    {
      user ? home,
      home ? user,
      pkgs,
      ...
    }:
    {
      home.packages = [ pkgs.fish ];
      programs.fish = {
        enable = true;
        greeting = "Hello ${user.userName}.";
      };
    };
}
