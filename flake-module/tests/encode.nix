# VALUE: what is data, what becomes a hole, and what is marked.
{ lib, ... }:
let
  inherit (import ../lib/encode.nix { inherit lib; }) encode;
  at = encode [ "x" ];
  hole = path: type: { "$den".hole = { inherit path type; }; };
  malformed = code: value: (at value)."$den".malformed.code == code;
  nested = depth: if depth == 0 then 1 else { a = nested (depth - 1); };
  depthOf = value: if builtins.isAttrs value && value ? a then 1 + depthOf value.a else 0;
in
{
  "data is itself" = {
    expr = at {
      a = [
        1
        true
        null
        "s\n\t\r\""
      ];
      b.c = { };
    };
    expected = {
      a = [
        1
        true
        null
        "s\n\t\r\""
      ];
      b.c = { };
    };
  };
  "what is no data is a hole that names its place" = {
    expr = at {
      drv = {
        type = "derivation";
        outPath = throw "never";
      };
      f = x: x;
      float = 1.5;
      functor.__functor = _: x: x;
      list = [ ./encode.nix ];
      option = {
        _type = "option";
      };
      out.outPath = "/x";
      string.__toString = _: "x";
      view.__den.id = "nginx";
    };
    expected = {
      drv = hole [ "x" "drv" ] "derivation";
      f = hole [ "x" "f" ] "function";
      float = hole [ "x" "float" ] "float";
      functor = hole [ "x" "functor" ] "function";
      list = [ (hole [ "x" "list" 0 ] "path") ];
      option = hole [ "x" "option" ] "set";
      out = hole [ "x" "out" ] "set";
      string = hole [ "x" "string" ] "set";
      view = hole [ "x" "view" ] "set";
    };
  };
  "strings with context or control characters are holes" = {
    expr = at [
      (builtins.fromJSON "\"\\u0008\"")
      (builtins.fromJSON "\"a\\u001bb\"")
      "${builtins.toFile "x" ""}"
    ];
    expected = [
      (hole [ "x" 0 ] "string")
      (hole [ "x" 1 ] "string")
      (hole [ "x" 2 ] "string")
    ];
  };
  "conditions are transparent and drop" = {
    expr = at {
      list = [
        (lib.mkIf false 1)
        (lib.mkIf true 2)
      ];
      off = lib.mkIf false 1;
      on = lib.mkIf true (x: x);
    };
    expected = {
      list = [ 2 ];
      on = hole [ "x" "on" "content" ] "function";
    };
  };
  "merges and priorities are marked" = {
    expr = at {
      forced = lib.mkForce { f = x: x; };
      merged = lib.mkMerge [
        (lib.mkIf false 1)
        1.5
        (lib.mkDefault 2)
      ];
      nothing = lib.mkForce (lib.mkIf false 1);
    };
    expected = {
      forced."$den".priority = {
        priority = 50;
        value.f = hole [ "x" "forced" "content" "f" ] "function";
      };
      merged."$den".merge = [
        (hole [ "x" "merged" "contents" 1 ] "float")
        {
          "$den".priority = {
            priority = 1000;
            value = 2;
          };
        }
      ];
      nothing."$den".priority = {
        priority = 50;
        value."$den".merge = [ ];
      };
    };
  };
  "nothing at all is an empty merge" = {
    expr = at (lib.mkIf false 1);
    expected."$den".merge = [ ];
  };
  "a user's own $den is escaped" = {
    expr = at {
      "$den" = 1;
      b = 2;
    };
    expected."$den".attrs = {
      "$den" = 1;
      b = 2;
    };
  };
  "depth is bounded" = {
    expr = [
      (depthOf (at (nested 31)))
      (depthOf (at (nested 40)))
      (at (nested 31) == nested 31)
      (at (nested 32) == nested 32)
    ];
    expected = [
      31
      31
      true
      false
    ];
  };
  "a value that throws is marked" = {
    expr = at [
      (throw "x")
      { a = throw "x"; }
      { type = throw "x"; }
    ];
    expected =
      let
        thrown."$den".malformed = {
          code = "den::value::throws";
          expected = "a value";
          found = "an expression that throws";
        };
      in
      [
        thrown
        { a = thrown; }
        { type = thrown; }
      ];
  };
  "data that contains itself ends" = {
    expr =
      let
        ring = {
          next = ring;
          word = "x";
        };
        depth = value: if value ? next then 1 + depth value.next else 0;
      in
      depth (at ring);
    expected = 31;
  };
  "data is plain at every depth, or said not to be" = {
    expr =
      map
        (
          value:
          at {
            here = value;
            a = { inherit value; };
            b.c = { inherit value; };
            d = [ value ];
          } == {
            here = value;
            a = { inherit value; };
            b.c = { inherit value; };
            d = [ value ];
          }
        )
        [
          1
          "word"
          null
          [ true ]
          { }
          1.5
          (builtins.fromJSON "\"\\u0007\"")
          (builtins.toFile "file" "")
          ./.
          (_: 1)
          (lib.mkForce 1)
          { outPath = "x"; }
          { "$den" = 1; }
        ];
    expected = [
      true
      true
      true
      true
      true
      false
      false
      false
      false
      false
      false
      false
      false
    ];
  };
  "order and odd conditions are marked" = {
    expr = [
      (malformed "den::value::order" (lib.mkBefore [ 1 ]))
      (malformed "den::value::property" (lib.mkIf "yes" 1))
      (malformed "den::value::property" (lib.mkMerge 5))
      (malformed "den::value::throws" (lib.mkIf (throw "x") 1))
    ];
    expected = [
      true
      true
      true
      true
    ];
  };
  "what only looks like a property is a hole" = {
    expr = at { _type = "if"; };
    expected = hole [ "x" ] "set";
  };
}
