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
}
