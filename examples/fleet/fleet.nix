# The fleet as a whole: how its machines are grouped, and what holds for a group.
{
  den.fleet = {
    meta.name = "acme";
    meta.domain = "acme.example";

    tags = {
      production = [
        "web1"
        "db1"
        "storage1"
      ];
      # Computed from what the hosts say of themselves.
      nixos = hosts: builtins.filter (h: hosts.${h}.system == "x86_64-linux") (builtins.attrNames hosts);
    };

    environments = {
      prod = {
        hosts = [
          "web1"
          "db1"
          "storage1"
        ];
        meta.region = "eu-central";
      };
      staging = {
        hosts = [ "web2" ];
        meta.region = "eu-central";
      };
    };

    # Layer "fleet": above what an aspect declares as its default, below everything else.
    settings.nginx.admin = "hostmaster@acme.example";
  };
}
