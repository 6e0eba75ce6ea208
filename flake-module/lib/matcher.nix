# Which hosts a selector holds of, as far as that is known without planning.
#
# The answer is true, false, or `null`: the aspects of a host, what lies around it and in it, its environment, and tags
# that rules derive are the planner's to say. A part that nobody knows leaves open what depends on it, and nothing else:
# `any [ true null ]` is true, whatever the planner comes to.
#
# Selectors are documents of reify/selector.nix.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatMap
    elem
    head
    isList
    isString
    match
    replaceStrings
    ;

  # `*` is any run of characters, `?` any one.
  pattern =
    glob:
    replaceStrings
      [
        "*"
        "?"
      ]
      [
        ".*"
        "."
      ]
      (
        lib.concatMapStrings (part: if isString part then lib.escapeRegex part else head part) (
          builtins.split "([*?])" glob
        )
      );

  # Kleene's conjunction and disjunction.
  every =
    tests: host:
    let
      results = map (test: test host) tests;
    in
    if elem false results then
      false
    else if elem null results then
      null
    else
      true;
  some =
    tests: host:
    let
      results = map (test: test host) tests;
    in
    if elem true results then
      true
    else if elem null results then
      null
    else
      false;

  unknown = _: null;

  # `derived` has the tags that some rule derives.
  compile =
    derived:
    let
      tag =
        name: host:
        if elem name host.tags then
          true
        else if derived ? ${name} then
          null
        else
          false;
      named =
        glob:
        let
          regex = pattern glob;
        in
        host: match regex host.name != null;
      attribute =
        key: value: host:
        let
          said = host.attributes.${key};
        in
        host.attributes ? ${key} && (if isList said then elem value said else said == value);

      aliases = {
        class = value: host: host.class == value;
        environment = _: unknown;
        kind = value: _: value == "host";
        name = named;
        system = value: host: host.system == value;
        inherit tag;
        tags = tag;
      };

      nodes = aliases // {
        and = selectors: every (map test selectors);
        any = selectors: some (map test selectors);
        aspect = _: unknown;
        attrs =
          attributes:
          every (map (key: (aliases.${key} or (attribute key)) attributes.${key}) (attrNames attributes));
        has = _: unknown;
        hasWithin = _: unknown;
        name = said: if isString said then named said else host: host.name == said.is;
        not =
          selector:
          let
            holds = test selector;
          in
          host:
          let
            result = holds host;
          in
          if result == null then null else !result;
        parent = _: unknown;
        star = _: _: true;
        within = _: unknown;
      };
      test =
        selector:
        if isList selector then
          host: elem host.name selector
        else
          let
            key = head (attrNames selector);
          in
          nodes.${key} selector.${key};
    in
    test;

  # Why a selector may leave anything open, in words.
  needs =
    derived:
    let
      word = {
        aspect = _: [ "the aspects of a host" ];
        environment = _: [ "the environment of a host" ];
        tag = name: if derived ? ${name} then [ "the tag `${name}`, which a rule derives" ] else [ ];
      };
      around = _: [ "what lies around a host or in it" ];
      below = {
        inherit (word) aspect environment tag;
        and = concatMap of;
        any = concatMap of;
        attrs =
          attributes:
          concatMap (key: (word.${if key == "tags" then "tag" else key} or (_: [ ])) attributes.${key}) (
            builtins.filter (key: key != "aspect") (attrNames attributes)
          );
        has = around;
        hasWithin = around;
        not = of;
        parent = around;
        within = around;
      };
      of =
        selector:
        if isList selector then
          [ ]
        else
          concatMap (key: (below.${key} or (_: [ ])) selector.${key}) (attrNames selector);
    in
    of;
in
{
  inherit compile needs;
}
