# What is said about a declaration of the wrong shape.
#
# Reify never throws on what a user wrote: a marker stands at the place, and the planner reports it
# beside everything else.
{ lib }:
let
  # The noun phrase for `found`. It never quotes the value: strings may carry context or secrets.
  describe =
    value:
    let
      type = builtins.typeOf value;
    in
    {
      bool = "a Boolean";
      float = "a float";
      int = "an integer";
      lambda = "a function";
      list = "a list";
      null = "null";
      path = "a path";
      set =
        if value ? _type && value._type == "den-ref" then
          "a reference to a setting (den.lib.ref)"
        else if value ? _type && value._type == "den-reset" then
          "a reset of a setting (den.lib.reset)"
        else if value ? _type && builtins.isString value._type then
          "a value of type \"${builtins.unsafeDiscardStringContext value._type}\""
        else if value ? type && (builtins.tryEval (value.type == "derivation")).value then
          "a derivation"
        else if value ? __den && builtins.isAttrs value.__den && value.__den ? id then
          "an aspect"
        else if value ? __den && builtins.isAttrs value.__den && value.__den ? scope then
          "an entity"
        else if value ? __denRule then
          "a rule"
        else if value ? __denEffect then
          "an effect of a policy"
        else if lib.isFunction value then
          "a function"
        else
          "an attribute set";
      string = "a string";
    }
    .${type} or type;

  # What may be meant by it: modules are named by their files, aspects are not; rules need not be included.
  hintFor =
    value:
    if builtins.isPath value then
      " (of a file: `import ./x.nix`)"
    else if isOfPolicies value then
      " (rules count wherever they hold, and effects are given by policies: both belong in den.policies)"
    else
      "";

  isOfPolicies = value: builtins.isAttrs value && (value ? __denRule || value ? __denEffect);

  report = code: expected: found: { inherit code expected found; };
  throws = code: expected: report code expected "an expression that throws";

  # `{ $den.malformed }` is the form inside values and lists, `{ malformed }` that of the externally
  # tagged places.
  marker = malformed: { "$den" = { inherit malformed; }; };
  tagged = malformed: { inherit malformed; };

  # Catches a throw while the value's head is computed, and says it as `describe` does.
  describeSafely =
    value:
    let
      head = builtins.tryEval (describe value);
    in
    if head.success then head.value else "an expression that throws";

  validName = name: builtins.match "[A-Za-z0-9_][A-Za-z0-9_.+-]*" name != null;
  badName = report "den::name::invalid" "a name of letters, digits and `_.+-` that begins with a letter, a digit or `_`";
in
{
  inherit
    badName
    describe
    describeSafely
    hintFor
    isOfPolicies
    marker
    report
    tagged
    throws
    validName
    ;
}
