# The corpus of option declarations: their schemas, and what the module system says of their values. That both agree on
# every value is a suite of its own (`cargo xtask test`).
{ lib, ... }:
let
  corpus = import ./corpus { inherit lib; };
in
lib.mapAttrs (_: case: {
  expr = {
    schema = (corpus.interface case).properties.it;
    accepted = map (it: corpus.takes case { inherit it; }) case.accepted;
    refused = map (it: corpus.takes case { inherit it; }) case.refused;
  };
  expected = {
    schema = {
      x-den-merge = case.merge;
    }
    // lib.optionalAttrs case.computed { x-den-computed = true; }
    // case.schema;
    accepted = map (_: true) case.accepted;
    refused = map (_: false) case.refused;
  };
}) corpus.cases
