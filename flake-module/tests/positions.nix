# Where things were written: a table beside the document, and no part of any slice.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  table = (declare ./fixtures/positions.nix).document.positions;
  node = builtins.foldl' (node: step: node."in".${step}) table;
  # "line:column", and the file where it is another one.
  at =
    path:
    let
      place = (node (lib.splitString " " path)).at;
    in
    if place == null then null else "${place.file}:${toString place.line}:${toString place.column}";
  line = path: lib.removePrefix "positions.nix:" (at path);

  text = ''
    { den.hosts.x86_64-linux.web1 = { settings.nginx.f = x: x; tags = [ "t" ]; };
      den.aspects.nginx = { settings.port.default = ./x; nixos = { }; }; }
  '';
  written = name: prefix: declare (import (builtins.toFile name (prefix + text)));
in
{
  "hosts, users, fields" = {
    expr = map line [
      "hosts web1"
      "hosts web1 facts tags"
      "hosts web1 users alice"
      "hosts web1 users alice facts classes"
      "aspects nginx"
      "fleet tags t"
      "fleet environments e"
      "policies p"
      "aspects den.default"
    ];
    expected = [
      "3:3"
      "4:5"
      "5:5"
      "5:5"
      "20:3"
      "42:5"
      "44:5"
      "47:3"
      "46:3"
    ];
  };
  "settings, through what stands around them" = {
    expr = map line [
      "hosts web1 settings nginx 0 port"
      "hosts web1 settings nginx 1 tls"
      "hosts web1 settings nginx 1 tls $den priority value a"
      "hosts web1 settings nginx 2 list"
      "hosts web1 settings nginx 2 list $den merge 0 x"
      "hosts web1 settings nginx 2 list $den merge 1 y"
      "fleet settings nginx 0 port"
      "fleet environments e settings nginx 0 port"
      "hosts web1 policies p 0 configure settings port"
    ];
    expected = [
      "6:5"
      "8:9"
      "8:29"
      "11:9"
      "12:13"
      "14:13"
      "43:5"
      "44:5"
      "50:35"
    ];
  };
  "aspects, down to keys and leaves" = {
    expr = map line [
      "aspects nginx shape parts 0"
      "aspects nginx shape parts 0 classes nixos"
      "aspects nginx shape parts 0 unknown nixoss"
      "aspects nginx shape parts 1 classes darwin"
      "aspects nginx shape parts 1 includes"
      "aspects nginx shape parts 1 includes 0 inline shape parts 0 classes homeManager"
      "aspects nginx interface properties port"
      "aspects nginx provides tls"
      "aspects module interface properties deep properties port"
      "aspects written interface properties any"
      "aspects written interface properties deep"
      "aspects written interface properties deep properties port"
      "aspects leaves interface properties deep"
      "aspects leaves interface properties deep properties port"
    ];
    expected = [
      "20:3"
      "22:7"
      "23:7"
      "26:7"
      "30:7"
      "31:11"
      "27:7"
      "33:7"
      "39:7"
      "105:7"
      "106:7"
      "106:7"
      "110:5"
      "110:5"
    ];
  };
  "homes" = {
    expr = map line [
      "homes ann@mac"
      "homes ann@mac facts user"
      "homes ann@mac facts unknown 0"
      "homes ann@mac excludes"
      "homes ann@mac includes 0 inline shape parts 0 classes homeManager"
      "homes ann@mac settings nginx 0 port"
      "homes ann@mac policies at-home 0 configure settings port"
      "homes ann@mac shapes anna parts 0 unknown ann@mac"
    ];
    expected = [
      "52:3"
      "53:5"
      "56:5"
      "54:5"
      "55:20"
      "57:5"
      "62:35"
      "67:7"
    ];
  };
  "rules, selectors, attributes" = {
    expr = map line [
      "hosts attributed attributes region"
      "hosts attributed users alice attributes shell"
      "fleet environments selected selector"
      "rules r"
      "rules r when"
      "rules r unless"
      "rules r effects"
      "rules r effects 1"
      "rules r effects 1 enforce settings port"
      "rules r effects 2"
      "rules r effects 2 include aspect inline shape parts 0 classes nixos"
      "rules r effects 3"
      "rules r effects 4"
      "rules r effects 5"
    ];
    expected = [
      "70:5"
      "71:5"
      "74:5"
      "76:3"
      "77:5"
      "78:5"
      "79:5"
      "82:9"
      "82:9"
      "85:9"
      "85:9"
      "88:9"
      "92:9"
      "97:9"
    ];
  };
  "an effect without a place has that of its rule" = {
    expr = (node (lib.splitString " " "rules r effects"))."in" ? "0";
    expected = false;
  };
  # genAttrs gives a line of nixpkgs' own lib, which is not where the user wrote.
  "a position outside the flake is that of what stands around it" = {
    expr = line "hosts made";
    expected = "19:3";
  };
  "a comment above moves positions and no slice" = {
    expr =
      let
        plain = written "plain.nix" "";
        moved = written "moved.nix" "# a comment\n\n";
        bytes = it: builtins.toJSON (removeAttrs it.slices [ "positions" ]);
      in
      bytes plain == bytes moved;
    expected = true;
  };
  "without a source there are no positions" = {
    expr =
      (declare [
        ./fixtures/positions.nix
        { den.source = lib.mkForce null; }
      ]).document.positions;
    expected = {
      at = null;
      "in" = { };
    };
  };
  "a slip, excludes, and what a whole file says have their places" = {
    expr =
      let
        it = declare (
          import (
            builtins.toFile "slips.nix" ''
              { den.hosts.x86_64-linux.web1 = {
                  tag = [ ];
                  excludes = [ ];
                  class = 5;
                  users.alice.setting = { };
                };
                _module.args = { }; den.source = "${builtins.storeDir}";
              }
            ''
          )
        );
        at =
          path:
          let
            place =
              (builtins.foldl' (node: step: node."in".${step}) it.document.positions (lib.splitString " " path))
              .at;
          in
          place.line;
      in
      map at [
        "hosts web1 facts unknown 0"
        "hosts web1 facts unknown 1"
        "hosts web1 excludes"
        "hosts web1 users alice facts unknown 0"
      ];
    expected = [
      4
      2
      3
      5
    ];
  };
  "a definition of a whole option has its file" = {
    expr =
      let
        positions =
          (declare {
            _file = "${toString ./fixtures}/sections.nix";
            den.hosts = 5;
            den.fleet.includes = [
              "a"
              "b"
            ];
          }).document.positions."in".fleet."in";
        top = {
          column = 1;
          file = "sections.nix";
          line = 1;
        };
      in
      [
        (positions.unknown."in"."0".at == top)
        (positions.includes.at == top)
        (positions.includes."in"."1".at == top)
      ];
    expected = [
      true
      true
      true
    ];
  };
}
