# Evaluates the cases of one test file for `cargo xtask test`.
#
# A test file is a function `{ lib, harness, ... }: { "case name" = { expr; expected; } | { expr; expectedError; }; }`
# or just the set. `mode`:
#   list    what kind of case each name is, without evaluating any
#   batch   the same, with every `expected` case judged; one error that cannot be caught fails it all
#   judge   one `expected` case, its errors uncaught
#   force   one `expectedError` case, its errors uncaught
{
  file,
  filter, # cases whose "file: name" contains it
  flakeParts, # a checkout, or ""
  harness,
  lib,
  mode,
  name,
}:
let
  lib' = import lib;
  arguments = {
    lib = lib';
    harness = import harness (
      { lib = lib'; } // lib'.optionalAttrs (flakeParts != "") { flakeParts = /. + flakeParts; }
    );
  };
  imported = import file;
  all =
    if !builtins.isFunction imported then
      imported
    else if builtins.functionArgs imported == { } then
      imported arguments
    else
      imported (builtins.intersectAttrs (builtins.functionArgs imported) arguments);

  stem = lib'.removeSuffix ".nix" (baseNameOf file);
  selected = lib'.filterAttrs (name: _: lib'.hasInfix filter "${stem}: ${name}") all;

  # A value for people; never fails, never copies into the store.
  show =
    value:
    let
      text = builtins.unsafeDiscardStringContext (
        lib'.generators.toPretty { } (
          lib'.generators.withRecursion {
            depthLimit = 12;
            throwOnDepthLimit = false;
          } value
        )
      );
      caught = builtins.tryEval (builtins.deepSeq text text);
    in
    if caught.success then caught.value else "<a value that throws>";

  judge =
    case:
    if case.expr == case.expected then
      { state = "passed"; }
    else
      {
        state = "failed";
        expected = show case.expected;
        got = show case.expr;
      };

  kind =
    case:
    if !builtins.isAttrs case || !(case ? expr) then
      {
        state = "malformed";
        reason = "a case is a set with `expr` and either `expected` or `expectedError`";
      }
    else if case.skip or null != null then
      {
        state = "skipped";
        reason = case.skip;
      }
    else if case ? expectedError then
      {
        state = "error";
        message = case.expectedError.msg or "";
      }
    else if case ? expected then
      { state = "value"; }
    else
      {
        state = "malformed";
        reason = "the case has neither `expected` nor `expectedError`";
      };

  inBatch =
    case:
    let
      known = kind case;
      verdict = judge case;
      caught = builtins.tryEval (builtins.deepSeq verdict verdict);
    in
    if known.state != "value" then
      known
    else if caught.success then
      caught.value
    else
      # Judged once more, alone, for its message.
      known;
in
{
  list = builtins.mapAttrs (_: kind) selected;
  batch = builtins.mapAttrs (_: inBatch) selected;
  judge = judge all.${name};
  force = builtins.deepSeq all.${name}.expr {
    state = "failed";
    expected = "an error";
    got = show all.${name}.expr;
  };
}
.${mode}
