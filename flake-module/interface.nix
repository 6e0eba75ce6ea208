# `flake.den`: what the `den` program reads of a flake. Never depends on the plan, which it is there to renew.
{ config, ... }:
{
  flake.den = {
    version = 1;
    fleet = config.den.declarations.document;
    planDir = config.den.plan.shown;
    inherit (config.den) evaluator;
  };
}
