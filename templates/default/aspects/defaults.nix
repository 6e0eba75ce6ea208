# What every machine has.
{
  den.default.nixos =
    { host, ... }:
    {
      networking.hostName = host.name;
      system.stateVersion = "25.11";
    };
}
