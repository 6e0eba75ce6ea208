# The plan as it is read: everything else in this folder only says where in the flake its parts go.
{
  config,
  inputs,
  lib,
  options,
  self,
  ...
}:
let
  cfg = config.den;

  root = import ./lib/root.nix { inherit lib; } (
    lib.optional (options ? systems) options.systems
    ++ [
      options.den.hosts
      options.den.aspects
    ]
  );

  evaluator = (import ./lib/evaluators).${cfg.evaluator};
in
{
  options.den.plan = lib.mkOption {
    type = lib.types.raw;
    internal = true;
    readOnly = true;
    description = "What `lib/plan.nix` answers, and where the plan lies: `dir` in the store, `shown` to people.";
  };

  # Positions in the fleet document are relative to it. Only ever forced by values.
  config.den.source = self.outPath;

  config.den.plan =
    let
      inherit
        (import ./lib/folder.nix { inherit lib; } {
          inherit (cfg) planDir;
          inherit root;
          source = self.outPath;
        })
        dir
        problem
        shown
        ;
    in
    import ./lib/plan.nix {
      inherit lib;
      inherit (cfg) classes declarations;
      evaluator = import evaluator {
        inherit
          lib
          dir
          problem
          shown
          ;
      };
      terminalArgs = { inherit inputs; };
    }
    // {
      inherit dir shown;
    };
}
