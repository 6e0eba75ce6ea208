# Properties taken apart by hand, as the module system would.
{ lib, ... }:
let
  discharge = import ../lib/discharge.nix { inherit lib; };
  define = value: {
    inherit value;
    file = "here";
  };
  values = definitions: map (d: d.value) definitions;
  live = list: values (discharge.live (map define list));
  combine = list: discharge.combine "it" (map define list);
in
{
  "conditions and merges go" = {
    expr = live [
      1
      (lib.mkIf false 2)
      (lib.mkMerge [
        (lib.mkIf true 3)
        (lib.mkMerge [ 4 ])
      ])
    ];
    expected = [
      1
      3
      4
    ];
  };
  "the strongest priority counts alone" = {
    expr = [
      (live [
        1
        (lib.mkForce 2)
        (lib.mkDefault 3)
      ])
      (live [
        1
        (lib.mkDefault 3)
      ])
      (live [ (lib.mkDefault 3) ])
    ];
    expected = [
      [ 2 ]
      [ 1 ]
      [ 3 ]
    ];
  };
  "the priority inside a condition counts" = {
    expr = live [
      (lib.mkIf true (lib.mkForce 1))
      (lib.mkForce (lib.mkIf true 2))
      3
    ];
    expected = [
      1
      2
    ];
  };
  "functions stay functions" = {
    expr = map (f: f 1) (live [ (lib.mkIf true (n: n + 1)) ]);
    expected = [ 2 ];
  };
  "what cannot be a condition or a list throws catchably" = {
    expr = map (value: (builtins.tryEval (live [ value ])).success) [
      (lib.mkIf "yes" 1)
      (lib.mkMerge 5)
    ];
    expected = [
      false
      false
    ];
  };
  "a user's own `_type` is no property" = {
    expr = live [
      { _type = 5; }
      { _type = "if"; }
    ];
    expected = [
      { _type = 5; }
      { _type = "if"; }
    ];
  };
  "names are kept unless every definition is off" = {
    expr = builtins.attrNames (
      discharge.members [
        (define {
          a = lib.mkIf false 1;
          b = lib.mkIf false 1;
          c = throw "nobody looks";
        })
        (define { b = 2; })
      ]
    );
    expected = [
      "b"
      "c"
    ];
  };
  "free data merges deeply" = {
    expr = combine [
      {
        a.b = 1;
        list = [ 1 ];
        off = lib.mkIf false 1;
      }
      {
        a.c = lib.mkIf true 2;
        list = [ 2 ];
      }
    ];
    expected = {
      a = {
        b = 1;
        c = 2;
      };
      list = [
        1
        2
      ];
    };
  };
  "free data of one file may be anything" = {
    expr = (combine [ { pkg.outPath = "/x"; } ]).pkg.outPath;
    expected = "/x";
  };
  "free data that disagrees names the files" = {
    expr = combine [
      1
      2
    ];
    expectedError.msg = "it has different values in here and here";
  };
}
