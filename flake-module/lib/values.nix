# Restores planned values: data as it stands in the shard, and for every hole the user's own value, with its string
# context, its function, its derivation, exactly as it was declared.
{
  hole,
  # What a reference stands for. A plan has none left.
  follow ? null,
}:
let
  inherit (builtins) isAttrs isList mapAttrs;

  restore =
    value:
    if isList value then
      map restore value
    else if !isAttrs value then
      value
    else if value ? "$den" then
      marker value."$den"
    else
      mapAttrs (_: restore) value;

  marker =
    it:
    if it ? hole then
      hole it.hole.path
    else if it ? ref && follow != null then
      follow it.ref
    # A set of the user's that has a key `$den` of its own.
    else if it ? attrs then
      mapAttrs (_: restore) it.attrs
    else
      throw "den: the plan holds a value that is none (${builtins.toJSON it}). Run `den check`, then `den plan`.";
in
restore
