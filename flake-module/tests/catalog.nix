# Manifests: what aspects say of themselves, `den.lib.aspects`, and what the reader compares of it.
{ lib, harness, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  reads = import ../lib/reads.nix { inherit lib; };
  namespace = import ../lib/namespace.nix;

  fleet = declare [
    (
      { den, ... }:
      {
        den.hosts.x86_64-linux.web1 = { };
        den.default.meta = {
          provides = [ "clock" ];
          requires = [ "nothing of this" ];
        };
        den.aspects = {
          acme.meta.provides = [ "certificates" ];
          bare.nixos = { };
          gaming = {
            provides.emulation.meta = {
              categories = [ "Games" ];
              requires = [ den.aspects.acme ];
            };
            _.retro._.console.meta.requires = [ "screen" ];
          };
          nginx = {
            meta = {
              description = "Nginx reverse proxy";
              categories = [
                "Web"
                "Network"
              ];
              links.homepage = "https://nginx.org";
              maintainers = [
                "alice"
                {
                  name = "Bob";
                  github = "bob";
                  githubId = 5;
                }
              ];
              requires = [
                den.aspects.acme
                (lib.mkIf true den.aspects.gaming.provides.emulation)
                (lib.mkIf false den.aspects.bare)
                "clock"
                "resolver"
                "firewall"
                "resolver"
              ];
              owner = "web team";
            };
            settings.port.default = 80;
          };
          # What it says does not depend on whom it is for.
          parametric = { host, ... }: {
            meta.provides = [ "mail" ];
            nixos.networking.hostName = host.name;
          };
          proxy = {
            meta = {
              categories = [ "Network" ];
              links = [ "https://example.org" ];
            };
            includes = [ den.aspects.nginx ];
          };
          # As another file has it.
          same = den.aspects.nginx;
        };
      }
    )
    { den.aspects.nginx.meta.requires = [ "acme" ]; }
  ];
  inherit (fleet.den.lib.aspects) byCategory catalog validateDependencies;
  inherit (fleet.slices) common;

  wrong = declare [
    (
      { den, ... }:
      {
        den.aspects = {
          altered.meta.requires = [ (den.aspects.words // { nixos = { }; }) ];
          data.meta = [ "no set" ];
          fails.meta.requires = [ (throw "x") ];
          shapes.meta = {
            categories = "Network";
            description = 5;
            links = 5;
            maintainers = [
              5
              { id = 1; }
            ];
            provides = "mail";
            requires = [
              5
              "mail"
            ];
          };
          throws = {
            settings = throw "no interface";
            meta.categories = [ "Network" ];
          };
          throwsAll = throw "no aspect";
          words.meta.requires = "mail";
        };
      }
    )
  ];

  nothing = {
    categories = [ ];
    description = null;
    links = [ ];
    maintainers = [ ];
    provides = [ ];
    requires = [ ];
    schema = null;
  };
  ids = [
    "acme"
    "bare"
    "gaming"
    "gaming/emulation"
    "gaming/retro"
    "gaming/retro/console"
    "nginx"
    "parametric"
    "proxy"
    "same"
  ];
  at = file: line: column: { inherit column file line; };
  placesOf = places: lib.mapAttrs (_: place: place.at // { "in" = placesOf place."in"; }) places;
in
{
  "aspects that have a name, whoever provides them" = {
    expr = builtins.attrNames catalog;
    expected = ids;
  };
  "what one says of itself, in one form" = {
    expr = {
      inherit (catalog) bare gaming;
      nginx = removeAttrs catalog.nginx [ "schema" ];
      proxy = catalog.proxy.links;
      schema = catalog.nginx.schema == fleet.aspects.nginx.interface;
    };
    expected = {
      bare = nothing;
      gaming = nothing;
      nginx = {
        categories = [
          "Web"
          "Network"
        ];
        description = "Nginx reverse proxy";
        links = [
          {
            name = "homepage";
            url = "https://nginx.org";
          }
        ];
        maintainers = [
          {
            email = null;
            github = null;
            name = "alice";
          }
          {
            email = null;
            github = "bob";
            name = "Bob";
          }
        ];
        provides = [ ];
        requires = [
          "acme"
          "acme"
          "gaming/emulation"
          "clock"
          "resolver"
          "firewall"
          "resolver"
        ];
      };
      proxy = [
        {
          name = null;
          url = "https://example.org";
        }
      ];
      schema = true;
    };
  };
  "all of it is data" = {
    expr = builtins.attrNames (builtins.fromJSON (builtins.toJSON catalog));
    expected = ids;
  };
  "by category" = {
    expr = [
      (byCategory "Network")
      (byCategory "Games")
      (byCategory "Mail")
    ];
    expected = [
      [
        "nginx"
        "proxy"
      ]
      [ "gaming/emulation" ]
      [ ]
    ];
  };
  "what nobody is or provides, once and sorted" = {
    expr = validateDependencies;
    expected = [
      {
        aspect = "gaming/retro/console";
        missing = "screen";
      }
      {
        aspect = "nginx";
        missing = "firewall";
      }
      {
        aspect = "nginx";
        missing = "resolver";
      }
    ];
  };
  "of the document, required aspects are ids" = {
    expr = {
      inherit (fleet.aspects.nginx.meta) owner requires;
      emulation = fleet.aspects.gaming.provides.emulation.meta.requires;
      raw = (builtins.head fleet.den.aspects.gaming.provides.emulation.meta.requires).__den.id;
    };
    expected = {
      owner = "web team";
      emulation = [ "acme" ];
      requires = [
        "acme"
        "acme"
        "gaming/emulation"
        "clock"
        "resolver"
        "firewall"
        "resolver"
      ];
      raw = "acme";
    };
  };
  "what is of a wrong shape is left out, and the rest stands" = {
    expr = {
      inherit (wrong.den.lib.aspects) validateDependencies;
      altered = wrong.den.lib.aspects.catalog.altered.requires;
      category = wrong.den.lib.aspects.byCategory "Network";
      names = builtins.attrNames wrong.den.lib.aspects.catalog;
      shapes = wrong.den.lib.aspects.catalog.shapes;
      throws = wrong.den.lib.aspects.catalog.throws.schema."$den".malformed.code;
    };
    expected = {
      altered = [ ];
      category = [ "throws" ];
      names = [
        "altered"
        "data"
        "fails"
        "shapes"
        "throws"
        "throwsAll"
        "words"
      ];
      shapes = nothing // {
        requires = [ "mail" ];
      };
      throws = "den::settings::interface";
      validateDependencies = [
        {
          aspect = "shapes";
          missing = "mail";
        }
      ];
    };
  };
  "who looks for a category reads no interface" = {
    expr =
      let
        catalog = import ../lib/catalog.nix {
          inherit lib;
          document.aspects.nginx = {
            interface = throw "somebody read it";
            meta.categories = [ "Network" ];
            provides = { };
          };
        };
      in
      [
        (catalog.byCategory "Network")
        catalog.validateDependencies
        catalog.catalog.nginx.categories
      ];
    expected = [
      [ "nginx" ]
      [ ]
      [ "Network" ]
    ];
  };
  "who has the library needs no declarations" = {
    expr =
      (import ../lib/catalog.nix {
        inherit lib;
        document = throw "read";
      })
        ? byCategory;
    expected = true;
  };
  "in a fleet without flake-parts, with namespaces" = {
    expr =
      (import ../lib/mk-fleet.nix {
        inherit lib;
        inherit (harness) inputs;
        modules = [
          (namespace "clan" [
            {
              borg.meta = {
                categories = [ "Backup" ];
                requires = [ "ssh" ];
              };
            }
          ])
          (
            { den, ... }:
            {
              den.evaluator = "committed";
              den.aspects.backup.nixos = { };
              den.fleet.meta.catalog = {
                inherit (den.lib.aspects) validateDependencies;
                backup = den.lib.aspects.byCategory "Backup";
              };
            }
          )
        ];
      }).den.fleet.fleet.meta.catalog;
    expected = {
      backup = [ "clan/borg" ];
      validateDependencies = [
        {
          aspect = "clan/borg";
          missing = "ssh";
        }
      ];
    };
  };
  "in a flake of flake-parts, as an output of it" = {
    expr =
      (harness.mkFlake { } (
        { den, ... }:
        {
          imports = [ ../. ];
          den.aspects.web.meta.description = "The web";
          flake.lib.catalog = den.lib.aspects.catalog;
        }
      )).lib.catalog.web.description;
    expected = "The web";
  };
  "every plan depends on who requires and provides" = {
    expr = common.dependencies;
    expected = [
      "acme"
      "den.default"
      "gaming/emulation"
      "gaming/retro/console"
      "nginx"
      "parametric"
    ];
  };
  "and that of an aspect is a slice of its own" = {
    expr = {
      inherit (fleet.slices.aspects.parametric) dependencies;
      inherit (fleet.slices.aspects.gaming.provides.emulation.dependencies) requires;
      bare = fleet.slices.aspects.bare.dependencies;
      inDocument = fleet.aspects.parametric ? dependencies;
      provided = fleet.aspects.gaming.provides.emulation ? dependencies;
    };
    expected = {
      bare = {
        provides = [ ];
        requires = [ ];
      };
      dependencies = {
        provides = [ "mail" ];
        requires = [ ];
      };
      requires = [ "acme" ];
      inDocument = false;
      provided = false;
    };
  };
  "as it stands, where it is of a wrong shape" = {
    expr = {
      inherit (wrong.slices.common) dependencies;
      requires = wrong.slices.aspects.words.dependencies.requires;
      data = wrong.slices.aspects.data.dependencies;
      fails = (builtins.head wrong.slices.aspects.fails.dependencies.requires)."$den".malformed.code;
    };
    expected = {
      dependencies = [
        "altered"
        "fails"
        "shapes"
        "words"
      ];
      requires = "mail";
      data = {
        provides = [ ];
        requires = [ ];
      };
      fails = "den::value::throws";
    };
  };
  "sorted as bytes are" = {
    expr =
      (declare [
        {
          den.aspects = lib.genAttrs [ "a" "a-b" "a.b" "B" ] (_: {
            meta.provides = [ "x" ];
            provides.c.meta.requires = [ "x" ];
          });
        }
      ]).slices.common.dependencies;
    expected = [
      "B"
      "B/c"
      "a"
      "a-b"
      "a-b/c"
      "a.b"
      "a.b/c"
      "a/c"
    ];
  };
  "a description makes nothing stale, a requirement does" = {
    expr =
      let
        of =
          meta:
          let
            inherit
              (declare [
                {
                  den.aspects = {
                    other.meta.requires = [ "acme" ];
                    inherit nginx;
                  };
                }
              ])
              slices
              ;
            nginx = { inherit meta; };
          in
          map reads.digest [
            slices.common
            slices.aspects.nginx.shape
            slices.aspects.nginx.dependencies
          ];
        before = of {
          description = "before";
          requires = [ "acme" ];
        };
        same = after: lib.zipListsWith (a: b: a == b) before (of after);
      in
      [
        (same {
          description = "after";
          requires = [ "acme" ];
        })
        (same { requires = [ "http" ]; })
        (same { })
      ];
    expected = [
      [
        true
        true
        true
      ]
      [
        true
        true
        false
      ]
      [
        false
        true
        false
      ]
    ];
  };
  "an aspect that says nothing of it is not looked into" = {
    expr =
      (declare [
        {
          den.aspects = {
            nginx.meta.requires = [ "acme" ];
            web1 = {
              includes = throw "somebody looked";
              nixos = throw "somebody looked";
            };
          };
        }
      ]).slices.common.dependencies;
    expected = [ "nginx" ];
  };
  "fields and elements have their places" = {
    expr =
      placesOf
        (declare [
          ./fixtures/manifest/nginx.nix
          ./fixtures/manifest/more.nix
        ]).document.positions."in".aspects."in".nginx."in".meta."in";
    expected =
      let
        one = at "manifest/nginx.nix";
        more = at "manifest/more.nix";
        leaf = place: place // { "in" = { }; };
      in
      {
        description = leaf (one 4 5);
        links = one 5 5 // {
          "in".homepage = leaf (one 5 5);
        };
        maintainers = one 7 5 // {
          "in" = {
            "0" = leaf (one 7 5);
            "1" = one 9 9 // {
              "in".name = leaf (one 9 9);
            };
          };
        };
        requires = more 4 5 // {
          "in" = {
            "0" = leaf (more 4 5);
            "1" = leaf (more 4 5);
            "2" = leaf (one 12 5);
          };
        };
      };
  };
}
