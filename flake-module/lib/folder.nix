# Where the plan lies: `den.planDir` as a folder to read, and as people are told of it.
{ lib }:
{
  planDir,
  # The flake's folder as its definitions tell it, or null. See root.nix.
  root,
  # The same as the flake tells it: only forced by what is said about the plan, never by the names in it.
  source,
}:
let
  isPath = builtins.isPath planDir;
  text = toString planDir;

  steps = builtins.filter (step: step != "" && step != ".") (lib.splitString "/" text);
  relative = lib.concatStringsSep "/" steps;

  # Elsewhere than in the flake `den plan` cannot write it, and a string says nothing of what it leads to.
  problem =
    if isPath then
      null
    else if lib.hasPrefix "/" text || builtins.elem ".." steps then
      "den: den.planDir is a path such as ./den/plan, or a string relative to the flake's folder such as \"den/plan\": neither absolute nor with `..` in it."
    else if root == null then
      "den: den.planDir is relative to the flake's folder, which den finds by its flake.nix above the definitions of den.hosts and den.aspects, and there is none. Write it as a path: den.planDir = ./den/plan;"
    else
      null;
in
{
  # A sentence, where there is no such folder.
  inherit problem;

  dir =
    if problem != null then
      null
    else if isPath then
      planDir
    else if steps == [ ] then
      root
    else
      "${root}/${relative}";

  shown =
    if problem != null then
      throw problem
    else if !isPath then
      (if steps == [ ] then "." else relative)
    else if text == toString source then
      "."
    else
      lib.removePrefix "${toString source}/" text;
}
