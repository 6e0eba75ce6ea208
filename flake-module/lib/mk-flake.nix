# `inputs.den.lib.mkFlake { inherit inputs; } module`: flake-parts' own mkFlake, with den's module imported and `den` an
# argument that `imports` may ask for, as in `imports = [ (den.namespace "clan" [ inputs.clan-bridge ]) ];`.
args: module:
let
  inputs = args.inputs or args.self.inputs;
  flake-parts =
    inputs.flake-parts
      or (throw "den: mkFlake wraps the mkFlake of flake-parts: give the flake an input `flake-parts`, or use den.lib.mkFleet, which does without.");

  inherit
    (flake-parts.lib.evalFlakeModule
      (
        args
        // {
          specialArgs = {
            den = (import ./special.nix).make config;
          }
          // args.specialArgs or { };
        }
      )
      {
        imports = [
          ../.
          module
        ];
      }
    )
    config
    ;
in
config.processedFlake or config.flake
