# Selectors: how they are made, what is none, and where in one the mistake is.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  sel = import ../lib/sel.nix { inherit lib; };
  selectors = import ../lib/reify/selector.nix { inherit lib; };

  documents = map (selector: (selectors.read selector).document);
  # "expected: found", of each.
  said = map (
    selector:
    let
      inherit (selectors.read selector) malformed;
    in
    "${malformed.expected}: ${malformed.found}"
  );
  chain = depth: builtins.foldl' (inner: _: sel.not inner) sel.star (lib.range 1 depth);
in
{
  "constructors" = {
    expr = documents (
      with sel;
      [
        star
        (tag "web")
        (attrs {
          port = 80;
          region = "eu";
          relay = null;
          tag = "x";
        })
        (name "web*")
        (is "web1")
        (kind "host")
        (class "nixos")
        (environment "prod")
        (system "x86_64-linux")
        (aspect "nginx")
        (and [
          star
          (tag "web")
        ])
        (any [ ])
        (not star)
        (parent star)
        (within star)
        (has star)
        (hasWithin star)
        (child star (tag "web"))
        (descendant star (tag "web"))
        [
          "web1"
          "web2"
        ]
        { is = "web1"; }
      ]
    );
    expected = [
      { star = true; }
      { tag = "web"; }
      {
        attrs = {
          port = 80;
          region = "eu";
          relay = null;
          tag = "x";
        };
      }
      { name = "web*"; }
      { name.is = "web1"; }
      { kind = "host"; }
      { class = "nixos"; }
      { environment = "prod"; }
      { system = "x86_64-linux"; }
      { aspect = "nginx"; }
      {
        and = [
          { star = true; }
          { tag = "web"; }
        ];
      }
      { any = [ ]; }
      { not.star = true; }
      { parent.star = true; }
      { within.star = true; }
      { has.star = true; }
      { hasWithin.star = true; }
      {
        and = [
          { tag = "web"; }
          { parent.star = true; }
        ];
      }
      {
        and = [
          { tag = "web"; }
          { within.star = true; }
        ];
      }
      [
        "web1"
        "web2"
      ]
      { name.is = "web1"; }
    ];
  };
  "an aspect by its value is data at once, and one that was altered is told" = {
    expr =
      let
        inherit (declare { den.aspects.gaming.provides.emulation = { }; }) den;
        view = den.aspects.gaming._.emulation;
      in
      [
        (builtins.toJSON (sel.not (sel.aspect view)))
        (selectors.read (sel.aspect (view // { nixos = { }; }))).malformed.found
      ];
    expected = [
      ''{"not":{"aspect":"gaming/emulation"}}''
      "an aspect altered with // (in `aspect` of the selector)"
    ];
  };
  "what is no selector" = {
    expr = said [
      5
      null
      (throw "x")
      sel.tag
      "web1"
      { }
      {
        class = "nixos";
        tag = "x";
      }
      { tga = "x"; }
      { region = "eu"; }
      { _type = "if"; }
      [ 5 ]
      [ (sel.tag "x") ]
    ];
    expected = [
      "a selector of den.lib.sel: an integer"
      "a selector of den.lib.sel: null"
      "a selector of den.lib.sel: an expression that throws"
      "a selector of den.lib.sel: a function"
      "a selector of den.lib.sel: a string"
      "a selector of den.lib.sel: an empty set"
      "one key in a selector (several are joined by sel.and): the keys `class`, `tag`"
      "the key `tag`: the key `tga`"
      "a key among and, any, aspect, attrs, class, environment, has, hasWithin, is, kind, name, not, parent, star, system, tag, within (an attribute is asked for with sel.attrs): the key `region`"
      "a selector of den.lib.sel: a value of type \"if\""
      "the name of a host: an integer (in `0` of the selector)"
      "the name of a host: an attribute set (in `0` of the selector)"
    ];
  };
  "what is wrong inside one" = {
    expr = said (
      with sel;
      [
        (and (tag "x"))
        (and [
          star
          (not (tag 5))
        ])
        (tag (throw "x"))
        (tag "${builtins.toFile "x" ""}")
        (attrs 5)
        (attrs { port = 1.5; })
        (attrs { port = [ 1 ]; })
        (attrs { tag = 5; })
        (attrs { port = throw "x"; })
        (name { is = 5; })
        (name [ ])
        (aspect 5)
        (aspect (throw "x"))
        { star = false; }
        (parent [ (throw "x") ])
      ]
    );
    expected = [
      "a list of selectors: an attribute set (in `and` of the selector)"
      "the name of a tag: an integer (in `and.1.not.tag` of the selector)"
      "the name of a tag: an expression that throws (in `tag` of the selector)"
      "the name of a tag: a string with context or control characters (in `tag` of the selector)"
      "a set of attributes: an integer (in `attrs` of the selector)"
      "a string, an integer, a Boolean or null: a float (in `attrs.port` of the selector)"
      "a string, an integer, a Boolean or null: a list (in `attrs.port` of the selector)"
      "the name of a tag: an integer (in `attrs.tag` of the selector)"
      "a string, an integer, a Boolean or null: an expression that throws (in `attrs.port` of the selector)"
      "the name of a host: an integer (in `name.is` of the selector)"
      "a pattern for names: a list (in `name` of the selector)"
      "an aspect or its name: an integer (in `aspect` of the selector)"
      "an aspect or its name: an expression that throws (in `aspect` of the selector)"
      "true: a Boolean (in `star` of the selector)"
      "the name of a host: an expression that throws (in `parent.0` of the selector)"
    ];
  };
  "a selector has a depth" = {
    expr = map (depth: (selectors.read (chain depth)).malformed.found or "a selector") [
      59
      10000
    ];
    expected = [
      "a selector"
      "a deeper one"
    ];
  };
  "the library has them, and modules get them as an argument" = {
    expr =
      let
        fleet =
          arguments:
          (declare [
            { den.hosts.x86_64-linux.web1.tags = [ "x" ]; }
            arguments
          ]).fleet.environments.e.selector;
      in
      [
        (fleet ({ sel, ... }: { den.fleet.environments.e.hosts = sel.tag "x"; }))
        (fleet ({ den, ... }: { den.fleet.environments.e.hosts = den.lib.sel.tag "x"; }))
      ];
    expected = [
      { tag = "x"; }
      { tag = "x"; }
    ];
  };
}
