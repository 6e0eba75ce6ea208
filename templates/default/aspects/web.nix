# A web server, on a port that a host may choose.
{
  den.aspects.web = {
    settings =
      { lib, ... }:
      {
        options.port = lib.mkOption {
          type = lib.types.port;
          default = 80;
        };
      };

    nixos =
      { settings, ... }:
      {
        services.nginx.enable = true;
        networking.firewall.allowedTCPPorts = [ settings.port ];
      };
  };
}
