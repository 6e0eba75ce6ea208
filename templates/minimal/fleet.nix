# The machines and what they run.
{ den, ... }:
{
  den.hosts.x86_64-linux.web1.settings.web.port = 8080;

  den.aspects.web1.includes = [ den.aspects.web ];

  den.aspects.web = {
    settings.port.default = 80;
    nixos =
      { settings, ... }:
      {
        services.nginx.enable = true;
        networking.firewall.allowedTCPPorts = [ settings.port ];
      };
  };

  # What every machine has. What `nixos-generate-config` wrote on one belongs into the aspect of its name.
  den.default.nixos =
    { host, lib, ... }:
    {
      networking.hostName = host.name;
      fileSystems."/".device = lib.mkDefault "/dev/disk/by-label/nixos";
      boot.loader.grub.device = lib.mkDefault "nodev";
      system.stateVersion = "25.11";
    };
}
