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

  relative = !builtins.isPath cfg.planDir && !lib.hasPrefix "/" cfg.planDir;
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
      # With no flake.nix above any definition there is no telling where a relative folder is.
      dir = if relative then lib.mapNullable (root: "${root}/${cfg.planDir}") root else cfg.planDir;
      shown =
        if relative then
          cfg.planDir
        else
          lib.removePrefix "${toString self.outPath}/" (toString cfg.planDir);
    in
    import ./lib/plan.nix {
      inherit lib;
      inherit (cfg) classes declarations;
      evaluator = import evaluator { inherit lib dir shown; };
      terminalArgs = { inherit inputs; };
    }
    // {
      inherit dir shown;
    };
}
