# Selectors as the user wrote them, checked: data of the document, or what is wrong with it and where in it.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  discharge = import ../discharge.nix { inherit lib; };
  inherit (import ../encode.nix { inherit attempt lib; }) isPlainString;
  inherit (import ./reference.nix { inherit lib; }) named;
  inherit (import ../malformed.nix { inherit lib; }) describe report;

  code = "den::selector::malformed";
  aSelector = "a selector of den.lib.sel";
  thrown = "an expression that throws";

  # What names a thing, by what it is called in a sentence.
  words = {
    class = "the name of a class";
    environment = "the name of an environment";
    kind = "the kind of an entity";
    system = "the name of a system";
    tag = "the name of a tag";
  };
  lists = {
    and = null;
    any = null;
  };
  inner = {
    has = null;
    hasWithin = null;
    not = null;
    parent = null;
    within = null;
  };
  keys = [
    "and"
    "any"
    "aspect"
    "attrs"
    "class"
    "environment"
    "has"
    "hasWithin"
    "is"
    "kind"
    "name"
    "not"
    "parent"
    "star"
    "system"
    "tag"
    "within"
  ];

  # Attributes that stand for selectors: these compare words.
  aliases = words // {
    name = "a pattern for names";
    tags = words.tag;
  };

  # Steps into it: keys, and places in lists.
  deepest = 60;

  inside =
    at:
    lib.optionalString (at != [ ]) " (in `${lib.concatMapStringsSep "." toString at}` of the selector)";
  bad = at: expected: found: {
    malformed = report code expected "${found}${inside at}";
  };
  good = document: { inherit document; };

  # Its head, told without failing.
  typed =
    value:
    let
      head = attempt (builtins.typeOf value);
    in
    if head.success then head.value else null;
  isString = value: typed value == "string" && isPlainString value;
  found =
    value:
    let
      type = typed value;
    in
    if type == null then
      thrown
    else if type == "string" then
      if isPlainString value then "a string" else "a string with context or control characters"
    else
      describe value;

  word =
    at: key: what: value:
    if isString value then good { ${key} = value; } else bad at what (found value);

  # Of several results the first that is malformed, or what `make` makes of their documents.
  all =
    make: results:
    let
      wrong = builtins.filter (result: result ? malformed) results;
    in
    if wrong != [ ] then builtins.head wrong else make (map (result: result.document) results);

  list =
    at: key: value:
    if typed value != "list" then
      bad at "a list of selectors" (found value)
    else
      all (documents: good { ${key} = documents; }) (lib.imap0 (i: read (at ++ [ i ])) value);

  names =
    at: value:
    all good (
      lib.imap0 (
        i: name: if isString name then good name else bad (at ++ [ i ]) "the name of a host" (found name)
      ) value
    );

  attributes =
    at: value:
    let
      attribute =
        key:
        let
          here = at ++ [ key ];
          type = typed value.${key};
        in
        if aliases ? ${key} then
          word here key aliases.${key} value.${key}
        else if type == "int" || type == "bool" || type == "null" || isString value.${key} then
          good { ${key} = value.${key}; }
        else
          bad here "a string, an integer, a Boolean or null" (found value.${key});
    in
    if typed value != "set" || !(discharge.isPlain value) then
      bad at "a set of attributes" (found value)
    else
      all (documents: good { attrs = builtins.foldl' (all: one: all // one) { } documents; }) (
        map attribute (builtins.attrNames value)
      );

  exact =
    at: value:
    if isString value then good { name.is = value; } else bad at "the name of a host" (found value);

  name =
    at: value:
    if typed value == "set" && builtins.attrNames value == [ "is" ] then
      exact (at ++ [ "is" ]) value.is
    else
      word at "name" "a pattern for names" value;

  aspect =
    at: value:
    let
      said = attempt (named value);
    in
    if !said.success then
      bad at "an aspect or its name" thrown
    else if said.value ? malformed then
      bad at said.value.malformed.expected said.value.malformed.found
    else
      good { aspect = said.value.id; };

  star =
    at: value:
    if typed value == "bool" && value then good { star = true; } else bad at "true" (found value);

  strange =
    at: key:
    let
      near = builtins.filter (known: lib.strings.levenshteinAtMost 2 known key) keys;
    in
    bad at (
      if near != [ ] then
        "the key `${builtins.head near}`"
      else
        "a key among ${lib.concatStringsSep ", " keys} (an attribute is asked for with sel.attrs)"
    ) "the key `${key}`";

  node =
    at: key: value:
    let
      here = at ++ [ key ];
    in
    if words ? ${key} then
      word here key words.${key} value
    else if lists ? ${key} then
      list here key value
    else if inner ? ${key} then
      all (documents: good { ${key} = builtins.head documents; }) [ (read here value) ]
    else if key == "attrs" then
      attributes here value
    else if key == "name" then
      name here value
    else if key == "is" then
      exact here value
    else if key == "aspect" then
      aspect here value
    else if key == "star" then
      star here value
    else
      strange at key;

  read =
    at: value:
    let
      type = typed value;
      said = builtins.attrNames value;
    in
    if builtins.length at > deepest then
      { malformed = report code "a selector at most ${toString deepest} levels deep" "a deeper one"; }
    else if type == "list" then
      names at value
    else if type != "set" || !(discharge.isPlain value) then
      bad at aSelector (found value)
    else if said == [ ] then
      bad at aSelector "an empty set"
    else if builtins.length said > 1 then
      bad at "one key in a selector (several are joined by sel.and)"
        "the keys ${lib.concatMapStringsSep ", " (key: "`${key}`") said}"
    else
      node at (builtins.head said) value.${builtins.head said};
in
{
  inherit code found;

  # A value -> `{ document }`, or `{ malformed }`. All of it is looked at.
  read =
    value:
    let
      result = read [ ] value;
    in
    builtins.deepSeq result result;

  # Might it be one, or is it something else altogether?
  isOne = discharge.isPlain;

  # Several of them: whatever one of them holds of.
  join =
    results:
    if builtins.length results == 1 then
      builtins.head results
    else
      all (documents: good { any = documents; }) results;
}
