# `flake.modules.<class>.<name>`: what the module `flakeModules.modules` of flake-parts declares.
{ lib, moduleLocation, ... }:
let
  publish =
    class: name: module:
    if class == "generic" then
      module
    else
      { ... }:
      {
        _class = class;
        _file = "${toString moduleLocation}#modules.${class}.${name}";
        imports = [ module ];
      };
in
{
  options.flake.modules = lib.mkOption {
    type = lib.types.lazyAttrsOf (lib.types.lazyAttrsOf lib.types.deferredModule);
    apply = lib.mapAttrs (class: lib.mapAttrs (publish class));
  };
}
