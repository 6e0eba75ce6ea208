# Rules: policies that are data. They run nowhere here, the planner does that; what they say is checked, and kept at hand
# for the reader.
{
  lib,
  aspects,
  attempt ? builtins.tryEval,
}:
let
  inherit (aspects) call;
  effect = import ./effect.nix { inherit aspects attempt lib; };
  field = import ./field.nix { inherit attempt lib; };
  selectors = import ./selector.nix { inherit attempt lib; };
  inherit (import ../encode.nix { inherit attempt lib; }) isPlainString;
  inherit (import ../malformed.nix { inherit lib; })
    describe
    describeSafely
    marker
    report
    throws
    ;

  code = "den::policy::rule";
  form = "policy.rule { when; unless; for; effects; priority; overrides; }";
  keys = [
    "effects"
    "for"
    "overrides"
    "priority"
    "unless"
    "when"
  ];
  kinds = [
    "home"
    "host"
    "user"
  ];

  isRule = value: builtins.isAttrs value && value ? __denRule;

  # A field of a shape of its own: `null` where it is right, else what is wrong.
  shaped =
    holds: expected: value:
    let
      right = attempt (holds value);
    in
    if !right.success then
      throws code expected
    else if right.value then
      null
    else
      report code expected (describe value);

  overridden =
    value:
    let
      name = attempt (
        if isRule value then
          value.__denName or null
        else if builtins.isString value && isPlainString value then
          value
        else
          null
      );
      expected = "a rule of den.policies, or its name";
    in
    if name.success && name.value != null then
      name.value
    else
      marker (
        report code expected (
          if (builtins.tryEval (isRule value)).value then
            "a rule that was not read from den.policies"
          else
            describeSafely value
        )
      );

  selector =
    value:
    let
      said = selectors.read value;
    in
    if said ? malformed then marker said.malformed else said.document;

  problem =
    found: said: spec:
    let
      strange = builtins.attrNames (removeAttrs spec keys);
      near = builtins.filter (key: lib.strings.levenshteinAtMost 2 key (builtins.head strange)) keys;
      problems = builtins.filter (problem: problem != null) [
        (shaped (value: builtins.elem value kinds) "\"host\", \"user\" or \"home\" for `for`" (
          spec.for or "host"
        ))
        (shaped builtins.isInt "an integer for `priority`" (said.priority or spec.priority or 0))
        (shaped builtins.isList "a list of effects for `effects`" (spec.effects or null))
        (shaped builtins.isList "a list of rules for `overrides`" (spec.overrides or [ ]))
      ];
      isSet = shaped builtins.isAttrs form spec;
    in
    if builtins.length found > 1 then
      report code "one definition of the rule" "${toString (builtins.length found)} definitions"
    else if isSet != null then
      isSet
    else if strange != [ ] then
      report code (
        if near == [ ] then
          "a key among ${lib.concatStringsSep ", " keys}"
        else
          "the key `${builtins.head near}`"
      ) "the key `${builtins.head strange}`"
    else if !(spec ? when) then
      report code "a selector for `when`" "nothing"
    else if !(spec ? effects) then
      report code "a list of effects for `effects`" "nothing"
    else if problems != [ ] then
      builtins.head problems
    else
      null;

  make =
    name: definitions:
    let
      found = field.heads definitions;
      said = (builtins.head (builtins.filter (d: isRule d.value) found)).value;
      spec = said.__denRule;
      malformed = problem found said spec;
      path = [
        "rules"
        name
        "effects"
      ];
      effects =
        if malformed != null then
          [ ]
        else
          lib.imap0 (
            index: said:
            effect {
              environment = call.static;
              policy = name;
              inherit index path said;
            }
          ) spec.effects;
      says =
        key:
        let
          nothing = attempt (spec.${key} or null == null);
        in
        !(nothing.success && nothing.value);
    in
    {
      inherit
        definitions
        effects
        malformed
        name
        spec
        ;
      # The kind of entity that it fires at.
      kind = if malformed == null then spec.for or "host" else null;
      # Aspects that it may bring there.
      items = builtins.concatLists (builtins.catAttrs "items" effects);
      # Tags that it may give there.
      tags = builtins.concatMap (e: e.document.tag.tags or [ ]) effects;
      document =
        if malformed != null then
          marker malformed
        else
          {
            effects = builtins.catAttrs "document" effects;
            for = spec.for or "host";
            overrides = map overridden (spec.overrides or [ ]);
            priority = said.priority or spec.priority or 0;
            unless = if says "unless" then selector spec.unless else null;
            when = selector spec.when;
          };
      raw.effects = map (e: e.raw or { }) effects;
    };
in
{
  # Definitions of `den.policies` -> those of rules, and those of functions or of neither.
  split =
    definitions:
    let
      isRules =
        definitions:
        let
          found = field.heads definitions;
        in
        found != null && builtins.any (d: isRule d.value) found;
      sorted = builtins.partition (name: isRules definitions.${name}) (builtins.attrNames definitions);
    in
    {
      functions = removeAttrs definitions sorted.right;
      rules = removeAttrs definitions sorted.wrong;
    };

  inherit make;

  # What rules may bring to every entity of a kind.
  items =
    rules:
    lib.genAttrs kinds (
      kind:
      builtins.concatMap (rule: if rule.kind == kind then rule.items else [ ]) (builtins.attrValues rules)
    );

  # The tags that rules may give to hosts.
  derived =
    rules:
    builtins.listToAttrs (
      builtins.concatMap (
        rule:
        if rule.kind == "host" then
          map (name: {
            inherit name;
            value = null;
          }) rule.tags
        else
          [ ]
      ) (builtins.attrValues rules)
    );
}
