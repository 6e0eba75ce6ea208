# The `committed` evaluator: what it says of a plan folder, whatever state that is in.
{ lib, ... }:
let
  evaluator =
    name:
    import ../lib/evaluators/committed.nix {
      inherit lib;
      dir = ./fixtures/plans + "/${name}";
      shown = "den/plan";
    };
  index = name: (evaluator name).index;
  remedy = "Run `den plan` and commit den/plan.";
in
{
  "a plan is read as it stands" = {
    expr = (index "good").ok.outputs.nixosConfigurations.web1;
    expected = {
      "$output" = "web1";
    };
  };
  "a shard is read as it stands" = {
    expr = ((evaluator "good").shard "web1").ok.tags;
    expected = [ "all" ];
  };
  "no folder, and what to do about it" = {
    expr = (index "nowhere").error;
    expected = "den: there is no plan in den/plan (a flake sees only files that git tracks). ${remedy}";
  };
  "a shard that is not there" = {
    expr = ((evaluator "good").shard "web2").error;
    expected = "den: the plan has no host web2 (den/plan/hosts/web2.json is missing). ${remedy}";
  };
  "a truncated file is not given to fromJSON" = {
    expr = (index "cut").error;
    expected = "den: den/plan/index.json is cut short, badly merged or edited by hand. ${remedy}";
  };
  "a file with conflict markers is not given to fromJSON" = {
    expr = (index "merged").error;
    expected = "den: den/plan/index.json is cut short, badly merged or edited by hand. ${remedy}";
  };
  "a newer version says which den reads it" = {
    expr = (index "newer").error;
    expected = "den: den/plan/index.json is of version 7, written by a newer den: this one reads version 1. Update the flake's input `den`.";
  };
  "a version that is no number" = {
    expr = (index "older").error;
    expected = "den: den/plan/index.json is not of version 1, which this den reads. ${remedy}";
  };
  "a missing field" = {
    expr = (index "lacking").error;
    expected = "den: den/plan/index.json lacks `hosts`, or it was edited by hand. ${remedy}";
  };
  "a home" = {
    expr = ((evaluator "homes").shard "home:vic@mac").ok.user;
    expected = "vic";
  };
  "a home that is not there" = {
    expr = ((evaluator "good").shard "home:vic@mac").error;
    expected = "den: the plan has no home vic@mac (den/plan/homes/vic@mac.json is missing). ${remedy}";
  };
  "a shard that speaks of another host" = {
    expr = ((evaluator "good").shard "db1").error;
    expected = "den: den/plan/hosts/db1.json lacks `host`, or it was edited by hand. ${remedy}";
  };
  "a shard that git merged without a conflict is not the one that was planned" = {
    expr = ((evaluator "blended").shard "web1").error;
    expected = "den: den/plan/hosts/web1.json was merged or edited by hand. ${remedy}";
  };
  "a shard without its digest" = {
    expr = ((evaluator "blended").shard "web2").error;
    expected = "den: den/plan/hosts/web2.json was merged or edited by hand. ${remedy}";
  };
}
