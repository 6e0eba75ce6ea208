# What a policy puts on every machine in production.
{
  den.aspects.monitoring = {
    meta.description = "Exports metrics of the machine";

    nixos =
      { environment, ... }:
      {
        services.prometheus.exporters.node.enable = true;
        environment.etc."region".text = environment.meta.region;
      };
  };
}
