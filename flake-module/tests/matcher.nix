# Which hosts a selector holds of, as far as that is known without planning.
{ lib, ... }:
let
  sel = import ../lib/sel.nix { inherit lib; };
  matcher = import ../lib/matcher.nix { inherit lib; };

  host = {
    attributes = {
      flag = false;
      nothing = null;
      port = 80;
      region = "eu";
      zones = [
        "a"
        1
      ];
    };
    class = "nixos";
    name = "web1.a";
    system = "x86_64-linux";
    tags = [
      "all"
      "web"
    ];
  };
  derived.monitored = null;
  holds = map (selector: matcher.compile derived selector host);
  needs = map (matcher.needs derived);
in
with sel;
{
  "what holds" = {
    expr = holds [
      star
      (tag "web")
      (attrs { tag = "web"; })
      (attrs { tags = "web"; })
      (attrs { region = "eu"; })
      (attrs { port = 80; })
      (attrs { flag = false; })
      (attrs { nothing = null; })
      (attrs { zones = "a"; })
      (attrs { zones = 1; })
      (attrs {
        class = "nixos";
        kind = "host";
        name = "web*";
        system = "x86_64-linux";
      })
      (attrs { })
      (name "*")
      (name "web?.a")
      (name "w*1*a")
      (is "web1.a")
      (kind "host")
      (class "nixos")
      (system "x86_64-linux")
      (and [ ])
      [
        "db1"
        "web1.a"
      ]
      (not (tag "db"))
    ];
    expected = lib.genList (_: true) 22;
  };
  "what does not" = {
    expr = holds [
      (tag "db")
      (attrs { region = "us"; })
      (attrs { port = "80"; })
      (attrs { nobody = null; })
      (attrs { zones = "b"; })
      (attrs {
        region = "eu";
        port = 81;
      })
      (name "web")
      # The point is no pattern.
      (name "web1?.a")
      (name "web1*.b")
      (name "")
      (is "web*")
      (kind "user")
      (any [ ])
      [ ]
      (not star)
    ];
    expected = lib.genList (_: false) 15;
  };
  "what nobody knows yet" = {
    expr = holds [
      (aspect "nginx")
      (environment "prod")
      (attrs { environment = "prod"; })
      (parent star)
      (within star)
      (has star)
      (hasWithin star)
      (tag "monitored")
      (not (tag "monitored"))
      (and [
        star
        (tag "monitored")
      ])
      (any [
        (tag "db")
        (tag "monitored")
      ])
    ];
    expected = lib.genList (_: null) 11;
  };
  "what the rest decides is known all the same" = {
    expr = holds [
      (any [
        (tag "monitored")
        star
      ])
      (and [
        (tag "monitored")
        (tag "db")
      ])
      (not (and [
        (tag "monitored")
        (tag "db")
      ]))
    ];
    expected = [
      true
      false
      true
    ];
  };
  "why nobody knows" = {
    expr = needs [
      (tag "web")
      (and [
        (tag "monitored")
        (not (aspect "nginx"))
      ])
      (attrs {
        environment = "prod";
        region = "eu";
        tags = "monitored";
      })
      (any [
        (has star)
        [ "web1" ]
      ])
    ];
    expected = [
      [ ]
      [
        "the tag `monitored`, which a rule derives"
        "the aspects of a host"
      ]
      [
        "the environment of a host"
        "the tag `monitored`, which a rule derives"
      ]
      [ "what lies around a host or in it" ]
    ];
  };
}
