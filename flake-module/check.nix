# `checks.<system>.den-plan`: the committed plan is the plan of today's declarations.
#
# Evaluating the check compares every shard's digests, so that `nix flake check --no-build` finds a stale plan, whether
# or not the hosts that it speaks of are checked otherwise. Building it plans the fleet anew and compares the files.
{ config, ... }:
let
  inherit (config.den) declarations package plan;
in
{
  perSystem =
    { system, ... }:
    let
      den = package system;
      fleet = builtins.toFile "fleet.json" (builtins.toJSON declarations.document);
      committed = builtins.path {
        name = "den-plan";
        path = plan.dir;
      };
      replan = "${den}/bin/den plan --check --fleet ${fleet} --out ${committed} || exit 1";
    in
    {
      checks.den-plan = derivation {
        name = "den-plan";
        inherit system;
        inherit (plan) fresh;
        builder = "/bin/sh";
        args = [
          "-c"
          # Whether the plan is there at all is part of its freshness: it is looked at before it is copied.
          (builtins.seq plan.fresh ''
            ${if den == null then "" else replan}
            echo "$fresh" > "$out"
          '')
        ];
      };
    };
}
