# Whether a file still looks as `den plan` writes it: indented JSON, one key or element a line.
#
# `fromJSON` fails in a way that cannot be caught, and a plan that cannot be read must not take down what renews it. What
# happens to these files is an interrupted write and a merge gone wrong; both show in how lines meet. A line break never
# stands inside a JSON string, so nothing that is well written is taken for broken. No function is called per line.
{ lib }:
let
  inherit (builtins)
    foldl'
    replaceStrings
    stringLength
    ;

  # Without indentation, up to 63 spaces of it.
  flat =
    text:
    foldl' (text: spaces: replaceStrings [ "\n${spaces}" ] [ "\n" ] text) text (
      map (n: lib.fixedWidthString n " " "") [
        32
        16
        8
        4
        2
        1
      ]
    );

  contains = needles: text: replaceStrings needles (map (_: "") needles) text != text;
  count =
    needles: text:
    (stringLength text - stringLength (replaceStrings needles (map (_: "") needles) text))
    / stringLength (builtins.head needles);

  # How a line cannot end where the next one begins so.
  impossible = [
    # no comma
    "\"\n\""
    "}\n\""
    "]\n\""
    "}\n{"
    # one too many
    ",\n}"
    ",\n]"
    ",\n,"
    "{\n,"
    "[\n,"
    # markers of a merge
    "\n<<<<<<< "
    "\n=======\n"
    "\n>>>>>>> "
  ];
in
text:
let
  lines = flat text;
  opened = count [ "{\n" "[\n" ] lines;
  closed = count [ "\n}" "\n]" ] lines;
in
lib.hasPrefix "{\n" text
# Only the brace that closes everything is not indented: what is cut short ends otherwise.
&& (lib.hasSuffix "\n}\n" text || lib.hasSuffix "\n}" text)
&& !contains impossible lines
&& opened == closed
