# The folder of the flake, found from the files that define something.
{ lib, ... }:
let
  root = import ../lib/root.nix { inherit lib; };
  defined = files: { inherit files; };
  example = toString ../../examples/fleet;
in
{
  "the nearest flake.nix above a definition" = {
    expr = root [ (defined [ "${example}/aspects/nginx.nix" ]) ];
    expected = example;
  };
  "the flake.nix itself" = {
    expr = root [ (defined [ "${example}/flake.nix" ]) ];
    expected = example;
  };
  "a location inside a file" = {
    expr = root [ (defined [ "${example}/hosts.nix, via option perSystem" ]) ];
    expected = example;
  };
  "files that are none, and files below no flake, are passed over" = {
    expr = root [
      (defined [ ])
      (defined [
        "<unknown-file>"
        "/nowhere/at/all.nix"
        "${builtins.storeDir}/a.nix"
        "${builtins.storeDir}/source/a.nix"
      ])
      (defined [ "${example}/hosts.nix" ])
    ];
    expected = example;
  };
  "no definition below any flake" = {
    expr = root [ (defined [ "<mkFlake argument>" ]) ];
    expected = null;
  };
}
