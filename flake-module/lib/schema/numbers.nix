# The bounds of number types, which stand in no field of the type: the name tells most of them, and the type's own check,
# asked on both sides of a bound, the others.
{ lib }:
let
  inherit (builtins) ceil floor;

  power = exponent: if exponent == 0 then 1 else 2 * power (exponent - 1);

  # What `ints.between` and `numbers.between` say in their description, where the check says so too.
  said =
    type:
    let
      number = "(-?(0|[1-9][0-9]*)(\\.[0-9]+)?(e[-+]?[0-9]+)?)";
      found = builtins.match ".*between ${number} and ${number} \\(both inclusive\\).*" (
        type.description or ""
      );
      texts = map (builtins.elemAt found) [
        0
        4
      ];
      low = builtins.fromJSON (builtins.head texts);
      high = builtins.fromJSON (lib.last texts);
    in
    if
      found != null
      # Beyond that, one more would be no integer of Nix.
      && builtins.all (text: builtins.stringLength text < 19) texts
      && type.check low
      && type.check high
      && !(type.check (floor low - 1))
      && !(type.check (ceil high + 1))
    then
      { inherit high low; }
    else
      null;

  # Without such a description: the integers around one that the check takes. Numbers are tried by halving, and what lies
  # outside is looked at here and there, for a check that `addCheck` made may have gaps.
  widest = power 60;
  probed =
    type:
    let
      powers = builtins.genList power 61;
      near = [ 0 ] ++ powers ++ map (n: -n) powers;
      inside = lib.findFirst type.check null near;
      # The last number from `good` towards `bad` that the check takes.
      last =
        good: bad:
        let
          middle = good + (bad - good) / 2;
        in
        if middle == good then
          good
        else if type.check middle then
          last middle bad
        else
          last good middle;
      low = if type.check (-widest) then null else last inside (-widest);
      high = if type.check widest then null else last inside widest;
      outside = builtins.filter (n: low != null && n < low || high != null && n > high) (
        near
        ++ lib.optionals (low != null) (map (n: low - n) (lib.range 1 256))
        ++ lib.optionals (high != null) (map (n: high + n) (lib.range 1 256))
      );
    in
    if inside == null || builtins.any type.check outside then null else { inherit high low; };

  boundsOf =
    type:
    let
      read = said type;
      # The check of `addCheck` may expect something else.
      found = builtins.tryEval (
        let
          bounds = if read == null then probed type else read;
        in
        builtins.deepSeq bounds bounds
      );
    in
    if found.success then found.value else null;

  keyword = name: value: if value == null then { } else { ${name} = value; };

  integers =
    type:
    let
      width = builtins.match "(un)?signedInt([0-9]+)" type.name;
      bits = lib.toInt (lib.last width);
      bounds = boundsOf type;
    in
    if type.name == "positiveInt" then
      { minimum = 1; }
    else if type.name == "unsignedInt" then
      { minimum = 0; }
    else if width != null && bits <= 60 then
      if builtins.head width == null then
        {
          maximum = power (bits - 1) - 1;
          minimum = -(power (bits - 1));
        }
      else
        {
          maximum = power bits - 1;
          minimum = 0;
        }
    else if bounds == null then
      { }
    else
      keyword "maximum" bounds.high // keyword "minimum" bounds.low;

  # A bound that is no integer is no plain data. Between two integers, it parts them as the one that it leaves out does.
  numbers =
    type:
    let
      bounds = boundsOf type;
      isWhole = n: builtins.isInt n || floor n == n;
      low = n: if isWhole n then { minimum = floor n; } else { exclusiveMinimum = floor n; };
      high = n: if isWhole n then { maximum = floor n; } else { exclusiveMaximum = ceil n; };
    in
    if type.name == "numberPositive" then
      { exclusiveMinimum = 0; }
    else if type.name == "numberNonnegative" then
      { minimum = 0; }
    else if said type != null then
      low bounds.low // high bounds.high
    else if bounds == null then
      { }
    else
      # Found by asking for integers: the bounds themselves may lie between two.
      lib.optionalAttrs (bounds.low != null) { exclusiveMinimum = bounds.low - 1; }
      // lib.optionalAttrs (bounds.high != null) { exclusiveMaximum = bounds.high + 1; };
in
{
  inherit integers numbers;
  isInteger =
    name:
    builtins.elem name [
      "intBetween"
      "positiveInt"
      "unsignedInt"
    ]
    || lib.hasPrefix "signedInt" name
    || lib.hasPrefix "unsignedInt" name;
}
