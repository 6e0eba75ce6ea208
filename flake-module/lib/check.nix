# `checks.<system>.den-plan`: nothing is wrong with the plan.
#
# Evaluating the check asks for every host, so that `nix flake check --no-build` finds a stale plan, whether or not the
# hosts that it speaks of are checked otherwise. Building it plans the fleet anew and compares the files, where the plan
# is not one that was just made.
{
  declarations,
  # The program for the system, or null.
  den,
  plan,
  system,
}:
let
  fleet = builtins.toFile "fleet.json" (builtins.toJSON declarations.document);
  committed = builtins.path {
    name = "den-plan";
    path = plan.dir;
  };
  replan = "${den}/bin/den plan --check --fleet ${fleet} --out ${committed} || exit 1";
in
derivation {
  name = "den-plan";
  inherit system;
  inherit (plan) fresh;
  builder = "/bin/sh";
  args = [
    "-c"
    # Whether the plan is there at all is part of its freshness: it is looked at before it is copied.
    (builtins.seq plan.fresh ''
      ${if den == null || plan.live then "" else replan}
      echo "$fresh" > "$out"
    '')
  ];
}
