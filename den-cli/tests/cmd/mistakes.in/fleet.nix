{ den, lib, policy, ... }:
{
  den.hosts.x86_64-linux = {
    web1 = {
      users.alice = { };
      settings.nginx.prot = 1;
      includes = [ "ngnix" ];
    };
    db1 = { };
  };

  den.fleet.settings.nginx.port = 80;
  den.fleet.tags.production = [ "web1" "wbe1" ];
  den.fleet.tags.count = hosts: builtins.length (builtins.attrNames hosts);

  den.aspects.nginx = {
    settings = { lib, ... }: {
      options.port = lib.mkOption { type = lib.types.port; default = 80; };
      options.tls = lib.mkOption { type = lib.types.bool; default = false; };
    };
    nixoss = { };
    nixos = { settings, ... }: { };
  };

  den.aspects.web1.includes = [ den.aspects.nginx den.aspects.tls ];
  den.aspects.tls = { settings, ... }: {
    includes = lib.optional settings.enable den.aspects.nginx;
  };

  den.aspects.db1.homeManager = { };

  den.policies.bad = { host, ... }: [ { effect = "nonsense"; } ];
}
