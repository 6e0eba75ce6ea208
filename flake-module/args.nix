# What every module of the flake may ask for by name.
{ config, ... }:
{
  _module.args = {
    inherit (config) den;
    inherit (config.den.lib) policy sel;
  };
}
