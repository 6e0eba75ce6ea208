# The people: an account wherever a host names them, and what they find there.
{ den, ... }:
{
  den.default.includes = [ den.aspects.account ];

  den.aspects.account =
    { host, user }:
    {
      nixos.users.users.${user.name}.isNormalUser = true;
    };

  den.aspects.alice.homeManager = {
    home.stateVersion = "25.11";
    programs.git.enable = true;
  };
}
