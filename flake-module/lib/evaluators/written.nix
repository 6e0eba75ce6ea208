# Whether a file still looks as `den plan` writes it: indented JSON, one key or element a line.
#
# `fromJSON` fails in a way that cannot be caught, and a plan that cannot be read must not take down what renews it. What
# happens to these files is an interrupted write and a merge gone wrong; both show in how lines meet. A line break never
# stands inside a JSON string, so nothing that is well written is taken for broken. No function is called per line,
# and what the text is searched for is prepared once for all files.
{ lib }:
let
  inherit (builtins) replaceStrings stringLength substring;

  without = needles: replaceStrings needles (map (_: "") needles);

  # Indentation goes in steps, up to 63 spaces of it.
  outdent = n: replaceStrings [ "\n${lib.fixedWidthString n " " ""}" ] [ "\n" ];
  outdent32 = outdent 32;
  outdent16 = outdent 16;
  outdent8 = outdent 8;
  outdent4 = outdent 4;
  outdent2 = outdent 2;
  outdent1 = outdent 1;

  # Both are of two characters: of what is opened and closed equally often, equally much is left.
  withoutOpening = without [
    "{\n"
    "[\n"
  ];
  withoutClosing = without [
    "\n}"
    "\n]"
  ];

  # How a line cannot end where the next one begins so.
  withoutImpossible = without [
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
  lines = outdent1 (outdent2 (outdent4 (outdent8 (outdent16 (outdent32 text)))));
  length = stringLength text;
in
# So short a text is none of ours, and a negative position is an error.
length > 3
&& substring 0 2 text == "{\n"
# Only the brace that closes everything is not indented: what is cut short ends otherwise.
&& (substring (length - 3) 3 text == "\n}\n" || substring (length - 2) 2 text == "\n}")
&& withoutImpossible lines == lines
&& stringLength (withoutOpening lines) == stringLength (withoutClosing lines)
