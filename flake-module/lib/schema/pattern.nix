# Extended regular expressions of POSIX, as `builtins.match` reads them, in the words of JSON Schema (ECMA-262).
#
# Only what means the same in both is translated; where anything else stands in an expression there is no pattern, and the
# schema takes every string. Nix matches bytes and JSON Schema characters: where one byte of any kind is counted, the
# pattern takes every string with a character outside ASCII, for its bytes cannot be counted there.
{ lib }:
let
  inherit (import ../encode.nix { inherit lib; }) isPlainString;

  # A bracket expression, an escape, an interval, or one character.
  tokens =
    expression:
    builtins.filter builtins.isList (
      builtins.split "(\\[\\^?]?([^][]|\\[:[a-z]+:]|\\[[^]:.=[])*\\[?])|(\\\\.)|(\\{[0-9]+(,[0-9]*)?})|(.)" expression
    );

  blanks = {
    "\n" = "\\n";
    "\r" = "\\r";
    "\t" = "\\t";
  };

  classes = {
    alnum = "0-9A-Za-z";
    alpha = "A-Za-z";
    blank = " \\t";
    cntrl = "\\x00-\\x1f\\x7f";
    digit = "0-9";
    graph = "\\x21-\\x7e";
    lower = "a-z";
    print = "\\x20-\\x7e";
    punct = "\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e";
    space = " \\t-\\r";
    upper = "A-Z";
    xdigit = "0-9A-Fa-f";
  };
  # Characters that mean something in a class of ECMA-262, or in one of Unicode's sets.
  escapes = blanks // {
    "&" = "\\x26";
    "[" = "\\[";
    "\\" = "\\\\";
    "]" = "\\]";
    "^" = "\\^";
    "~" = "\\x7e";
  };

  # The inside of a bracket expression; `null` where a class is the end of a range.
  inside =
    content:
    let
      pieces = builtins.split "\\[:([a-z]+):]" content;
      last = builtins.length pieces - 1;
      piece =
        i: it:
        if builtins.isList it then
          classes.${builtins.head it} or null
        else
          let
            characters = lib.stringToCharacters it;
            end = builtins.length characters - 1;
            # A hyphen at either end is one; elsewhere it makes a range.
            character =
              j: c:
              if c != "-" then
                escapes.${c} or c
              else if i == 0 && j == 0 || i == last && j == end then
                "\\-"
              else if j == 0 || j == end then
                null
              else
                "-";
            found = lib.imap0 character characters;
          in
          if builtins.elem null found then null else builtins.concatStringsSep "" found;
      found = lib.imap0 piece pieces;
    in
    if builtins.elem null found then null else builtins.concatStringsSep "" found;

  bracket =
    text:
    let
      isNegated = lib.hasPrefix "[^" text;
      found = inside (lib.removeSuffix "]" (lib.removePrefix (if isNegated then "[^" else "[") text));
    in
    if found == null then
      null
    else
      {
        kind = "atom";
        counts = isNegated;
        text = "[${lib.optionalString isNegated "^"}${found}]";
      };

  atom = text: {
    inherit text;
    kind = "atom";
    counts = false;
  };
  characters = {
    "$" = null;
    "(" = {
      kind = "open";
      text = "(?:";
    };
    ")" = atom ")";
    "*" = quantifier "*";
    "+" = quantifier "+";
    "." = atom "[\\s\\S]" // {
      counts = true;
    };
    "?" = quantifier "?";
    "[" = null;
    "\\" = null;
    "]" = atom "\\]";
    "^" = null;
    "{" = null;
    "|" = {
      kind = "or";
      text = "|";
    };
    "}" = atom "\\}";
  };
  quantifier = text: {
    inherit text;
    kind = "quantifier";
  };
  # What POSIX leaves undefined after a backslash is refused by Nix.
  escaped = builtins.match "\\\\[.[()|*+?{^$\\]";

  translate =
    token:
    let
      at = builtins.elemAt token;
    in
    if at 0 != null then
      bracket (at 0)
    else if at 2 != null then
      if escaped (at 2) == null then null else atom (at 2)
    else if at 3 != null then
      quantifier (at 3)
    else
      characters.${at 5} or (atom (blanks.${at 5} or (at 5)));

  # Anchors at the ends say what holds anyway.
  unanchored =
    expression:
    let
      head = lib.removePrefix "^" expression;
      isEscaped = builtins.match "(.*[^\\])?(\\\\\\\\)*\\\\\\$" head != null;
    in
    if isEscaped then head else lib.removeSuffix "$" head;

  isAscii = expression: builtins.match "[ -~\t\r\n]*" expression != null;
in
# The pattern for strings that match as a whole, or `null`.
expression:
let
  plain = unanchored expression;
  found = map translate (tokens plain);
  pairs = lib.zipListsWith (a: b: { inherit a b; }) ([ { kind = "open"; } ] ++ found) found;
  # A quantifier has something to repeat, which is no repetition itself: there the two languages part.
  isSound = builtins.all ({ a, b }: b.kind != "quantifier" || a.kind == "atom") pairs;
  following = lib.drop 1 found ++ [ { text = ""; } ];
  counts = builtins.any (it: it) (
    lib.zipListsWith (a: b: a.counts or false && b.text != "*" && b.text != "+") found following
  );
  text = builtins.concatStringsSep "" (map (it: it.text) found);
  isOr = builtins.any (it: it.kind == "or") found;
  # A branch may not bind the anchors.
  whole = if isOr then "^(?:${text})$" else "^${text}$";
in
if
  !(builtins.isString expression && isPlainString expression && isAscii expression)
  || builtins.elem null found
  || !isSound
then
  null
else if counts then
  "${whole}|[^\\x00-\\x7f]"
else
  whole
