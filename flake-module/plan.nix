# The plan as it is read: who makes it, where it lies, and what it names.
{
  config,
  inputs,
  lib,
  options,
  ...
}:
let
  cfg = config.den;
  hasSystems = options ? systems;

  found = import ./lib/root.nix { inherit lib; } (
    lib.optional hasSystems options.systems
    ++ [
      options.den.hosts
      options.den.homes
      options.den.aspects
    ]
  );

  folder = import ./lib/folder.nix { inherit lib; } {
    inherit (cfg) planDir source;
    root = if cfg.root == null then found else cfg.root;
  };

  systems = if hasSystems && options.systems.isDefined then config.systems else [ ];

  # Pure evaluation does not know which system it runs on.
  system =
    if cfg.planSystem != null then
      { ok = cfg.planSystem; }
    else if builtins ? currentSystem then
      { ok = builtins.currentSystem; }
    else if systems != [ ] then
      { ok = builtins.head systems; }
    else
      {
        error = "den: there is no telling on which system the plan is to be built: set den.planSystem, or the flake's `systems`.";
      };

  evaluator = import (import ./lib/evaluators).${cfg.evaluator} {
    inherit lib system;
    inherit (cfg) declarations package;
    inherit (folder) dir problem shown;
  };
in
{
  options.den = {
    plan = lib.mkOption {
      type = lib.types.raw;
      internal = true;
      readOnly = true;
      description = "What `lib/plan.nix` answers, who planned (`evaluator`, `live`), and where the plan lies: `dir` in the store, `shown` to people.";
    };
    root = lib.mkOption {
      type = lib.types.raw;
      internal = true;
      default = null;
      description = "The folder that `planDir` is relative to; null: the one that definitions tell, see `lib/root.nix`.";
    };
  };

  config.den.plan =
    import ./lib/plan.nix {
      inherit lib evaluator;
      inherit (cfg) classes declarations;
      terminalArgs = { inherit inputs; };
    }
    // {
      inherit (evaluator) live;
      inherit (folder) dir shown;
      evaluator = evaluator.name;
    };
}
