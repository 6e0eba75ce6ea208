# The effects that are checked by their own fields alone: tags, and what has to hold.
#
# Each is a function of `{ priority; value; }`, the effect as it was made, to its form in the document. They are called
# under a guard: what throws in them is no effect.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  selectors = import ./selector.nix { inherit attempt lib; };
  inherit (import ../encode.nix { inherit attempt lib; }) isPlainString;
  inherit (import ./reference.nix { inherit lib; }) named;
  inherit (import ../malformed.nix { inherit lib; })
    describe
    report
    tagged
    ;

  malformed = expected: found: tagged (report "den::policy::effect" expected found);
  isString = value: builtins.isString value && isPlainString value;
  found = spec: key: if spec ? ${key} then describe spec.${key} else "nothing";

  # The fields of an effect that is made of a set.
  fields =
    form: known: spec: then':
    let
      strange = if builtins.isAttrs spec then builtins.attrNames (removeAttrs spec known) else [ ];
    in
    if !(builtins.isAttrs spec) then
      malformed form (describe spec)
    else if strange != [ ] then
      malformed form "the key `${builtins.head strange}`"
    else
      then';

  severities = [
    "error"
    "warning"
  ];
in
{
  # Only a rule gives tags: functions run before there are any.
  tag =
    { priority, value }:
    let
      wrong = builtins.filter (tag: !(isString tag)) value.tags;
    in
    if wrong != [ ] then
      malformed "the name of a tag" (describe (builtins.head wrong))
    else
      {
        tag = {
          inherit priority;
          inherit (value) tags;
        };
      };
  tagOfFunction = malformed "`tag` among the effects of a policy.rule, which other rules can wait for" "`tag` of a function, which runs before there are any tags of policies";

  assert' =
    { priority, value }:
    let
      inherit (value) spec;
      holds =
        if builtins.isBool (spec.that or null) then
          { document = spec.that; }
        else
          selectors.read (spec.that or null);
      severity = spec.severity or "error";
    in
    fields "assertion { that; message; severity; }" [ "message" "severity" "that" ] spec (
      if !(spec ? message && isString spec.message) then
        malformed "a sentence for `message`" (found spec "message")
      else if !(builtins.elem severity severities) then
        malformed "\"error\" or \"warning\" for `severity`" (
          if builtins.isString severity then "another string" else describe severity
        )
      else if !(spec ? that) then
        malformed "a Boolean or a selector for `that`" "nothing"
      else if holds ? malformed then
        tagged holds.malformed
      else
        {
          "assert" = {
            inherit priority severity;
            inherit (spec) message;
            that = holds.document;
          };
        }
    );

  require =
    { priority, value }:
    let
      inherit (value) spec;
      target = named spec.aspect;
      message = spec.message or null;
    in
    fields "require { aspect; message; }" [ "aspect" "message" ] spec (
      if target.kind == "malformed" then
        tagged target.malformed
      else if message != null && !(isString message) then
        malformed "a sentence for `message`" (describe message)
      else
        {
          require = {
            inherit message priority;
            aspect = target.id;
          };
        }
    );
}
