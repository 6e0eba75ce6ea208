# What follows from what: policies run once per host, and answer with effects.
{
  den,
  lib,
  policy,
  ...
}:
{
  # Layer "policy": production is served over TLS.
  den.policies.nginx-production =
    { host, ... }:
    lib.optional (builtins.elem "production" (host.tags or [ ])) (
      policy.configure "nginx" { port = 443; }
    );

  # Every machine in production is watched.
  den.policies.watch-production =
    { host, ... }:
    lib.optional (builtins.elem "production" (host.tags or [ ])) (
      policy.include den.aspects.monitoring
    );

  # The terraform of a machine becomes a flake output of its own, for terranix's flake module to pick up.
  den.policies.host-to-terranix =
    { host, ... }:
    [
      (den.lib.policy.instantiate {
        name = "${host.name}-tf";
        class = "terranix";
        instantiate = { modules, ... }: modules;
        intoAttr = [
          "terranixModules"
          host.name
        ];
      })
    ];
}
