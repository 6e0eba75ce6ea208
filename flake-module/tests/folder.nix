# `den.planDir`: what it may be, and what it comes to.
{ lib, harness, ... }:
let
  place = more: {
    inherit
      (import ../lib/folder.nix { inherit lib; } (
        {
          root = "/fleet";
          source = "/fleet";
        }
        // more
      ))
      dir
      problem
      shown
      ;
  };
  shown = planDir: (place { inherit planDir; }).shown;

  flake = harness.mkFlake { } {
    imports = [ ../. ];
    den.hosts.x86_64-linux.web1 = { };
    den.planDir = "../plan";
  };
  mayBe = "den.planDir is a path such as ./den/plan, or a string relative to the flake's folder such as \"den/plan\": neither absolute nor with `..` in it.";
in
{
  "the flake's own folder" = {
    expr = map shown [
      /fleet
      /fleet/.
      "."
      "./"
      ""
    ];
    expected = [
      "."
      "."
      "."
      "."
      "."
    ];
  };
  "a folder of the flake" = {
    expr = map shown [
      /fleet/den/plan
      "den/plan"
      "./den/plan/"
    ];
    expected = [
      "den/plan"
      "den/plan"
      "den/plan"
    ];
  };
  "a folder beside the flake whose name begins alike" = {
    expr = shown /fleet2/den;
    expected = "/fleet2/den";
  };
  "what is read" = {
    expr = map (planDir: toString (place { inherit planDir; }).dir) [
      /fleet/den
      "den"
      "."
    ];
    expected = [
      "/fleet/den"
      "/fleet/den"
      "/fleet"
    ];
  };
  "the names in a plan do not wait for the flake" = {
    expr =
      toString
        (place {
          planDir = /fleet/den;
          source = throw "the flake";
        }).dir;
    expected = "/fleet/den";
  };
  "no flake.nix above any definition" = {
    expr =
      (place {
        planDir = "den/plan";
        root = null;
      }).problem;
    expected = "den: den.planDir is relative to the flake's folder, which den finds by its flake.nix above the definitions of den.hosts and den.aspects, and there is none. Write it as a path: den.planDir = ./den/plan;";
  };
  "an absolute string is refused" = {
    expr = shown "/fleet/den/plan";
    expectedError.msg = mayBe;
  };
  "a string that leads out of the flake is refused" = {
    expr = flake.den.planDir;
    expectedError.msg = mayBe;
  };
  "with a refused folder no name of an output fails" = {
    expr = {
      fleet = builtins.attrNames flake.den.fleet.hosts;
      checks = builtins.attrNames flake.checks.x86_64-linux;
      nixos = builtins.attrNames flake.nixosConfigurations;
    };
    expected = {
      fleet = [ "web1" ];
      checks = [ "den-plan" ];
      nixos = [ "web1" ];
    };
  };
  "with a refused folder a host says why" = {
    expr = flake.nixosConfigurations.web1.config;
    expectedError.msg = mayBe;
  };
  "a refused folder fails the check with the sentence" = {
    expr = flake.checks.x86_64-linux.den-plan.drvPath;
    expectedError.msg = mayBe;
  };
}
