# Strings, the patterns of `strMatching`, and paths.
{ lib, ... }:
let
  inherit (lib) types;
  string = {
    type = "string";
    x-den-holes = [ "string" ];
  };
  matching = expression: pattern: accepted: refused: {
    inherit accepted refused;
    type = types.strMatching expression;
    schema = {
      inherit pattern;
      type = "string";
    };
  };
in
{
  str = {
    type = types.str;
    schema = string;
    accepted = [ "" ];
    refused = [ 1 ];
  };
  lines = {
    type = types.lines;
    schema = string;
    accepted = [ "a\nb" ];
  };
  commas = {
    type = types.commas;
    schema = string;
  };
  envVar = {
    type = types.envVar;
    schema = string;
  };
  separatedString = {
    type = types.separatedString ";";
    schema = string;
    refused = [ [ "a" ] ];
  };
  nonEmptyStr = {
    type = types.nonEmptyStr;
    schema = {
      minLength = 1;
      pattern = "[^ \\t\\n]";
      type = "string";
    };
    accepted = [ " a " ];
    refused = [
      ""
      " \t\n"
    ];
  };
  singleLineStr = {
    type = types.singleLineStr;
    schema = {
      pattern = "^[^\\n\\r]*\\n?$";
      type = "string";
    };
    accepted = [ "a\n" ];
    refused = [
      "a\nb"
      "a\n\n"
    ];
  };
  passwdEntry = {
    type = types.passwdEntry types.str;
    schema = {
      pattern = "^[^:\\n]*$";
      type = "string";
    };
    accepted = [ "a b" ];
    refused = [
      "a:b"
      "a\n"
    ];
  };
  "passwdEntry of a path" = {
    type = types.passwdEntry types.path;
    schema = {
      pattern = "^/";
      type = "string";
      x-den-holes = [
        "derivation"
        "path"
      ];
    };
    wider = "its check is a function";
    accepted = [ "/bin/sh" ];
    refused = [ "/a:b" ];
  };
  "strMatching" =
    matching "[a-z]+[0-9]*" "^[a-z]+[0-9]*$"
      [ "ab1" ]
      [
        "1"
        "ab1 "
        "ab\n"
      ];
  "strMatching alternatives" =
    matching "a|b{2,3}|(c|d)?" "^(?:a|b{2,3}|(?:c|d)?)$"
      [
        "a"
        "bbb"
        ""
        "d"
      ]
      [ "ab" ];
  "strMatching with anchors" = matching "^a+$" "^a+$" [ "aa" ] [ "ba" ];
  "strMatching classes" =
    matching "[[:alnum:]_-]+[[:space:]]?[^[:upper:][:digit:]]*"
      "^[0-9A-Za-z_\\-]+[ \\t-\\r]?[^A-Z0-9]*$"
      [
        "aB_-1"
        "a b"
        "aä"
      ]
      [
        "ä"
        "!"
        "a!A"
      ];
  "strMatching punctuation" =
    matching "[[:punct:]]+" "^[\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e]+$"
      [ "!-/[]^`{}~" ]
      [ "a" ];
  "strMatching brackets of special characters" =
    matching "[]\\^&~$-]+" "^[\\]\\\\\\^\\x26\\x7e$\\-]+$"
      [ "]\\^&~$-" ]
      [ "a" ];
  "strMatching an opening bracket" = matching "[[]a[[a]*" "^[\\[]a[\\[a]*$" [ "[a[" ] [ "a" ];
  "strMatching escapes" =
    matching "\\.\\*\\[\\$\\{}]" "^\\.\\*\\[\\$\\{\\}\\]$"
      [ ".*[\${}]" ]
      [ "a*[\${}]" ];
  "strMatching a dollar that is escaped at the end" =
    matching "[0-9]+\\$" "^[0-9]+\\$$"
      [ "5$" ]
      [ "5" ];
  "strMatching a backslash at the end" = matching "a\\\\" "^a\\\\$" [ "a\\" ] [ "a" ];
  "strMatching blanks" = matching "a\n\tb" "^a\\n\\tb$" [ "a\n\tb" ] [ "a b" ];
  "strMatching lines" = matching ".*" "^[\\s\\S]*$" [ "a\nb" ] [ 1 ];
  "strMatching one of any" =
    matching "a.|[^a]{1,2}" "^(?:a[\\s\\S]|[^a]{1,2})$|[^\\x00-\\x7f]"
      [
        "a\n"
        "bb"
        "ä"
      ]
      [
        "abc"
        ""
      ]
    // {
      wider = "Nix counts bytes, JSON Schema characters";
      refused = [ "äö" ];
    };
  "strMatching beyond ASCII" = {
    type = types.strMatching "ä*";
    schema.type = "string";
    wider = "Nix would repeat the last byte";
    accepted = [ "ä" ];
  };
  "strMatching a repetition of a repetition" = {
    type = types.strMatching "(ab+)+?";
    schema.type = "string";
    wider = "the two languages read it in two ways";
    accepted = [ "" ];
    refused = [ "b" ];
  };
  "strMatching an anchor in the middle" = {
    type = types.strMatching "a|^b$";
    schema.type = "string";
    wider = "anchors are understood at the ends alone";
    accepted = [ "a" ];
  };
  "nullOr strMatching" = {
    type = types.nullOr (types.strMatching "[0-9]+");
    schema.anyOf = [
      { type = "null"; }
      {
        pattern = "^[0-9]+$";
        type = "string";
      }
    ];
  };
  path = {
    type = types.path;
    schema = {
      pattern = "^/";
      type = "string";
      x-den-holes = [
        "derivation"
        "path"
      ];
    };
    accepted = [ "/" ];
    refused = [ "./a" ];
  };
  pathInStore = {
    type = types.pathInStore;
    schema = {
      pattern = "^/nix/store/[^.]";
      type = "string";
      x-den-holes = [ "derivation" ];
    };
    refused = [
      "/etc/passwd"
      "/nix/store/"
    ];
  };
}
// lib.optionalAttrs (types ? pathWith) {
  "pathWith, relative" = {
    type = types.pathWith { absolute = false; };
    schema = {
      pattern = "^([^/]|$)";
      type = "string";
    };
    accepted = [ "a" ];
    refused = [ "/a" ];
  };
  "pathWith, of any kind" = {
    type = types.pathWith { };
    schema.type = "string";
  };
  externalPath = {
    type = types.externalPath;
    schema = {
      pattern = "^/";
      type = "string";
    };
    accepted = [ "/etc" ];
  };
}
