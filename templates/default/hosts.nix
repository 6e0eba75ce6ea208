# The machines, and who works on them. What a machine runs stands in the aspect of its name.
{ den, ... }:
{
  den.hosts.x86_64-linux.web1 = {
    tags = [ "production" ];
    users.alice = { };

    # Above the aspect's default; `den explain web1 web.port` shows both.
    settings.web.port = 8080;
  };

  den.aspects.web1 = {
    includes = [ den.aspects.web ];
    nixos = {
      # What `nixos-generate-config` wrote on the machine belongs here: imports = [ ./web1-hardware.nix ];
      fileSystems."/".device = "/dev/disk/by-label/nixos";
      boot.loader.grub.device = "nodev";
    };
  };
}
