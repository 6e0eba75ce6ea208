# Option types as JSON Schema (2020-12), by their structure.
#
# A schema takes at least what the type takes: what a type only knows as a function (the check of `addCheck`, the coercion
# of `coercedTo`, a type of the user's own) is not said. `x-den-holes` names the values which are no data that certainly
# are of the type, by the kind of hole that stands for them.
{ lib }:
let
  inherit (import ../encode.nix { inherit lib; }) isPlainString;
  inherit (import ./option.nix { inherit lib; }) dataOf;
  numbers = import ./numbers.nix { inherit lib; };
  patternOf = import ./pattern.nix { inherit lib; };
  submodule = import ./submodule.nix { inherit lib; };
  inherit (import ./union.nix { inherit lib; })
    anyOf
    float
    integer
    kindsOf
    takenBy
    ;

  nested = type: type.nestedTypes or { };
  payload =
    type:
    let
      found = type.functor.payload or null;
    in
    if found == null then { } else found;

  nothing = {
    not = { };
  };
  string = {
    type = "string";
    x-den-holes = [ "string" ];
  };
  matching = pattern: {
    inherit pattern;
    type = "string";
  };

  # The alternatives of nested `either`s, in order.
  sides =
    type:
    if type.name or "" == "either" then
      sides (nested type).left ++ sides (nested type).right
    else
      [ type ];

  isComposite =
    type:
    builtins.elem (type.name or "") [
      "attrTag"
      "attrsOf"
      "lazyAttrsOf"
      "listOf"
      "submodule"
    ];
  # Types may contain themselves. A submodule weighs most: each is an evaluation.
  start = {
    fuel = 12;
    seen = [ ];
  };
  below = weight: context: context // { fuel = context.fuel - weight; };
  # The names of the alternatives of a type: where they come again below, the type is taken for one that contains itself.
  signature =
    type:
    let
      name = type.name or "";
    in
    if name == "nullOr" then
      signature (nested type).elemType
    else if name == "either" then
      map (side: side.name or "") (sides type)
    else
      [ ];
  # The context of what `type` contains, or `null`.
  entering =
    context: type:
    let
      own = signature type;
    in
    if context.fuel < 1 || builtins.length own > 2 && builtins.elem own context.seen then
      null
    else
      below 1 (
        if builtins.length own > 2 && type.name == "either" then
          context // { seen = context.seen ++ [ own ]; }
        else
          context
      );

  # Types whose name says it all.
  single = {
    anything = { };
    attrs = {
      type = "object";
      x-den-holes = [
        "derivation"
        "set"
      ];
    };
    bool.type = "boolean";
    boolByOr.type = "boolean";
    deferredModule = {
      anyOf = [
        { type = "object"; }
        (matching "^/")
      ];
      x-den-holes = [
        "derivation"
        "function"
        "path"
        "set"
      ];
    };
    fileset = nothing;
    inherit float;
    int = integer;
    luaInline = nothing;
    nonEmptyStr = matching "[^ \\t\\n]" // {
      minLength = 1;
    };
    optionDeclaration = nothing;
    optionType = nothing;
    package = matching "^/nix/store/[^/]+$" // {
      x-den-holes = [ "derivation" ];
    };
    pkgs = nothing;
    raw = { };
    separatedString = string;
    # A line feed at the end is allowed, and cut off by the module system alone.
    singleLineStr = matching "^[^\\n\\r]*\\n?$";
    str = string;
    string = string;
    unspecified = { };
  };

  elem = context: type: convert context (nested type).elemType;

  # Types of which more must be looked at, most of them made of others.
  table = {
    attrListOf =
      context: type:
      let
        values = elem context type;
      in
      anyOf [
        {
          additionalProperties = values;
          type = "object";
        }
        {
          items = {
            additionalProperties = values;
            maxProperties = 1;
            minProperties = 1;
            type = "object";
          };
          type = "array";
        }
      ];
    attrTag =
      context: type:
      let
        tag = name: option: {
          additionalProperties = false;
          properties.${name} = submodule.property (convert context) option;
          required = [ name ];
          type = "object";
        };
      in
      anyOf (lib.mapAttrsToList tag ((payload type).tags or (nested type)));
    attrsOf = context: type: {
      additionalProperties = elem context type;
      type = "object";
    };
    # What coercion makes of a value is for Nix to say: whatever the one type takes by its head is coerced, and the other
    # need not be said where that is all that it could take.
    coercedTo =
      context: type:
      let
        inherit (nested type) coercedType finalType;
        coerced = headOf context coercedType;
        isCoerced =
          side:
          isComposite side
          && builtins.all (kind: builtins.elem kind (takenBy coerced)) (kindsOf (headOf context side));
      in
      anyOf (
        [ coerced ] ++ map (convert context) (builtins.filter (side: !(isCoerced side)) (sides finalType))
      );
    # The module system looks no further than the head of a value to choose between the two. Where both are lists, that is
    # the first, unless `addCheck` tells them apart: which nobody can see.
    either = context: type: anyOf (map (convert context) (sides type));
    # Values that are no data (packages, functions) stand in no schema.
    enum =
      _: type:
      let
        values = (payload type).values or (type.functor.payload or [ ]);
        found = builtins.filter (it: it != null) (map dataOf values);
      in
      if found == [ ] then nothing else { enum = map (it: it.value) found; };
    # What it returns is known when it is called.
    functionTo = _: _: nothing // { x-den-holes = [ "function" ]; };
    lazyAttrsOf = table.attrsOf;
    # `nonEmptyListOf` has the same name, and nothing to stand for no value.
    listOf =
      context: type:
      {
        items = elem context type;
        type = "array";
      }
      // lib.optionalAttrs (type.emptyValue or null == { }) { minItems = 1; };
    nullOr =
      context: type:
      anyOf [
        { type = "null"; }
        (elem context type)
      ];
    numberBetween = _: type: { type = "number"; } // numbers.numbers type;
    numberNonnegative = table.numberBetween;
    numberPositive = table.numberBetween;
    path =
      _: type:
      let
        inStore = (payload type).inStore or null;
        absolute = (payload type).absolute or (if type.functor.payload or null == null then true else null);
        isAbsolute = matching "^/";
      in
      if inStore == true then
        matching "^/nix/store/[^.]" // { x-den-holes = [ "derivation" ]; }
      else if absolute == false then
        matching "^([^/]|$)"
      else if absolute == null then
        { type = "string"; }
      else if inStore == false then
        isAbsolute
      else
        isAbsolute
        // {
          x-den-holes = [
            "derivation"
            "path"
          ];
        };
    pathInStore = context: type: table.path context (type // { functor.payload.inStore = true; });
    submodule =
      context: type:
      if context.fuel < 2 then
        { type = "object"; }
      else
        submodule.toSchema (convert (below 1 context)) type;
    uniq = elem;
    unique = elem;
  };

  strMatching =
    type:
    let
      # Older libraries have it in the name alone, as Nix would write the string.
      written = builtins.fromJSON (
        builtins.replaceStrings
          [
            "\\\\"
            "\\$"
          ]
          [
            "\\\\"
            "$"
          ]
          (lib.removePrefix "strMatching " type.name)
      );
      expression = (payload type).pattern or written;
      pattern = patternOf expression;
    in
    { type = "string"; } // lib.optionalAttrs (pattern != null) { inherit pattern; };

  passwdEntry =
    context: type:
    let
      schema = convert context (type // { name = lib.removePrefix "passwdEntry " type.name; });
    in
    if schema == string then matching "^[^:\\n]*$" else schema;

  convert =
    context: type:
    let
      name = type.name or "";
      inside = entering context type;
      description = type.description or name;
    in
    if single ? ${name} then
      single.${name}
    else if table ? ${name} then
      if inside == null then
        if isComposite type then headOf context type else { }
      else
        table.${name} inside type
    else if numbers.isInteger name then
      integer // numbers.integers type
    else if lib.hasPrefix "strMatching " name then
      strMatching type
    else if lib.hasPrefix "passwdEntry " name then
      passwdEntry context type
    else if builtins.isString description && isPlainString description then
      { "$comment" = description; }
    else
      { };

  # Is there more to the type than a schema could ever say? `addCheck` leaves no trace.
  isForeign =
    name:
    !(
      single ? ${name}
      || table ? ${name}
      || numbers.isInteger name
      || lib.hasPrefix "strMatching " name
      || lib.hasPrefix "passwdEntry " name
    );

  # What the check of a type takes, which looks at the head of a value.
  headOf =
    context: type:
    let
      name = type.name or "";
      heads = map (headOf (below 1 context));
    in
    if context.fuel < 0 then
      { }
    else if name == "listOf" then
      removeAttrs (table.listOf (context // { fuel = 0; }) type) [ "items" ]
    else if isComposite type then
      { type = "object"; }
    else if name == "nullOr" then
      anyOf ([ { type = "null"; } ] ++ heads [ (nested type).elemType ])
    else if name == "either" then
      anyOf (heads (sides type))
    else if name == "coercedTo" then
      anyOf (heads [
        (nested type).coercedType
        (nested type).finalType
      ])
    else if name == "uniq" || name == "unique" then
      headOf (below 1 context) (nested type).elemType
    else
      convert context type;

  # Does a value of the type differ from what was defined (`coercedTo`), or have defaults of its own
  # (a submodule)? Of a type that nothing is known of, it may.
  isComputed =
    let
      inside =
        context: type:
        let
          name = type.name or "";
          within = entering context type;
        in
        builtins.elem name [
          "attrListOf"
          "attrTag"
          "coercedTo"
          "deferredModule"
          "submodule"
        ]
        || isForeign name
        ||
          !(single ? ${name})
          && within != null
          && builtins.any (inside within) (
            if name == "either" then
              sides type
            else
              lib.optional ((nested type).elemType or null != null) (nested type).elemType
          );
    in
    inside start;

  # Values that are sets merge deeply by default.
  isSet =
    type:
    let
      name = type.name or "";
    in
    builtins.elem name [
      "attrs"
      "attrsOf"
      "lazyAttrsOf"
      "submodule"
    ]
    || (name == "nullOr" || name == "uniq" || name == "unique") && isSet (nested type).elemType;
in
{
  inherit isComputed isSet;
  toSchema = convert start;
}
