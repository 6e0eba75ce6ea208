# The project's own flake.
{ lib, harness, ... }:
let
  outputs = (import ../../flake.nix).outputs;
  flake = outputs {
    self = { };
    inherit (harness.inputs) nixpkgs;
  };
  # What a fleet takes from den must not fetch den's own inputs.
  bare = outputs { nixpkgs = throw "nixpkgs was fetched"; };
  of = system: lib.mapAttrs (_: it: it.${system}) { inherit (flake) apps checks packages; };
in
{
  "what a fleet needs reads no input" = {
    expr = {
      outputs = builtins.attrNames bare;
      module = bare.flakeModules.default;
      lib = builtins.attrNames bare.lib;
      namespace = builtins.isFunction bare.namespace;
      templates = lib.mapAttrs (
        _: template: builtins.pathExists (template.path + "/flake.nix")
      ) bare.templates;
    };
    expected = {
      outputs = [
        "apps"
        "checks"
        "devShells"
        "flakeModules"
        "formatter"
        "lib"
        "namespace"
        "overlays"
        "packages"
        "templates"
      ];
      module = ../.;
      lib = [
        "mkFlake"
        "mkFleet"
      ];
      namespace = true;
      templates = {
        default = true;
        minimal = true;
      };
    };
  };
  "the program is a package, an app, a check and an overlay" = {
    expr = {
      packages = lib.mapAttrs (_: package: package.pname) (of "x86_64-linux").packages;
      apps = lib.mapAttrs (_: app: app.type) (of "aarch64-darwin").apps;
      checks = lib.mapAttrs (_: check: check.pname) (of "aarch64-linux").checks;
      overlay = lib.mapAttrs (_: package: package.pname) (
        flake.overlays.default harness.pkgs.x86_64-linux { }
      );
    };
    expected = {
      packages = {
        default = "den";
        den = "den";
      };
      apps = {
        default = "app";
        den = "app";
      };
      checks.den = "den";
      overlay.den = "den";
    };
  };
  "one program, whoever asks for it" = {
    expr =
      let
        inherit ((of "x86_64-linux").packages) default den;
      in
      [
        (default.drvPath == den.drvPath)
        ((of "x86_64-linux").apps.den.program == "${den}/bin/den")
      ];
    expected = [
      true
      true
    ];
  };
  "a shell and a formatter" = {
    expr = [
      flake.devShells.x86_64-linux.default.name
      flake.formatter.x86_64-linux.name
    ];
    expected = [
      "shell"
      "nixfmt"
    ];
  };
}
