# The machines, and who works on them. What is true of one machine only stands here; what it runs stands in its aspect.
{
  den.hosts.x86_64-linux = {
    web1 = {
      location = "fsn1";
      users.alice = { };
      users.bob = { };

      # This one stands behind a load balancer that owns 443.
      aspects.nginx.settings.port = 8443;
    };

    web2 = {
      location = "nbg1";
      users.alice = { };
    };

    db1 = {
      location = "fsn1";
      users.bob = { };
      settings.postgresql = {
        sharedBuffers = "2GB";
        databases = [ "orders" ];
      };
    };

    storage1 = {
      location = "hel1";
      serverType = "cx42";
      tags = [ "backup-server" ];
      users.bob = { };
    };
  };

  den.hosts.aarch64-darwin.studio.users = {
    alice = { };
  };

  # Carol works on a laptop of her own: nothing of it is ours to configure but her home.
  den.homes.x86_64-linux."carol@laptop" = { };

  # What we say of a host beyond what den asks for. Typed here, and evaluated only where somebody reads it.
  den.schema.host =
    { lib, ... }:
    {
      options = {
        location = lib.mkOption {
          type = lib.types.str;
          description = "The data centre that the machine is rented in.";
        };
        serverType = lib.mkOption {
          type = lib.types.enum [
            "cx22"
            "cx32"
            "cx42"
          ];
          default = "cx22";
          description = "The size of the machine.";
        };
      };
    };
}
