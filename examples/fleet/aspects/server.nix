# A rented machine: the system that runs on it, and the terraform that rents it.
{
  den.aspects.server = {
    meta = {
      description = "A cloud machine";
      categories = [ "Infrastructure" ];
      provides = [ "ssh" ];
    };

    nixos = {
      boot.loader.grub.device = "/dev/sda";
      fileSystems."/" = {
        device = "/dev/sda1";
        fsType = "ext4";
      };
      services.openssh.enable = true;
    };

    # `location` and `serverType` are what hosts.nix says of a host.
    terranix =
      { host, ... }:
      {
        resource.hcloud_server.${host.name} = {
          inherit (host) name location;
          server_type = host.serverType;
        };
      };
  };
}
