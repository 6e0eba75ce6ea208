# The effects that are checked by their own fields alone: tags, routes, and what has to hold.
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

  # What a guard can ask for: it is called while the receiving configuration is evaluated, and what that comes to may
  # depend on it.
  guardArguments = [
    "lib"
    "options"
  ];
  unmet =
    guard:
    let
      formals = lib.functionArgs guard;
    in
    builtins.filter (name: !formals.${name}) (builtins.attrNames (removeAttrs formals guardArguments));

  # Content of one class goes to another; `keys` are what the fields are called.
  route =
    form: keys:
    { priority, value }:
    let
      inherit (value) spec;
      path = spec.${keys.path} or [ ];
      wrong = if builtins.isList path then builtins.filter (step: !(isString step)) path else [ ];
      mode = spec.mode or null;
      implied = if path == [ ] then "merge" else "nest";
      guard = spec.guard or null;
      misnamed = builtins.filter (key: !(spec ? ${key} && isString spec.${key})) [
        keys.from
        keys.into
      ];
      wrongKey = builtins.head misnamed;
      known = builtins.attrValues keys ++ [
        "guard"
        "mode"
      ];
      aGuard = "a function of `{ options, lib, ... }` for `guard`";
    in
    fields form known spec (
      if misnamed != [ ] then
        malformed "the name of a class for `${wrongKey}`" (found spec wrongKey)
      else if !(builtins.isList path) then
        malformed "a list of strings for `${keys.path}`" (describe path)
      else if wrong != [ ] then
        malformed "a list of strings for `${keys.path}`" "${describe (builtins.head wrong)} in it"
      else if mode != null && mode != "merge" && mode != "nest" then
        malformed "\"merge\" or \"nest\" for `mode`" (
          if builtins.isString mode then "another string" else describe mode
        )
      else if mode == "nest" && implied == "merge" then
        malformed "an option in `${keys.path}` that the content is nested at" "an empty path"
      else if mode == "merge" && implied == "nest" then
        malformed "mode \"nest\" beside a path: what is merged is imported as it is" "\"merge\""
      else if guard != null && !(lib.isFunction guard) then
        malformed aGuard (describe guard)
      else if guard != null && implied == "merge" then
        malformed "an option in `${keys.path}` beside `guard`: what is imported cannot depend on options" "an empty path"
      else if guard != null && unmet guard != [ ] then
        malformed aGuard "the argument `${builtins.head (unmet guard)}`"
      else
        {
          route = {
            inherit path priority;
            from = spec.${keys.from};
            guard = guard != null;
            into = spec.${keys.into};
          };
        }
    );
in
{
  deliver = route "deliver { from; to; at; mode; guard; }" {
    from = "from";
    into = "to";
    path = "at";
  };
  # den's users know `path`; beside `fromClass` and `intoClass` one also expects `intoPath`.
  route =
    effect:
    route "route { fromClass; intoClass; path; mode; guard; }" {
      from = "fromClass";
      into = "intoClass";
      path = if effect.value.spec ? intoPath then "intoPath" else "path";
    } effect;

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
