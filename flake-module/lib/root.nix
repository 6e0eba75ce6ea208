# Finds the flake's own folder without asking the flake.
#
# `self.outPath` is not to be had here: Nix merges it with the outputs, so it needs their names, and these come out of
# the plan that we are looking for. But definitions know the file they stand in, and above it there is a flake.nix.
{ lib }:
let
  inherit (builtins) dirOf pathExists storeDir;

  above =
    dir:
    if pathExists (dir + "/flake.nix") then
      dir
    else if dir == "/" || dir == storeDir || dirOf dir == storeDir then
      null
    else
      above (dirOf dir);

  ofFile = file: if lib.hasPrefix "/" (toString file) then above (dirOf (toString file)) else null;

  ofOption =
    option: lib.foldl' (found: file: if found != null then found else ofFile file) null option.files;
in
# The folder above the first definition of the first of these options that has one, or null.
lib.foldl' (found: option: if found != null then found else ofOption option) null
