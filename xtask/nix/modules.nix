# The module system's word on settings, for `cargo xtask test` to compare den's with.
#
# `options` is a file with a list of functions from `lib` to options. `mode`:
#   interfaces  what den makes of each of them
#   values      with `definitions`, the text of a JSON list: for each, the value of every leaf as `{ value; }`, null where
#               the real `lib.evalModules` has none
{
  lib,
  mode,
  options,
  schema,
  definitions ? "[ ]",
}:
let
  lib' = import lib;
  all = map (of: of lib') (import options);

  interface =
    options:
    (import schema { lib = lib'; }).document
      [ "modules" ]
      [
        {
          file = "modules";
          value = { inherit options; };
        }
      ];

  values =
    options:
    { leaves, said }:
    let
      inherit
        (lib'.evalModules {
          modules = [
            { inherit options; }
            { config = lib'.mkMerge (map ({ value, way }: lib'.setAttrByPath way value) said); }
          ];
        })
        config
        ;
      value =
        way:
        let
          found = builtins.tryEval (
            let
              value = lib'.getAttrFromPath way config;
            in
            builtins.deepSeq value value
          );
        in
        if found.success then { inherit (found) value; } else null;
    in
    map value leaves;
in
{
  interfaces = map interface all;
  values = lib'.zipListsWith values all (builtins.fromJSON definitions);
}
.${mode}
