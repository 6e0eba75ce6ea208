# The aspect of a host's own name is included by that host: it says what the machine is there for.
{ den, ... }:
{
  den.aspects = {
    web1.includes = [
      den.aspects.server
      den.aspects.nginx
    ];

    web2.includes = [
      den.aspects.server
      den.aspects.nginx
    ];

    db1.includes = [
      den.aspects.server
      den.aspects.postgresql
    ];

    storage1 = {
      includes = [ den.aspects.server ];
      nixos =
        { lib, ... }:
        {
          fileSystems."/srv" = {
            device = "/dev/disk/by-label/srv";
            fsType = lib.mkDefault "xfs";
          };
        };
    };

    studio.darwin = {
      system.defaults.dock.autohide = true;
    };
  };
}
