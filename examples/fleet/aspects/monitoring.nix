# What a policy puts on every machine in production.
{
  den.aspects.monitoring = {
    meta = {
      description = "Exports metrics of the machine";
      categories = [ "Observability" ];
      # Metrics are fetched through a tunnel: whatever machine has this must be one that can be logged in to.
      requires = [ "ssh" ];
    };

    nixos =
      { environment, ... }:
      {
        services.prometheus.exporters.node.enable = true;
        environment.etc."region".text = environment.meta.region;
      };
  };
}
