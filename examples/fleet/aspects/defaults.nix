# What every machine and everyone's home has.
{ den, ... }:
{
  den.default = {
    includes = [
      den.aspects.account
      den.aspects.hostname
    ];
    nixos.system.stateVersion = "25.05";
    darwin.system.stateVersion = 6;
    homeManager.home.stateVersion = "25.05";
  };

  # A machine is called what the fleet calls it.
  den.aspects.hostname =
    { host, ... }:
    {
      nixos.networking.hostName = host.name;
      darwin.networking.hostName = host.name;
    };

  # Fires once per user of a host.
  den.aspects.account =
    { host, user }:
    {
      nixos.users.users.${user.name} = {
        isNormalUser = true;
        description = "${user.name} on ${host.name}";
      };
      darwin.users.users.${user.name}.home = "/Users/${user.name}";
    };
}
