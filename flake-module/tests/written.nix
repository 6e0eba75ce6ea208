# Which files are given to `fromJSON`.
{ lib, ... }:
let
  written = import ../lib/evaluators/written.nix { inherit lib; };
  good = builtins.readFile ./fixtures/plans/fleet/index.json;
  edit = from: to: builtins.replaceStrings [ from ] [ to ] good;

  no = text: {
    expr = text != good && written text;
    expected = false;
  };
  yes = text: {
    expr = written text;
    expected = true;
  };
in
{
  "an index" = yes good;
  "a shard" = yes (builtins.readFile ./fixtures/plans/fleet/hosts/web1.json);
  "empty lists and sets" = yes (edit "{\n      \"$output\": \"mac1\"\n    }" "{}");
  "strings with every kind of punctuation" = yes (
    edit "\"mac1\"" (builtins.toJSON "}\n\"{,]\n<<<<<<< \"\"\n=======\n")
  );

  "nothing" = no "";
  "cut short" = no (builtins.substring 0 100 good);
  "cut short behind a brace" = no (
    lib.concatStringsSep "\n" (lib.lists.take 20 (lib.splitString "\n" good))
  );
  "a comma too few between elements" = no (edit "\"mac1\",\n" "\"mac1\"\n");
  "a comma too few between keys" = no (edit "},\n" "}\n");
  "a comma too many at the end" = no (edit "\"web1\"\n  ]" "\"web1\",\n  ]");
  "an element twice, as if both sides of a merge were kept" = no (
    edit "    \"mac1\",\n" "    \"mac1\"\n    \"mac2\",\n"
  );
  "a brace too many" = no (edit "  \"version\"" "  }\n  \"version\"");
  "markers of a merge" = no (
    edit "    \"mac1\",\n" "<<<<<<< ours\n    \"mac1\",\n=======\n>>>>>>> theirs\n"
  );
  "the middle of a merge" = no (edit "    \"mac1\",\n" "    \"mac1\",\n=======\n");
}
