# The registry of classes: what `den.classes` adds to, and the data that the planner gets of it.
{ lib }:
let
  blank = {
    at = null;
    forward = null;
    hostClass = null;
    instantiate = null;
    intoAttr = null;
  };

  registered = {
    darwin = {
      at = "host";
      hostClass = "darwin";
      intoAttr = [ "darwinConfigurations" ];
    };
    devshell = { };
    files = { };
    flake = { };
    flakeParts = { };
    homeManager = {
      at = "user";
      forward = {
        into = [
          "darwin"
          "nixos"
        ];
        path = [
          "home-manager"
          "users"
        ];
      };
    };
    nixos = {
      at = "host";
      hostClass = "nixos";
      intoAttr = [ "nixosConfigurations" ];
    };
    packages = { };
    terranix = {
      at = "host";
      intoAttr = [ "terranixModules" ];
    };
    tests = { };
    treefmt = { };
  };

  document = class: {
    inherit (class)
      at
      forward
      hostClass
      intoAttr
      ;
  };
in
{
  inherit document;
  defaults = lib.mapAttrs (_: class: blank // class) registered;
  # What the user said of a class, over what den says.
  extend = name: said: blank // registered.${name} or { } // said;
}
