# A web server. Its port comes from three layers: 80 as declared here, 443 for production by policy, 8443 on web1.
{
  den.aspects.nginx = {
    meta = {
      description = "Nginx with a health check";
      categories = [
        "Web"
        "Network"
      ];
      provides = [ "http" ];
    };

    settings =
      { lib, ... }:
      {
        options = {
          port = lib.mkOption {
            type = lib.types.port;
            default = 80;
            description = "The port that is listened on.";
          };
          admin = lib.mkOption {
            type = lib.types.str;
            default = "root@localhost";
            description = "Who is written to when something is wrong.";
          };
        };
      };

    nixos =
      {
        settings,
        host,
        pkgs,
        ...
      }:
      {
        services.nginx = {
          enable = true;
          package = pkgs.nginx;
          virtualHosts.${host.name} = {
            listen = [
              {
                addr = "0.0.0.0";
                inherit (settings) port;
              }
            ];
            locations."/health".return = "200 '${settings.admin}'";
          };
        };
        networking.firewall.allowedTCPPorts = [ settings.port ];
      };
  };
}
