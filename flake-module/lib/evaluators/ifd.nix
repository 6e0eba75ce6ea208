# The plan is built by a derivation that runs den itself, whenever Nix evaluates: nothing to run after an edit, at the
# price of evaluations that build.
#
# The names of outputs come from the declarations (names.nix), so that what only lists them builds nothing. Errors do not
# keep the others from their plan: each is thrown at the hosts that it speaks of.
#
# What is planned is the document without its positions, since a comment that moves lines is no reason to plan anew. Where
# that finds anything worth a word, the whole document is planned once more, to say where it was written.
{
  lib,
  declarations,
  package,
  system,
  shown,
  ...
}:
let
  inherit (builtins) pathExists;
  inherit (declarations) document slices;

  program = if system ? error then null else package system.ok;
  unable =
    if system ? error then
      system.error
    else if program == null then
      "den: there is no plan in ${shown}, and no den to make one with on ${system.ok}: set den.package (system: a package with bin/den), or give the flake an input `nixpkgs` to build it with. Or run `den plan` and commit ${shown}."
    else
      null;

  # Context for an error that den cannot catch: Nix was told not to build while it evaluates, or the build failed.
  building = builtins.addErrorContext "while building the plan of the fleet, since there is none in ${shown}; where Nix may not build while it evaluates, run `den plan` and commit ${shown}";

  remedy = "The plan was made by ${toString program}: set den.package to the den that this flake module came with.";

  plan =
    document:
    let
      fleet = builtins.toFile "fleet.json" (builtins.toJSON document);
      # No shell, and nothing else that a builder would have to have.
      built = derivation {
        name = "den-plan";
        system = system.ok;
        builder = "${program}/bin/den";
        args = [
          "plan"
          "--quiet"
          "--keep-going"
          "--fleet"
          fleet
          "--out"
          (placeholder "out")
        ];
        preferLocalBuild = true;
        allowSubstitutes = false;
      };
    in
    import ./read.nix { inherit lib; } {
      dir = "${built}";
      shown = "the plan";
      newer = "and this den reads version 1. ${remedy}";
      inherit remedy;
    };

  quick = plan (removeAttrs document [ "positions" ]);
  complete = plan document;

  index = quick.read "index.json" {
    fields = {
      hosts = "list";
      outputs = "set";
    };
  };
  findingsOf =
    plan:
    let
      answer = plan.read "diagnostics.json" { fields.diagnostics = "list"; };
    in
    if answer ? error then
      answer
    else
      { ok = import ./findings.nix { inherit lib; } answer.ok.diagnostics; };
  found =
    let
      first = findingsOf quick;
    in
    if first ? ok && first.ok.any then findingsOf complete else first;

  # The first look at the plan says its warnings.
  said = lib.foldl' (_: warning: lib.warn "den: ${warning}" null) null found.ok.warnings;

  # A sentence about the plan as a whole, or null.
  trouble = if unable != null then unable else building (index.error or (found.error or said));
in
{
  inherit remedy;
  name = "ifd";
  live = true;
  verdict = "planned without errors";

  index.ok = {
    version = 1;
    homes = builtins.attrNames slices.homes;
    hosts = builtins.attrNames slices.hosts;
    outputs = import ./names.nix {
      inherit lib declarations;
      planned = if trouble == null then index.ok.outputs else throw trouble;
    };
  };

  problems = if trouble != null then [ trouble ] else map (error: "den: ${error}") found.ok.errors;

  shard =
    leaf:
    let
      entity = import ../leaf.nix { inherit lib; } leaf;
      errors = found.ok.at leaf;
    in
    if trouble != null then
      { error = trouble; }
    else if errors != [ ] then
      {
        error = "den: ${entity.said} cannot be planned:\n\n${lib.concatStringsSep "\n\n" errors}";
      }
    else if pathExists (quick.file entity.file) then
      quick.read entity.file { inherit (entity) fields is; }
    else
      { error = "den: the plan has no ${entity.said}. ${remedy}"; };
}
