# The flake outputs that the plan names: `nixosConfigurations.web1` and whatever else.
{ config, ... }:
{
  flake = config.den.plan.outputs;
}
